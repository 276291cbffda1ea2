"""When the next step of an escalation is due, and which steps those are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from app.alarms.decide.escalation import (
    Call,
    due_now,
    escalated,
    looked_at_again,
    next_due,
    one_step_back,
    still_to_come,
    waits_since,
)
from app.alarms.decide.incident import Incident, Mute
from app.alarms.decide.target import MessageId, Target
from app.config.routes import Quiet
from tests.app.alarms.alarm_support import incident, payload, transition

FIRST, SECOND = Call(15, "", "<!subteam^S0OPS>"), Call(45, "", "<@U0BO>")
CALLS = (FIRST, SECOND)
ALARM = transition(payload("metric"))
BEGAN = ALARM.changed_at


def begun(**more: object) -> Incident:
    return replace(incident(ALARM), targets=(Target(place=MessageId("C0ALARMS", "1.0")),), **more)  # type: ignore[arg-type]


def after(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def test_a_step_is_due_after_its_minutes_and_the_next_one_after_the_rest_of_its_own() -> None:
    known = begun()
    assert next_due(known, CALLS, BEGAN, BEGAN) == after(15)
    assert due_now(known, CALLS, after(14)) == []
    assert due_now(known, CALLS, after(16)) == [FIRST]
    known = escalated(known, [FIRST], "...", after(16))
    assert next_due(known, CALLS, waits_since(known), after(16)) == after(46)


def test_of_steps_whose_time_has_passed_only_the_first_comes() -> None:
    assert due_now(begun(), CALLS, after(300)) == [FIRST]


def test_after_the_last_one_none_is_due() -> None:
    known = escalated(begun(), list(CALLS), "...", after(45))
    assert next_due(known, CALLS, waits_since(known), after(45)) is None
    assert still_to_come(known, CALLS) == []


def test_a_step_back_repeats_the_last_one() -> None:
    known = escalated(escalated(begun(), [FIRST], "...", after(15)), [SECOND], "...", after(45))
    again = replace(known, escalated=one_step_back(known), released_at=after(100))
    assert still_to_come(again, CALLS) == [SECOND]
    assert next_due(again, CALLS, waits_since(again), after(100)) == after(130)


def test_quiet_hours_keep_back_their_own_steps_only() -> None:
    quiet = replace(FIRST, quiet=Quiet(time(0), time(23, 59), "UTC"))
    now = datetime(BEGAN.year, BEGAN.month, BEGAN.day, 22, tzinfo=UTC)
    assert due_now(begun(), (quiet, SECOND), now) == [SECOND]


def test_a_digest_escalates_for_its_rows() -> None:
    row = replace(begun(), targets=(Target(digest="d1"),))
    assert still_to_come(row, CALLS) == []


def test_while_it_is_muted_it_is_looked_at_once_a_step_and_a_step_after_the_end() -> None:
    long = begun(mute=Mute(after(600), "U0ANA", "bellhop-1"))
    assert looked_at_again(long, CALLS, after(15)) == after(30)
    assert looked_at_again(long, CALLS, after(590)) == after(615)


def test_without_a_step_to_come_it_is_not_looked_at_again() -> None:
    assert looked_at_again(begun(), (), after(15)) is None


def test_it_is_not_looked_at_each_minute() -> None:
    assert looked_at_again(begun(), (Call(1, "", "<@U0BO>"),), after(1)) == after(6)


def test_two_that_are_due_together_are_one_line_that_the_channel_sees() -> None:
    both = escalated(begun(), [FIRST, replace(SECOND, minutes=15)], "Nobody has it.", after(15))
    ((line,),) = [target.thread for target in both.targets]
    assert (line.mention, line.text, line.in_channel) == ("<!subteam^S0OPS> <@U0BO>", "Nobody has it.", True)
