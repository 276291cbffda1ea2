"""[audit] and [weekly]: when what is posted each week is due, and where it goes; read and checked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from app.base.clock import zone_of
from app.base.errors import Misconfigured
from app.base.values import dataclass
from app.config.tables import must_be_channel, read_table

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
POST = re.compile(rf"({'|'.join(DAYS)}) ([01]\d|2[0-3]):([0-5]\d)(?: (\S+))?")
UTC_NAME = "UTC"
WEEK = timedelta(days=7)
# What was due longer ago is not posted any more: somebody may just have written the line into bellhop.toml.
POSTED_WITHIN = timedelta(hours=2)

NOT_A_TIME = (
    '{file}: [{table}] `{key}` is "{found}", it must be a day and a time, and where it is not UTC a time zone: '
    '"mon 09:00" or "mon 09:00 Europe/Berlin".'
)
CHANNEL_FOR_NOTHING = "{file}: [{table}] has `channel`, but no `post` that says when."


@dataclass(frozen=True)
class WeeklyPost:
    """`post` as written ("mon 09:00 Europe/Berlin"), '' for never; `channel` is that of [slack] if not set."""

    post: str = ""
    channel: str = ""

    def last_due(self, now: datetime) -> datetime | None:
        """When the newest post was due; None if there is none to be posted."""
        found = POST.fullmatch(self.post)
        if not found:
            return None
        here = now.astimezone(zone_of(found[4] or UTC_NAME))
        back = (here.weekday() - DAYS.index(found[1])) % 7
        due = (here - timedelta(days=back)).replace(hour=int(found[2]), minute=int(found[3]), second=0, microsecond=0)
        return due if due <= here else due - WEEK

    def due_now(self, now: datetime) -> datetime | None:
        """When the post was due that is to be posted now, if it has not been; None if there is none."""
        due = self.last_due(now)
        return due if due and now - due <= POSTED_WITHIN else None


def week_of(due: datetime) -> str:
    """What the post of that week is called: there is one a week, also if its day is changed."""
    return f"week-{due:%G-W%V}"


def read_weekly_post(path: str, table: str, given: Any) -> WeeklyPost:
    read = read_table(path, table, WeeklyPost, given)
    if read.post and not _is_time(read.post):
        raise Misconfigured(NOT_A_TIME.format(file=path, table=table, key="post", found=read.post))
    if read.channel:
        must_be_channel(path, table, "channel", read.channel)
        if not read.post:
            raise Misconfigured(CHANNEL_FOR_NOTHING.format(file=path, table=table))
    return read


def _is_time(written: str) -> bool:
    found = POST.fullmatch(written)
    if not found:
        return False
    try:
        zone_of(found[4] or UTC_NAME)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return False
    return True
