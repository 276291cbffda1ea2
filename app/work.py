"""Carry out a job once: who may, what it does, what is told; and what becomes of a job that came too late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, ButtonElement
from slack_sdk.models.views import View

from app.commands.command import Button, Command, Modal
from app.errors import BellhopError, Later
from app.interactions import Caller, Reply, read_click, read_command, read_submission
from app.jobs import Job, from_text, to_text
from app.messages.message import Message, sentence
from app.messages.text import code, mention, moment
from app.policy import refusal
from app.replies import Replies
from app.services import Services
from app.slack import SlackError
from app.store.operations import Operation
from app.store.table import Document, amend

Entry = Command | Button | Modal

DO_IT_NOW = "job_again"
KEPT_SECONDS = 86400

LATE = "{user} asked for {what} at {asked}. Bellhop came to it only now, so *nothing was done*. Is it still wanted?"
LATE_LABEL = "Do it now"
FORGOTTEN = "That is more than a day old and forgotten. Please ask for it again."
DONE_ALREADY = "Somebody pressed it already; it is done once."
FAILED = (
    "An error in Bellhop itself ended {what}. It may be half done, so look before you ask again. "
    "The request is kept for whoever looks after Bellhop: {request}."
)
FORM_TOO_LATE = "Slack gave Bellhop no time to open the form. Please press the button again."
TITLE = "Bellhop"
CLOSE = "Close"
A_FORM = "a form"
A_BUTTON = "a button"


@dataclass(frozen=True)
class Work:
    """Every entry of the catalogue by the name of its listener, and how a job for it is carried out."""

    services: Services
    entries: Mapping[str, Entry]

    def do(self, job: Job) -> None:
        """Act at most once and tell; raises Later when it is to be tried again. Other errors are mistakes of ours."""
        if job.function == DO_IT_NOW:
            self._do_now(job)
        elif job.view_id:
            self._fill_form(job)
        else:
            self._act_and_tell(job)

    def tell_of_failure(self, job: Job) -> None:
        """A mistake of ours ended the job: tell whoever asked, with the id to look for in the logs."""
        text = FAILED.format(what=_asked(job), request=code(job.request_id or job.id[:16]))
        self._replies.tell(_caller(job), Reply(sentence(text)), key=f"failed-{job.id}")

    def _act_and_tell(self, job: Job) -> None:
        """The person first; then the open incidents, which may be many, at the pace that Slack allows."""
        operation = Operation(job.id, self.services.table, self.services.clock)
        if not operation.is_told:
            self._replies.tell(_caller(job), self._reply(job, operation), key=f"reply-{job.id}")
            operation.tell()
        note = operation.note()
        if note:
            self.services.desk.note_deed(*note)
            operation.noted()

    def _reply(self, job: Job, operation: Operation) -> Reply:
        """What an earlier try of the job left to be told, or what comes of acting now."""
        reply = operation.reply()
        if reply is None:
            too_late = not operation.has_begun_to_act and (job.is_stale(self.services.clock()) or self._overtaken(job))
            reply = self._offer(job) if too_late else self._act(job, operation)
            operation.finish(reply)
        return reply

    def _overtaken(self, job: Job) -> bool:
        """Whether a job that had to wait would undo what was asked after it and done before it."""
        if not (job.topic and job.attempt):
            return False
        turn = self.services.table.get(f"topic#{job.group}", "turn")
        return bool(turn.data.get("asked_at", 0) > job.asked_at.timestamp())

    def _take_turn(self, job: Job) -> None:
        asked_at = job.asked_at.timestamp()

        def take(turn: Document) -> Document | None:
            if turn.data.get("asked_at", 0) >= asked_at:
                return None
            return replace(turn, data={"asked_at": asked_at}, expires_at=int(asked_at) + KEPT_SECONDS)

        amend(self.services.table, f"topic#{job.group}", "turn", take)

    def _act(self, job: Job, operation: Operation) -> Reply:
        entry = self.entries[job.function]
        try:
            refused = self._refusal(job)
            if refused:
                return Reply(sentence(refused))
            if job.topic:
                self._take_turn(job)
            if isinstance(entry, Command):
                return entry.run(read_command(job.body), self.services, operation)
            if isinstance(entry, Modal):
                return entry.run(read_submission(job.body), self.services, operation)
            if entry.run is None:  # it opens a form, and there was no time to
                return Reply(sentence(FORM_TOO_LATE))
            return entry.run(read_click(job.body), self.services, operation)
        except Later:
            raise
        except BellhopError as problem:
            return Reply(sentence(str(problem)))

    def _refusal(self, job: Job) -> str | None:
        return refusal(self.services.slack.person(_caller(job).user_id)) if job.topic else None

    def _fill_form(self, job: Job) -> None:
        """Put what the worker found into the modal that λ slack opened; a form closed meanwhile needs nothing."""
        entry = self.entries[job.function]
        if not isinstance(entry, Button) or not entry.fills or job.is_stale(self.services.clock()):
            return
        try:
            refused = self._refusal(job)
            click = read_click(job.body, job.view_id)
            view = _notice_view(refused) if refused else entry.fills(click, self.services)
        except Later:
            raise
        except BellhopError as problem:
            view = _notice_view(str(problem))
        try:
            self.services.slack.update_view(job.view_id, view)
        except SlackError as problem:
            if problem.code != "not_found":
                raise

    def _offer(self, job: Job) -> Reply:
        """What was asked too long ago, kept for a day behind a button."""
        expires_at = int(self.services.clock().timestamp()) + KEPT_SECONDS
        amend(
            self.services.table,
            f"job#{job.id}",
            "job",
            lambda kept: replace(kept, data={"job": to_text(job)}, expires_at=expires_at),
        )
        words = {"user": mention(_caller(job).user_id), "what": _asked(job), "asked": moment(job.asked_at)}
        told = sentence(LATE.format(**words))
        button = ButtonElement(text=LATE_LABEL, action_id=DO_IT_NOW, value=job.id, style="primary")
        return Reply(Message(told.text, (*told.blocks, ActionsBlock(elements=[button]))), public=bool(job.topic))

    def _do_now(self, click_job: Job) -> None:
        """Somebody pressed "Do it now": the kept job is done once, in the name of whoever may and pressed first."""
        click = read_click(click_job.body)
        text = self.services.table.get(f"job#{click.value}", "job").data.get("job")
        if not text:
            self._tell_the_presser(click_job, FORGOTTEN)
            return
        kept = from_text(text)
        again = replace(kept, id=f"{kept.id}-again", body=_in_the_name_of(click_job, kept), asked_at=click_job.asked_at)
        refused = self._refusal(again)
        if refused:
            self._tell_the_presser(click_job, refused)
            return
        operation = Operation(again.id, self.services.table, self.services.clock)
        if operation.once("pressed", lambda: click_job.id) == click_job.id:
            self._act_and_tell(again)
        else:
            self._tell_the_presser(click_job, DONE_ALREADY)

    def _tell_the_presser(self, click_job: Job, text: str) -> None:
        self._replies.tell(_caller(click_job), Reply(sentence(text)), key=f"reply-{click_job.id}")

    @property
    def _replies(self) -> Replies:
        return Replies(self.services.slack, self.services.poster)


def _caller(job: Job) -> Caller:
    if "command" in job.body:
        return read_command(job.body).caller
    if job.body.get("type") == "view_submission":
        return read_submission(job.body).caller
    return read_click(job.body).caller


def _asked(job: Job) -> str:
    """What was asked, in the person's own words where there are any."""
    if "command" in job.body:
        command = read_command(job.body)
        return code(f"{command.name} {command.text}".strip())
    if job.body.get("type") == "view_submission":
        values = ", ".join(f"{name} {value}" for name, value in read_submission(job.body).values.items())
        return f"{A_FORM} ({code(f'{job.topic} {values}'.strip())})"
    return f"{A_BUTTON} ({code(read_click(job.body).value)})"


def _in_the_name_of(click_job: Job, kept: Job) -> dict[str, Any]:
    """The kept job's payload with the person, and the way to answer, of the click."""
    click = read_click(click_job.body).caller
    if "command" in kept.body:
        return {
            **kept.body,
            "user_id": click.user_id,
            "user_name": click.user_name,
            "response_url": click.response_url,
        }
    return {**kept.body, "user": click_job.body["user"], "response_url": click.response_url}


def _notice_view(text: str) -> View:
    return View(type="modal", title=TITLE, close=CLOSE, blocks=list(sentence(text).blocks))
