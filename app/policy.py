"""Who may act: full members of this workspace; guests and people of other workspaces may only look."""

from __future__ import annotations

from dataclasses import dataclass

GUEST = "You are a guest in this workspace, and guests may only look. Ask a full member to do it."
STRANGER = "You belong to another workspace, and people of other workspaces may only look. Ask a member of this one."
GONE = "Your account in this workspace is deactivated, so nothing was done."


@dataclass(frozen=True)
class Person:
    """Somebody as users.info describes them."""

    user_id: str
    is_guest: bool = False
    is_stranger: bool = False
    is_gone: bool = False


def refusal(person: Person) -> str | None:
    """Why this person may not act, or None when they may."""
    if person.is_gone:
        return GONE
    if person.is_stranger:
        return STRANGER
    if person.is_guest:
        return GUEST
    return None
