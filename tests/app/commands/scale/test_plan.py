"""Plans of /scale: what would be done, what may come of it, and what is refused before anybody acts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.aws.scaling import Group, ScheduledAction
from app.aws.scaling_policy import ScalingPolicy
from app.base.errors import Refused, Wrong
from app.commands.scale.change_log import Changes
from app.commands.scale.plan import Plan, from_document, plan_for, to_document
from app.commands.scale.request.parse import Request
from app.commands.scale.snapshot import Snapshot
from app.commands.scale.verbs.resize import Resizing
from app.commands.scale.verbs.schedule import Scheduling
from app.commands.scale.verbs.verb import Measure, Planning
from app.listeners.claims import Claims
from app.store.table import MemoryTable
from tests.fakes.scaling import web

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TRACKING = ScalingPolicy("cpu-50", "TargetTrackingScaling", "ASGAverageCPUUtilization at 50")
STEPS = ScalingPolicy("up", "StepScaling")


def snapshot(group: Group | None = None, **more: Any) -> Snapshot:
    return Snapshot(at=NOW, group=group or web(), **more)


def plan(words: str, taken: Snapshot | None = None) -> Plan:
    table, seen = MemoryTable(), taken or snapshot()
    changes, claims = Changes(table, lambda: NOW), Claims(table, lambda: NOW)
    return plan_for(Request.parse(words), Planning(seen, seen.group.name, "Europe/Berlin", "mark", changes, claims))


def resizing(words: str) -> Resizing:
    made = plan(words).instruction
    assert isinstance(made, Resizing)
    return made


def scheduling(words: str) -> Scheduling:
    made = plan(words).instruction
    assert isinstance(made, Scheduling)
    return made


def warned(words: str, **around: Any) -> str:
    return "\n".join(plan(words, snapshot(**around)).warnings)


@pytest.mark.parametrize(
    ("words", "measured"),
    [
        ("web 4", Measure(2, 4)),
        ("web min=5", Measure(2, 5)),
        ("web max=1", Measure(2, 1)),
        ("web max=12", Measure(2, 2, 12)),
        ("web 4 at 18:00", Measure(2, 4, 4)),
        ("web min=5 at 18:00", Measure(2, 5, 5)),
        ("web max=1 every weekday 08:00", Measure(2, 1)),
        ("web max=12 in 30m", Measure(2, 2, 12)),
        ("web 1 for 2h", Measure(2, 1, 2)),
        ("web max=4 for 2h", Measure(2, 2, 8)),
        ("web max=12 for 2h", Measure(2, 2, 12)),
        ("web 4 for 2h", Measure(2, 4)),
        ("web suspend Launch", Measure()),
    ],
)
def test_what_guards_measure_is_the_size_that_comes_of_it_now_or_later(words: str, measured: Measure) -> None:
    made = plan(words)
    assert made.kind.measure(made.instruction) == measured


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("web -3", "2 - 3 would be -1; `web` may have 1 to 8. Nothing changed."),
        ("web min=9", "Min 9 would be above max 8"),
        ("web schedule delete mornin", "has no scheduled action `mornin`. Did you mean `morning`?"),
        ("web refresh cancel", "nothing to cancel"),
        ("web refresh rollback", "nothing to roll back"),
    ],
)
def test_what_cannot_be_is_said_with_what_can(words: str, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        plan(words, snapshot(scheduled=(ScheduledAction("web", "morning"),)))


def test_a_group_with_an_operator_is_that_services_alone() -> None:
    with pytest.raises(Refused, match=r"managed by `eks\.amazonaws\.com`"):
        plan("web 4", snapshot(web(operator="eks.amazonaws.com")))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("web 2", "The desired capacity of `web` is already 2. Nothing changed."),
        ("web min=1 max=8", "`web` already has this desired capacity and these limits. Nothing changed."),
        ("web resume Launch", "`Launch` is not suspended on `web`. Nothing changed."),
        ("web 4", ""),
        ("web suspend Launch", ""),
    ],
)
def test_nothing_to_change_is_said_before_anybody_acts(words: str, said: str) -> None:
    request, made = Request.parse(words), plan(words)
    assert made.kind.nothing(request.intent, made.instruction, "web") == said


@pytest.mark.parametrize(
    ("words", "did", "would"),
    [
        ("web 4", "set *web* from 2 to 4", "set *web* from 2 to 4"),
        ("web max=9", "set the limits of *web* from min 1, max 8 to min 1, max 9", "set the limits of"),
        ("web max=9 9", "and its limits from min 1, max 8 to min 1, max 9", "set *web* from 2 to 9"),
        (
            "web 4 every day 08:00",
            "scheduled *web* to go to 4 every day at 08:00",
            "schedule *web* to go to 4 every day",
        ),
        ("web suspend Launch", "suspended `Launch` on *web*", "suspend `Launch` on *web*"),
        ("web resume Launch", "resumed `Launch` on *web*", "resume `Launch` on *web*"),
        ("web refresh start", "started an instance refresh", "start an instance refresh"),
    ],
)
def test_a_plan_reads_as_what_was_done_and_as_what_would_be(words: str, did: str, would: str) -> None:
    taken = snapshot(web(suspended=("Launch",) if "resume" in words else ()))
    assert did in plan(words, taken).done
    assert would in plan(words, taken).to_do


@pytest.mark.parametrize(
    ("words", "back"), [("web 4 for 2h", "then back to 2"), ("web max=9 for 2h", "then back to 2 (min 1, max 8)")]
)
def test_until_when_it_is_for_follows_the_reason(words: str, back: str) -> None:
    made = plan(words)
    assert made.more.startswith(", until <!date^")
    assert made.more.endswith(back)


def test_names_in_a_plan_are_escaped() -> None:
    taken = snapshot(web(name="<!channel>"))
    assert "<!channel>" not in plan("<!channel> 4", taken).done


@pytest.mark.parametrize("words", ["web 4 for 2h", "web 6 at 18:00", "web suspend all", "web refresh start"])
def test_a_plan_survives_the_table(words: str) -> None:
    made = plan(words)
    assert from_document(json.loads(json.dumps(to_document(made)))) == made
