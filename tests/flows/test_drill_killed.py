"""The worker dies at every step of a drill of twenty alarms: afterwards every alarm, mute and size is as before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.aws.scaling import Activity
from app.commands.forcealarm.buttons import START_DRILL
from app.commands.forcealarm.drills import drill
from app.commands.forcealarm.drills.score import WHOLE
from sandbox.slack.threaded import running_slack
from tests.app.people import press
from tests.fakes.aws import ALARM_ARN, alarm
from tests.fakes.bellhop import listening
from tests.fakes.dying import Deaths
from tests.fakes.mortal import VISIBILITY, MortalWorker
from tests.flows.test_scale_killed import newest
from tests.thorough import THOROUGH

COUNT = 20
POLICY = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:p1:autoScalingGroupName/plain:policyName/add"
CAUSE = (
    "At 2026-11-23T03:00:00Z a monitor alarm db-01 in state ALARM triggered policy add changing the desired capacity "
    "from 6 to 7."
)
THINNED = 47  # so that all kinds of calls are among those tried, before and after
PARTS = 40 if THOROUGH else 1  # each within the time that a test has
MORE_CALLS = ("muted_by", "mute_many", "unmute", "rule", "set_actions")


def world(bellhop: MortalWorker) -> Any:
    """All that a drill may change."""
    alarms = {each.name: (each.state, each.actions_enabled) for each in bellhop.cloudwatch.alarms()}
    sizes = {each.name: each.capacity for each in bellhop.scaling.groups()}
    return alarms, dict(bellhop.cloudwatch.rules), sizes, dict(bellhop.scaling.planned)


def drilled(bellhop: MortalWorker) -> None:
    """A policy of one of them scales a group; people mute two and scale another group; then it is stopped."""
    bellhop.command("/forcealarm drill db-* because of a game day")
    bellhop.live(5)
    assert press(bellhop, newest(bellhop), START_DRILL)["ok"]
    bellhop.live(60)
    known = bellhop.scaling._groups
    known["plain"] = replace(known["plain"], desired=7)
    bellhop.scaling.activity["plain"] = (Activity("a1", bellhop.clock(), "Successful", cause=CAUSE),)
    bellhop.command("/alarms mute db-02 for 2h")
    bellhop.live(5)
    bellhop.command("/scale web +2")
    bellhop.live(20)
    bellhop.command("/forcealarm drill stop")
    bellhop.live(90)


def played(monkeypatch: pytest.MonkeyPatch, at: int = 0, after: bool = False) -> tuple[list[str], Any, Any]:
    """The calls, the world before and after, and what the drill's message says in the end."""
    with running_slack() as slack, monkeypatch.context() as patch:
        patch.setattr(drill, "SOON", 4 * drill.SOON)  # as many kinds of steps, and fewer looks
        bellhop = MortalWorker(slack, Deaths(at, after), patch)
        for name in MORE_CALLS:
            bellhop.make_mortal(patch, bellhop.cloudwatch, name)
        for number in range(1, COUNT + 1):
            known = replace(alarm(f"db-{number:02d}"), arn=f"{ALARM_ARN}db-{number:02d}", groups=())
            scales = {**known.actions, "ALARM": (POLICY,)} if number == 1 else known.actions
            bellhop.cloudwatch.add(replace(known, actions=scales, groups=("web",) if number == 2 else ()))
        bellhop.deaths.at = 0
        before = world(bellhop)
        bellhop.deaths.calls.clear()
        bellhop.deaths.at = at
        with listening(bellhop):
            drilled(bellhop)
        bellhop.live(VISIBILITY)
        calls = list(bellhop.deaths.calls)
        bellhop.deaths.revive()
        said = [m["text"] for m in slack.messages("C0OPS") if "The drill" in m["text"]]
        return calls, (before, world(bellhop)), said


def places_to_die(calls: list[str]) -> list[tuple[int, bool]]:
    """Before and after each call; a drill is long, so that without THOROUGH=1 they are few."""
    places = [(number, after) for number in range(1, len(calls) + 1) for after in (False, True)]
    return places if THOROUGH else places[len(calls) % THINNED :: THINNED]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_whoever_dies_at_any_step_of_a_drill_of_twenty_the_world_is_as_before(
    part: int, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, (before, after), said = played(monkeypatch)
    assert after == before
    assert [text.count("set back to OK by Bellhop") for text in said] == [COUNT]
    for group in ("`plain`: Bellhop set it back from 7 to 6", "`web`: Bellhop set it back from 4 to 2"):
        assert group in said[0]
    assert said[0].endswith(WHOLE)

    wrong = {}
    places = places_to_die(calls)[part::PARTS]
    for at, is_after in places:
        _, (before, after), said = played(monkeypatch, at, is_after)
        if after != before or len(said) != 1 or not said[0].endswith(WHOLE):
            wrong[at, is_after, calls[at - 1]] = said, list(zip(before, after, strict=True))
    figure(f"{len(places)} of {2 * len(calls)} places to die in a drill of {COUNT} alarms")
    assert wrong == {}
