"""Slack takes no new message, or no edit, for an hour, or the channel is archived: the end is told, and told once.

What is asked goes on in AWS meanwhile, and ends before Slack takes the message that should tell of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from app.commands.forcealarm.buttons import FORCE, FORCE_ALL, START_DRILL
from app.commands.scale.buttons import CONFIRM
from app.slack.followed import TOLD_HERE
from app.slack.messages.buttons import UNDO
from sandbox.slack.people import Channel
from sandbox.slack.threaded import running_slack
from tests.app.commands.forcealarm.policies import STOPS
from tests.app.people import by_name, press
from tests.fakes.aws import ALARM_ARN, alarm
from tests.fakes.bellhop import listening
from tests.fakes.dying import Deaths
from tests.fakes.mortal import MortalWorker
from tests.flows.test_scale_killed import TIMES, newest

pytestmark = pytest.mark.slow
HOUR = 3600
# How Slack fails: it says so, limits a rate, or does the work and its answer is lost.
FAULTS: dict[str, dict[str, Any]] = {
    "500": {"kind": "status", "status": 500},
    "limited": {"kind": "ratelimited", "retry_after": 30},
    "lost": {"kind": "drop_after_work"},
    "token": {"kind": "error", "error": "token_revoked"},
}
Act = Callable[[MortalWorker], object]


def nothing(_: MortalWorker) -> None: ...


def typed(words: str) -> Act:
    return lambda bellhop: bellhop.command(words)


def pressed(button: str) -> Act:
    return lambda bellhop: press(bellhop, newest(bellhop), button)


def lone_alarm(bellhop: MortalWorker) -> None:
    """No message comes of a test of it."""
    bellhop.cloudwatch.add(replace(alarm(), actions={"ALARM": (), "OK": (), "INSUFFICIENT_DATA": ()}))


def stops_an_instance(bellhop: MortalWorker) -> None:
    bellhop.cloudwatch.add(STOPS)
    bellhop.command("/forcealarm web-scales ALARM a test")


def shop(bellhop: MortalWorker) -> None:
    for number in range(3):
        bellhop.cloudwatch.add(replace(alarm(f"shop-{number}"), arn=f"{ALARM_ARN}shop-{number}"))


def shop_is_asked(words: str) -> Act:
    def ask(bellhop: MortalWorker) -> None:
        shop(bellhop)
        bellhop.command(words)

    return ask


# What happens while Slack works, and what while it does not; and whether that needs a new message.
STORIES: dict[str, tuple[Act, Act, bool]] = {
    "a change": (nothing, typed("/scale web +2"), True),
    "a change for a time": (nothing, typed("/scale web +2 for 30m"), True),
    "a change that was confirmed": (typed("/scale plain 2"), pressed(CONFIRM), False),
    "a question that nobody answers": (nothing, typed("/scale plain 2"), True),
    "an undo": (typed("/scale web +2"), pressed(UNDO), True),
    "a forced alarm": (nothing, typed("/forcealarm web-high-cpu ALARM a test"), True),
    "a forced alarm that was confirmed": (stops_an_instance, pressed(FORCE), False),
    "several forced alarms": (shop_is_asked("/forcealarm shop-* ALARM a test"), pressed(FORCE_ALL), False),
    "a test": (lone_alarm, typed("/forcealarm test web-high-cpu"), True),
    # Where a drill's own message can't be posted, it does not begin.
    "a drill": (shop_is_asked("/forcealarm drill shop-*"), pressed(START_DRILL), False),
}


@contextmanager
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[MortalWorker]:
    with running_slack() as slack, monkeypatch.context() as patch:
        bellhop = MortalWorker(slack, Deaths(), patch)
        with listening(bellhop):
            yield bellhop
        assert (bellhop.watch.dead_letters, bellhop.watch.next_due()) == ([], None)


def texts(bellhop: MortalWorker, channel: str = "C0OPS") -> Counter[str]:
    return Counter(TIMES.sub("then", by_name(each["text"])) for each in bellhop.slack.messages(channel))


def told(story: str, monkeypatch: pytest.MonkeyPatch, method: str = "", **fault: Any) -> tuple[Counter[str], list[str]]:
    """All messages in the end, and what AWS was made to do."""
    before, meanwhile, _ = STORIES[story]
    with world(monkeypatch) as bellhop:
        before(bellhop)
        bellhop.live(30)
        if method:
            bellhop.slack.fault(method, **fault)
        meanwhile(bellhop)
        bellhop.live(HOUR, step=20)
        bellhop.slack.clear_faults()
        bellhop.live(2 * HOUR, step=60)
        return texts(bellhop), [f"{name} {state}" for name, state, _ in bellhop.cloudwatch.changes]


CASES = [
    pytest.param(story, method, fault, id=f"{story}: {fault} of {method}")
    for story, (_, _, is_new) in STORIES.items()
    for method in (("chat.postMessage", "chat.update") if is_new else ("chat.update",))
    for fault in FAULTS
]


@pytest.mark.parametrize(("story", "method", "fault"), CASES)
def test_after_an_hour_without_slack_each_message_says_how_it_ended(
    story: str, method: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = told(story, monkeypatch)
    found = told(story, monkeypatch, method, **FAULTS[fault])
    assert found == expected


@pytest.mark.parametrize("story", STORIES)
def test_where_the_channel_is_archived_meanwhile_whoever_asked_is_told_the_end_and_nothing_is_told_twice(
    story: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, meanwhile, _ = STORIES[story]
    expected, _ = told(story, monkeypatch)
    with world(monkeypatch) as bellhop:
        before(bellhop)
        bellhop.live(30)
        meanwhile(bellhop)
        bellhop.work()
        members = {"U0BELLHOP", "U0ANA", "U0BO"}
        bellhop.slack.add_channel(Channel("C0OPS", "ops", members, is_archived=True))
        bellhop.live(HOUR, step=20)
        bellhop.slack.add_channel(Channel("C0OPS", "ops", members))
        stands = texts(bellhop)
        bellhop.live(2 * HOUR, step=60)
        assert texts(bellhop) == stands
        ends = [text.removeprefix(TOLD_HERE) for text in texts(bellhop, "D0ANA").elements()]
    assert set(ends) & set(expected), "the last word on it, as its message would say it"
    assert len(ends) == len(set(ends))
