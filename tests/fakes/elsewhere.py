"""Other accounts in memory: doors that are open unless a test closes them, and one fake for each place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from app.aws.elsewhere import Door, Doors
from app.base.errors import BellhopError
from app.base.places import leads_to
from app.config.accounts import Account, Environment, environments

T = TypeVar("T")

ROLE = "arn:aws:iam::210987654321:role/bellhop"
PROD = Account("210987654321", "prod", ROLE, "sesame", ("eu-west-1",))
IRELAND = ("210987654321", "eu-west-1")


class OpenDoor(Door):
    """`problem` is raised at whoever wants in."""

    problem: BellhopError | None = None

    def __init__(self, to: Environment) -> None:
        self.to = to

    def enter(self) -> None:
        if self.problem:
            raise self.problem


class OpenDoors(Doors):
    def __init__(self, *accounts: Account) -> None:
        self.environments = environments(accounts)
        self.made = {at: OpenDoor(each) for at, each in self.environments.items()}

    def to(self, account: str, region: str) -> OpenDoor | None:
        return self.made.get((account, region))


class Everywhere:
    """What is asked goes to the fake of the place where the call leads."""

    def __init__(self, home: Any, there: Mapping[tuple[str, str], Any]) -> None:
        self._home, self._there = home, there

    def __getattr__(self, name: str) -> Any:
        return lambda *values, **named: getattr(self._here(), name)(*values, **named)

    def _here(self) -> Any:
        way = leads_to()
        if way is None:
            return self._home
        assert isinstance(way, Door)
        way.enter()
        return self._there[way.to.account, way.to.region]


def everywhere(home: T, there: Mapping[tuple[str, str], T]) -> T:
    return cast("T", Everywhere(home, there))
