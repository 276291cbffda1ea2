"""Carries out a job once: permission, work, answer; and what happens to a late job."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from slack_sdk.models.views import View

from app.base.errors import BellhopError, Forbidden, Later, Untold
from app.base.metrics import Metric
from app.base.places import asked_by
from app.base.values import dataclass
from app.home.catalogue import HOME_OPENED, told_there
from app.home.refusals import refusal_text
from app.listeners.help import asks_for_help, help_of
from app.listeners.job import A_BUTTON, ACTS_WITHIN, Job, caller_of, guarded, in_the_name_of, job_id, turn_of, words_of
from app.listeners.kept_jobs import KeptJobs
from app.listeners.listener import Button, Command, Entry, Modal, only_opens, topic_there, whole_command
from app.listeners.operation import Operation, TooLate
from app.listeners.order import Turn
from app.listeners.services import Services
from app.runtime.filling import filled
from app.runtime.said import with_name
from app.slack.errors import SlackError
from app.slack.interactions import Reply, read_click, read_submission
from app.slack.messages.buttons import DO_IT_NOW, actions, button
from app.slack.messages.error_text import error_text
from app.slack.messages.message import Message, notice_view, sentence
from app.slack.messages.text import code, mention, moment, plain
from app.slack.replies import Replies

LATE = "{user} asked for {what} at {asked}. Bellhop only got to it now, so *nothing was done*. Do you still want it?"
OVERTAKEN = (
    "{user} asked for {what} at {asked}. It had to wait, and a later request was carried out in the meantime, "
    "so *nothing was done*. Do you still want it?"
)
BROKEN_OFF = (
    "{user} asked for {what} at {asked}. Bellhop was interrupted, and it looks like *nothing was done*. "
    "Do you still want it?"
)
LATE_LABEL = "Do it now"
FORGOTTEN = "This request is more than a day old, and Bellhop no longer has it. Please ask again."
DONE_ALREADY = "Someone has already pressed this button, and the request was carried out."
PRESSED_ALREADY = (
    "Someone has already pressed this button, but the request is not done yet. If nothing happens, please ask again "
    "yourself."
)
OLDER = "This button is from an older version of Bellhop, so nothing was done. Please ask for {what} again."
FAILED = "A bug in Bellhop stopped {what}. {state} Whoever runs Bellhop can look up the request: {request}."
GAVE_UP = (
    "Bellhop tried for two weeks to finish {what} and has given up. {why} {state} "
    "Whoever runs Bellhop can look up the request: {request}."
)
# What is known of a request that has failed: never a guess.
IS_DONE = "It *was done*; only what comes after it, such as its answer, was not."
IS_NOT_DONE = "*Nothing was changed.*"
CANNOT_TELL = "Bellhop *cannot tell whether it was done*, so please look before you ask again."
FORM_NOT_SEEN = "The form may not have opened. If you don't see it, or it stays empty, press the button again."
FORM_STALE = "This form took too long to load. Please close it and press the button again."

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """All entries of the catalogues by their listener's name, and how a job for one is carried out."""

    services: Services
    entries: Mapping[str, Entry]

    def do(self, job: Job) -> None:
        """Act at most once and answer; raises Later if it has to be tried again. Other errors are bugs."""
        if job.function not in self.entries:
            raise LookupError(f"no listener for {job.function}")
        with asked_by(caller_of(job).user_id):
            if job.function == DO_IT_NOW:
                self._do_now(job)
            elif job.view_id:
                self._fill_form(job)
            else:
                self._act_and_tell(job, self._operation(job.id))

    def tell_of_failure(self, job: Job, gave_up: Later | None = None) -> None:
        """A bug ended the job, or `gave_up` its last try: tell the person who asked, with the id for the logs."""
        words = {"what": self._asked(job), "state": self._state(job), "request": code(job.request_id or job.id[:16])}
        text = GAVE_UP.format(why=error_text(gave_up), **words) if gave_up else FAILED.format(**words)
        if job.view_id:
            self._show(job.view_id, notice_view(text))
        else:
            self._tell(job, Reply(sentence(text)), key=f"failed-{job.id}")

    def _act_and_tell(self, job: Job, operation: Operation) -> None:
        """The person first; then the open incidents, which may be many, at the pace that Slack allows."""
        reply = None if operation.is_told else self._reply(job, operation)
        try:
            if reply:
                self._tell(job, reply, key=f"reply-{job.id}")
                operation.tell()
            note = operation.note()
            if note:
                self.services.processor.note_response(*note)
                operation.noted()
        except Later as error:
            raise Untold(error) from error

    def _reply(self, job: Job, operation: Operation) -> Reply:
        """The reply: what an earlier try left, or the result of acting now."""
        if not job.topic:
            return operation.reply() or self._decide(job, operation, None)
        there = topic_there(self.entries[job.function], job.body, self.services)
        job = replace(job, topic=there or job.topic)
        operation.topic = job.topic
        turn = Turn(operation, job.group, self.services.table, self.services.clock, job.asked_at)
        turn.arrive()
        # SQS may deliver twice, and a job from the watch queue runs beside the jobs of its FIFO group. Only now is it
        # known what one of those has done since the operation was read.
        with self.services.leases.hold(turn_of(job.topic), ACTS_WITHIN):
            turn.read_again()
            return operation.reply() or self._decide(job, operation, turn)

    def _decide(self, job: Job, operation: Operation, turn: Turn | None) -> Reply:
        why = self._too_late(job, turn)
        if only_opens(self.entries[job.function]):  # and Slack did not
            reply, holds = Reply(sentence(FORM_NOT_SEEN)), False
        elif why and not operation.has_begun_to_act and not self._asks_itself(job):
            refused = self._refusal(job)
            reply, holds = Reply(sentence(refused)) if refused else self._offer(job, why), False
        else:
            operation.is_too_late = bool(why)
            operation.late = self._asked_late(job, why) if why and not operation.has_begun_to_act else ""
            reply, holds = self._act(job, operation)
        if turn and holds:
            turn.finish(reply)
        else:
            operation.finish(reply)
        return reply

    def _too_late(self, job: Job, turn: Turn | None) -> str:
        """Why the job can't be done now without asking; empty if it can."""
        if job.is_late(self.services.clock()) and job.function != HOME_OPENED.name:
            return LATE
        entry = self.entries[job.function]
        in_turn = not (isinstance(entry, Button) and not entry.in_turn)
        return OVERTAKEN if turn and in_turn and turn.is_overtaken else ""

    def _act(self, job: Job, operation: Operation) -> tuple[Reply, bool]:
        """The reply, and whether the request is in effect now: a refused one, or a question, overtakes nobody."""
        try:
            refused = self._refusal(job)
            if refused:
                return Reply(sentence(refused)), False
            reply = self._run(job, operation)
        except TooLate:
            if operation.late or not self._asks_itself(job):
                return self._offer(job, BROKEN_OFF), False
            operation.late = self._asked_late(job, BROKEN_OFF)
            return self._act(job, operation)
        except Later:
            raise
        except BellhopError as error:
            if isinstance(error, Forbidden):
                operation.forbid()
            return Reply(sentence(refusal_text(error, job.body, self.services))), False
        return reply, not reply.asks

    def _run(self, job: Job, operation: Operation) -> Reply:
        entry = self.entries[job.function]
        if isinstance(entry, Command):
            command = whole_command(job.body)
            if asks_for_help(command.text):
                return Reply(help_of(entry))
            return entry.run(with_name(command, self.services), self.services, operation)
        if isinstance(entry, Modal):
            assert entry.run is not None  # one that becomes another modal has that one's id, and is filled
            return entry.run(read_submission(job.body), self.services, operation)
        assert entry.run is not None  # one that only opens a form was answered before
        return entry.run(read_click(job.body), self.services, operation)

    def _refusal(self, job: Job) -> str:
        """Why this person can't act at all; the command itself checks the guards for the exact thing."""
        if not job.topic:
            return ""
        refused = self.services.authority.refusal_at_all(caller_of(job), guarded(job.topic))
        if refused:
            logger.info("job refused", extra={"job": job.id, "topic": job.topic, "metrics": {Metric.REFUSALS: 1}})
        return refused

    def _fill_form(self, job: Job) -> None:
        """Put what the worker found into the modal that λ slack opened."""
        try:
            view = self._filled(job)
            if view:
                self._show(job.view_id, view)
        except Later as error:
            raise Untold(error) from error

    def _filled(self, job: Job) -> View | None:
        if job.is_late(self.services.clock()):
            return notice_view(FORM_STALE)
        try:
            refused = self._refusal(job)
            return notice_view(refused) if refused else filled(self.entries[job.function], job, self.services)
        except Later:
            raise
        except BellhopError as error:
            return notice_view(refusal_text(error, job.body, self.services))

    def _show(self, view_id: str, view: View) -> None:
        """In an open modal; if it was closed meanwhile, nothing is needed."""
        try:
            self.services.slack.update_view(view_id, view)
        except SlackError as error:
            if error.code != "not_found":
                raise

    def _asks_itself(self, job: Job) -> bool:
        """Whether a late one asks for a yes to what it would do now, instead of being kept as it is."""
        return bool(job.topic) and self.entries[job.function].asks_when_late

    def _asked_late(self, job: Job, why: str) -> str:
        return why.format(user=mention(caller_of(job).user_id), what=words_of(job), asked=moment(job.asked_at))

    def _offer(self, job: Job, why: str) -> Reply:
        """What was asked, behind a button for a day."""
        self._kept_jobs.keep(job)
        told = sentence(self._asked_late(job, why))
        again = button(LATE_LABEL, DO_IT_NOW, job.id, plain(words_of(job)), style="primary")
        return Reply(Message(told.text, (*told.blocks, actions([again]))), public=bool(job.topic))

    def _do_now(self, click_job: Job) -> None:
        """Somebody pressed "Do it now": the kept job is done once, in the name of the first person who may."""
        kept_id = read_click(click_job.body).value
        kept = self._kept_jobs.find(kept_id)
        if kept is None:
            self._tell_the_presser(click_job, FORGOTTEN)
            return
        if self._asks_itself(kept):
            self._tell_the_presser(click_job, OLDER.format(what=words_of(kept)))
            return
        again = replace(
            kept,
            id=_again_id(kept_id, click_job.id),
            body=in_the_name_of(click_job, kept),
            asked_at=click_job.asked_at,
        )
        refused = self._refusal(again)
        if refused:
            self._tell_the_presser(click_job, refused)
            return
        first = self._kept_jobs.press(kept_id, click_job.id)
        if first != click_job.id:
            is_done = self._operation(_again_id(kept_id, first)).has_acted
            self._tell_the_presser(click_job, DONE_ALREADY if is_done else PRESSED_ALREADY)
            return
        operation = self._operation(again.id)
        try:
            self._act_and_tell(again, operation)
        finally:
            if operation.is_forbidden:  # a guard allows somebody else
                self._kept_jobs.release(kept_id, click_job.id)

    def _tell_the_presser(self, click_job: Job, text: str) -> None:
        self._tell(click_job, Reply(sentence(text)), key=f"reply-{click_job.id}")

    def _asked(self, job: Job) -> str:
        """What was asked, also through "Do it now", whose button knows only where the request is kept."""
        if job.function != DO_IT_NOW:
            return words_of(job)
        kept = self._kept_jobs.find(read_click(job.body).value)
        return words_of(kept) if kept else f"{A_BUTTON} ({code(LATE_LABEL)})"

    def _state(self, job: Job) -> str:
        """What became of it, as far as anybody knows."""
        asked, operation_id = job, job.id
        if job.function == DO_IT_NOW:
            kept_id = read_click(job.body).value
            asked, operation_id = self._kept_jobs.find(kept_id) or job, _again_id(kept_id, job.id)
        if self._operation(operation_id).has_acted:
            return IS_DONE
        return CANNOT_TELL if asked.topic and not asked.view_id else IS_NOT_DONE

    def _tell(self, job: Job, reply: Reply, key: str) -> None:
        if not told_there(job.body, reply, self.services):
            Replies(self.services.slack, self.services.poster).tell(caller_of(job), reply, key, job.attempt)

    def _operation(self, job_id: str) -> Operation:
        return Operation(job_id, self.services.table, self.services.clock)

    @property
    def _kept_jobs(self) -> KeptJobs:
        return KeptJobs(self.services.table, self.services.clock)


def _again_id(kept_id: str, click_id: str) -> str:
    """Each press is an operation of its own: a refused one's decision is not the next one's."""
    return job_id(kept_id, click_id)
