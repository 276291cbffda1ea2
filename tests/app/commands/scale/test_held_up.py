"""A press that is answered, and then has to wait for Slack or for AWS: nobody is told that nothing was done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.base.errors import Later
from app.commands.scale.buttons import CANCEL, CONFIRM
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.test_approve import GUARDED, asked, text_of
from tests.app.people import press, seen, type_in
from tests.app.runtime.test_run import wait_and_work
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (web(name="asks"),), configuration=GUARDED)
    with listening(made):
        yield made


def all_seen(bellhop: Bellhop) -> str:
    return "\n".join(seen(bellhop))


def press_while_slack_edits_nothing(bellhop: Bellhop, button: str) -> str:
    """What the question says once Slack edits again, after 20 minutes."""
    type_in(bellhop, "/scale asks 4")
    question = asked(bellhop)
    bellhop.slack.fault("chat.update", "status", status=500)
    press(bellhop, question, button)
    bellhop.work()
    wait_and_work(bellhop, hours=1 / 3)
    bellhop.slack.clear_faults()
    wait_and_work(bellhop)
    return text_of(bellhop, question)


def test_a_confirmation_whose_telling_takes_20_minutes_is_shown_once_as_what_it_is(bellhop: Bellhop) -> None:
    said = press_while_slack_edits_nothing(bellhop, CONFIRM)
    assert bellhop.scaling.changes == [("asks", 4)]
    assert "Done in" in said
    assert all_seen(bellhop).count("Done in") == 1
    assert "nothing was done" not in all_seen(bellhop)


def test_a_cancellation_whose_telling_takes_20_minutes_is_told_in_the_end(bellhop: Bellhop) -> None:
    said = press_while_slack_edits_nothing(bellhop, CANCEL)
    assert "Cancelled by <@U0ANA>. Nothing changed." in said
    assert "nothing was done" not in all_seen(bellhop)


def test_what_aws_did_not_take_for_20_minutes_is_not_made_late_and_can_be_pressed_again(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks 4")
    bellhop.scaling.faults.append(Later("AWS is busy.", wait=16 * 60))
    press(bellhop, asked(bellhop), CONFIRM)
    bellhop.work()
    wait_and_work(bellhop, hours=0.3)
    assert bellhop.scaling.changes == []
    assert "nothing was done" in seen(bellhop)[-1]
    assert press(bellhop, asked(bellhop), CONFIRM)["ok"]
    bellhop.work()
    assert bellhop.scaling.changes == [("asks", 4)]


def test_what_aws_did_not_take_until_the_question_was_over_says_that_it_is_over_and_leaves_no_timer(
    bellhop: Bellhop,
) -> None:
    type_in(bellhop, "/scale asks 4")
    question = asked(bellhop)
    bellhop.scaling.faults.append(Later("AWS is busy.", wait=40 * 60))
    press(bellhop, question, CONFIRM)
    bellhop.work()
    wait_and_work(bellhop)
    assert bellhop.scaling.changes == []
    assert "Not confirmed within 30 minutes. Nothing changed." in text_of(bellhop, question)
    assert (bellhop.jobs.next_due(), bellhop.watch.next_due()) == (None, None)
