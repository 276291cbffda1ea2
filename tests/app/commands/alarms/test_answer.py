"""What a press on a plan does; what it carries out: test_muting.py, test_unmuting.py."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.commands.alarms.answer import FORGOTTEN, confirm
from app.listeners.operation import Operation
from app.slack.interactions import ButtonClick, Caller
from tests.app.commands.alarms.test_muting import bellhop, last
from tests.app.commands.alarms.world import metric_alarm
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop

__all__ = ["bellhop"]


def test_of_two_presses_one_counts_and_the_other_is_told_so(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute web-*")
    question = last(bellhop)
    press(bellhop, question, "alarms_cancel")
    press(bellhop, question, "alarms_confirm", "U0BO")
    bellhop.work()
    assert bellhop.cloudwatch.rules == {}
    assert seen(bellhop, user="U0BO")[-1] == "ana has already answered that question."


def test_who_may_not_change_the_alarms_does_not_cancel_it_either(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("db-mem"))
    type_in(bellhop, "/alarms mute db-*", user="U0BO")
    question = last(bellhop)
    press(bellhop, question, "alarms_cancel", "U0ANA")
    bellhop.work()
    assert "no rule for the alarm `db-cpu` lets you do that" in seen(bellhop)[-1]
    press(bellhop, question, "alarms_confirm", "U0BO")
    bellhop.work()
    assert len(bellhop.cloudwatch.rules) == 1


def test_a_question_that_is_forgotten_does_nothing(bellhop: Bellhop) -> None:
    click = ButtonClick(Caller("U0ANA", "C0OPS"), "alarms_confirm", '{"id":"gone","what":"web-*"}')
    with pytest.raises(Wrong, match=FORGOTTEN[:30]):
        confirm(click, bellhop.parts, Operation("press", bellhop.table, bellhop.clock))
