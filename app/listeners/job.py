"""A job: an acknowledged interaction on its way to the worker, as text on a queue."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.base.values import dataclass
from app.queues.queue import Queue
from app.slack.interactions import Caller, read_click, read_command, read_submission
from app.slack.messages.text import code

if TYPE_CHECKING:
    from app.access.guards import Kind

# A request is for now: after this long things have changed, and Bellhop asks before it acts.
VALID_FOR = timedelta(minutes=15)
# Seconds, in which nobody else acts on the same thing: longer than λ worker can run.
ACTS_WITHIN = 90

# What guards protect, by how a job's topic begins.
GUARDED: Mapping[str, Kind] = {
    "scale": "group",
    "alarm": "alarm",
    "alarms": "alarm",
    "incident": "alarm",
    "digest": "alarm",
}

A_FORM = "a form"
A_BUTTON = "a button"


@dataclass(frozen=True)
class Job:
    """Which listener (`function`) works on what (`body`, Slack's payload), asked when; `id` names the operation.

    `topic` is what it acts on (`scale:web`); empty if it only looks.
    """

    id: str
    function: str
    body: Mapping[str, Any] = field(repr=False)
    asked_at: datetime
    topic: str = ""
    view_id: str = ""
    attempt: int = 0
    request_id: str = ""

    @property
    def group(self) -> str:
        """The queue's message group: jobs on one thing run in order, others don't wait (max. 128 plain characters)."""
        user = self.body.get("user_id") or (self.body.get("user") or {}).get("id") or "nobody"
        return queue_group(self.topic or f"user:{user}")

    def is_late(self, now: datetime) -> bool:
        """Whether it is too old to be done without asking again."""
        return now - self.asked_at > VALID_FOR


def guarded(topic: str) -> Kind | None:
    """The kind of guards that protect what a job acts on; None for what no guard names."""
    return GUARDED.get(topic.partition(":")[0])


def queue_group(topic: str) -> str:
    return hashlib.sha256(topic.encode()).hexdigest()[:32]


def turn_of(topic: str) -> str:
    """The lease held while acting on a topic."""
    return f"topic-{queue_group(topic)}"


def job_id(timestamp: str, raw_body: str) -> str:
    """SHA-256 of a request's timestamp and body: the same bytes again are the same job."""
    return hashlib.sha256(f"{timestamp}:{raw_body}".encode()).hexdigest()


def without_token(body: Mapping[str, Any]) -> dict[str, Any]:
    """Slack's payload without its deprecated verification token, which we don't need."""
    return {key: value for key, value in body.items() if key != "token"}


def to_text(job: Job) -> str:
    """The job as one line of JSON, in ASCII: SQS refuses some characters that people can type (U+FFFF)."""
    data = {**vars(job), "body": dict(job.body), "asked_at": job.asked_at.timestamp()}
    return json.dumps(data)


def put_on(queue: Queue, job: Job) -> None:
    """In order within its group, and the same job only once; raises Later if the queue doesn't accept it."""
    queue.put(to_text(job), group=job.group, once=job.id)


def from_text(text: str) -> Job:
    """The job that `to_text` wrote, in any version: unknown fields are dropped, missing ones get defaults.

    Raises ValueError, KeyError or TypeError on other text.
    """
    data = json.loads(text)
    known = {name: data[name] for name in Job.__dataclass_fields__ if name in data}
    return Job(**{**known, "asked_at": datetime.fromtimestamp(data["asked_at"], UTC)})


def caller_of(job: Job) -> Caller:
    """Who asked for it, and where."""
    if "command" in job.body:
        return read_command(job.body).caller
    if job.body.get("type") == "view_submission":
        return read_submission(job.body).caller
    return read_click(job.body).caller


def words_of(job: Job) -> str:
    """What was asked, in the person's own words if there are any; mrkdwn."""
    if "command" in job.body:
        command = read_command(job.body)
        return code(f"{command.name} {command.text}".strip())
    if job.body.get("type") == "view_submission":
        values = ", ".join(f"{name} {value}" for name, value in read_submission(job.body).values.items() if value)
        return f"{A_FORM} ({code(f'{job.topic} {values}'.strip())})"
    click = read_click(job.body)
    if not click.label:
        return f"{A_BUTTON} ({code(click.value)})"
    return code(click.label) + (f" of {code(click.headline)}" if click.headline else "")


def in_the_name_of(clicked: Job, kept: Job) -> dict[str, Any]:
    """The kept job's payload with the person, and the way to answer, of a click."""
    click = read_click(clicked.body).caller
    person: dict[str, Any] = {"user": clicked.body["user"], "team": clicked.body.get("team")}
    if "command" in kept.body:
        person = {"user_id": click.user_id, "user_name": click.user_name, "team_id": click.team_id}
    return {**kept.body, **person, "response_url": click.response_url}
