"""[[account]]: other accounts and regions that Bellhop may act in, by a role there; read and checked. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.base.errors import Misconfigured
from app.base.values import dataclass
from app.config.guards import ACCOUNT, REGION
from app.config.tables import must_all, read_tables

NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,29}")
ROLE = re.compile(r"arn:aws[a-z-]*:iam::(?P<account>[0-9]{12}):role/[\w+=,.@/-]{1,512}")
EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}")  # botocore sts/2011-06-15, externalIdType

NOT_AN_ID = '{file}: [{table}] `id` is "{found}", it must be the number of an AWS account, such as "123456789012".'
NOT_A_NAME = (
    '{file}: [{table}] `name` is "{found}", it must be a word such as "prod": letters, digits and hyphens, 30 at most, '
    "a letter first."
)
RESERVED_NAME = (
    '{file}: [{table}] `name` is "{found}", which `/scale` reads as something else: `in {found}` would have two '
    "meanings. Choose another name."
)
NO_REGIONS = '{file}: [{table}] must say which regions: regions = ["eu-west-1"].'
NOT_A_REGION = '{file}: [{table}] `regions` has "{found}", it must be the code of a region, such as "eu-west-1".'
NOT_A_ROLE = (
    '{file}: [{table}] `role` is "{found}", it must be the ARN of a role: "arn:aws:iam::123456789012:role/bellhop".'
)
ROLE_ELSEWHERE = "{file}: [{table}] `role` is of the account {found}, it must be of {id}."
NOT_AN_EXTERNAL_ID = (
    "{file}: [{table}] `external_id` is not one that AWS takes: 2 to 1,224 letters, digits and +=,.@:/-."
)
TWICE = '{file}: [{table}] `{key}` is "{found}", as in another [[account]]. Write one table for each account.'


@dataclass(frozen=True)
class Account:
    """[[account]]: `regions` of the account `id`, which people call `name`.

    role  the ARN of the role there that Bellhop assumes, with `external_id`; without one nobody gets in
    """

    id: str = ""
    name: str = ""
    role: str = ""
    external_id: str = ""
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Environment:
    """One account and region besides Bellhop's own; the other fields as those of an Account."""

    account: str
    region: str
    name: str
    role: str = ""
    external_id: str = ""

    @property
    def place(self) -> str:
        """What stands before the name of whatever is there: `prod/eu-west-1`."""
        return f"{self.name}/{self.region}"

    @property
    def words(self) -> str:
        return f"{self.name} ({self.account}), {self.region}"


def read_accounts(path: str, given: Any) -> Iterator[Account]:
    seen: dict[str, set[str]] = {"id": set(), "name": set()}
    for table, account in read_tables(path, "account", Account, given):
        _check(path, table, account)
        for key, value in (("id", account.id), ("name", account.name.casefold())):
            if value in seen[key]:
                raise Misconfigured(TWICE.format(file=path, table=table, key=key, found=value))
            seen[key].add(value)
        yield account


def _check(path: str, table: str, account: Account) -> None:
    must_all(path, table, "id", [account.id], ACCOUNT.fullmatch, NOT_AN_ID)
    must_all(path, table, "name", [account.name], NAME.fullmatch, NOT_A_NAME)
    must_all(path, table, "name", [account.name], _is_free, RESERVED_NAME)
    if not account.regions:
        raise Misconfigured(NO_REGIONS.format(file=path, table=table))
    must_all(path, table, "regions", account.regions, REGION.fullmatch, NOT_A_REGION)
    if account.role:
        must_all(path, table, "role", [account.role], ROLE.fullmatch, NOT_A_ROLE)
        found = ROLE.fullmatch(account.role)
        if found and found["account"] != account.id:
            words = {"found": found["account"], "id": account.id}
            raise Misconfigured(ROLE_ELSEWHERE.format(file=path, table=table, **words))
    if account.external_id and not EXTERNAL_ID.fullmatch(account.external_id):
        raise Misconfigured(NOT_AN_EXTERNAL_ID.format(file=path, table=table))


def _is_free(name: str) -> bool:
    """Whether it reads as nothing else: a word that people type, days such as `mon-fri`, a time zone, or a region."""
    from app.config.reserved import RESERVED  # only who has accounts needs it

    parts = name.casefold().split("-")
    is_word = name.casefold() in RESERVED or all(part in RESERVED or part.rstrip("s") in RESERVED for part in parts)
    return not is_word and not REGION.fullmatch(name) and not _names_a_zone(name)


def _names_a_zone(name: str) -> bool:
    """Whether a time is said to be there: `at 6pm in Berlin`."""
    from zoneinfo import available_timezones

    said = name.casefold().replace("-", "_")
    return any(said == zone.casefold().rpartition("/")[2] for zone in available_timezones())


def environments(accounts: Sequence[Account]) -> Mapping[tuple[str, str], Environment]:
    """All of them, by account and region."""
    return {
        (each.id, region): Environment(each.id, region, each.name, each.role, each.external_id)
        for each in accounts
        for region in each.regions
    }
