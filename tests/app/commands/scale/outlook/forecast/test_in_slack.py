"""A forecast as people see it in Slack: in a dry run, a form, and from the word `fit`."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from app.aws.alarm import Alarm
from app.base.errors import Refused
from app.commands.scale.buttons import DO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.measuring import FORETOLD, PAST, Measured, high_cpu
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import pressed
from tests.app.people import open_form, seen, type_in
from tests.fakes.aws import FakePriceList
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


@pytest.fixture
def cloudwatch(clock: SetClock) -> Measured:
    return Measured(clock, high_cpu())


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock, cloudwatch: Measured) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (web(),), cloudwatch=cloudwatch)
    with listening(made):
        yield made


def test_a_dry_run_says_what_comes_and_what_the_alarm_does(bellhop: Bellhop, cloudwatch: Measured) -> None:
    type_in(bellhop, "/scale dry-run web 4")
    assert FORETOLD in seen(bellhop)[-1]
    assert cloudwatch.calls == 2


def test_an_alarm_that_goes_off_is_said_too(bellhop: Bellhop, cloudwatch: Measured) -> None:
    cloudwatch.load = 140
    cloudwatch.now_at(*PAST)
    cloudwatch.add(high_cpu(state="OK"))
    type_in(bellhop, "/scale dry-run web 1")
    assert (
        "CPUUtilization 70 % at 2, about 100 % at 1: `web-high-cpu` goes to ALARM within 2 periods" in seen(bellhop)[-1]
    )


def test_without_an_alarm_on_a_metric_nothing_is_said(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock)
    with listening(bellhop):
        type_in(bellhop, "/scale dry-run web 4")
        assert seen(bellhop)[-1].endswith("Nothing changed.")


def test_a_denied_metric_is_left_out_with_a_word_in_a_dry_run(bellhop: Bellhop, cloudwatch: Measured) -> None:
    """It is denied at each plan: whoever changes something is not told again and again."""
    why, denied = "AWS does not allow Bellhop to look at the metrics.", []
    for words in ("dry-run web 4", "web 4"):
        cloudwatch.faults = [Refused(why)]
        type_in(bellhop, f"/scale {words}")
        denied.append(f":grey_question: No forecast: {why}" in seen(bellhop)[-1])
    assert denied == [True, False]
    assert bellhop.scaling.changes == [("web", 4)]


def test_fit_proposes_the_smallest_size_that_keeps_every_alarm_ok(bellhop: Bellhop, cloudwatch: Measured) -> None:
    type_in(bellhop, "/scale web fit")
    assert "would set *web* from 2 to 3" in seen(bellhop)[-1]
    assert ":crystal_ball: CPUUtilization 90 % at 2, about 60 % at 3" in seen(bellhop)[-1]
    assert bellhop.scaling.changes == []
    assert cloudwatch.calls == 2
    pressed(bellhop, newest(bellhop), f"{DO}:0")
    assert bellhop.scaling.changes == [("web", 3)]


def test_fit_of_several_alarms_keeps_each(bellhop: Bellhop, cloudwatch: Measured) -> None:
    cloudwatch.add(high_cpu("web-warm", threshold=65.0))
    type_in(bellhop, "/scale web rightsize")
    assert "would set *web* from 2 to 4" in seen(bellhop)[-1]
    assert "`web-high-cpu` leaves ALARM within 1 period (1 min); `web-warm` leaves ALARM" in seen(bellhop)[-1]


def test_fit_of_what_fits_changes_nothing(bellhop: Bellhop, cloudwatch: Measured) -> None:
    cloudwatch.load = 100
    cloudwatch.now_at(*PAST)
    type_in(bellhop, "/scale web fit")
    assert seen(bellhop)[-1].startswith("`web` fits: 2 is the smallest size that keeps its alarms OK (those that Bell")


def test_fit_says_why_nobody_can_tell(bellhop: Bellhop, cloudwatch: Measured) -> None:
    cloudwatch.now_at((100, 2))
    type_in(bellhop, "/scale web fit")
    assert "can't tell which size of `web` fits. `CPUUtilization`: the size has not changed twice" in seen(bellhop)[-1]
    cloudwatch.remove("web-high-cpu")
    type_in(bellhop, "/scale web fit")
    assert "No alarm watches a metric of `web` with a fixed threshold" in seen(bellhop)[-1]
    cloudwatch.add(high_cpu(threshold=10.0))
    cloudwatch.now_at(*PAST)
    type_in(bellhop, "/scale web fit")
    assert "No size of `web` from 1 to 8 surely keeps its alarms OK (those that Bell" in seen(bellhop)[-1]


def test_a_large_account_is_three_calls(bellhop: Bellhop, cloudwatch: Measured) -> None:
    for number in range(150):
        cloudwatch.add(high_cpu(f"a-{number:03}", metric="Other"))
        cloudwatch.remove(f"a-{number:03}")
        cloudwatch.add(Alarm(f"a-{number:03}", "OK", None, "", False, actions_enabled=True, actions={}))
    type_in(bellhop, "/scale dry-run web 4")
    assert FORETOLD in seen(bellhop)[-1]
    assert cloudwatch.calls == 3


def test_forecast_and_price_are_four_more_calls_to_aws_at_most(
    slack: RunningSlack, clock: SetClock, cloudwatch: Measured
) -> None:
    listed, place = FakePriceList(), "arn:aws:autoscaling:us-east-1:123456789012"
    bellhop = Bellhop(
        slack,
        clock,
        (web(arn=f"{place}:autoScalingGroup:1:autoScalingGroupName/web"),),
        cloudwatch=cloudwatch,
        price_list=listed,
    )
    counts = []
    with listening(bellhop):
        for words in ("dry-run web 4", "dry-run web 3", "web fit"):
            before = cloudwatch.calls + len(bellhop.instances.asked) + len(listed.asked)
            type_in(bellhop, f"/scale {words}")
            assert ":crystal_ball:" in seen(bellhop)[-1]
            assert ":moneybag:" in seen(bellhop)[-1]
            counts.append(cloudwatch.calls + len(bellhop.instances.asked) + len(listed.asked) - before)
    assert counts == [4, 3, 3]


def test_the_form_tells_of_some_sizes_and_of_the_one_that_fits(bellhop: Bellhop) -> None:
    view = json.dumps(open_form(bellhop)["view"], ensure_ascii=False)
    assert ":crystal_ball: CPUUtilization 90 % at 2; about 100 % at 1, 60 % at 3, 45 % at 4." in view
    assert ":bulb: 3 is the smallest size that keeps what has a figure OK, with a margin." in view
