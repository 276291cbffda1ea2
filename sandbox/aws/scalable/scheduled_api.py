"""Application Auto Scaling's operations that change scheduled actions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sandbox.aws.protocol import AwsError
from sandbox.aws.scalable import words
from sandbox.aws.scalable.expressions import Schedule, parse
from sandbox.aws.scalable.model import STORAGE, ScalableTargets, within
from sandbox.aws.scalable.target import ScheduledAction, Target

MOST = 200  # "Application Auto Scaling service quotas" in the user guide
Params = dict[str, Any]


class ScheduledApi:
    """Each method is one operation of the API."""

    def __init__(self, model: ScalableTargets) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {"PutScheduledAction": self.put, "DeleteScheduledAction": self.delete}

    def put(self, params: Params) -> None:
        """A new one, or a change of one: "If you don't specify start and end times, the old values are deleted"."""
        target, name = self._target(params), params["ScheduledActionName"]
        if target.namespace == STORAGE:
            raise AwsError("ValidationException", words.NOT_FOR_STORAGE)
        before = target.scheduled.get(name)
        if before is None and len(target.scheduled) >= MOST:
            raise AwsError("LimitExceededException", words.TOO_MANY.format(most=MOST, what="scheduled actions"))
        self._model.settle()
        target.scheduled[name] = _action(params, before, self._model.clock.now())
        self._model.changed()

    def delete(self, params: Params) -> None:
        target, name = self._target(params), params["ScheduledActionName"]
        self._model.settle()
        if target.scheduled.pop(name, None) is None:
            missing = words.NO_ACTION.format(key=words.key(*target.key), name=name)
            raise AwsError("ObjectNotFoundException", missing)
        self._model.on_change()

    def _target(self, params: Params) -> Target:
        return self._model.target((params["ServiceNamespace"], params["ResourceId"], params["ScalableDimension"]))


def _action(params: Params, before: ScheduledAction | None, now: float) -> ScheduledAction:
    text = params.get("Schedule") or (before.schedule if before else None)
    zone = params.get("Timezone") or (before.zone if before else None)
    low, high = _sizes(params, before)
    if text is None or (low is None and high is None):
        raise AwsError("ValidationException", words.NO_SCHEDULE if text is None else words.NO_SIZE)
    if low is not None and high is not None and high < low:
        raise AwsError("ValidationException", words.MIN_ABOVE_MAX)
    start, end = _epoch(params.get("StartTime")), _epoch(params.get("EndTime"))
    if end is not None and end <= (start or now):
        raise AwsError("ValidationException", words.END_BEFORE_START)
    schedule = _parsed(text, zone, start or now)
    due = _first(schedule, start, end, now)
    if due is None and schedule.is_once:
        raise AwsError("ValidationException", words.PAST.format(text=text))
    created = before.created if before else now
    return ScheduledAction(params["ScheduledActionName"], text, created, due, zone, start, end, low, high)


def _first(schedule: Schedule, start: float | None, end: float | None, now: float) -> float | None:
    """A recurring one comes at its start time first, as the user guide says."""
    if start is not None and start > now and not schedule.is_once:
        return within(start, end)
    return within(schedule.next(now), end)


def _sizes(params: Params, before: ScheduledAction | None) -> tuple[int | None, int | None]:
    given = params.get("ScalableTargetAction")
    if given is None:
        return (before.minimum, before.maximum) if before else (None, None)
    return given.get("MinCapacity"), given.get("MaxCapacity")


def _parsed(text: str, zone: str | None, start: float) -> Schedule:
    try:
        parse("rate(1 minute)", zone or "UTC", start)
    except ValueError as wrong:
        raise AwsError("ValidationException", words.BAD_ZONE.format(zone=zone)) from wrong
    try:
        return parse(text, zone or "UTC", start)
    except ValueError as wrong:
        raise AwsError("ValidationException", words.BAD_SCHEDULE.format(text=text)) from wrong


def _epoch(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
