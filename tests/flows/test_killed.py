"""The process dies at every step of an alarm's life: afterwards there is one message, and it shows the last state."""

from __future__ import annotations

from typing import Any

import pytest

from app.slack import Slack
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.app.alarms.ringing import cards, cloudwatch_says, thread, wait_until_quiet
from tests.fakes.bellhop import Bellhop, sns_record
from tests.fakes.clock import SetClock
from tests.fakes.dying import Deaths, KilledError, MortalTable, points

VISIBILITY = 400


class MortalBellhop(Bellhop):
    """Bellhop whose outgoing calls, to the table and to Slack, are counted and may be its last."""

    def __init__(self, slack: RunningSlack, clock: SetClock, deaths: Deaths, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(slack, clock, table=MortalTable(deaths))
        called = Slack._call

        def call(door: Slack, method: str, **arguments: Any) -> Any:
            return deaths.call(method, lambda: called(door, method, **arguments))

        monkeypatch.setattr(Slack, "_call", call)

    def deliver(self, message: Any, message_id: str) -> None:
        """One delivery of a record; a process that dies leaves it to SQS, which delivers it again later."""
        body = sns_record(message, message_id)
        event = {"Records": [{"eventSource": "aws:sqs", "messageId": message_id, "body": body, "attributes": {}}]}
        self.intake.take(event)


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
    monkeypatch: pytest.MonkeyPatch, prepared: bool, late: bool
) -> None:
    places = list(points(recorded_calls(monkeypatch, prepared)))

    wrong = {}
    for at, after in places:
        states, threads = after_a_death(monkeypatch, prepared, late, at, after)
        if states != ["OK:"] or len(set(threads[0])) != len(threads[0]):
            wrong[at, after] = states, threads

    print(f"\n{len(places)} places to die in {'OK' if prepared else 'ALARM'}{', OK first' if late else ''}")
    assert not wrong
