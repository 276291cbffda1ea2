"""One change of an alarm, with its definition before and after, so that it can be undone: `alarm-change#<id>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.aws.alarm_definition import ENABLED, definition_of, only_enables
from app.base.errors import BellhopError
from app.base.values import dataclass
from app.store.documents import Documents

if TYPE_CHECKING:
    from app.aws.cloudwatch import CloudWatch
    from app.listeners.services import Services

KEPT_DAYS = 90
CHANGED_AT, CONFIGURATION = "AlarmConfigurationUpdatedTimestamp", "ConfigurationUpdate"
MOST_CHANGES = 20
# An alarm and its history may give one change times that differ a little.
SAME_CHANGE = timedelta(seconds=2)


@dataclass(frozen=True)
class AlarmChange:
    """`before` and `after` are definitions, as PutMetricAlarm takes them; None where there is no such alarm.

    id       the mark of the operation that made it
    tags     of a deleted alarm, which a definition does not have
    told     what its message says, mrkdwn; the message is found by `key` in `channel`, perhaps in a thread there
    undone   who has undone it, and when
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
    undone_at: datetime | None = None


def changes(services: Services) -> Documents[AlarmChange]:
    return Documents(services.table, services.clock, AlarmChange, "alarm-change", KEPT_DAYS)


@dataclass(frozen=True)
class Now:
    """An alarm's definition as CloudWatch has it, None if it has no such alarm; `since` when it was last changed."""

    definition: Mapping[str, Any] | None = None
    since: datetime | None = None


def look_at(name: str, cloudwatch: CloudWatch) -> Now:
    found = cloudwatch.named([name])
    return Now(definition_of(found[0].item), found[0].item.get(CHANGED_AT)) if found else Now()


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
    now = look_at(name, cloudwatch).definition
    return True if now == after else False if now == before else None


def is_mixed(
    name: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    since: datetime | None,
    cloudwatch: CloudWatch,
) -> bool:
    """Whether somebody else changed the alarm at the moment of a change that is made: CloudWatch takes no condition.

    since  when it was last changed before that, by CloudWatch's clock; its history has only this change after that
    """
    try:
        now = look_at(name, cloudwatch).definition
        if now != before and not _is_within(after, now):
            return True
        later = [each for each in cloudwatch.history(name, MOST_CHANGES) if each.kind == CONFIGURATION]
    except BellhopError:  # the change is made; this only adds to its answer
        return False
    return since is not None and sum(each.at > since + SAME_CHANGE for each in later) > 1


def _is_within(after: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> bool:
    """CloudWatch may add its defaults to what was put."""
    if after is None or now is None:
        return after is now
    return all(now.get(key) == value for key, value in after.items())
