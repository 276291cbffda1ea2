"""Groups and alarms of the same names at home and in another account, and the way there, which a test can close."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.elsewhere import Door
from app.base.errors import BellhopError
from app.config.accounts import Account
from app.config.configuration import Configuration, ScaleSettings
from app.config.guards import Guard
from app.listeners.services import Aws
from app.runtime.wiring import assemble
from sandbox.slack.threaded import RunningSlack
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.aws import FakeCloudWatch, alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.elsewhere import IRELAND, PROD, ROLE, everywhere
from tests.fakes.scaling import FakeAutoScaling, web

GROUP = "arn:aws:autoscaling:{}:{}:autoScalingGroup:1:autoScalingGroupName/web"
HERE, THERE = GROUP.format("us-east-1", "123456789012"), GROUP.format("eu-west-1", "210987654321")
NAME = "web-high-cpu"


@dataclass
class TwoPlaces:
    """`web` and `web-high-cpu` at home and in prod. `asked` is called at whoever wants in there."""

    bellhop: Bellhop
    here: FakeAutoScaling
    there: FakeAutoScaling
    alarms_here: FakeCloudWatch
    alarms_there: FakeCloudWatch
    asked: Callable[[], None] = field(default=lambda: None)

    def type(self, words: str, user: str = "U0ANA", command: str = "/scale") -> str:
        type_in(self.bellhop, f"{command} {words}", user)
        return self.last(user)

    def last(self, user: str = "U0ANA") -> str:
        return by_name(seen(self.bellhop, user=user)[-1])

    def texts(self, user: str = "U0ANA") -> list[str]:
        """All that this person is told, oldest first."""
        return [by_name(each) for each in seen(self.bellhop, user=user)]

    def said(self, words: str, user: str = "U0ANA") -> bool:
        return any(words in each for each in self.texts(user))

    def press(self, message: dict[str, Any], button: str, user: str = "U0ANA") -> str:
        assert press(self.bellhop, message, button, user)["ok"]
        self.bellhop.work()
        return self.last(user)

    def pass_by(self, **time: float) -> None:
        """Timers ring meanwhile; who waits for a long time looks only when one is due."""
        end = self.bellhop.clock.epoch() + timedelta(**time).total_seconds()
        queues = (self.bellhop.jobs, self.bellhop.watch)
        while (due := min(filter(None, (each.next_due() for each in queues)), default=end + 1)) <= end:
            self.bellhop.clock.advance(max(0.0, due - self.bellhop.clock.epoch()))
            self.bellhop.work()
        self.bellhop.clock.advance(max(0.0, end - self.bellhop.clock.epoch()))

    def closes(self, problem: BellhopError) -> None:
        """From now on nobody gets in."""

        def refuse() -> None:
            raise problem

        self.asked = refuse

    def opens(self) -> None:
        self.asked = lambda: None

    def configure(self, *accounts: Account, guards: tuple[Guard, ...] = (), roles: str = ROLE) -> None:
        """The same Bellhop with another bellhop.toml, as its functions read it now and then."""
        known = self.bellhop.parts
        aws = Aws(known.scaling, replace(known.targets, doors=None), known.cloudwatch, known.topics, known.instances)
        scale = ScaleSettings(kinds=known.targets.listed)
        configuration = Configuration(ALARMS, accounts=accounts, guards=guards, scale=scale)
        home = replace(known.home, ways=frozenset(), places={})
        made = assemble(
            *(known.slack, aws, self.bellhop.table, self.bellhop.watch, configuration, self.bellhop.clock, home),
            roles=frozenset({roles}),
        )
        self.bellhop.parts = made
        self.bellhop.__dict__.pop("worker", None)


@contextmanager
def two_places(
    slack: RunningSlack,
    clock: SetClock,
    guards: tuple[Guard, ...] = (),
    accounts: tuple[Account, ...] = (PROD,),
    **kinds: Any,
) -> Iterator[TwoPlaces]:
    scaling = FakeAutoScaling(web(arn=HERE)), FakeAutoScaling(web(arn=THERE, desired=3))
    alarms = FakeCloudWatch(alarm(NAME, "ALARM")), FakeCloudWatch(alarm(NAME, "ALARM"))
    at: AutoScaling = everywhere(scaling[0], {IRELAND: scaling[1]})
    watched: CloudWatch = everywhere(alarms[0], {IRELAND: alarms[1]})
    scale = ScaleSettings(kinds=("group", *kinds))
    configuration = Configuration(ALARMS, accounts=accounts, guards=guards, scale=scale)
    made = Bellhop(slack, clock, configuration=configuration, scaling=at, cloudwatch=watched, roles=ROLE, **kinds)
    world = TwoPlaces(made, *scaling, *alarms)

    def enter(_: Door) -> None:
        world.asked()

    with pytest.MonkeyPatch.context() as patched, listening(made):
        patched.setattr(Door, "enter", enter)
        yield world
