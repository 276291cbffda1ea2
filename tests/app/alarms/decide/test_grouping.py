"""An alarm whose metric names no Auto Scaling group is about the one of its tag, or of a line in bellhop.toml."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.alarms.decide.grouping import TAG, grouped
from app.alarms.read.transition import Transition
from app.config.configuration import Configuration
from app.config.groups import AlarmGroup
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload, transition
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.fakes.bellhop import ALARMS, Bellhop
from tests.fakes.clock import SetClock
from tests.menus import presses_of

QUEUE = AlarmGroup("worker", alarm="orders-queue-*")


def alarm(name: str = "orders-queue-depth", tags: tuple[tuple[str, str], ...] = ()) -> Transition:
    return replace(transition(payload("metric")), name=name, tags=tags, groups=())


@pytest.mark.parametrize(
    ("seen", "groups"),
    [
        (alarm(), ("worker",)),
        (alarm("orders-5xx"), ()),
        (alarm(tags=((TAG, "web"),)), ("web",)),
        (alarm("orders-5xx", tags=((TAG, ""),)), ()),
        (alarm("orders-5xx", tags=((TAG, "x" * 256),)), ()),
        (alarm("orders-5xx", tags=(("service", "shop"),)), ("shop", "cache")),
        (replace(alarm(), groups=("web",)), ("web",)),
    ],
)
def test_the_dimension_counts_then_the_tag_then_the_lines(seen: Transition, groups: tuple[str, ...]) -> None:
    of_shop = [AlarmGroup(name, tags={"service": "shop"}) for name in ("shop", "cache")]
    assert grouped(seen, [QUEUE, *of_shop]).groups == groups


def test_its_card_has_that_groups_scale_button(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, groups=(QUEUE,)))
    says = cloudwatch_says("OK", "ALARM", name="orders-queue-depth")
    says["Trigger"]["Dimensions"] = [{"name": "QueueName", "value": "orders"}]
    ring(bellhop, says)
    (card,) = cards(slack)
    assert "scale_open:0" in dict(presses_of(card))
    assert '"group":"worker"' in str(card["blocks"])
    assert [each.latest.name for each in bellhop.parts.processor.open_incidents("worker")] == ["orders-queue-depth"]
