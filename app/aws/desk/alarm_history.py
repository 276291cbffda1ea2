"""CloudWatch's history of published messages (DescribeAlarmHistory), for catch-up."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.aws.cloudwatch_client import ALARM_TYPES
from app.aws.door import client, translated
from app.base.values import dataclass

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_cloudwatch.literals import HistoryItemTypeType

# What an alarm published, and what it published about a contributor.
KINDS: tuple[HistoryItemTypeType, ...] = ("Action", "AlarmContributorAction")


@dataclass(frozen=True)
class Published:
    """A message that CloudWatch published for an alarm, as text, and where to."""

    alarm: str
    at: datetime
    message: str
    resource: str


class AlarmHistory:
    """CloudWatch's history, which goes back 30 days."""

    def published(self, since: datetime) -> Iterator[Published]:
        """All messages of all alarms and their contributors since then, oldest first."""
        return heapq.merge(*(_of_kind(kind, since) for kind in KINDS), key=lambda each: each.at)


def _of_kind(kind: HistoryItemTypeType, since: datetime) -> Iterator[Published]:
    client_: CloudWatchClient = client("cloudwatch")
    pages = client_.get_paginator("describe_alarm_history").paginate(
        HistoryItemType=kind,
        AlarmTypes=list(ALARM_TYPES),
        StartDate=since,
        ScanBy="TimestampAscending",
    )
    with translated("read what the alarms published"):
        for page in pages:
            for item in page.get("AlarmHistoryItems", []):
                found = _published(item)
                if found:
                    yield found


def _published(item: Any) -> Published | None:
    """`publishedMessage.default` of an Action's HistoryData; None if nothing was published to a topic."""
    try:
        data = json.loads(item.get("HistoryData") or "{}")
    except ValueError:
        return None
    message = data.get("publishedMessage")
    text = message.get("default") if isinstance(message, dict) else message
    if not isinstance(text, str):
        return None
    return Published(item.get("AlarmName", ""), item["Timestamp"], text, str(data.get("notificationResource", "")))
