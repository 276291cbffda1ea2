"""What each timer of the audit does when it fires. λ worker loads it only then: such timers are rare."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.listeners.services import Services


def look(services: Services, key: str) -> None:
    from app.commands.alarms.audit import run

    run.look(services, key)


def weekly(services: Services, key: str) -> None:
    from app.commands.alarms.audit import run

    run.weekly(services, key)
