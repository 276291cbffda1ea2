"""A person, and the owner of a token, as Slack describes them. No IO."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A person as Slack describes them; `zone` is an IANA name, `usergroups` are the guards' groups they are in."""

    user_id: str
    is_guest: bool = False
    is_stranger: bool = False
    is_gone: bool = False
    zone: str = "UTC"
    usergroups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Identity:
    """Whom a token belongs to, and its scopes."""

    user: str
    team: str
    scopes: frozenset[str]
