"""Quiet hours of a route, within which nobody is mentioned. No IO."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.base.clock import zone_of
from app.config.routes import Quiet

NOTE = "Quiet hours: {who} not mentioned."


def without_note(notes: str) -> str:
    """A card's notes without what it said of quiet hours when it was routed before."""
    return "\n".join(line for line in notes.splitlines() if not line.startswith(NOTE.partition("{")[0]))


def is_quiet(hours: Quiet, now: datetime) -> bool:
    """Whether it is within these hours; they may go past midnight."""
    there = now.astimezone(zone_of(hours.zone)).time()
    if hours.start <= hours.end:
        return hours.start <= there < hours.end
    return there >= hours.start or there < hours.end


def quiet_until(hours: Quiet | None, at: datetime) -> datetime:
    """The first moment from then on at which people may be mentioned."""
    if hours is None or not is_quiet(hours, at):
        return at
    there = at.astimezone(zone_of(hours.zone))
    end = there.replace(hour=hours.end.hour, minute=hours.end.minute, second=0, microsecond=0)
    return (end if end > there else end + timedelta(days=1)).astimezone(UTC)
