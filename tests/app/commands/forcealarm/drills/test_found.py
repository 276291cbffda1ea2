"""Which alarms a drill sets, and which ones it leaves alone, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.config.drills import DrillStep
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.drills.gameday import DRILL, drillable, gameday, pass_by, start, states
from tests.app.commands.forcealarm.policies import STEPS, with_policies
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

ASK = "/forcealarm drill database"


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    with gameday(slack, clock) as made:
        yield made


def test_what_is_in_alarm_muted_or_in_that_state_is_left_alone(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(drillable("db-3", "ALARM"))
    bellhop.cloudwatch.add(drillable("db-4", actions_enabled=False))
    bellhop.cloudwatch.rules["night"] = ("db-5", bellhop.clock(), bellhop.clock() + timedelta(hours=1))
    bellhop.cloudwatch.add(drillable("db-5"))
    type_in(bellhop, ASK)
    (said,) = seen(bellhop)
    assert "2 alarms, for" in said
    assert "Not in the drill: `db-3` (it is in ALARM now), `db-4` (its actions are disabled), " in said
    assert "`db-5` (it is muted until <!date" in said and " by the rule `night`)" in said
    start(bellhop)
    pass_by(bellhop, 30)
    assert {name for name, _ in states(bellhop)} == {"db-1", "db-2"}


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((DrillStep("none-*"),), "The drill `database` would set no alarm: `none-*`: no alarm matches it. Nothing was"),
        ((DrillStep("db-1", "OK"),), "would set no alarm: `db-1`: it is in OK already."),
        ((DrillStep("many-*"),), "would set 26 alarms, and at most 25 are set at once."),
        (tuple(DrillStep("db-*", "ALARM", each) for each in range(51)), "would change states 102 times"),
    ],
)
def test_what_cannot_be_is_refused(
    steps: tuple[DrillStep, ...], said: str, slack: RunningSlack, clock: SetClock
) -> None:
    with gameday(slack, clock, drills=(replace(DRILL, alarms=steps),)) as bellhop:
        for number in range(26):
            bellhop.cloudwatch.add(drillable(f"many-{number}"))
        type_in(bellhop, ASK)
        assert said in seen(bellhop)[-1]
        assert bellhop.slack.messages("C0OPS")[-1]["ephemeral_to"] == "U0ANA"


def test_the_guards_of_a_group_that_it_scales_count(slack: RunningSlack, clock: SetClock) -> None:
    with gameday(slack, clock, guards=(Guard(group="web", max=3),)) as bellhop:
        with_policies(bellhop, replace(STEPS, name="db-3"))
        type_in(bellhop, ASK)
        assert seen(bellhop)[-1].startswith("Nothing was done: rule 1 for groups `web` lets you set at most 3.")
        assert bellhop.slack.messages("C0OPS")[-1]["ephemeral_to"] == "U0ANA"


def test_names_and_globs_that_mean_the_same_alarm_are_one_step(slack: RunningSlack, clock: SetClock) -> None:
    steps = (DrillStep("db-1"), DrillStep("db-*"), DrillStep("db-1", "OK", 30))
    with gameday(slack, clock, drills=(replace(DRILL, alarms=steps),)) as bellhop:
        type_in(bellhop, ASK)
        assert "• `db-1` (in OK), ALARM at once, OK after 30 s: notify" in seen(bellhop)[0]
        start(bellhop)
        pass_by(bellhop, 5)
        assert states(bellhop) == [("db-1", "ALARM"), ("db-2", "ALARM")]


def test_of_a_glob_that_begins_as_a_thousand_do_not_all_are_known(bellhop: Bellhop) -> None:
    for number in range(1100):
        bellhop.cloudwatch.add(drillable(f"shop-10{number:04d}"))
    type_in(bellhop, "/forcealarm drill shop-10??")
    assert "More than a thousand alarms begin as `shop-10??` does" in seen(bellhop)[-1]
