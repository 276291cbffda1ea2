"""The plan of several alarms, as a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.commands.forcealarm.plan import VALID_FOR, Item, Plan, message
from app.store.codec import decode, encode

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)
STOPS = Item("web <5xx>", "OK", ("stop the instance `i-1`",), ("stop i-1",), ("notify the topic `a` (1 queue)",))
QUIET = Item("web-cpu", "OK", silence="The alarm's actions are disabled, so no action is triggered.")
PLAN = Plan("p", "web*", "ALARM", "a <drill>", "U0ANA", "C0OPS", "reply-p", asked_at=AT, items=(STOPS, QUIET))


def test_each_alarm_is_a_line_and_what_people_wrote_is_escaped() -> None:
    first, stops, quiet = message(PLAN).text.splitlines()
    assert first == ":raised_hand: <@U0ANA|> wants to set 2 alarms (`web*`) to *ALARM*: a &lt;drill&gt;. This triggers:"
    assert stops == "• `web &lt;5xx&gt;` (in OK): stop the instance `i-1`, notify the topic `a` (1 queue)."
    assert quiet.startswith("• `web-cpu` (in OK): nothing. The alarm's actions are disabled")


def test_the_button_is_red_only_where_more_than_people_are_told() -> None:
    red, plain = message(PLAN), message(replace(PLAN, items=(QUIET,)))
    assert [each.block_dicts()[-1]["elements"][0]["style"] for each in (red, plain)] == ["danger", "primary"]


def test_it_shows_what_would_be_done_whoever_is_told() -> None:
    assert PLAN.shows((replace(STOPS, also=()), QUIET))
    assert not PLAN.shows((STOPS,))
    assert not PLAN.shows((replace(STOPS, words=("stop the instance `i-2`",)), QUIET))
    assert not PLAN.shows((replace(STOPS, before="INSUFFICIENT_DATA"), QUIET))


def test_it_is_old_after_half_an_hour() -> None:
    assert (PLAN.is_old(AT + VALID_FOR), PLAN.is_old(AT + VALID_FOR + timedelta(seconds=1))) == (False, True)


def test_it_is_the_same_from_the_table_and_one_of_another_version_has_defaults() -> None:
    assert decode(Plan, encode(PLAN)) == PLAN
    assert decode(Plan, {"newer": 1}) == Plan()
