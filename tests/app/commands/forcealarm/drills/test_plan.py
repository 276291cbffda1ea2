"""The question of a drill stays within Slack's limits, and is old after half an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.commands.forcealarm.drills.plan import DrillPlan, LeftOut, message, since_asked
from app.commands.forcealarm.plan import SINCE, Item
from app.config.drills import DrillStep

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ITEM, STEP = Item("a", "OK", ("stop the instance `i-1`",), ("stop i-1",)), DrillStep("a", "ALARM", 90)
PLAN = DrillPlan("p1", "database", 30, "of <it>", "U0ANA", "C0OPS", asked_at=NOW, items=(ITEM,), steps=(STEP,))


def test_it_says_what_is_set_when_and_escapes_what_people_typed() -> None:
    text = message(PLAN).text
    assert " because of &lt;it&gt;: 1 alarm, for 30 min at most." in text
    assert "• `a` (in OK), ALARM after 1 min 30 s: stop the instance `i-1`." in text
    assert "Not in the drill" not in text


def test_twenty_five_of_them_and_all_that_is_left_out_fit_one_message() -> None:
    items = tuple(Item(f"{number}{'n' * 250}", "OK", ("w" * 300,), ("l" * 50,)) for number in range(25))
    steps = tuple(DrillStep(item.alarm) for item in items)
    left = tuple(LeftOut("n" * 255, "w" * 300) for _ in range(50))
    told = message(replace(PLAN, items=items, steps=steps, left_out=left))
    assert all(len(str(block)) < 3300 for block in told.block_dicts())
    assert len(told.text) < 14_000


def test_what_was_shown_is_what_counts() -> None:
    assert PLAN.shows((ITEM,), (STEP,))
    assert since_asked(PLAN, (ITEM,), (STEP,)) == ""
    for items, steps in (((replace(ITEM, before="ALARM"),), (STEP,)), ((ITEM,), (replace(STEP, seconds=1),))):
        assert not PLAN.shows(items, steps)
        assert since_asked(PLAN, items, steps) == SINCE
    assert not PLAN.is_old(NOW + timedelta(minutes=30))
    assert PLAN.is_old(NOW + timedelta(minutes=31))
    assert replace(PLAN, asked_at=None).is_old(NOW)
