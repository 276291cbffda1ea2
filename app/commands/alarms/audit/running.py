"""One audit at a time: it makes some 250 calls to AWS. Whoever asks for another meanwhile hears what it finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.base.errors import Later
from app.base.values import dataclass
from app.commands.alarms.audit.keep import KEPT_DAYS, reports
from app.commands.alarms.audit.report import Report
from app.listeners.operation import Operation
from app.store.documents import Documents

if TYPE_CHECKING:
    from app.listeners.services import Services
    from app.slack.interactions import Caller

NOT_ANSWERED = "Whoever asked has not been told yet that the audit begins."

# One that takes longer has broken off: its timer is a dead letter by then.
LONGEST = timedelta(minutes=15)
MOST_LISTENERS = 50
ANSWERED_WITHIN = timedelta(days=1)  # an answer that takes longer was lost by a bug


@dataclass(frozen=True)
class Running:
    """The audit that was begun last, `audit-running#all`; its report says whether it is done."""

    report_id: str = ""
    began_at: datetime | None = None


def claim(operation: Operation, caller: Caller, services: Services) -> tuple[Running, Report]:
    """The audit that runs: the caller's own, begun now, or another one, which they hear of too if it is not done."""
    report_id = operation.mark
    known = _running(services).find("all") or Running()
    if known.report_id == report_id or not _runs(known, services):
        begun = reports(services).begin(report_id, Report(caller, asked=(operation.id,)))
        mine = Running(report_id, services.clock())
        known = _running(services).change("all", lambda now: mine if now == known else now)
        if known.report_id == report_id:
            return known, begun
    return known, reports(services).change(known.report_id, lambda report: _heard_by(caller, operation, report))


def _runs(known: Running, services: Services) -> bool:
    if known.began_at is None or services.clock() - known.began_at > LONGEST:
        return False
    report = reports(services).find(known.report_id)
    return report is not None and not report.is_done


def _heard_by(caller: Caller, operation: Operation, report: Report) -> Report:
    """Not twice in one place, and not by more than can be told."""
    if report.is_done or operation.id in report.asked or len(report.asked) > MOST_LISTENERS:
        return report
    report = replace(report, asked=(*report.asked, operation.id))
    is_known = any(each and each.place == caller.place for each in (report.caller, *report.others))
    return report if is_known else replace(report, others=(*report.others, caller))


def check_answered(report: Report, services: Services) -> None:
    """Raises Later while somebody who asked has not been told yet that it begins: that must not come after its end."""
    began = (_running(services).find("all") or Running()).began_at
    if began is None or services.clock() - began > ANSWERED_WITHIN:
        return
    if not all(Operation(each, services.table, services.clock).is_told for each in report.asked):
        raise Later(NOT_ANSWERED)


def _running(services: Services) -> Documents[Running]:
    return Documents(services.table, services.clock, Running, "audit-running", KEPT_DAYS)
