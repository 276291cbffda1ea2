"""Which steps the rows of a storm wait for, and when those are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from app.alarms.decide.digest import Digest
from app.alarms.decide.digest_escalation import DigestEscalation, said, waiting
from app.alarms.decide.escalation import Call
from app.alarms.decide.incident import Incident, Mute, Response
from app.alarms.decide.target import Escalated, Target
from app.alarms.read.transition import Transition
from tests.app.alarms.alarm_support import incident, payload, transition

ALARM = transition(payload("metric"))
BEGAN = ALARM.changed_at
DIGEST = Digest("d1", "C0ALARMS", BEGAN)
CALL = Call(15, "", "<!subteam^S0OPS>")
NEW = DigestEscalation()


def row(minutes: float = 0, **more: object) -> Incident:
    """A row that went off so long after the storm began."""
    at = after(minutes)
    found = incident(replace(ALARM, changed_at=at))
    changes: dict[str, object] = {"targets": (Target(digest="d1"),), "began_at": at, "called_at": at, **more}
    return replace(found, **changes)  # type: ignore[arg-type]


def after(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def routed(_: Transition) -> tuple[Call, ...]:
    return (CALL,)


def due(*rows: Incident, state: DigestEscalation = NEW, now: float = 0) -> list[datetime]:
    return [each.due for each in waiting(DIGEST, rows, state, routed, after(now))]


def test_each_row_waits_since_it_went_off_but_not_longer_than_its_digest_is_there() -> None:
    assert due(row(-30), row(3)) == [after(15), after(18)]


def test_a_step_that_came_covers_all_rows_that_waited_and_no_newer_one() -> None:
    found = waiting(DIGEST, [row(), row(3)], NEW, routed, after(18))
    state = said(NEW, found, after(18))
    assert due(row(), row(3), state=state, now=18) == []
    assert due(row(4), state=state, now=19) == [after(33)]
    assert state.number == 2


def test_what_was_released_waits_anew() -> None:
    state = said(NEW, waiting(DIGEST, [row()], NEW, routed, after(15)), after(15))
    assert due(row(released_at=after(60)), state=state, now=60) == [after(75)]


def test_who_has_it_what_is_over_and_what_has_a_card_wait_for_nothing() -> None:
    taken = Response(after(1), "U0ANA", "...")
    assert due(row(acknowledged=taken), row(ended_at=after(2)), row(targets=(Target(has_card=True),))) == []


def test_a_card_that_the_digest_counts_waits_as_a_row_does_but_for_what_it_said_itself() -> None:
    counted = (Target(has_card=True, counted_in="d1"),)
    assert due(row(targets=counted)) == [after(15)]
    came = (Escalated(15, "", CALL.mention, after(15)),)
    assert due(row(targets=counted, escalated=came)) == []


def test_what_is_muted_is_looked_at_again() -> None:
    assert due(row(mute=Mute(after(600), "U0ANA", "bellhop-1")), now=20) == [after(35)]
