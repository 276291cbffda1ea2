"""What each timer of /forcealarm does when it fires. λ worker loads it only then: such timers are rare."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.listeners.services import Services


def follow(services: Services, key: str) -> None:
    from app.commands.forcealarm import follow

    follow.look(services, key)


def set_next(services: Services, key: str) -> None:
    from app.commands.forcealarm import set_all

    set_all.step(services, key)


def test(services: Services, key: str) -> None:
    from app.commands.forcealarm import round_trip

    round_trip.look(services, key)
