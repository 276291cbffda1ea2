"""Asks CloudWatch about a digest's alarms, whose OK may have got lost: no card and no reminder asks about those."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.alarms.follow_up import REMINDED_FOR
from app.listeners.state_check import check_all

if TYPE_CHECKING:
    from app.listeners.services import Services


def check(services: Services, key: str) -> None:
    """The timer with the key `<digest>:<number>`: asks, and sets the next one's timer while some are not over."""
    digest_id, _, number = key.rpartition(":")
    digests = services.digest_display.digests
    digest, rows = digests.find(digest_id), [row for row in digests.rows(digest_id) if not row.is_over]
    if digest is None or digest.checks >= int(number) or not rows:
        return
    if services.clock() - max(row.changed_at for row in rows) > REMINDED_FOR + timedelta(days=1):
        return
    check_all([row.incident for row in rows], services)
    services.digest_display.check_again(digest_id, int(number))
