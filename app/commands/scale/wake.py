"""What each timer of /scale does when it fires."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.listeners.services import Services


def follow(services: Services, key: str) -> None:
    """`<change>:<step>`: look at a change's progress."""
    from app.commands.scale import parts

    parts.follower(services).follow(key)


def check_return(services: Services, change_id: str) -> None:
    """Shortly before a group goes back."""
    from app.commands.scale import parts

    parts.follower(services).check_return(change_id)


def check_returned(services: Services, key: str) -> None:
    """Once it must have: `<change>`, and `<change>:again` for the second look."""
    from app.commands.scale import parts

    parts.follower(services).check_returned(key)


def expire(services: Services, approval_id: str) -> None:
    """When nobody has confirmed or approved in time."""
    from app.commands.scale import parts

    parts.approver(services).expire(approval_id)


def compare(services: Services, change_id: str) -> None:
    """Once the metrics of a change that had a forecast have settled."""
    from app.commands.scale import parts

    parts.follower(services).compare(change_id, services)
