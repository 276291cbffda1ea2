"""What the tests of the alarm processor share: CloudWatch's true messages coming in, and what stands in #alarms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.fakes.bellhop import Bellhop, sns_record

BEGAN = datetime(2026, 11, 23, 2, 59, tzinfo=UTC)


def cloudwatch_says(old: str, new: str, seconds: float = 0, name: str = "web-high-cpu") -> dict[str, Any]:
    """The stored message of a metric alarm on the group `web`, for another change, so long after the first."""
    at = BEGAN + timedelta(seconds=seconds)
    return {
        **payload("metric"),
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}",
        "OldStateValue": old,
        "NewStateValue": new,
        "StateChangeTime": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}+0000",
    }


def eventbridge_says(old: str, new: str, seconds: float = 0, muted: bool = False) -> dict[str, Any]:
    """EventBridge's event of the same alarm; it comes while a mute rule rules too, which here goes on for two hours."""
    event, at = payload("eventbridge_muted"), BEGAN + timedelta(seconds=seconds)
    event["resources"] = ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-high-cpu"]
    detail = event["detail"]
    detail["alarmName"] = "web-high-cpu"
    detail["previousState"]["value"] = old
    detail["state"] |= {"value": new, "timestamp": f"{at:%Y-%m-%dT%H:%M:%S.000+0000}"}
    detail["muteDetail"]["muteWindowEnd"] = f"{BEGAN + timedelta(hours=2):%Y-%m-%dT%H:%M:%S.000+0000}"
    if not muted:
        del detail["muteDetail"]
    return dict(event)


def ring(bellhop: Bellhop, message: Any, message_id: str = "") -> None:
    """SNS hands a message to the alarms queue, which is delivered; without an id it is a new one."""
    number = len(bellhop.alarms.texts)
    bellhop.alarms.put(sns_record(message, message_id or f"sns-{number}"))
    bellhop.ring()


def cards(slack: RunningSlack, channel: str = "C0ALARMS") -> list[dict[str, Any]]:
    """The messages in the channel itself, oldest first."""
    return [message for message in slack.messages(channel) if message.get("thread_ts") in (None, "", message["ts"])]


def thread(slack: RunningSlack, ts: str, channel: str = "C0ALARMS") -> list[str]:
    """The texts that answer a card, but for what CloudWatch says of its alarm."""
    return [text for text in replies(slack, ts, channel) if not text.startswith("What CloudWatch says of")]


def replies(slack: RunningSlack, ts: str, channel: str = "C0ALARMS") -> list[str]:
    """All texts that answer a card."""
    return [each["text"] for each in slack.messages(channel) if each.get("thread_ts") == ts != each["ts"]]


def wait_until_quiet(bellhop: Bellhop, until: float) -> None:
    """Let the clock run to `until` (epoch seconds), delivering what comes due on the way."""
    while (due := bellhop.alarms.next_due()) is not None and due <= until:
        bellhop.clock.advance(max(0.0, due - bellhop.clock.epoch()))
        bellhop.ring()
    bellhop.clock.advance(max(0.0, until - bellhop.clock.epoch()))
