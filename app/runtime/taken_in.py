"""From an acknowledged request to its job, without Bolt: what Slack sent is all that counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.base.clock import Clock
from app.base.values import dataclass
from app.home.catalogue import HOME_OPENED
from app.listeners.help import asks_for_help
from app.listeners.job import Job, job_id, without_token
from app.listeners.listener import Button, Command, Entry, Modal
from app.runtime.said import as_job
from app.slack.events import read_opened, read_said
from app.slack.interactions import read_click, read_command, read_submission

EVENT = "event"


@dataclass(frozen=True)
class Request:
    """What λ slack acknowledged; `sent_at` is Slack's timestamp, empty in Socket Mode, as is `raw`."""

    body: Mapping[str, Any]
    raw: str = ""
    sent_at: str = ""
    view_id: str = ""


def job_of(name: str, request: Request, entries: Mapping[str, Entry], clock: Clock) -> Job | None:
    """The job for the listener with this name; None if there is nothing to do."""
    if name == EVENT:
        return _job_of_event(request, entries, clock)
    asked_at = datetime.fromtimestamp(int(request.sent_at), UTC) if request.sent_at else clock()
    body = without_token(request.body)
    _leave_out_the_home(body)
    return Job(
        # Socket Mode has no request bytes; the payload's trigger_id makes it just as unique.
        id=job_id(request.sent_at, request.raw or json.dumps(body, sort_keys=True)),
        function=name,
        body=body,
        asked_at=asked_at,
        topic=_topic(entries[name], body),
        view_id=request.view_id or _view_it_fills(entries[name], body),
    )


def _leave_out_the_home(body: dict[str, Any]) -> None:
    """What stands on a Home tab may be larger than the queue takes, and whoever needs it looks again."""
    view = body.get("view")
    if isinstance(view, dict) and view.get("type") == "home":
        body["view"] = {"id": view.get("id"), "type": "home"}


def _view_it_fills(entry: Entry, body: Mapping[str, Any]) -> str:
    """A menu in a modal fills the modal that it is in."""
    fills_its_own = isinstance(entry, Button) and entry.fills and not entry.opens
    return read_click(body).view_id if fills_its_own else ""


def _job_of_event(request: Request, entries: Mapping[str, Entry], clock: Clock) -> Job | None:
    """Slack tells of an event again until it is acknowledged: with the same id, and at another time."""
    opened = read_opened(request.body)
    if opened:
        return Job(job_id(EVENT, opened.id), HOME_OPENED.name, opened.body, clock())
    said = read_said(request.body)
    if said is None:
        return None
    function, body = as_job(said)
    return Job(
        id=job_id(EVENT, said.id),
        function=function,
        body=body,
        asked_at=said.at or clock(),
        topic=_topic(entries[function], body),
    )


def _topic(entry: Entry, body: Mapping[str, Any]) -> str:
    if isinstance(entry, Command):
        command = read_command(body)
        return "" if asks_for_help(command.text) else entry.acts_on(command)
    return entry.acts_on(read_submission(body)) if isinstance(entry, Modal) else entry.acts_on(read_click(body))
