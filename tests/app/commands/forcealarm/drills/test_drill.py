"""A drill as a value: what is due, when to look again, when it is over, and what a card says people did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.target import MessageId, Target
from app.alarms.read.tested import reason_of_drill
from app.commands.forcealarm.drills.drill import By, Drilled, Run, is_done, mark_of, next_look, seen
from app.commands.forcealarm.followed import Followed
from tests.app.alarms.alarm_support import transition
from tests.app.alarms.ringing import cloudwatch_says

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


RUN = Run(
    "d1",
    channel="C0OPS",
    began_at=NOW,
    ends_at=later(600),
    steps=(
        Followed("a", at=later(1), state="ALARM", due=NOW, mark=mark_of("d1", 0)),
        Followed("b", state="ALARM", due=later(90), mark=mark_of("d1", 1)),
    ),
    alarms=(Drilled("a", before="OK"), Drilled("b", before="OK")),
)


@pytest.mark.parametrize(("seconds", "due"), [(89, ()), (90, (1,)), (600, (1,))])
def test_a_step_is_due_once_its_time_has_come(seconds: float, due: tuple[int, ...]) -> None:
    assert RUN.waiting(later(seconds)) == due


@pytest.mark.parametrize(("seconds", "look"), [(10, 15), (87, 90), (89.5, 90.5), (300, 301), (595, 596)])
def test_the_next_look_is_at_the_next_step_or_soon(seconds: float, look: float) -> None:
    assert next_look(RUN, later(seconds)) == later(look)


def test_with_nothing_to_set_it_looks_less_often_later_and_at_its_end() -> None:
    run = replace(RUN, steps=RUN.steps[:1])
    assert [next_look(run, later(at)) for at in (10, 300, 595)] == [later(15), later(315), later(600)]


@pytest.mark.parametrize(
    ("run", "done"),
    [
        (RUN, False),
        (replace(RUN, stopped_by="U0ANA"), True),
        (replace(RUN, is_ending=True), True),
        (replace(RUN, ends_at=later(20)), True),
        (replace(RUN, alarms=(Drilled("a", is_over=True), Drilled("b", is_over=True))), False),
        (replace(RUN, steps=RUN.steps[:1], alarms=(Drilled("a", is_over=True),)), True),
        (replace(RUN, steps=RUN.steps[:1]), False),
    ],
)
def test_it_is_done_when_stopped_when_its_time_is_over_or_nothing_is_left_to_see(run: Run, done: bool) -> None:
    assert is_done(run, later(20)) is done


def incident(reason: str, at: datetime, **more: object) -> Incident:
    latest = replace(transition(cloudwatch_says("OK", "ALARM")), reason=reason, changed_at=at)
    made = Incident("i1", latest, at, tested_by=latest.tested_by)
    return replace(made, **more)  # type: ignore[arg-type]


DRILLED = reason_of_drill("ana", "database", "C0OPS", "0123456789ab")


def test_of_another_time_or_not_of_a_drill_it_says_nothing() -> None:
    known = RUN.alarms[0]
    for other in (None, incident("Threshold", later(2)), incident(DRILLED, later(-60))):
        assert seen(known, RUN, other, (), later(20)) == known
    assert seen(RUN.alarms[1], RUN, incident(DRILLED, later(2)), (), later(20)) == RUN.alarms[1]


def test_it_says_when_its_card_came_who_reacted_first_acknowledged_and_scaled() -> None:
    there = Target("C0OPS", place=MessageId("C0OPS", f"{later(3).timestamp():.6f}"))
    took = Response(later(30), "U0BO", "took", "r2")
    did = (Response(later(9), "U0ANA", "looked", "r1"), took, Response(later(60), "U0EVE", "scaled", "c1"))
    made = incident(DRILLED, later(2), targets=(there,), responses=did, acknowledged=took)
    found = seen(RUN.alarms[0], RUN, made, ["c1"], later(90))
    assert (found.shown, found.seen) == (later(3), By("U0ANA", later(9)))
    assert (found.acknowledged, found.scaled) == (By("U0BO", later(30)), By("U0EVE", later(60)))
    again = replace(made, acknowledged=None, responses=())
    assert seen(found, RUN, again, (), later(99)) == found, "what was done stays done"


def test_a_row_of_a_digest_counts_when_it_is_first_seen_and_another_channel_not_at_all() -> None:
    row = incident(DRILLED, later(2), targets=(Target("C0OPS", digest="g1"),))
    assert seen(RUN.alarms[0], RUN, row, (), later(7)).shown == later(7)
    elsewhere = incident(DRILLED, later(2), targets=(Target("", place=MessageId("C0ALARMS", "1.0")),))
    assert seen(RUN.alarms[0], RUN, elsewhere, (), later(7)).shown is None
