"""The tags that CloudWatch sends with alarms' notifications, as they are today: its history doesn't keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.aws.cloudwatch import MOST_NAMES, CloudWatch

Tags = Mapping[str, str]


def sent_tags(names: Iterable[str], cloudwatch: CloudWatch) -> dict[str, Tags]:
    """By the ARNs of those of the alarms that send some; the others' tags are not asked for."""
    found: dict[str, Tags] = {}
    asked = sorted(set(names))
    for start in range(0, len(asked), MOST_NAMES):
        for alarm in cloudwatch.named(asked[start : start + MOST_NAMES]):
            setting = (alarm.item.get("ActionConfiguration") or {}).get("AlarmTagsPropagation") or {}
            if setting.get("Enabled"):
                found[alarm.arn] = _included(cloudwatch.tags(alarm.arn), setting)
    return found


def _included(tags: Tags, setting: Mapping[str, Any]) -> Tags:
    """Either list may be set, not both; without one all are sent."""
    included, excluded = setting.get("IncludedTagKeys") or tags, setting.get("ExcludedTagKeys") or ()
    return {key: value for key, value in tags.items() if key in included and key not in excluded}
