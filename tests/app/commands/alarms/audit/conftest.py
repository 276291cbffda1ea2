"""A world to audit, and Slack before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.slack.threaded import RunningSlack
from tests.app.commands.alarms.audit.world import World, led_fronts, world
from tests.fakes.bellhop import listening
from tests.fakes.clock import SetClock
from tests.sandbox.aws.conftest import Fronts


@pytest.fixture(scope="module")
def fronts() -> Iterator[Fronts]:
    with led_fronts() as running:
        yield running


@pytest.fixture
def account(fronts: Fronts, slack: RunningSlack, clock: SetClock) -> Iterator[World]:
    made = world(fronts, slack, clock)
    with listening(made.bellhop):
        yield made
