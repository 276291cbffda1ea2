"""What setting a state would do, decided before anything is done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.alarms.read import tested
from app.base.errors import Forbidden
from app.commands.forcealarm.consequences import decided, state_of, told_of
from app.commands.forcealarm.request import Request
from app.config.configuration import Configuration
from app.config.guards import Guard
from app.listeners.silence import DISABLED
from app.slack.interactions import Caller
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.policies import OUT, STEPS, STOPS, calling, with_policies
from tests.fakes.aws import TOPIC, alarm
from tests.fakes.bellhop import ALARMS, Bellhop
from tests.fakes.clock import SetClock

ANA = Caller("U0ANA", "C0OPS")
SET = Request("web-scales", "ALARM")


def test_what_more_than_tells_people_is_apart_from_what_does_not(bellhop: Bellhop) -> None:
    both = replace(STOPS, actions={**STOPS.actions, "ALARM": (TOPIC, *STOPS.actions["ALARM"])})
    before = decided(SET, both, ANA, bellhop.parts)
    assert before["dangers"] == [["stop the instance `i-1` of `web`", "stop i-1"]]
    assert before["also"] == ["notify the topic `bellhop-alarms` (1 queue)"]
    assert before["triggers"].startswith(
        "Triggers: notify the topic `bellhop-alarms` (1 queue), stop the instance `i-1`"
    )


def test_disabled_actions_are_no_danger_and_the_sentence_says_why(bellhop: Bellhop) -> None:
    before = decided(SET, replace(STOPS, actions_enabled=False), ANA, bellhop.parts)
    assert (before["dangers"], before["triggers"]) == ([], DISABLED)


def test_of_the_state_it_is_in_nothing_is_looked_up(bellhop: Bellhop) -> None:
    known = alarm("web-5xx", "ALARM")
    assert decided(Request("web-5xx", "ALARM"), known, ANA, bellhop.parts) == state_of(known)
    assert bellhop.topics.asked == []


@pytest.mark.parametrize("guard", [Guard(alarm="web-*", users=("U0BO",)), Guard(group="web", users=("U0BO",))])
def test_a_guard_of_the_alarm_or_of_what_it_scales_forbids_it(
    guard: Guard, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = with_policies(Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=(guard,))), STEPS)
    with pytest.raises(Forbidden):
        decided(SET, STEPS, ANA, bellhop.parts)


def test_each_state_can_be_told(bellhop: Bellhop) -> None:
    assert [each.words for each in told_of(alarm(), "OK", bellhop.parts)] == [
        "notify the topic `bellhop-alarms` (1 queue)"
    ]
    assert told_of(alarm(), "INSUFFICIENT_DATA", bellhop.parts) == ()


def test_from_what_size_it_scales_once_it_is_set_back_nobody_knows(bellhop: Bellhop) -> None:
    """What the new state runs may have changed it by then."""
    with_policies(bellhop).scaling.policy["web"] = (replace(OUT, kind="SimpleScaling", by=-1),)
    before = decided(SET, calling(OUT.arn, state="OK"), ANA, bellhop.parts)
    assert before["dangers"] == [
        ["scale `web` as far as its policy `out` decides (if CloudWatch sets it back to OK)", "scale web"]
    ]


@pytest.mark.parametrize(
    "reason", [tested.reason_of("ana", "1a2b3c4d5e6f"), tested.reason_of_drill("ana", "storm", "C0OPS", "1a2b3c4d5e6f")]
)
def test_a_state_that_a_test_or_a_drill_set_is_not_what_it_is_set_back_to(reason: str, bellhop: Bellhop) -> None:
    drilled = replace(STOPS, state="ALARM", reason=reason)
    assert decided(Request("web-scales", "OK"), drilled, ANA, bellhop.parts)["dangers"] == []
