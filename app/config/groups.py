"""[[group]]: which Auto Scaling group an alarm is about whose metric does not name one; read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from app.base.errors import Misconfigured
from app.base.values import dataclass
from app.config.tables import read_tables

NO_NAME = '{file}: [{table}] must say which group it means: name = "web".'
EVERY_ALARM = (
    '{file}: [{table}] must say which alarms are about the group: alarm = "queue-*", or tags = {{ service = "shop" }}.'
)


@dataclass(frozen=True)
class AlarmGroup:
    """[[group]]: alarms whose name fits the glob `alarm`, and that have all of `tags`, are about the group `name`."""

    name: str = ""
    alarm: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


def read_groups(path: str, given: Any) -> Iterator[AlarmGroup]:
    for table, group in read_tables(path, "group", AlarmGroup, given):
        if not group.name:
            raise Misconfigured(NO_NAME.format(file=path, table=table))
        if not group.alarm and not group.tags:
            raise Misconfigured(EVERY_ALARM.format(file=path, table=table))
        yield group
