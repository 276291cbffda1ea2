"""The ways to other accounts and regions, as bellhop.toml names them; loaded where it does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.aws.elsewhere import Doors
from app.base.clock import Clock
from app.config.accounts import environments
from app.config.home import Home

if TYPE_CHECKING:
    from app.config.configuration import Configuration


def ways(configuration: Configuration, home: Home, roles: frozenset[str], clock: Clock) -> tuple[Doors, Home]:
    """And home with those of them that the deployment lets Bellhop take: the others refuse with a sentence."""
    there = {at: each for at, each in environments(configuration.accounts).items() if at != (home.account, home.region)}
    open_ones = frozenset(at for at, each in there.items() if each.role in roles)
    places = {each.place: at for at, each in there.items()}
    return Doors(there, roles, clock), replace(home, ways=open_ones, places=places)
