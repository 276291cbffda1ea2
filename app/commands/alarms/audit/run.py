"""`/alarms audit`: answered at once; a timer reads the account and tells what it found. And the weekly post of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.deadline import seconds_left
from app.base.errors import BellhopError, Later, Wrong
from app.commands.alarms.audit import show, timers
from app.commands.alarms.audit.buttons import page_in
from app.commands.alarms.audit.keep import reports
from app.commands.alarms.audit.read import ALARMS_LEAVE, Reader
from app.commands.alarms.audit.report import Report, filled
from app.commands.alarms.audit.running import check_answered, claim
from app.config.weekly_post import week_of
from app.queues.timers import Timer
from app.slack.errors import NoSuchChannel, SlackError
from app.slack.interactions import ButtonClick, Caller, Reply
from app.slack.messages.error_text import error_text
from app.slack.messages.message import sentence
from app.slack.replies import Replies

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

FORGOTTEN = "This audit is more than 30 days old, so Bellhop no longer has it. `/alarms audit` makes a new one."
NOT_READ = "Bellhop could not audit the alarms: {why}"
WAITS = "There is too little time left for an audit now."

# Less is not worth to begin with: the alarms are read while there is more than ALARMS_LEAVE.
ENOUGH_SECONDS = ALARMS_LEAVE + 10

logger = logging.getLogger(__name__)


def begin(caller: Caller, services: Services, operation: Operation) -> Reply:
    running, report = claim(operation, caller, services)
    if running.report_id == operation.mark:
        services.timekeeper.set(Timer(timers.LOOK, running.report_id, services.clock()))
        return Reply(show.looking())
    if report.is_done:  # just now, and told without them
        return _reply(report, running.report_id)
    return Reply(show.looks_already(report.caller, running.began_at, caller))


def look(services: Services, report_id: str) -> None:
    """The timer: reads, keeps what it found, and tells it once."""
    report = reports(services).find(report_id)
    if report is None or report.is_told or report.caller is None:
        return
    looked = _looked(report, report_id, services)
    check_answered(looked, services)
    _tell(looked, report_id, services)
    reports(services).change(report_id, lambda known: replace(known, is_told=True))


def turn(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """Next and Previous: the page is for whoever presses."""
    report_id, start = page_in(click.value)
    report = reports(services).find(report_id)
    if report is None or not report.is_done:
        raise Wrong(FORGOTTEN)
    return Reply(show.page(report, report_id, start), replaces=True)


def weekly(services: Services, _: str) -> None:
    """Fires every quarter of an hour: posts the audit of the week if it is due, once."""
    due = services.audit.due_now(services.clock())
    if due is None:
        return
    report_id = week_of(due)
    reports(services).begin(report_id, Report(Caller("", services.audit.channel or services.processor.channel)))
    look(services, report_id)


def _looked(report: Report, report_id: str, services: Services) -> Report:
    if report.is_done:
        return report
    if seconds_left() < ENOUGH_SECONDS:
        raise Later(WAITS)
    reader = Reader(services)
    try:
        snapshot = reader.snapshot()
    except Later:
        raise
    except BellhopError as refused:
        why = error_text(refused)
        return _done(report_id, lambda known: replace(known, is_done=True, failed=why), services)
    done = _done(report_id, lambda known: filled(known, snapshot, reader.notes), services)
    facts = {"alarms": done.alarms, "groups": done.groups, "findings": sum(each.found for each in done.counts)}
    logger.info("alarms audited", extra=facts)
    return done


def _done(report_id: str, fill: Callable[[Report], Report], services: Services) -> Report:
    """Of the report as it is stored: somebody may have asked for it meanwhile. From now on nobody else is told it."""
    return reports(services).change(report_id, lambda known: known if known.is_done else fill(known))


def _reply(report: Report, report_id: str) -> Reply:
    said = sentence(NOT_READ.format(why=report.failed)) if report.failed else show.page(report, report_id)
    return Reply(said)


def _tell(report: Report, report_id: str, services: Services) -> None:
    """Those who asked; or the channel of the weekly post, which nobody asked for."""
    caller, key, reply = report.caller, f"audit-{report_id}", _reply(report, report_id)
    assert caller is not None
    if caller.user_id:
        for number, each in enumerate((caller, *report.others)):
            Replies(services.slack, services.poster).tell(each, reply, f"{key}-{number}" if number else key)
        return
    try:
        services.poster.post_once(key, services.slack.channel_id(caller.channel_id), reply.message)
    except (SlackError, NoSuchChannel) as problem:
        logger.warning("weekly audit not posted", extra={"channel": caller.channel_id, "why": str(problem)})
