"""What is in another account or region: its name, `prod/eu-west-1:web`, and that calls go there. No IO.

What is at home has no place in its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from app.base.errors import BellhopError


class Way(Protocol):
    """Into another account or region, with clients of its own (app/aws/elsewhere.py)."""

    def client(self, service: str) -> Any: ...

    def refused(self, code: str, what: str, said: str) -> BellhopError | None:
        """AWS's error there, where it is about whether Bellhop may; `what` and `said` as in app/aws/door.py."""


_way: ContextVar[Way | None] = ContextVar("way", default=None)
_asker: ContextVar[str] = ContextVar("asker", default="")

# No Auto Scaling group has a colon in its name, and no other kind's names have a slash before their first one.
PLACED = re.compile(r"(?P<place>[A-Za-z][A-Za-z0-9-]{0,29}/[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}):(?P<name>.+)", re.DOTALL)


def place_of(name: str) -> str:
    """`prod/eu-west-1` of `prod/eu-west-1:web`; '' of what is at home."""
    found = PLACED.fullmatch(name)
    return found["place"] if found else ""


def local(name: str) -> str:
    """`web` of `prod/eu-west-1:web`: what AWS calls it there."""
    found = PLACED.fullmatch(name)
    return found["name"] if found else name


def placed(place: str, name: str) -> str:
    return f"{place}:{name}" if place else name


def in_arn(arn: str) -> tuple[str, str]:
    """The account and region of an ARN, or of the start of one; empty where it has none."""
    parts = arn.split(":", 5)
    return (parts[4], parts[3]) if len(parts) > 5 else ("", "")


@contextmanager
def leading(way: Way | None) -> Iterator[None]:
    """For the block all calls to AWS go there; None for home."""
    before = _way.set(way)
    try:
        yield
    finally:
        _way.reset(before)


def leads_to() -> Way | None:
    return _way.get()


@contextmanager
def asked_by(user_id: str) -> Iterator[None]:
    """For the block all calls to other accounts are in this person's name."""
    before = _asker.set(user_id)
    try:
        yield
    finally:
        _asker.reset(before)


def asker() -> str:
    """'' where nobody asked."""
    return _asker.get()
