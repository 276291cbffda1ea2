"""Alarms and snapshots as values, for tests of the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.commands.alarms.audit.finding import Rule
from app.commands.alarms.audit.snapshot import Snapshot, Watched
from app.config.home import Home
from tests.fakes.aws import ALARM_ARN, TOPIC

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HEALTHY = Watched("a", f"{ALARM_ARN}a", "metric", "OK", NOW - 7 * DAY, NOW - 180 * DAY, True, (TOPIC,))
HOME = Home("123456789012", "us-east-1", TOPIC)


def watched(name: str = "a", **changed: Any) -> Watched:
    return replace(HEALTHY, name=name, arn=f"{ALARM_ARN}{name}", **changed)


def snapshot(*alarms: Watched, **changed: Any) -> Snapshot:
    return replace(Snapshot(NOW, HOME, alarms), **changed)


def names(rule: Rule, given: Snapshot) -> list[str]:
    return [found.name for found in rule.find(given)]
