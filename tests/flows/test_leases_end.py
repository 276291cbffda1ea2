"""A worker stands still so long that its lease ends, at each of its calls: another one goes on, and then the first."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from typing import Any

import pytest

from app.base import pause
from app.listeners.job import ACTS_WITHIN
from app.store import leases
from sandbox.slack.threaded import running_slack
from tests.app.alarms.ringing import cards, thread, wait_until_quiet
from tests.fakes.bellhop import listening
from tests.fakes.clock import SetClock
from tests.fakes.dying import Deaths, points
from tests.fakes.mortal import SCALING_CHANGES, MortalWorker
from tests.flows.test_killed import ALARM, OK, MortalBellhop
from tests.thorough import TRIED


@dataclass
class StandsStill(Deaths):
    """Counts outgoing calls; at number `at`, before it or `after` it, others do what they do `meanwhile`."""

    meanwhile: Callable[[], None] = lambda: None

    def call(self, name: str, carry_out: Any) -> Any:
        self.calls.append(name)
        if len(self.calls) != self.at:
            return carry_out()
        self.at = 0
        if not self.after:
            Context().run(self.meanwhile)  # another process, whose time is its own
            return carry_out()
        result = carry_out()
        Context().run(self.meanwhile)
        return result


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of these tests stands still while somebody waits for a lease."""
    monkeypatch.setattr(leases, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(pause, "LONGEST", 0.0)


def alarm_shown(monkeypatch: pytest.MonkeyPatch, at: int = 0, after: bool = False) -> tuple[list[str], Any]:
    """The calls of ALARM, and what stands in the channel once OK came while they stood still."""
    with running_slack() as slack, monkeypatch.context() as patch:
        clock = SetClock()
        stands = StandsStill(at, after)
        bellhop = MortalBellhop(slack, clock, stands, patch)

        def over() -> None:
            clock.advance(leases.HELD_SECONDS + 1)
            bellhop.deliver(OK, "sns-2")

        stands.meanwhile = over
        bellhop.deliver(ALARM, "sns-1")
        calls = list(stands.calls)
        if not at:
            over()
        wait_until_quiet(bellhop, clock.epoch() + 3600)
        found = cards(slack)
        threads = [thread(slack, card["ts"]) for card in found]
        assert all(len(set(lines)) == len(lines) for lines in threads)
        return calls, [card["text"].split(" ")[1] for card in found]


def test_a_card_shows_the_last_state_whoever_edits_it_last(
    monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, expected = alarm_shown(monkeypatch)
    assert expected == ["OK:"]
    places = list(points(calls))

    wrong = {
        (*place, calls[place[0] - 1]): found
        for place in places
        if (found := alarm_shown(monkeypatch, *place)[1]) != expected
    }

    figure(f"{len(places)} places{TRIED} at which an alarm's lease ends")
    assert not wrong


def scaled(
    monkeypatch: pytest.MonkeyPatch, again: bool, at: int = 0, after: bool = False
) -> tuple[list[str], list[tuple[str, int]]]:
    """The calls of a change, and all changes, where it came once more, or a later one came, while it stood still."""
    with running_slack() as slack, monkeypatch.context() as patch:
        stands = StandsStill(at, after)
        bellhop = MortalWorker(slack, stands, patch)

        def another() -> None:
            bellhop.clock.advance(ACTS_WITHIN + 1)
            if again:
                record = {"messageId": "again", "body": bellhop.jobs.texts[0], "attributes": {}}
                bellhop.worker.take({"Records": [record]})
            else:
                bellhop.command("/scale web 4")
                body = bellhop.jobs.texts[1]
                bellhop.worker.take({"Records": [{"messageId": "later", "body": body, "attributes": {}}]})

        stands.meanwhile = another
        with listening(bellhop):
            bellhop.command("/scale web +4")
            record = {"messageId": "first", "body": bellhop.jobs.texts[0], "attributes": {}}
            bellhop.worker.take({"Records": [record]})
            calls = list(stands.calls)
            if not at:
                another()
            bellhop.live(1000)
        return calls, bellhop.scaling.changes


@pytest.mark.parametrize("again", [True, False])
def test_a_change_is_made_once_and_none_undoes_a_later_one(
    again: bool, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, changes = scaled(monkeypatch, again)
    assert changes == ([("web", 6)] if again else [("web", 6), ("web", 4)])
    # What is on its way to AWS for longer than the lease is given up (app/base/deadline.py), but AWS may yet do it.
    held = next(at for at, call in enumerate(calls, start=1) if call.startswith("put lease#topic"))
    waits = [(at, after) for at, after in points(calls) if after or calls[at - 1] not in SCALING_CHANGES]
    places = [place for place in waits if again or place >= (held, True)]

    wrong = {}
    for at, after in places:
        _, found = scaled(monkeypatch, again, at, after)
        is_right = found == [("web", 6)] if again else found[-1] == ("web", 4) and found.count(("web", 6)) <= 1
        if not is_right:
            wrong[at, after, calls[at - 1]] = found

    figure(f"{len(places)} places{TRIED} at which a change's lease ends")
    assert not wrong
