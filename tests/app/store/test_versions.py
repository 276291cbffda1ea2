"""Documents outlive versions: readers drop unknown fields, and each new field has a default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints

import pytest

from app.alarms.decide.digest import Digest, Row
from app.alarms.decide.incident import Incident
from app.alarms.decide.storm import Gate
from app.alarms.keep.drilled import InDrill
from app.alarms.keep.uploads import Upload, Uploads
from app.aws.ecs_service import TaskSize
from app.commands.alarms.alarm_change import AlarmChange
from app.commands.alarms.audit.report import Report
from app.commands.alarms.audit.running import Running
from app.commands.forcealarm.drills.drill import Run
from app.commands.forcealarm.drills.plan import DrillPlan
from app.commands.scale.logged_change import Change
from app.commands.scale.outlook.forecast.track_record import TrackRecord
from app.commands.scale.outlook.price.estimate import Ran
from app.commands.scale.outlook.price.kept import ListPrice
from app.home.viewers import Choices, Looking
from app.listeners.claims import Claim, Claims, Stored
from app.listeners.job import from_text
from app.listeners.kept_jobs import Kept, KeptJobs
from app.listeners.operation import Operation
from app.listeners.order import Served, Turn
from app.queues.timers import timer_in
from app.scaling.own_schedule import Planned
from app.store.put_off import Waiting
from app.store.table import Document, Table
from tests.fakes.clock import SetClock

KINDS: tuple[type, ...] = (
    *(Incident, Gate, Digest, Row, Upload, Stored, Kept, Served),
    *(Report, Running, AlarmChange, Looking, Choices),
    *(DrillPlan, Run, InDrill, TrackRecord, Planned),
    *(ListPrice, Ran, TaskSize, Change, Waiting),
)
# What the documents of 0.1 all have, as they cannot be without it. A field of a later version is not in these: it needs
# a default, since no older document has it.
ALWAYS_THERE = {
    "Incident": {"id", "latest", "began_at"},
    "Transition": {"arn", "name", "account", "region", "new", "changed_at"},
    "Child": {"arn", "name", "state"},
    "Change": {"at", "old", "new"} | {"id", "group", "user_id", "words", "message"},  # of an alarm, and of a group
    "Response": {"at", "user_id", "words"},
    "Mute": {"until", "user_id"},
    "ThreadLine": {"id", "text"},
    "MessageId": {"channel", "ts"},
    "Digest": {"id", "channel", "began_at"},
    "Row": {"incident", "name", "state", "began_at", "changed_at"},
    "Posted": {"incident", "at"},
    "PromQL": {"query"},
    "Upload": {"file"},
    "Episode": {"first", "last"},  # 0.1 stored none
    # 0.2 stored none of these.
    "Called": {"mention", "at", "upto"},
    "Escalated": {"at", "minutes", "channel", "mention"},
    "Point": {"value", "at"},
    "Caller": {"user_id", "channel_id"},
    "Count": {"rule", "found"},
    "Finding": {"rule", "name", "says"},
    "By": {"user_id", "at"},
    "Capacity": {"minimum", "maximum", "desired"},
    "Planned": {"action"},
    "ScheduledAction": {"group", "name"},
    "RanSort": {"type", "operation", "weight", "count"},
    "Check": {"change", "told", "came", "at"},
    "ProgressMessage": {"channel", "key"},
    "Since": {"at"},
    "WayBack": {"to", "at"},
    "Failed": {"at", "words"},
    "Told": {"asked", "figure"},
    "Asked": {"namespace", "metric", "dimensions", "statistic", "period"},
    "Figure": {"now", "size", "to", "then", "low", "high"},
    "StillSet": {"group", "arn", "back", "of", "now", "change"},
}
JOB = '{"id": "job-1", "function": "/echo", "body": {"text": "hello"}, "asked_at": 1795402800.0, "colour": "blue"}'


def parts(kind: Any) -> Iterator[type]:
    """The dataclass and every one in it."""
    if is_dataclass(kind) and isinstance(kind, type):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from parts(hint)
    for inner in get_args(kind):
        yield from parts(inner)


def needed(kind: type) -> set[str]:
    """The fields that a document must have, as they have no default."""
    return {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_document_of_an_older_version_has_a_default_is_there_for(kind: type) -> None:
    added = {part.__name__: needed(part) - ALWAYS_THERE.get(part.__name__, set()) for part in parts(kind)}
    assert {name: names for name, names in added.items() if names} == {}


def test_what_0_1_left_in_the_table_is_read(table: Table, clock: SetClock) -> None:
    tomorrow = int(clock.epoch()) + 86400
    for pk, sk, data in (
        ("operation#job-1", "operation", {"place": 2, "act": "done", "decided": {"size": 4}, "told": True}),
        ("topic#web", "turns", {"arrived": 2, "served": 2}),
        ("claim#do-1", "claim", {"mark": "m1", "user": "U0ANA"}),
        ("claim#do-2", "claim", {}),
        ("job#job-1", "job", {"job": JOB}),
        ("upload#graph", "upload", {"file": "F1"}),
    ):
        table.put(Document(pk, sk, {**data, "of_another_version": [1]}, expires_at=tomorrow))
    operation, claims = Operation("job-1", table, clock), Claims(table, clock)
    turn = Turn(operation, "web", table, clock, clock())
    assert (turn.arrive(), operation.has_acted, operation.once("size", lambda: 9), operation.is_told) == (
        2,
        True,
        4,
        True,
    )
    turn.read_again()
    assert not turn.is_overtaken
    assert claims.first("do-1", Claim("m2", "U0BO")) == Claim("m1", "U0ANA")
    assert claims.first("do-2", Claim("m2", "U0BO")) == Claim("m2", "U0BO")
    kept = KeptJobs(table, clock).find("job-1")
    assert kept
    assert kept.asked_at == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    assert Uploads(table, clock).once("graph", lambda: "F2") == "F1"


def test_a_job_and_a_timer_of_another_version_are_read_from_their_queues() -> None:
    assert (from_text(JOB).function, from_text(JOB).view_id) == ("/echo", "")
    timer = timer_in({"timer": {"name": "remind", "key": "i1:1", "due": 1795402800.0, "colour": "blue"}})
    assert timer
    assert (timer.name, timer.attempt) == ("remind", 0)
