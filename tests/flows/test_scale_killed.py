"""The worker dies at every step of a scaling: it happens exactly once, and its message ends with how it ended.

And it keeps what was foretold of it, from what was there before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.commands.forcealarm import follow, trip
from app.commands.forcealarm.buttons import FORCE, FORCE_ALL
from app.commands.scale.buttons import CONFIRM, DO
from app.commands.scale.change_log import Changes
from app.slack.messages.buttons import UNDO
from sandbox.slack.threaded import running_slack
from tests.app.commands.forcealarm.policies import STOPS
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import listening
from tests.fakes.clock import SetClock
from tests.fakes.dying import Deaths, points
from tests.fakes.mortal import VISIBILITY, MortalWorker
from tests.fakes.scaled import BOUNDS, KINDS, SUSPENDS, Groups, Scaled
from tests.thorough import THOROUGH, TRIED

pytestmark = pytest.mark.slow  # begins first
KEEP = f"{DO}:5"
LONG = 8100  # until long after two hours
FEWER = 10
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
    bellhop.command(f"/scale {BOUNDS}")
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


def gone_back(bellhop: MortalWorker) -> None:
    bellhop.command("/scale web 4 for 2h")
    bellhop.live(60)
    bellhop.live(LONG, step=60)


def not_gone_back(bellhop: MortalWorker) -> None:
    """Somebody sets another size in AWS meanwhile."""
    bellhop.command("/scale web 4 for 2h")
    bellhop.live(60)
    bellhop.scaled.move("web", 5)
    bellhop.live(LONG, step=60)


def resumed(bellhop: MortalWorker) -> None:
    bellhop.command("/scale " + SUSPENDS.format(process=bellhop.scaled.process))
    bellhop.live(20)
    press(bellhop, newest(bellhop), f"{DO}:0")
    bellhop.live()


def at_six(bellhop: MortalWorker) -> None:
    bellhop.command("/scale web 4 in 30m")
    bellhop.live()


def suspended(bellhop: MortalWorker) -> None:
    bellhop.command(f"/scale web suspend {bellhop.scaled.process}")
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


def unanswered(bellhop: MortalWorker) -> None:
    bellhop.command("/scale plain 2")
    bellhop.live()
    bellhop.live(1800, step=60)


# The sizes that AWS was made to have, and how many messages stand in the channel.
STORIES: dict[Story, tuple[list[tuple[str, int]], int]] = {
    a_step: ([("web", 4)], 1),
    for_a_time: ([("web", 4)], 1),
    bounds_too: ([("web", 4)], 1),
    asked_and_confirmed: ([("plain", 2)], 1),
    undone: ([("web", 4), ("web", 2)], 2),
    replaced: ([("web", 4), ("web", 6)], 3),
    resumed: ([], 2),
    gone_back: ([("web", 4), ("web", 2)], 2),
    not_gone_back: ([("web", 4), ("web", 5)], 2),
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
    unanswered: [],
}


# What has to be typed for it, where not every kind can do that.
NEEDS: dict[Story, str] = {bounds_too: BOUNDS, resumed: SUSPENDS}


def cases(*stories: Story) -> list[Any]:
    """Each story about each kind that can do it."""
    pairs = [(story, name, kind) for name, kind in KINDS.items() for story in stories]
    able = [each for each in pairs if NEEDS.get(each[0]) not in each[2](SetClock()).cannot]
    return [pytest.param(story, kind, id=f"{story.__name__}-{name}") for story, name, kind in able]


def of_groups(*stories: Story) -> list[Any]:
    return [pytest.param(story, Groups, id=story.__name__) for story in stories]


def told(
    story: Story,
    kind: type[Scaled],
    monkeypatch: pytest.MonkeyPatch,
    at: int = 0,
    after: bool = False,
    deaths: type[Deaths] = Deaths,
) -> tuple[list[str], Any]:
    """The outgoing calls, and what came of it: changes in AWS, results in the history, messages in the channel."""
    with running_slack() as slack, monkeypatch.context() as patch:
        patch.setattr(trip, "WITHIN", timedelta(seconds=4))  # as many steps, and fewer looks
        patch.setattr(follow, "LOOKS", follow.LOOKS[:3])
        bellhop = MortalWorker(slack, deaths(at, after), patch, kind)
        with listening(bellhop):
            story(bellhop)
        bellhop.live(VISIBILITY)
        calls = list(bellhop.deaths.calls)
        changes = Changes(bellhop.table, bellhop.clock).newest()
        results = sorted(change.result.value for change in changes)
        outlooks = sorted((str(change.after), str(change.outlook)) for change in changes)
        messages = [TIMES.sub("then", by_name(m["text"]).split("\n:warning:")[0]) for m in slack.messages("C0OPS")]
        scaled = bellhop.scaled
        done = [*scaled.done, *(f"{name} {state}" for name, state, _ in bellhop.cloudwatch.changes)]
        return calls, (scaled.changes, results, messages, outlooks, scaled.planned, done)


def places_of(kind: type[Scaled], calls: list[str]) -> list[tuple[int, bool]]:
    """Of a kind that is no group few, unless all are tried: most of what happens is the same."""
    places = list(points(calls))
    return places if kind is Groups or THOROUGH else places[len(calls) % FEWER :: FEWER]


@pytest.mark.parametrize(("story", "kind"), cases(*STORIES))
def test_whoever_dies_at_any_step_it_happens_once_and_is_told_to_its_end(
    story: Story,
    kind: type[Scaled],
    monkeypatch: pytest.MonkeyPatch,
    figure: Callable[[str], None],
) -> None:
    calls, expected = told(story, kind, monkeypatch)
    changes, messages = STORIES[story]
    assert (expected[0], len(expected[2])) == (changes, messages)
    assert set(expected[1]) <= {"done", "overtaken"}
    assert all("alarms" in outlook for size, outlook in expected[3] if size != "None"), expected[3]
    places = places_of(kind, calls)

    wrong = {}
    for at, after in places:
        _, found = told(story, kind, monkeypatch, at, after)
        if found != expected:
            wrong[at, after, calls[at - 1]] = found

    figure(f"{len(places)} of {2 * len(calls)} places to die in {story.__name__} ({kind.__name__})")
    assert not wrong


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_what_a_kind_can_not_do_it_says_and_nothing_is_done(
    kind: type[Scaled], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_slack() as slack:
        bellhop = MortalWorker(slack, Deaths(), monkeypatch, kind)
        scaled = bellhop.scaled
        with listening(bellhop):
            for words, why in scaled.cannot.items():
                type_in(bellhop, f"/scale {words.format(process=scaled.process)}")
                assert why in seen(bellhop)[-1]
        assert (scaled.changes, scaled.planned, scaled.done) == ([], [], [])


@pytest.mark.parametrize("story", DONE_IN_AWS, ids=lambda story: story.__name__)
def test_whoever_dies_at_any_step_it_is_done_once_and_its_message_says_how_it_ended(
    story: Story, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, expected = told(story, Groups, monkeypatch)
    assert expected[-1] == DONE_IN_AWS[story]
    places = list(points(calls))

    wrong = {}
    for at, after in places:
        _, found = told(story, Groups, monkeypatch, at, after)
        if (found[2], found[-1]) != (expected[2], expected[-1]):
            wrong[at, after, calls[at - 1]] = found[2], found[-1]

    figure(f"{len(places)} places{TRIED} to die in {story.__name__}")
    assert not wrong
