"""One audit at a time: it makes some 250 calls to AWS. Whoever asks for another meanwhile hears what it finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.base.values import dataclass
from app.commands.alarms.audit.keep import KEPT_DAYS, reports
from app.commands.alarms.audit.report import Report
from app.store.documents import Documents

if TYPE_CHECKING:
    from app.listeners.services import Services
    from app.slack.interactions import Caller

# One that takes longer has broken off: its timer is a dead letter by then.
LONGEST = timedelta(minutes=15)
MOST_LISTENERS = 50


@dataclass(frozen=True)
class Running:
    """The audit that was begun last, `audit-running#all`; its report says whether it is done."""

    report_id: str = ""
    began_at: datetime | None = None


def claim(report_id: str, caller: Caller, services: Services) -> tuple[Running, Report]:
    """The audit that runs: the caller's own, begun now, or another one, which they hear of too if it is not done."""
    known = _running(services).find("all") or Running()
    if known.report_id == report_id or not _runs(known, services):
        begun = reports(services).begin(report_id, Report(caller))
        mine = Running(report_id, services.clock())
        known = _running(services).change("all", lambda now: mine if now == known else now)
        if known.report_id == report_id:
            return known, begun
    return known, reports(services).change(known.report_id, lambda report: _heard_by(caller, report))


def _runs(known: Running, services: Services) -> bool:
    if known.began_at is None or services.clock() - known.began_at > LONGEST:
        return False
    report = reports(services).find(known.report_id)
    return report is not None and not report.is_done


def _heard_by(caller: Caller, report: Report) -> Report:
    """Not twice in one place, and not by more than can be told."""
    asked = [report.caller, *report.others]
    is_known = any(each and each.place == caller.place for each in asked)
    if is_known or report.is_done or len(asked) > MOST_LISTENERS:
        return report
    return replace(report, others=(*report.others, caller))


def _running(services: Services) -> Documents[Running]:
    return Documents(services.table, services.clock, Running, "audit-running", KEPT_DAYS)
