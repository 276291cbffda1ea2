"""Ten thousand alarms in an hour of the test's clock, while a third of the calls to Slack fail in every way."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.app.alarms.ringing import BEGAN, cloudwatch_says
from tests.app.alarms.storms import rows_shown
from tests.fakes.bellhop import Bellhop, decision_on, sns_record
from tests.fakes.clock import SetClock

HOUR = 3600
AFTERWARDS = 2 * HOUR
STORMS, STORM_ALARMS, CALM_ALARMS = 7, 700, 100
CHANNELS = {"C0ALARMS": "storm-*", "C0OPS": "calm-*"}
RECOVERED = re.compile(r":large_green_circle: OK: (\S+) ")
OUTCOMES = {"posted", "edited", "digested"}
# Each takes its share of the calls that those above it left: a twelfth of all calls each, a third together.
EVERY = {"status": 12, "ratelimited": 11, "timeout": 10, "drop_after_work": 9}


@dataclass(frozen=True, order=True)
class Change:
    """At so many seconds an alarm changes to a state."""

    at: float
    name: str
    state: str

    @property
    def id(self) -> str:
        return f"{self.name}-{self.state}"

    @property
    def record(self) -> str:
        old = "OK" if self.state == "ALARM" else "ALARM"
        return sns_record(cloudwatch_says(old, self.state, self.at, self.name), self.id)


def an_hour() -> Iterator[Change]:
    """Storms of alarms within ten seconds each, which recover within ten more; and some that come one by one."""
    for storm in range(STORMS):
        for number in range(STORM_ALARMS):
            at, name = storm * HOUR / STORMS + number * 10 / STORM_ALARMS, f"storm-{storm}-{number}"
            yield Change(round(at, 3), name, "ALARM")
            yield Change(round(at + 120, 3), name, "OK")
    for number in range(CALM_ALARMS):
        at, name = number * HOUR / CALM_ALARMS, f"calm-{number}"
        yield Change(round(at, 3), name, "ALARM")
        yield Change(round(at + 60, 3), name, "OK")


@pytest.fixture
def slack(clock: SetClock) -> Iterator[RunningSlack]:
    """As in the sandbox Slack lets an app call only so fast."""
    with running_slack(clock=clock.epoch, paced=True) as running:
        yield running


def live_through(bellhop: Bellhop, changes: list[Change]) -> None:
    """Let the clock run from one change, or message that comes due, to the next."""
    start, waiting = BEGAN.timestamp(), list(changes)
    heapq.heapify(waiting)
    while True:
        queued = [due for queue in (bellhop.alarms, bellhop.watch) if (due := queue.next_due()) is not None]
        published = [start + waiting[0].at] if waiting else []
        if min(queued + published, default=start + HOUR + AFTERWARDS) >= start + HOUR + AFTERWARDS:
            return
        bellhop.clock.advance(max(0.0, min(queued + published) - bellhop.clock.epoch()))
        while waiting and start + waiting[0].at <= bellhop.clock.epoch() + 0.1:
            bellhop.alarms.put(heapq.heappop(waiting).record)
        bellhop.ring()
        bellhop.work()


def keys(slack: RunningSlack, channel: str) -> list[str]:
    """What our messages are known by, those in threads too."""
    return [message["metadata"]["event_payload"]["key"] for message in slack.messages(channel)]


@pytest.mark.thorough
@pytest.mark.slow
def test_each_of_ten_thousand_alarms_has_one_outcome_and_no_message_is_there_twice(
    slack: RunningSlack, clock: SetClock, figure: Callable[[str], None]
) -> None:
    routes = tuple(Route(alarm=glob, channel=channel) for channel, glob in CHANNELS.items())
    settings = Configuration(SlackChannel("#alarms"), IncidentSettings(), routes)
    bellhop = Bellhop(slack, clock, configuration=settings)
    bellhop.parts.slack.client.timeout = 0.05  # type: ignore[assignment] # an hour in half a minute
    for kind, every in EVERY.items():
        slack.fault("*", kind, every=every)
    changes = sorted(an_hour())

    live_through(bellhop, changes)

    outcomes = {change.id: decision_on(bellhop.parts.processor.outcomes, change.id) for change in changes}
    calls = slack.calls()
    failed = Counter(call["error"] or call["status"] for call in calls if call["status"] != 200)
    ended = Counter(each.outcome for each in outcomes.values())
    figure(f"{len(changes)} alarms: {dict(ended)}; {len(calls)} calls, of which failed {dict(failed)}")
    assert len(changes) == 10_000
    assert ended.keys() == OUTCOMES
    assert all(each.done for each in outcomes.values())
    assert (bellhop.alarms.dead_letters, bellhop.watch.dead_letters) == ([], [])
    for channel in CHANNELS:
        assert [key for key, count in Counter(keys(slack, channel)).items() if count > 1] == []
    assert not_shown(bellhop, changes) == set()
    assert sum(failed.values()) > len(calls) * 0.33


def not_shown(bellhop: Bellhop, changes: list[Change]) -> set[str]:
    """The alarms that no message shows as recovered, by a card of its own or by a digest's row."""
    messages = [message for channel in CHANNELS for message in bellhop.slack.messages(channel)]
    shown = {row.name for row in rows_shown(bellhop, *CHANNELS) if row.is_over}
    recovered = {found[1] for message in messages if (found := RECOVERED.match(message["text"]))}
    return {change.name for change in changes} - shown - recovered
