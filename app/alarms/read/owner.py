"""Whose account and region an event is about, which is not always whose the envelope is. No IO.

GuardDuty's administrator, Security Hub's, Health's for organisations and the payer's account tell about other accounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.alarms.read.envelopes import Record
from app.alarms.read.leaves import Leaf, Path
from app.alarms.read.regions import CODE, region_code
from app.alarms.read.untrusted import text
from app.base.values import dataclass

# What is affected comes before whose record it is. In lower case, without dashes.
ACCOUNTS = ("affectedaccount", "linkedaccount", "recipientaccountid", "awsaccountid", "accountid", "sendingaccountid")
REGIONS = ("eventregion", "awsregion", "region")
OCSF_ACCOUNT = ("account", "uid")
DEEPEST = 5
NOT_AFFECTED = {"userIdentity", "sessionContext", "configuration"}  # who did it, not to whom
PLACE_LIMIT = 100


@dataclass(frozen=True)
class Owner:
    """`told_by` is the account whose envelope it is, '' if that is the same one."""

    account: str = ""
    region: str = ""
    told_by: str = ""


def owner_of(event: Mapping[str, object], leaves: Sequence[Leaf], record: Record, is_known: bool) -> Owner:
    """`is_known` if AWS wrote the message, so that it is about the account of its topic if it says no other."""
    topic = record.topic.split(":")
    topics_region, topics_account = topic[3:5] if is_known and len(topic) == 6 else ("", "")
    accounts = _named(ACCOUNTS, leaves)
    account = next(iter(accounts), "") or text(event.get("account")) or topics_account
    envelope = text(event.get("account")) or next((each for each in accounts if each != account), "")
    region = next(iter(_named(REGIONS, leaves)), "") or text(event.get("region"))
    region = region_code(region) if CODE.fullmatch(region_code(region)) else topics_region
    return Owner(account[:PLACE_LIMIT], region[:PLACE_LIMIT], envelope[:PLACE_LIMIT] if envelope != account else "")


def _called(path: Path) -> str:
    """OCSF, which Security Hub writes, has an object for the account."""
    name = path[-1].lower().replace("-", "").replace("_", "") if path else ""
    return "accountid" if path[-2:] == OCSF_ACCOUNT else name


def _named(names: Sequence[str], leaves: Sequence[Leaf]) -> list[str]:
    """The values under these names, by their order and then the nearest to the top."""
    found = [
        (names.index(name), len(leaf.path), leaf.values[0])
        for leaf in leaves
        if (name := _called(leaf.path)) in names and len(leaf.path) <= DEEPEST and not NOT_AFFECTED & set(leaf.path)
    ]
    return list(dict.fromkeys(value for *_, value in sorted(found, key=lambda each: each[:2])))
