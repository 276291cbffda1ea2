"""Whom Slack describes: a person, and whom a token belongs to; no IO."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody as Slack describes them; `zone` by its IANA name, `usergroups` those of the guards that they are in."""

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
