"""What a press of /alarms tune is about."""

from __future__ import annotations

from app.commands.alarms.buttons import tune_value
from app.commands.alarms.verbs.tune import VERB, acts_on
from app.commands.alarms.verbs.verb import Request
from app.slack.interactions import ButtonClick, Caller


def test_a_press_acts_on_the_alarm_as_whatever_else_changes_it() -> None:
    click = ButtonClick(Caller("U0ANA", "C0OPS"), "alarms_tuned", tune_value("web 5xx"))
    assert acts_on(click) == "alarm:web 5xx"


def test_to_ask_changes_nothing() -> None:
    assert VERB.acts_on(Request("tune", ("web",))) == ""
    assert VERB.opens(Request("tune", ("web",))) is None
