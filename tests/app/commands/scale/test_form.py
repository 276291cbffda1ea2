"""The form: what it opens with, and what it refuses at once."""

from __future__ import annotations

import pytest

from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, thread
from tests.app.people import open_form, submit
from tests.fakes.bellhop import Bellhop


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


@pytest.mark.parametrize("size", ["", "four", "-1", "1.5", "99999999999"])
def test_the_modal_refuses_what_is_no_whole_number(size: str, bellhop: Bellhop) -> None:
    answer = submit(bellhop, open_form(bellhop), size)
    assert "desired" in answer["response"]["errors"]
    bellhop.work()
    assert bellhop.scaling.changes == []


def test_the_modal_tells_in_the_thread_of_its_alarm_and_the_person_alone(bellhop: Bellhop, slack: RunningSlack) -> None:
    submit(bellhop, open_form(bellhop), "5")
    bellhop.work()
    (card, told) = cards(slack)
    assert thread(slack, card["ts"]) == ["ana set *web* from 2 to 5"]
    assert told["ephemeral_to"] == "U0ANA"
