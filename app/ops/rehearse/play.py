"""Plays what alarms published through Bellhop itself, under one configuration: its own processor, digests and timers.

Only Slack, the table and the queue are on paper. Nobody presses a button, and every channel is there. Reminders are not
played: they repeat what was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.alarms.decide.incident import Incident
from app.alarms.decide.target import Target
from app.alarms.follow_up import ESCALATE, SHOW
from app.alarms.read.transition import Transition
from app.alarms.show import digest
from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.ec2 import Instances
from app.aws.sns import Topics
from app.base.errors import Later
from app.base.values import dataclass
from app.config.configuration import Configuration
from app.config.home import NOWHERE
from app.listeners.services import Aws
from app.ops.rehearse.paper import PaperClock, PaperQueue, PaperSlack, Said
from app.ops.rehearse.told import Form, Shown, Told
from app.queues.backoff import is_last_try, wait_of
from app.queues.timers import Timer
from app.runtime import digest_escalation, wiring
from app.runtime.timers import run_timer
from app.scaling.targets import Targets
from app.store.table import MemoryTable

# The others ask CloudWatch, draw charts, or say again what was said.
PLAYED = frozenset({digest.TIMER, digest.AGAIN, ESCALATE, SHOW, digest_escalation.TIMER})


@dataclass(frozen=True)
class Heard:
    """A transition, and when CloudWatch published it."""

    at: datetime
    transition: Transition


@dataclass(frozen=True)
class Noted:
    """What is known right after a transition was taken in: its incident, and how much had been said before."""

    transition: Transition
    incident: Incident
    said_before: int


class Player:
    """Bellhop as `configuration` makes it, at the time of what it hears."""

    def __init__(self, configuration: Configuration, begin: datetime) -> None:
        self.clock = PaperClock(begin)
        self.slack, self.watch = PaperSlack(self.clock), PaperQueue()
        self.services = wiring.assemble(
            self.slack,
            Aws(AutoScaling(), Targets(), CloudWatch(), Topics(), Instances()),
            MemoryTable(),
            self.watch,
            configuration,
            self.clock,
            NOWHERE,  # so that CloudWatch, which knows only today's states, is asked nothing
        )
        self.noted: dict[tuple[str, datetime], Noted] = {}

    def hear(self, heard: Heard) -> None:
        """A transition when it was published, after the timers that were due before."""
        self.run_timers(heard.at)
        self.clock.reach(heard.at)
        transition, before = heard.transition, len(self.slack.said)
        self.services.processor.learn(transition)
        incident = self.services.processor.last_of(transition)
        if incident and not transition.new.is_over:
            self.noted.setdefault((transition.key, transition.changed_at), Noted(transition, incident, before))

    def run_timers(self, until: datetime) -> None:
        while timer := self.watch.due(until):
            self.clock.reach(timer.due)
            if timer.name in PLAYED:
                self._run(timer)

    def _run(self, timer: Timer) -> None:
        try:
            run_timer(self.services, timer)
        except Later as error:
            again = replace(timer, attempt=timer.attempt + 1)
            if not is_last_try(again.attempt):
                wait = wait_of(error, again.attempt)
                self.watch.set(replace(again, due=self.clock() + timedelta(seconds=wait)))

    def told(self) -> tuple[Told, ...]:
        """Of each transition that left OK, in their order."""
        noted = list(self.noted.values())
        ends: dict[str, int] = {}
        found: list[Told] = []
        for each in reversed(noted):  # what is said of an incident belongs to its newest transition
            end = ends.get(each.incident.id, len(self.slack.said))
            ends[each.incident.id] = each.said_before
            found.append(self._told(each, self.slack.said[each.said_before : end]))
        return tuple(reversed(found))

    def _told(self, noted: Noted, said: Sequence[Said]) -> Told:
        incident = noted.incident
        if not incident.targets or not incident.is_announced:
            return Told(noted.transition, is_dropped=not incident.targets)
        last = self.services.processor.find(incident.id) or incident
        counted = {target.counted_in for target in last.targets if target.counted_in}
        shown = [
            self._shown(incident, at, target, said, counted)
            for at, target in enumerate(incident.targets)
            if not target.is_silent
        ]
        return Told(noted.transition, tuple(sorted(shown, key=lambda each: each.channel)))

    def _shown(
        self, incident: Incident, position: int, target: Target, said: Sequence[Said], counted: set[str]
    ) -> Shown:
        channel = target.channel or self.services.processor.channel
        digests = {target.digest, *counted} - {""}
        here = [each for each in said if each.channel == channel]
        own = [each for each in here if each.key.startswith(f"incident-{incident.id}")]
        steps = [each for each in own if "-escalation-" in each.key]
        steps += [each for each in here if any(each.key.startswith(f"digest-{one}-escalation-") for one in digests)]
        at_once = tuple(target.mention.split()) if target.digest else _mentions(e for e in own if e not in steps)
        is_new = any(each.key == incident.card_key(position) for each in own)
        form = Form.DIGEST if target.digest else Form.CARD if is_new else Form.THREAD
        return Shown(channel, form, at_once, _mentions(steps), target.note)


def _mentions(said: Iterable[Said]) -> tuple[str, ...]:
    return tuple(sorted({mention for each in said for mention in each.mentions}))


def play(configuration: Configuration, heard: Sequence[Heard], until: datetime) -> Player:
    """All that was published, the oldest first, and what comes of it by then."""
    player = Player(configuration, heard[0].at if heard else until)
    for each in heard:
        player.hear(each)
    player.run_timers(until)
    return player
