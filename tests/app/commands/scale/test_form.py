"""The form: what it opens with, and what it refuses at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.commands.scale.buttons import APPROVE, CONFIRM
from app.config.configuration import Configuration
from app.config.guards import Guard
from app.slack.messages.buttons import OPEN_SCALE, UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring, thread
from tests.app.commands.scale.test_progress import pass_by
from tests.app.people import by_name, modal_of, open_form, press, submit
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


@pytest.mark.parametrize("size", ["", "four", "-1", "1.5", "99999999999"])
def test_the_modal_refuses_what_is_no_whole_number(size: str, bellhop: Bellhop) -> None:
    answer = submit(bellhop, open_form(bellhop), size)
    assert "desired" in answer["response"]["errors"]
    bellhop.work()
    assert bellhop.scaling.changes == []


def form_of(bellhop: Bellhop, card: dict[str, Any]) -> dict[str, Any]:
    """The form behind the Scale button of one card."""
    assert press(bellhop, {**card, "channel": "C0ALARMS"}, f"{OPEN_SCALE}:0")["ok"]
    bellhop.work()
    return modal_of(bellhop)


def test_from_a_card_it_is_one_message_in_the_thread_of_that_card_from_its_start_to_its_end(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    bellhop.scaling.is_slow = True
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="web-5xx"))
    other, that = cards(slack)
    submit(bellhop, form_of(bellhop, that), "5")
    bellhop.work()
    (started,) = thread(slack, that["ts"])
    assert started == "ana set *web* from 2 to 5 (min 1, max 8).\n`▰▰▱▱▱` 2 of 5 in service · 0 s"
    assert "set *web* from 2 to 5" in card_blocks(cards(slack)[1])
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 10)
    (ended,) = thread(slack, that["ts"])
    assert by_name(ended).endswith("Done in 3 s: 5 in service.")
    assert thread(slack, other["ts"]) == ["ana set *web* from 2 to 5"], "the other card's thread has a line"
    assert len(cards(slack)) == 2, "and the channel has no message more"
    assert all(not message["ephemeral_to"] for message in slack.messages("C0ALARMS"))


def test_from_a_card_what_is_refused_is_told_to_the_person_where_they_see_it(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    form = open_form(bellhop)
    bellhop.scaling.put(web(maximum=4))
    submit(bellhop, form, "5")
    bellhop.work()
    _, told = cards(slack)
    assert (told["ephemeral_to"], "`web` may have 1 to 4, not 5." in told["text"]) == ("U0ANA", True)


def test_from_a_card_it_is_confirmed_in_the_thread_of_that_card(bellhop: Bellhop, slack: RunningSlack) -> None:
    form = open_form(bellhop)
    submit(bellhop, form, "1")
    bellhop.work()
    (card,) = cards(slack)
    (question,) = [message for message in slack.messages("C0ALARMS") if "wants to" in message["text"]]
    assert question["thread_ts"] == card["ts"]
    press(bellhop, {**question, "channel": "C0ALARMS"}, CONFIRM)
    bellhop.work()
    (told,) = thread(slack, card["ts"])
    assert by_name(told).startswith("ana set *web* from 2 to 1")


def test_from_a_card_others_are_asked_for_their_approval_in_the_channel(slack: RunningSlack, clock: SetClock) -> None:
    configuration = Configuration(ALARMS, guards=(Guard(group="web", approvals=1),))
    bellhop = Bellhop(slack, clock, configuration=configuration)
    with listening(bellhop):
        submit(bellhop, open_form(bellhop), "5")
        bellhop.work()
        _, question = cards(slack)
        assert "It needs approval from one other person" in question["text"]
        press(bellhop, {**question, "channel": "C0ALARMS"}, APPROVE, "U0BO")
        bellhop.work()
        _, told = cards(slack)
        assert by_name(told["text"]).startswith("ana set *web* from 2 to 5 (min 1, max 8), approved by bo.")


def test_undone_from_the_thread_of_a_card_it_is_told_there_without_a_line_beside_it(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    submit(bellhop, open_form(bellhop), "5")
    bellhop.work()
    (card,) = cards(slack)
    progress = next(message for message in slack.messages("C0ALARMS") if message["ts"] != card["ts"])
    press(bellhop, {**progress, "channel": "C0ALARMS"}, UNDO, "U0BO")
    pass_by(bellhop, 10)
    first, undone = thread(slack, card["ts"])
    assert by_name(first).endswith("Undone by bo.")
    assert by_name(undone).startswith("bo set *web* from 5 to 2")
    assert len(cards(slack)) == 1


def card_blocks(card: dict[str, Any]) -> str:
    return json.dumps(card["blocks"], ensure_ascii=False)
