"""[audit]: when a week's audit of the alarms is posted, and where; read and checked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.base.errors import Misconfigured
from app.base.values import dataclass
from app.config.tables import must_be_channel, read_table

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
POST = re.compile(rf"({'|'.join(DAYS)}) ([01]\d|2[0-3]):([0-5]\d)(?: (\S+))?")
UTC_NAME = "UTC"
WEEK = timedelta(days=7)

NOT_A_TIME = (
    '{file}: [{table}] `{key}` is "{found}", it must be a day and a time, and where it is not UTC a time zone: '
    '"mon 09:00" or "mon 09:00 Europe/Berlin".'
)
CHANNEL_FOR_NOTHING = "{file}: [{table}] has `channel`, but no `post` that says when."


@dataclass(frozen=True)
class AuditSettings:
    """`post` as written ("mon 09:00 Europe/Berlin"), '' for never; `channel` is that of [slack] if not set."""

    post: str = ""
    channel: str = ""

    def last_due(self, now: datetime) -> datetime | None:
        """When the newest post was due; None if there is none to be posted."""
        found = POST.fullmatch(self.post)
        if not found:
            return None
        zone = ZoneInfo(found[4] or UTC_NAME)
        here = now.astimezone(zone)
        back = (here.weekday() - DAYS.index(found[1])) % 7
        due = (here - timedelta(days=back)).replace(hour=int(found[2]), minute=int(found[3]), second=0, microsecond=0)
        return due if due <= here else due - WEEK


def read_audit(path: str, given: Any) -> AuditSettings:
    audit = read_table(path, "audit", AuditSettings, given)
    if audit.post and not _is_time(audit.post):
        raise Misconfigured(NOT_A_TIME.format(file=path, table="audit", key="post", found=audit.post))
    if audit.channel:
        must_be_channel(path, "audit", "channel", audit.channel)
        if not audit.post:
            raise Misconfigured(CHANNEL_FOR_NOTHING.format(file=path, table="audit"))
    return audit


def _is_time(written: str) -> bool:
    found = POST.fullmatch(written)
    if not found:
        return False
    try:
        ZoneInfo(found[4] or UTC_NAME)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return False
    return True
