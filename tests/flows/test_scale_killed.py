"""The worker dies at every step of a scaling: it happens exactly once, and its message ends with how it ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.commands.forcealarm import follow, trip
from app.commands.forcealarm.buttons import FORCE, FORCE_ALL
from app.commands.scale.buttons import CONFIRM, DO, UNDO
from app.commands.scale.change_log import Changes
from app.slack.calls import Calls
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.app.commands.forcealarm.policies import STOPS
from tests.app.people import press
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.dying import Deaths, KilledError, MortalTable, points
from tests.fakes.scaling import web
from tests.thorough import TRIED

VISIBILITY = 400
KEEP = f"{DO}:5"
SCALING_CALLS = ("group", "groups", "activities", "policies", "scheduled", "refreshes")
SCALING_CHANGES = ("set_desired", "resize", "schedule", "unschedule", "suspend", "resume", "start_refresh")
ALARM_CALLS = ("named", "page", "history", "set_state")


class MortalWorker(Bellhop):
    """Bellhop whose calls to the table, to Slack, to Auto Scaling and to the timers' queue may be its last."""

    def __init__(self, slack: RunningSlack, deaths: Deaths, monkeypatch: pytest.MonkeyPatch) -> None:
        self.deaths = deaths
        super().__init__(slack, SetClock(), (web(), web(name="plain", desired=6)), table=MortalTable(deaths))
        self._make_mortal(monkeypatch, Calls, "call")
        for name in (*SCALING_CALLS, *SCALING_CHANGES):
            self._make_mortal(monkeypatch, type(self.scaling), name)
        for name in ALARM_CALLS:
            self._make_mortal(monkeypatch, type(self.cloudwatch), name)
        self._make_mortal(monkeypatch, type(self.watch), "put", "send")

    def _make_mortal(self, monkeypatch: pytest.MonkeyPatch, kind: type, name: str, said: str = "") -> None:
        called = getattr(kind, name)

        def call(door: Any, *arguments: Any, **named: Any) -> Any:
            if isinstance(door, AutoScaling | CloudWatch | Calls) or door is self.watch:
                what = str(arguments[0]) if isinstance(door, Calls) else said or name
                return self.deaths.call(what, lambda: called(door, *arguments, **named))
            return called(door, *arguments, **named)

        monkeypatch.setattr(kind, name, call)

    def live(self, seconds: float = 60.0) -> None:
        """Work on all that comes; a worker that dies is followed by another, once SQS delivers again."""
        end = self.clock.epoch() + seconds
        while self.clock.epoch() < end:
            try:
                self.work()
                self.clock.advance(5)
            except KilledError:
                self.deaths.revive()
                self.clock.advance(VISIBILITY)
                end += VISIBILITY


TIMES = re.compile(
    r"<!date.*?>|\d+(?:\.\d)? (?:min|s|h)\b(?: \d+ (?:min|s)\b)?"
)  # those of a worker that died are later
Story = Callable[[MortalWorker], None]


def newest(bellhop: MortalWorker) -> dict[str, Any]:
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def a_step(bellhop: MortalWorker) -> None:
    bellhop.command("/scale web +2")
    bellhop.live()


def for_a_time(bellhop: MortalWorker) -> None:
    bellhop.command("/scale web +2 for 2h")
    bellhop.live()


def bounds_too(bellhop: MortalWorker) -> None:
    bellhop.command("/scale web max=12 +2")
    bellhop.live()


def asked_and_confirmed(bellhop: MortalWorker) -> None:
    bellhop.command("/scale plain 2")
    bellhop.live(20)
    press(bellhop, newest(bellhop), CONFIRM)
    bellhop.live()


def undone(bellhop: MortalWorker) -> None:
    bellhop.command("/scale web +2")
    bellhop.live(20)
    press(bellhop, newest(bellhop), UNDO)
    bellhop.live()


def replaced(bellhop: MortalWorker) -> None:
    """The first change's message says so, and what it gave up is kept."""
    bellhop.command("/scale web +2 for 2h")
    bellhop.live(20)
    bellhop.command("/scale web 6", user="U0BO")
    bellhop.live(20)
    press(bellhop, newest(bellhop), KEEP)
    bellhop.live()


def resumed(bellhop: MortalWorker) -> None:
    bellhop.command("/scale web suspend AZRebalance")
    bellhop.live(20)
    press(bellhop, newest(bellhop), f"{DO}:0")
    bellhop.live()


def at_six(bellhop: MortalWorker) -> None:
    bellhop.command("/scale web 4 in 30m")
    bellhop.live()


def suspended(bellhop: MortalWorker) -> None:
    bellhop.command("/scale web suspend AZRebalance")
    bellhop.live()


def refreshed(bellhop: MortalWorker) -> None:
    bellhop.command("/scale web refresh start")
    bellhop.live(20)
    press(bellhop, newest(bellhop), CONFIRM)
    bellhop.live(20)
    ended = [replace(refresh, status="Successful", percent=100) for refresh in bellhop.scaling.refreshed["web"]]
    bellhop.scaling.refreshed["web"] = tuple(ended)
    bellhop.live()


def forced(bellhop: MortalWorker) -> None:
    bellhop.command("/forcealarm web-high-cpu ALARM a test")
    bellhop.live()


def forced_once_confirmed(bellhop: MortalWorker) -> None:
    bellhop.cloudwatch.add(STOPS)
    bellhop.command("/forcealarm web-scales ALARM a test")
    bellhop.live(20)
    press(bellhop, newest(bellhop), FORCE)
    bellhop.live()


def forced_all(bellhop: MortalWorker) -> None:
    for number in range(3):
        bellhop.cloudwatch.add(alarm(f"shop-{number}"))
    bellhop.command("/forcealarm shop-* ALARM a test")
    bellhop.live(20)
    press(bellhop, newest(bellhop), FORCE_ALL)
    bellhop.live()


def round_trip(bellhop: MortalWorker) -> None:
    """No message comes of it, so it is set back after a while."""
    bellhop.cloudwatch.add(replace(alarm(), actions={"ALARM": (), "OK": (), "INSUFFICIENT_DATA": ()}))
    bellhop.command("/forcealarm test web-high-cpu")
    bellhop.live()


STORIES: dict[Story, tuple[list[tuple[str, int]], int]] = {
    a_step: ([("web", 4)], 1),
    for_a_time: ([("web", 4)], 1),
    bounds_too: ([("web", 4)], 1),
    asked_and_confirmed: ([("plain", 2)], 1),
    undone: ([("web", 4), ("web", 2)], 2),
    replaced: ([("web", 4), ("web", 6)], 3),
    resumed: ([], 2),
}


# What nobody follows: what AWS was made to do.
DONE_IN_AWS: dict[Story, list[str]] = {
    at_six: [],
    suspended: ["suspend AZRebalance of web"],
    refreshed: ["start a refresh of web"],
    forced: ["web-high-cpu ALARM"],
    forced_once_confirmed: ["web-scales ALARM"],
    forced_all: ["shop-0 ALARM", "shop-1 ALARM", "shop-2 ALARM"],
    round_trip: ["web-high-cpu ALARM", "web-high-cpu OK"],
}


def told(
    story: Story, monkeypatch: pytest.MonkeyPatch, at: int = 0, after: bool = False, kind: type[Deaths] = Deaths
) -> tuple[list[str], Any]:
    """The outgoing calls, and what came of it: changes in AWS, results in the history, messages in the channel."""
    with running_slack() as slack, monkeypatch.context() as patch:
        patch.setattr(trip, "WITHIN", timedelta(seconds=4))  # as many steps, and fewer looks
        patch.setattr(follow, "LOOKS", follow.LOOKS[:3])
        bellhop = MortalWorker(slack, kind(at, after), patch)
        with listening(bellhop):
            story(bellhop)
        bellhop.live(VISIBILITY)
        calls = list(bellhop.deaths.calls)
        changes = Changes(bellhop.table, bellhop.clock).newest()
        results = sorted(change.result.value for change in changes)
        messages = [TIMES.sub("then", m["text"].split("\n:warning:")[0]) for m in slack.messages("C0OPS")]
        planned = sorted(action.group for action in bellhop.scaling.planned.values())
        done = [words for words in bellhop.scaling.done if "schedule" not in words]  # the same name replaces it
        done += [f"{name} {state}" for name, state, _ in bellhop.cloudwatch.changes]
        return calls, (bellhop.scaling.changes, results, messages, planned, done)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_whoever_dies_at_any_step_it_happens_once_and_is_told_to_its_end(
    story: Story, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, expected = told(story, monkeypatch)
    changes, messages = STORIES[story]
    assert (expected[0], len(expected[2])) == (changes, messages)
    assert set(expected[1]) == {"done"}
    places = list(points(calls))

    wrong = {}
    for at, after in places:
        _, found = told(story, monkeypatch, at, after)
        if found != expected:
            wrong[at, after, calls[at - 1]] = found

    figure(f"{len(places)} places{TRIED} to die in {story.__name__}")
    assert not wrong


@pytest.mark.parametrize("story", [forced, forced_all, round_trip], ids=lambda story: story.__name__)
def test_whoever_dies_at_any_step_each_alarm_is_set_once_and_a_test_is_set_back(
    story: Story, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, expected = told(story, monkeypatch)
    assert expected[-1] == DONE_IN_AWS[story]
    places = list(points(calls))

    wrong = {}
    for at, after in places:
        *_, done = told(story, monkeypatch, at, after)[1]
        if done != expected[-1]:
            wrong[at, after, calls[at - 1]] = done

    figure(f"{len(places)} places{TRIED} to die in {story.__name__}")
    assert not wrong
