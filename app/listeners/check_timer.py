"""The timer that asks CloudWatch about a card again: one per card, however often somebody presses meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.alarms.follow_up import CHECK
from app.base.values import dataclass
from app.queues.timers import Timer
from app.store.documents import Documents

if TYPE_CHECKING:
    from app.listeners.services import Services

KEPT_DAYS = 30
# A timer that cannot be done now comes again within 15 minutes; one that has not come by then is lost.
LOST = timedelta(minutes=20)


@dataclass(frozen=True)
class NextCheck:
    """When the card's timer fires, or fired last."""

    due: datetime | None = None


def set_check(incident_id: str, due: datetime, services: Services) -> None:
    """Set the card's timer, unless one will fire."""
    stored = _store(services)
    known = stored.find(incident_id) or NextCheck()
    if known.due is None or services.clock() - known.due > LOST:
        services.timekeeper.set(Timer(CHECK, incident_id, due))
        stored.change(incident_id, lambda _: NextCheck(due))


def fired(incident_id: str, services: Services) -> None:
    """The timer fired; if it cannot be done now, it comes again by itself."""
    _store(services).change(incident_id, lambda _: NextCheck(services.clock()))


def is_done(incident_id: str, services: Services) -> None:
    """The timer is done; the next one may be set."""
    _store(services).change(incident_id, lambda _: NextCheck())


def _store(services: Services) -> Documents[NextCheck]:
    return Documents(services.table, services.clock, NextCheck, "check", KEPT_DAYS)
