"""The one Bolt App: registers all commands, buttons and modals of the catalogues. Beside it only a desk uses Bolt.

A listener acknowledges, and hands its work on as a job: onto the FIFO queue (Lambda) or a thread (Socket Mode). The
worker carries it out without Bolt (app/runtime/run.py). Bolt's own way, a "lazy" listener, loses work on Lambda
(docs/decisions/queue-not-self-invoke.md), and copies and reads each request once more for it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.models.views import View

from app.base.clock import Clock
from app.base.errors import BellhopError, Later
from app.base.logs import about
from app.base.metrics import Metric
from app.home.catalogue import HOME_OPENED
from app.listeners.job import Job
from app.listeners.listener import Button, Command, Entry, Modal, Shortcut
from app.runtime.entries import UNKNOWN
from app.runtime.said import SAID
from app.runtime.taken_in import EVENT, Request, job_of
from app.slack.client import Slack
from app.slack.events import HOME, MENTION, MESSAGE
from app.slack.interactions import pressed, read_click, read_command, read_submission, unfold
from app.slack.messages.buttons import LINK
from app.slack.messages.message import notice_view
from app.slack.signature import NO_ANSWER

UNKNOWN_FORM = "This form is from another version of Bellhop and no longer works. Nothing was done."
UNKNOWN_COMMAND = (
    "This Bellhop does not know `{command}`. The Slack app's manifest does not match the deployed version: "
    "update the app from slack-manifest.json, or deploy again."
)

logger = logging.getLogger(__name__)

Listener = Callable[..., None]
# Returns the id of the modal that it opened, '' if none; None if there is nothing to do any more.
Acknowledge = Callable[[Ack, Mapping[str, Any]], str | None]
BoltApp = App

ANY = re.compile(".*")
FACT_LIMIT = 80


def build_app(slack: Slack, entries: Mapping[str, Entry], runner: Runner, bot_user_id: str = "") -> App:
    """The App; `runner` takes the listeners' work."""

    def authorize() -> AuthorizeResult:
        # Fixed, so that no request needs a call to Slack; Bolt uses it only to recognize our own events.
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_user_id=bot_user_id or None)

    app = App(
        name="bellhop",
        process_before_response=True,
        client=slack.client_for_bolt(),
        authorize=authorize,
        raise_error_for_unhandled_request=True,  # to _on_error, in place of a 404 that Slack shows as a failure
        request_verification_enabled=False,  # app/slack/signature.py has verified it: docs/decisions/verify-in-front.md
    )
    app.middleware(_unfold)
    _attach(app, entries, slack, runner)
    for event in (MENTION, MESSAGE, HOME):
        app.event(event)(_listener(EVENT, _acknowledged, runner))
    app.options(ANY)(_offer_nothing)
    app.error(_on_error)
    return app


def lambda_adapter(app: App) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """From an admitted event to the App, and from its answer to that of an HTTP API.

    Bolt's own adapter would load boto3, and replace our runner with one that invokes the function again.
    """

    def handle(event: dict[str, Any], _: Any) -> dict[str, Any]:
        # A form with the word payload anywhere is an interaction's to Bolt; a command may have it in its text.
        body = event["body"] if event["body"].startswith("{") else event["body"].replace("payload", "%70ayload")
        response = app.dispatch(BoltRequest(body=body, headers=event["headers"]))
        return {"statusCode": response.status, "body": response.body, "headers": response.first_headers()}

    return handle


class Runner:
    """Turns the work of an acknowledged request into a job, and passes it on."""

    def __init__(self, entries: Mapping[str, Entry], submit: Callable[[Job], None], clock: Clock) -> None:
        self._entries = entries
        self._submit = submit
        self._clock = clock

    def take(self, name: str, request: BoltRequest, view_id: str) -> None:
        """`name` is the listener's; `view_id` the modal that it opened, if any."""
        sent = request.headers.get("x-slack-request-timestamp", [""])[0]
        job = job_of(name, Request(request.body, request.raw_body, sent, view_id), self._entries, self._clock)
        if job is None:
            return
        with about(job=job.id):
            self._submit(job)
            logger.info("job taken in", extra={"function": job.function, "topic": job.topic})


def _attach(app: App, entries: Mapping[str, Entry], slack: Slack, runner: Runner) -> None:
    """All of a kind as one listener: Bolt asks its listeners one by one, which is slower than all that we do.

    Each takes what it doesn't know, too: Slack shows an error for an unanswered request.
    """
    found: dict[type[Entry], dict[str, Listener]] = {Button: {LINK: _acknowledge}, Command: {}, Modal: {}, Shortcut: {}}
    for name, entry in entries.items():
        if name not in (UNKNOWN, SAID.name, HOME_OPENED.name):
            found[type(entry)][entry.name] = _listener(name, _acknowledging(entry, slack), runner)
    unknown_button = _listener(UNKNOWN, _acknowledged, runner)
    app.action(ANY)(_picking(found[Button], lambda body: pressed(body).partition(":")[0], unknown_button))
    app.command(ANY)(_picking(found[Command], lambda body: str(body["command"]), _refuse_command))
    app.view(ANY)(_picking(found[Modal], lambda body: str(body["view"].get("callback_id")), _refuse_form))
    app.shortcut(ANY)(_picking(found[Shortcut], lambda body: str(body["callback_id"]), _ignore))


def _picking(
    listeners: Mapping[str, Listener], name_in: Callable[[dict[str, Any]], str], unknown: Listener
) -> Listener:
    def pick(ack: Ack, body: dict[str, Any], request: BoltRequest) -> None:
        listeners.get(name_in(body), unknown)(ack, body, request)

    return pick


def _acknowledging(entry: Entry, slack: Slack) -> Acknowledge:
    if isinstance(entry, Modal):
        return _checking(entry)
    if not entry.opens:
        return _acknowledged
    return _opening_words(entry, slack) if isinstance(entry, Command) else _opening(entry, slack)


def _listener(name: str, acknowledge: Acknowledge, runner: Runner) -> Listener:
    """Acknowledges, and if there is anything to do, hands it on. If that fails, Slack gets no acknowledgement."""

    def listen(ack: Ack, body: dict[str, Any], request: BoltRequest) -> None:
        view_id = acknowledge(ack, body)
        if view_id is not None:
            runner.take(name, request, view_id)

    return listen


def _unfold(body: dict[str, Any], next_: Callable[[], None]) -> None:
    """Before Bolt looks for the listener: a menu's option is a button that found no room."""
    unfold(body)
    next_()


def _acknowledge(ack: Ack, body: dict[str, Any], request: BoltRequest) -> None:
    """A press on a link: the browser has opened it."""
    ack()


def _acknowledged(ack: Ack, _: Mapping[str, Any]) -> str:
    ack()
    return ""


def _refuse_command(ack: Ack, body: dict[str, Any], request: BoltRequest) -> None:
    ack(UNKNOWN_COMMAND.format(command=read_command(body).name))


def _ignore(ack: Ack, body: dict[str, Any], request: BoltRequest) -> None:
    """A shortcut that only the manifest still knows: Slack has no place for an answer."""
    _log_unknown(body)
    ack()


def _refuse_form(ack: Ack, body: dict[str, Any], request: BoltRequest) -> None:
    """In the form itself: one that closes looks as if it had been done."""
    _log_unknown(body)
    ack(response_action="update", view=notice_view(UNKNOWN_FORM))


def _offer_nothing(ack: Ack, body: dict[str, Any]) -> None:
    _log_unknown(body)
    ack(options=[])


def _log_unknown(body: Mapping[str, Any]) -> None:
    """What it is, and nothing of what it says: an event carries what people wrote."""
    event, view = body.get("event"), body.get("view")
    about = event if isinstance(event, dict) else view if isinstance(view, dict) else {}
    kind = about.get("type") if isinstance(event, dict) else body.get("type")
    named = body.get("callback_id") or about.get("callback_id") or body.get("action_id")
    logger.info("unknown request", extra={"type": _bounded(kind), "callback": _bounded(named)})


def _bounded(value: Any) -> str:
    return str(value or "")[:FACT_LIMIT]


def _checking(modal: Modal) -> Acknowledge:
    def check(ack: Ack, body: Mapping[str, Any]) -> str | None:
        form = read_submission(body)
        errors = modal.check(form)
        if errors:
            ack(response_action="errors", errors=dict(errors))
            return None
        if modal.opens is None:
            ack()
            return ""
        ack(response_action="update", view=modal.opens(form))
        return str(body["view"]["id"])

    return check


def _opening(button: Button, slack: Slack) -> Acknowledge:
    def open_and_acknowledge(ack: Ack, body: Mapping[str, Any]) -> str:
        assert button.opens
        view_id = _opened(button.opens(read_click(body)), body, button.name, slack)
        ack()
        return view_id

    return open_and_acknowledge


def _opening_words(command: Command, slack: Slack) -> Acknowledge:
    """Of a command, some words of which open a modal."""

    def open_and_acknowledge(ack: Ack, body: Mapping[str, Any]) -> str:
        assert command.opens
        view = command.opens(read_command(body))
        view_id = _opened(view, body, command.name, slack) if view else ""
        ack()
        return view_id

    return open_and_acknowledge


def _opened(view: View, body: Mapping[str, Any], by: str, slack: Slack) -> str:
    """The modal's id; '' if Slack doesn't open it, and then the job tells the person what to press."""
    try:
        return slack.open_view(str(body.get("trigger_id", "")), view)
    except BellhopError as problem:
        logger.warning("no modal", extra={"by": by, "why": str(problem)})
        return ""


def _on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Unhandled requests get a 200. If a listener or the queue failed, Slack gets a 5xx, and the log gets no body."""
    if isinstance(error, BoltUnhandledRequestError):
        _log_unknown(body)
        return BoltResponse(status=200, body="")
    logger.error("listener failed", exc_info=error, extra={"metrics": {Metric.FAILURES: 1}})
    is_unsure = isinstance(error, Later) and error.maybe_done
    return BoltResponse(status=NO_ANSWER if is_unsure else 500, body="")
