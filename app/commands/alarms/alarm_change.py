"""One change of an alarm, with its definition before and after, so that it can be undone: `alarm-change#<id>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.aws.alarm_definition import ENABLED, definition_of, is_same, only_enables
from app.base.errors import BellhopError
from app.base.values import dataclass
from app.store.documents import Documents

if TYPE_CHECKING:
    from app.aws.cloudwatch import CloudWatch
    from app.listeners.services import Services

KEPT_DAYS = 90
CONFIGURATION, MOST_CHANGES = "ConfigurationUpdate", 100

# When, and in CloudWatch's words what.
Edit = tuple[datetime, str]


@dataclass(frozen=True)
class AlarmChange:
    """`before` and `after` are definitions, as PutMetricAlarm takes them; None where there is no such alarm.

    id       the mark of the operation that made it
    tags     of a deleted alarm, which a definition does not have
    told     what its message says, mrkdwn; the message is found by `key` in `channel`, perhaps in a thread there
    undone_by  who has undone it
    """

    id: str = ""
    alarm: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    channel: str = ""
    key: str = ""
    thread_ts: str = ""
    undone_by: str = ""


def changes(services: Services) -> Documents[AlarmChange]:
    return Documents(services.table, services.clock, AlarmChange, "alarm-change", KEPT_DAYS)


def now_of(name: str, cloudwatch: CloudWatch) -> Mapping[str, Any] | None:
    """The alarm's definition as CloudWatch has it; None if it has no such alarm."""
    found = cloudwatch.named([name])
    return definition_of(found[0].item) if found else None


def edits_of(name: str, cloudwatch: CloudWatch) -> frozenset[Edit] | None:
    """The newest changes of its definition that CloudWatch's history has; None where it can't be read."""
    try:
        found = cloudwatch.history(name, MOST_CHANGES)
    except BellhopError:  # it only adds to the answer
        return None
    return frozenset((each.at, each.summary) for each in found if each.kind == CONFIGURATION)


def carry_out(
    name: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    tags: Mapping[str, str],
    cloudwatch: CloudWatch,
) -> None:
    """Make the alarm `after`, in one call."""
    if after is None:
        cloudwatch.delete(name)
    elif before is not None and only_enables(before, after):
        cloudwatch.set_actions(name, bool(after[ENABLED]))
    else:
        cloudwatch.define(after, tags if before is None else {})


def shows(
    name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, cloudwatch: CloudWatch
) -> bool | None:
    """Whether an interrupted change is visible; None if somebody else has changed the alarm too."""
    now = now_of(name, cloudwatch)
    return True if is_same(now, after) else False if is_same(now, before) else None


def is_mixed(
    name: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    known: frozenset[Edit] | None,
    cloudwatch: CloudWatch,
) -> bool:
    """Whether somebody else changed the alarm at the moment of a change that is made: CloudWatch takes no condition.

    known  its edits right before; there is one more since, if nobody else did
    """
    try:
        now = now_of(name, cloudwatch)
    except BellhopError:  # the change is made; this only adds to its answer
        return False
    if not is_same(now, before) and not is_same(now, after):
        return True
    edits = edits_of(name, cloudwatch)
    return known is not None and edits is not None and len(edits - known) > 1
