"""What a new alarm's forms act on, while it has no name and once it has one."""

from __future__ import annotations

import pytest

from app.commands.alarms.request import parse
from app.commands.alarms.verbs.new import about, form_acts_on, put_acts_on
from app.slack.interactions import Caller, ModalSubmission


def sent(**about: str) -> ModalSubmission:
    return ModalSubmission(Caller("U0ANA", "C0OPS"), about, {})


def test_what_is_put_acts_on_the_alarm_as_its_undo_does() -> None:
    assert form_acts_on(sent(new="web", name="web-hot")) == "alarm:new web"
    assert put_acts_on(sent(new="web", name="web-hot")) == "alarm:web-hot"
    assert put_acts_on(sent(edit="hot", name="other")) == "alarm:hot"


@pytest.mark.parametrize(
    ("typed", "thing"),
    [
        ("new web", "web"),
        ("new on web", "web"),
        ("new for web", "web"),
        ("create an alarm for web", "web"),
        ("new On", "On"),
        ('new "on web"', "on web"),
        ("new alarm", "alarm"),
        ("new web on call", "web on call"),
    ],
)
def test_words_before_the_thing_to_watch_add_nothing(typed: str, thing: str) -> None:
    assert about(parse(typed)) == {"new": thing}
