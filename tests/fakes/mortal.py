"""A worker whose calls to the table, to Slack, to AWS and to the timers' queue may be its last."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import Any

import pytest

from app.commands.scale.outlook import ask, catalogue
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.values import About, Estimate
from app.config.configuration import Configuration, ScaleSettings
from app.slack.calls import Calls
from sandbox.slack.threaded import RunningSlack
from tests.fakes.bellhop import ALARMS, Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.dying import Deaths, KilledError, MortalTable
from tests.fakes.scaled import Groups, Scaled

VISIBILITY = 400
# Calls that change something, by whatever is scaled.
SCALING_CHANGES = (
    *("set_desired", "resize", "schedule", "unschedule", "suspend", "resume", "start_refresh"),
    *("set_bounds", "set_suspended"),
)
ALARM_CALLS = ("named", "page", "history", "set_state")


class MortalWorker(Bellhop):
    """Its world is of one kind: what can be scaled is what `kind` makes."""

    def __init__(
        self,
        slack: RunningSlack,
        deaths: Deaths,
        monkeypatch: pytest.MonkeyPatch,
        kind: type[Scaled] = Groups,
    ) -> None:
        self.deaths = deaths
        clock = SetClock()
        self.scaled = kind(clock)
        groups = self.scaled.scaling if isinstance(self.scaled, Groups) else None
        configuration = Configuration(ALARMS, scale=ScaleSettings(kinds=(self.scaled.kind,)))
        table = MortalTable(deaths)
        kinds: dict[str, Any] = {self.scaled.kind: self.scaled.made} if self.scaled.made else {}
        super().__init__(slack, clock, (), table, configuration, groups, **kinds)
        if groups:
            self.scaling = groups
        for door, names in self.scaled.doors.values():
            self.make_mortal(monkeypatch, door, *names)
        self.make_mortal(monkeypatch, self.cloudwatch, *ALARM_CALLS)
        self.make_mortal(monkeypatch, self.watch, "put")
        monkeypatch.setattr(Calls, "call", _mortal_calls(deaths, Calls.call))
        monkeypatch.setattr(ask, "Thread", Awaited)
        monkeypatch.setattr(catalogue, "ESTIMATORS", {"alarms": self._alarms})

    def make_mortal(self, monkeypatch: pytest.MonkeyPatch, door: object, *names: str) -> None:
        for name in names:
            monkeypatch.setattr(door, name, self._mortal(name, getattr(door, name)))

    def _alarms(self, about: About, parts: Parts) -> Estimate:
        """An estimate by one call, and what it was asked about: the group as it was before the change."""
        found = len(parts.cloudwatch.page().alarms)
        known = {"from": about.in_service, "to": about.after, "activities": len(about.activities or ())}
        return Estimate((f":mag: {found} alarms.",), known)

    def _mortal(self, name: str, called: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments, **named: self.deaths.call(name, partial(called, *arguments, **named))

    def live(self, seconds: float = 60.0, step: float = 5.0) -> None:
        """Work on all that comes; a worker that dies is followed by another, once SQS delivers again."""
        end = self.clock.epoch() + seconds
        while self.clock.epoch() < end:
            try:
                self.work()
                self.clock.advance(step)
            except KilledError:
                self.deaths.revive()
                self.clock.advance(VISIBILITY)
                end += VISIBILITY
            self.scaled.run(self.clock())


class Awaited(Thread):
    """Runs once somebody waits for it, so that the calls of a worker have an order."""

    is_begun = False

    def start(self) -> None:
        pass

    def join(self, timeout: float | None = None) -> None:
        if not self.is_begun:
            self.is_begun = True
            self.run()


def _mortal_calls(deaths: Deaths, called: Callable[..., Any]) -> Callable[..., Any]:
    """By the names of Slack's methods."""

    def call(door: Calls, method: str, *arguments: Any, **named: Any) -> Any:
        return deaths.call(method, partial(called, door, method, *arguments, **named))

    return call
