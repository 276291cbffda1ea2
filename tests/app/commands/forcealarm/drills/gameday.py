"""A world for drills: alarms whose topic leads to Bellhop, a drill channel, and people who react to the cards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.aws.alarm import Alarm
from app.commands.forcealarm.buttons import START_DRILL
from app.config.configuration import Configuration
from app.config.drills import Drill, DrillStep
from app.config.home import Home
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import BEGAN, cards, cloudwatch_says, ring
from tests.app.people import press
from tests.fakes.aws import ALARM_ARN, TOPIC, alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock

ROUTE = Route(alarm="*", mention=("U0BO", "S0OPS"))
DRILL = Drill("database", "#ops", 10, (DrillStep("db-*"), DrillStep("db-1", "OK", 60)))


def drillable(name: str, state: str = "OK", **more: Any) -> Alarm:
    return replace(alarm(name, state), arn=f"{ALARM_ARN}{name}", **more)


@contextmanager
def gameday(
    slack: RunningSlack, clock: SetClock, drills: tuple[Drill, ...] = (DRILL,), count: int = 2, **more: Any
) -> Iterator[Bellhop]:
    """`ecs` are the services beside the group `web`."""
    kinds = {"ecs": more.pop("ecs")} if "ecs" in more else {}
    configuration = Configuration(ALARMS, routes=more.pop("routes", (ROUTE,)), drills=drills, **more)
    bellhop = Bellhop(slack, clock, configuration=configuration, **kinds)
    object.__setattr__(bellhop.parts, "home", Home("123456789012", "us-east-1", TOPIC))
    for number in range(1, count + 1):
        bellhop.cloudwatch.add(drillable(f"db-{number}"))
    with listening(bellhop):
        yield bellhop


def pass_by(bellhop: Bellhop, seconds: int) -> None:
    """Time passes; CloudWatch tells Bellhop of each change a second later."""
    for _ in range(seconds):
        bellhop.clock.advance(1)
        tell_all(bellhop)
        bellhop.work()


def tell_all(bellhop: Bellhop) -> None:
    """What CloudWatch has not told yet."""
    told = getattr(bellhop, "told", 0)
    changes = bellhop.cloudwatch.changes
    for at, (name, state, reason) in enumerate(changes[told:], told):
        earlier = [each[1] for each in changes[:at] if each[0] == name]
        seconds = bellhop.clock().timestamp() - 1 - BEGAN.timestamp()
        says = cloudwatch_says(earlier[-1] if earlier else "OK", state, seconds, name)
        ring(bellhop, {**says, "NewStateReason": reason})
    bellhop.told = len(changes)  # type: ignore[attr-defined]


def start(bellhop: Bellhop, user: str = "U0ANA", button: str = START_DRILL) -> None:
    """Somebody answers the newest question."""
    asking = [message for message in bellhop.slack.messages("C0OPS") if button in str(message["blocks"])]
    assert press(bellhop, {**asking[-1], "channel": "C0OPS"}, button, user)["ok"]
    bellhop.work()


def states(bellhop: Bellhop) -> list[tuple[str, str]]:
    return [(name, state) for name, state, _ in bellhop.cloudwatch.changes]


def card_of(bellhop: Bellhop, name: str, channel: str = "C0OPS") -> dict[str, Any]:
    """The newest card of an alarm."""
    found = [
        each for each in cards(bellhop.slack, channel) if name in each["text"] and "Details" in str(each["blocks"])
    ]
    return {**found[-1], "channel": channel}


def told(bellhop: Bellhop, channel: str = "C0OPS") -> str:
    """What the drill's message says now."""
    found = [each["text"] for each in bellhop.slack.messages(channel) if ":checkered_flag: The drill" in each["text"]]
    return str(found[-1])


def pings(bellhop: Bellhop) -> set[str]:
    return {
        ping for channel in ("C0ALARMS", "C0OPS") for each in bellhop.slack.messages(channel) for ping in each["pings"]
    }
