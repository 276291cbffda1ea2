"""What came of a forecast: compared once the change has settled, said on its message, and kept for the next one."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.errors import Refused
from app.commands.scale.group import is_same
from app.commands.scale.logged_change import Change, Result
from app.commands.scale.timers import COMPARE
from app.queues.timers import Timekeeper, Timer

if TYPE_CHECKING:
    from datetime import datetime

    from app.commands.scale.change_log import Changes
    from app.commands.scale.outlook.forecast.check import Check
    from app.listeners.services import Services

FORECAST = "forecast"  # what its estimator is called in the catalogue

logger = logging.getLogger(__name__)


def compare_later(change: Change, timekeeper: Timekeeper, now: datetime) -> None:
    """If it is done and has a forecast. A timer that is set twice finds that it was compared."""
    kept = change.outlook.kept.get(FORECAST)
    if change.result is not Result.DONE or change.ended_at is None or not kept or change.came:
        return
    from app.commands.scale.outlook.forecast.check import due, told_in

    timekeeper.set(Timer(COMPARE, change.id, max(now, due(told_in(kept), change.ended_at))))


def compare(change_id: str, services: Services, changes: Changes) -> Change | None:
    """The change with what came of it; None where nothing can be compared: the size is another by now, or no value.

    It is compared once. Whoever did that may have died before it was said, so it is returned again.
    """
    change = changes.find(change_id)
    if change is None or change.came:
        return change
    try:
        checks = _checks(change, services) if _stands(change, services) else []
    except Refused as refused:
        logger.warning("a forecast can't be compared", extra={"group": change.group, "why": str(refused)})
        return None
    if not checks:
        return None
    from app.commands.scale.outlook.forecast.track_record import TrackRecords
    from app.commands.scale.outlook.forecast.words import came

    TrackRecords(services.table, services.clock).add(change.group, checks)
    return changes.change(change_id, lambda known: replace(known, came=tuple(map(came, checks))))


def _stands(change: Change, services: Services) -> bool:
    """Whether it is still that group, at the size that the forecast was for."""
    if change.result is not Result.DONE or change.after is None or change.since or change.undone_by:
        return False
    group = services.targets.at(change.group, change.arn).now()
    if group is None or not is_same(group, change.arn) or (group.created and group.created > change.at):
        return False
    return group.desired == group.in_service == change.after.desired


def _checks(change: Change, services: Services) -> list[Check]:
    from app.commands.scale.outlook.forecast.check import Check, came, told_in
    from app.commands.scale.outlook.forecast.read import query, whole

    told, ended, now = told_in(change.outlook.kept[FORECAST]), change.ended_at or change.at, services.clock()
    queries = [query(each.asked, f"m{number}") for number, each in enumerate(told)]
    cloudwatch = services.seen_from(change.arn, change.group).cloudwatch
    values = cloudwatch.series(queries, ended, now)
    known = [whole(values.get(f"m{number}", ()), each.asked.period, now) for number, each in enumerate(told)]
    found = [came(each, pairs, ended) for each, pairs in zip(told, known, strict=True)]
    return [Check(change.id, each, value, now) for each, value in zip(told, found, strict=True) if value is not None]
