"""A digest's alarms are asked about, so that a row whose OK got lost does not stay red for ever."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.base.errors import Later, Refused
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.storms import digest, settle, storm, stormy
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow


def recover_unheard(bellhop: Bellhop, *numbers: int) -> None:
    """CloudWatch has them in OK, and the notification got lost."""
    for number in numbers:
        at = bellhop.clock()
        bellhop.cloudwatch.add(replace(alarm(f"storm-{number}", "OK"), since=at))


def shown(bellhop: Bellhop) -> str:
    return json.dumps(digest(bellhop.slack)["blocks"], ensure_ascii=False)


def test_a_row_whose_ok_got_lost_is_green_after_some_minutes(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock)
    storm(bellhop, 9)
    settle(bellhop, 60)
    recover_unheard(bellhop, *range(3, 8))
    settle(bellhop, 300)
    assert ":red_circle: 4 ALARM · :large_green_circle: 5 OK" in shown(bellhop)


def test_once_all_are_over_the_storm_is_and_nobody_is_asked_any_more(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock)
    storm(bellhop, 9)
    settle(bellhop, 60)
    recover_unheard(bellhop, *range(9))
    settle(bellhop, 3600)
    assert "The alarm storm is over: 9 alarms" in shown(bellhop)
    assert len(bellhop.cloudwatch.asked) == 1


def test_a_hundred_are_asked_about_with_one_question(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock)
    storm(bellhop, 250, batch=100)
    settle(bellhop, 330)
    assert sorted(map(len, bellhop.cloudwatch.asked)) == [50, 100, 100]


def test_what_cloudwatch_does_not_answer_is_asked_again(slack: RunningSlack, clock: SetClock) -> None:
    for silence in (Refused("AWS does not allow it."), Later("AWS is busy.")):
        bellhop = stormy(slack, clock)
        storm(bellhop, 9)
        settle(bellhop, 60)
        recover_unheard(bellhop, *range(9))
        bellhop.cloudwatch.silence = silence
        settle(bellhop, 300)
        bellhop.cloudwatch.silence = None
        settle(bellhop, 1200)
        assert bellhop.cloudwatch.asked
        assert bellhop.watch.dead_letters == []
        ended = [message for message in slack.messages("C0ALARMS") if "storm:" in message["text"]][-1]
        assert "The alarm storm is over" in json.dumps(ended["blocks"])


@pytest.mark.slow
def test_alarms_that_stay_red_are_asked_about_for_a_week(
    slack: RunningSlack, clock: SetClock, short_week: None
) -> None:
    bellhop = stormy(slack, clock)
    storm(bellhop, 9)
    settle(bellhop, timedelta(days=1.9).total_seconds())
    assert bellhop.watch.next_due() is not None
    settle(bellhop, timedelta(days=1).total_seconds())
    assert bellhop.watch.next_due() is None
    assert len(bellhop.cloudwatch.asked) > 30
