"""The buttons of a question carry its id and the alarm, whatever that is called."""

from __future__ import annotations

import pytest

from app.commands.forcealarm import COMMAND
from app.commands.forcealarm.buttons import (
    CANCEL,
    CANCEL_ALL,
    CANCEL_DRILL,
    FORCE,
    FORCE_ALL,
    PICK_DRILL,
    START_DRILL,
    STOP_DRILL,
    id_in,
    question_buttons,
)
from app.commands.forcealarm.offers import OFFER
from app.slack.interactions import ButtonClick, Caller

BUTTON_VALUE_LIMIT, BUTTON_TEXT_LIMIT = 2000, 75


@pytest.mark.parametrize("name", ["web-5xx", "web <&> 5xx", "<" * 255, "\u00fc" * 255])
def test_they_act_on_the_alarm_that_they_were_made_for(name: str) -> None:
    for element in question_buttons("q" * 12, name, "INSUFFICIENT_DATA", ["stop i-1"] * 20).elements:
        drawn = element.to_dict()
        assert len(drawn["value"]) <= BUTTON_VALUE_LIMIT
        assert len(drawn["text"]["text"]) <= BUTTON_TEXT_LIMIT
        found = next(each for each in COMMAND.buttons if each.name == drawn["action_id"])
        assert found.acts_on(ButtonClick(Caller("U0ANA", ""), found.name, drawn["value"])) == f"alarm:{name}"
        assert id_in(drawn["value"]) == "q" * 12


def test_a_value_of_another_form_is_about_nothing() -> None:
    assert [id_in(value) for value in ("", "q", "[]")] == ["", "", ""]
    of_drills = {START_DRILL, CANCEL_DRILL, STOP_DRILL, PICK_DRILL}
    assert {button.name for button in COMMAND.buttons} == {FORCE, CANCEL, FORCE_ALL, CANCEL_ALL, OFFER, *of_drills}
