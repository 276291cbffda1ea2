"""When the window of a mute rule ends (botocore cloudwatch/2010-08-01, Schedule). No IO."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.base.clock import zone_of

AT = re.compile(r"at\((?P<start>\d{4}-\d{2}-\d{2}T\d{2}:\d{2})\)")
DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?")


def window_end(schedule: Mapping[str, Any]) -> datetime | None:
    """Of a rule with one window, `at(2026-11-29T22:00)` for `PT8H`; None of one that comes again, or can't be read."""
    at, length = AT.fullmatch(schedule.get("Expression", "")), window_span(schedule)
    if not at or length is None:
        return None
    try:
        start = datetime.fromisoformat(at["start"]).replace(tzinfo=zone_of(schedule.get("Timezone") or "UTC"))
        return start.astimezone(UTC) + length
    except (ValueError, OverflowError, OSError, KeyError):  # KeyError: a time zone that this machine doesn't know
        return None


def window_span(schedule: Mapping[str, Any]) -> timedelta | None:
    """How long each window is; None if it can't be read."""
    lasts = DURATION.fullmatch(schedule.get("Duration", ""))
    try:
        return timedelta(**{unit: int(count or 0) for unit, count in lasts.groupdict().items()}) if lasts else None
    except OverflowError:
        return None
