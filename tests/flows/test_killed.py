"""The process dies at every step of an alarm's life: afterwards there is one message, and it shows the last state."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route
from app.slack.calls import Calls
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.app.alarms.ringing import cards, cloudwatch_says, thread, wait_until_quiet
from tests.app.alarms.storms import rows_shown
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop, decision_on, sns_record
from tests.fakes.clock import SetClock
from tests.fakes.dying import Deaths, KilledError, MortalTable, points
from tests.fakes.queues import RememberingQueue
from tests.thorough import TRIED

VISIBILITY = 400


class MortalBellhop(Bellhop):
    """Bellhop whose outgoing calls, to the table and to Slack, are counted and may be its last."""

    def __init__(
        self,
        slack: RunningSlack,
        clock: SetClock,
        deaths: Deaths,
        monkeypatch: pytest.MonkeyPatch,
        configuration: Configuration | None = None,
    ) -> None:
        super().__init__(slack, clock, table=MortalTable(deaths), configuration=configuration)
        called = Calls.call

        def call(calls: Calls, method: str, **arguments: Any) -> Any:
            return deaths.call(method, lambda: called(calls, method, **arguments))

        monkeypatch.setattr(Calls, "call", call)
        put = RememberingQueue.put

        def put_mortally(queue: RememberingQueue, *what: Any, **named: Any) -> None:
            deaths.call("send", lambda: put(queue, *what, **named))

        monkeypatch.setattr(RememberingQueue, "put", put_mortally)

    def deliver(self, message: Any, message_id: str) -> None:
        """One delivery of a record; a process that dies leaves it to SQS, which delivers it again later."""
        self.deliver_all({message_id: message})

    def deliver_all(self, messages: dict[str, Any]) -> None:
        """One delivery of a batch of them, by their ids."""
        sent = [
            {"eventSource": "aws:sqs", "messageId": key, "body": sns_record(message, key), "attributes": {}}
            for key, message in messages.items()
        ]
        self.intake.take({"Records": sent})


ALARM = cloudwatch_says("OK", "ALARM")
OK = cloudwatch_says("ALARM", "OK", 20)


def recorded_calls(monkeypatch: pytest.MonkeyPatch, prepared: bool) -> list[str]:
    """The outgoing calls of handling ALARM, or, `prepared`, of handling OK after it."""
    with running_slack() as slack, monkeypatch.context() as patch:
        deaths, clock = Deaths(), SetClock()
        bellhop = MortalBellhop(slack, clock, deaths, patch)
        if prepared:
            bellhop.deliver(ALARM, "sns-1")
            deaths.calls.clear()
        bellhop.deliver(OK if prepared else ALARM, "sns-2" if prepared else "sns-1")
        return list(deaths.calls)


def after_a_death(monkeypatch: pytest.MonkeyPatch, prepared: bool, late: bool, at: int, after: bool) -> Any:
    """Cards and threads when ALARM (or OK) dies at a call, is delivered again, and everything else arrives too.

    `late`: the other record is handled before the one that died comes again.
    """
    with running_slack() as slack, monkeypatch.context() as patch:
        deaths, clock = Deaths(), SetClock()
        bellhop = MortalBellhop(slack, clock, deaths, patch)
        if prepared:
            bellhop.deliver(ALARM, "sns-1")
            deaths.calls.clear()
        dying = (OK, "sns-2") if prepared else (ALARM, "sns-1")
        deaths.at, deaths.after = at, after
        with pytest.raises(KilledError):
            bellhop.deliver(*dying)
        deaths.revive()
        if late:
            clock.advance(60)  # past the lease of the dead
            bellhop.deliver(OK, "sns-2")
        clock.advance(VISIBILITY)
        bellhop.deliver(*dying)
        if not prepared and not late:
            bellhop.deliver(OK, "sns-2")
        wait_until_quiet(bellhop, clock.epoch() + 3600)
        found = cards(slack)
        return [card["text"].split(" ")[1] for card in found], [thread(slack, card["ts"]) for card in found]


@pytest.mark.parametrize(("prepared", "late"), [(False, False), (False, True), (True, False)])
def test_whoever_dies_at_any_step_leaves_one_message_with_the_last_state(
    monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None], prepared: bool, late: bool
) -> None:
    places = list(points(recorded_calls(monkeypatch, prepared)))

    wrong = {}
    for at, after in places:
        states, threads = after_a_death(monkeypatch, prepared, late, at, after)
        if states != ["OK:"] or len(set(threads[0])) != len(threads[0]):
            wrong[at, after] = states, threads

    figure(f"{len(places)} places{TRIED} to die in {'OK' if prepared else 'ALARM'}{', OK first' if late else ''}")
    assert not wrong


TWO_CHANNELS = Configuration(
    SlackChannel("#alarms"), routes=(Route(channel="#ops", also=True), Route(channel="#alarms"))
)
STORMY = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=1, remind_minutes=0))


def where_two_channels_hear_of_it(
    monkeypatch: pytest.MonkeyPatch, at: int = 0, after: bool = False, kind: type[Deaths] = Deaths
) -> tuple[list[str], Any]:
    """The outgoing calls of ALARM and OK, and both channels' cards, where the process died once at a call."""
    with running_slack() as slack, monkeypatch.context() as patch:
        deaths, clock = kind(at, after), SetClock()
        bellhop = MortalBellhop(slack, clock, deaths, patch, TWO_CHANNELS)
        for message, name in ((ALARM, "sns-1"), (OK, "sns-2")):
            try:
                bellhop.deliver(message, name)
            except KilledError:
                deaths.revive()
                clock.advance(VISIBILITY)
                bellhop.deliver(message, name)
        wait_until_quiet(bellhop, clock.epoch() + 3600)
        shown = [cards(slack, channel) for channel in ("C0ALARMS", "C0OPS")]
        return deaths.calls, [[card["text"].split(" ")[1] for card in found] for found in shown]


def test_with_two_channels_each_has_one_message_with_the_last_state(
    monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, expected = where_two_channels_hear_of_it(monkeypatch)
    assert expected == [["OK:"], ["OK:"]]
    places = list(points(calls))

    wrong = [place for place in places if where_two_channels_hear_of_it(monkeypatch, *place)[1] != expected]

    figure(f"{len(places)} places{TRIED} to die with two channels")
    assert not wrong


UNREACHABLE = Configuration(
    SlackChannel("#alarms"), routes=(Route(channel="#nowhere", mention=("S0OPS",), also=True), Route())
)


def where_a_channel_cannot_be_reached(
    monkeypatch: pytest.MonkeyPatch, at: int = 0, after: bool = False, kind: type[Deaths] = Deaths
) -> tuple[list[str], Any]:
    """The calls of an alarm that begins without data, and who is called at its card once it went off and is over."""
    with running_slack() as slack, monkeypatch.context() as patch:
        deaths, clock = kind(at, after), SetClock()
        bellhop = MortalBellhop(slack, clock, deaths, patch, UNREACHABLE)
        states = ("OK", "INSUFFICIENT_DATA", "ALARM", "OK")
        for number, (old, new) in enumerate(itertools.pairwise(states)):
            says, name = cloudwatch_says(old, new, 20 * number), f"sns-{number}"
            _until_done(bellhop, deaths, lambda says=says, name=name: bellhop.deliver(says, name))
            _until_done(bellhop, deaths, lambda: wait_until_quiet(bellhop, clock.epoch() + 10))
        wait_until_quiet(bellhop, clock.epoch() + 3600)
        found = cards(slack)
        called = ["S0OPS" in line for card in found for line in thread(slack, card["ts"])]
        return deaths.calls, [[card["text"].split(" ")[1] for card in found], sorted(called)]


def test_whom_an_unreachable_channel_would_have_called_is_called_once(
    monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, expected = where_a_channel_cannot_be_reached(monkeypatch)
    assert expected == [["OK:"], [False, True]]
    places = list(points(calls))

    wrong = {
        place: found
        for place in places
        if (found := where_a_channel_cannot_be_reached(monkeypatch, *place)[1]) != expected
    }

    figure(f"{len(places)} places{TRIED} to die where a channel cannot be reached")
    assert not wrong


def where_a_storm_digests_it(
    monkeypatch: pytest.MonkeyPatch, at: int = 0, after: bool = False, kind: type[Deaths] = Deaths
) -> tuple[list[str], Any]:
    """The calls of three gathered alarms and the digest's timer, and what stands in the channel."""
    with running_slack() as slack, monkeypatch.context() as patch:
        deaths, clock = kind(), SetClock()
        bellhop = MortalBellhop(slack, clock, deaths, patch, STORMY)
        bellhop.deliver(cloudwatch_says("OK", "ALARM", name="first"), "sns-first")
        for name in ("first", *(f"storm-{number}" for number in range(3))):
            bellhop.cloudwatch.add(alarm(name, "ALARM"))
        deaths.calls.clear()
        deaths.at, deaths.after = at, after
        for number in range(3):
            _until_done(bellhop, deaths, lambda number=number: _storm_alarm(bellhop, number))
        for _ in range(8):
            _until_done(bellhop, deaths, bellhop.work)
            _until_done(bellhop, deaths, bellhop.ring)
            clock.advance(100)
        calls = list(deaths.calls)
        deaths.revive()  # what is looked at from here on is no part of the story
        return calls, _names(bellhop)


def _names(bellhop: Bellhop) -> list[str]:
    """The alarms that have cards, and those that have none and that a digest shows, by name."""
    shown = cards(bellhop.slack)
    listed = re.findall(r"\|(storm-\d)>", str([card["blocks"] for card in shown if "storm:" in card["text"]]))
    rows = [row.name for row in rows_shown(bellhop, "C0ALARMS") if not row.has_card and row.name in listed]
    return sorted([card["text"].split(" ")[2] for card in shown if " ALARM: " in card["text"]] + rows)


def _storm_alarm(bellhop: MortalBellhop, number: int) -> None:
    bellhop.deliver(cloudwatch_says("OK", "ALARM", name=f"storm-{number}"), f"sns-{number}")


def _until_done(bellhop: MortalBellhop, deaths: Deaths, step: Any) -> None:
    try:
        step()
    except KilledError:
        deaths.revive()
        bellhop.clock.advance(VISIBILITY)
        step()


def test_in_a_storm_every_alarm_is_shown_once(monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]) -> None:
    """As a card, where so much time passed until the process was back that the storm was over; else on the digest."""
    calls, expected = where_a_storm_digests_it(monkeypatch)
    assert expected == ["first", "storm-0", "storm-1", "storm-2"]
    places = list(points(calls))

    wrong = {
        place: found for place in places if (found := where_a_storm_digests_it(monkeypatch, *place)[1]) != expected
    }

    figure(f"{len(places)} places{TRIED} to die in a storm")
    assert not wrong


BATCH = {
    "first": cloudwatch_says("OK", "ALARM", name="first"),
    "storm-0": cloudwatch_says("OK", "ALARM", name="storm-0"),
    "notice": "somebody tripped over a cable",
    "storm-1": cloudwatch_says("OK", "ALARM", name="storm-1"),
    "first-over": cloudwatch_says("ALARM", "OK", 20, name="first"),
    "storm-2": cloudwatch_says("OK", "ALARM", name="storm-2"),
}


def where_a_batch_comes_at_once(
    monkeypatch: pytest.MonkeyPatch, at: int = 0, after: bool = False, kind: type[Deaths] = Deaths
) -> Any:
    """The calls of a batch of which all comes again after a death, what stands in the channel, and all outcomes."""
    with running_slack() as slack, monkeypatch.context() as patch:
        deaths, clock = kind(at, after), SetClock()
        bellhop = MortalBellhop(slack, clock, deaths, patch, STORMY)
        for number in range(3):
            bellhop.cloudwatch.add(alarm(f"storm-{number}", "ALARM"))
        bellhop.cloudwatch.add(alarm("first"))
        _until_done(bellhop, deaths, lambda: bellhop.deliver_all(BATCH))
        for _ in range(8):
            _until_done(bellhop, deaths, bellhop.work)
            _until_done(bellhop, deaths, bellhop.ring)
            clock.advance(100)
        found, calls = cards(slack), list(deaths.calls)
        deaths.revive()
        outcomes = [decision_on(bellhop.parts.processor.outcomes, name) for name in BATCH]
        is_other = [" ALARM: " not in card["text"] and "storm:" not in card["text"] for card in found]
        others = sorted(card["text"].split(" ")[1] for card, is_it in zip(found, is_other, strict=True) if is_it)
        answers = [len(thread(slack, card["ts"])) for card in found]
        return calls, [_names(bellhop), others, sum(answers), [each.done for each in outcomes]]


def test_whoever_dies_in_a_batch_leaves_every_record_shown_once_with_an_outcome(
    monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, expected = where_a_batch_comes_at_once(monkeypatch)
    assert expected == [["storm-0", "storm-1", "storm-2"], ["Message", "OK:"], 1, [True] * len(BATCH)]
    places = list(points(calls))

    wrong = {
        place: found for place in places if (found := where_a_batch_comes_at_once(monkeypatch, *place)[1]) != expected
    }

    figure(f"{len(places)} places{TRIED} to die in a batch")
    assert not wrong
