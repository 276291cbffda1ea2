"""The buttons of an audit: its pages, and what fixes a finding. No IO."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from app.slack.messages.buttons import carried, carrying

PAGE, FIX = "alarms_audit_page", "alarms_audit_fix"


class Fix(StrEnum):
    """What a button may do about a finding, each with a way back."""

    NONE = ""
    NOTIFY = "notify"
    ENABLE = "enable"
    DELETE = "delete"


def page_value(report_id: str, start: int) -> str:
    return f"{report_id}:{start}"


def page_in(value: str) -> tuple[str, int]:
    """The report, and the first finding."""
    report_id, _, start = value.partition(":")
    return report_id, int(start) if start.isdecimal() else 0


def fix_value(fix: Fix, alarm: str, looked_at: datetime | None = None) -> str:
    at = {"at": looked_at.timestamp()} if looked_at else {}
    return carrying({"fix": fix.value, "alarm": alarm, **at})


def looked_at_in(value: str) -> datetime | None:
    """When the audit looked at the alarm."""
    at = (carried(value) or {}).get("at")
    return datetime.fromtimestamp(at, UTC) if isinstance(at, (int, float)) else None


def fix_in(value: str) -> str:
    """What it is to do, as written: perhaps something that only another version knows."""
    return str((carried(value) or {}).get("fix", ""))
