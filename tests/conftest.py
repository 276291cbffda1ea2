"""What every test may ask for: a clock that stands still, a Slack on loopback, and Bellhop between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.slack.threaded import RunningSlack, running_slack
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def slack(clock: SetClock) -> Iterator[RunningSlack]:
    with running_slack(clock=clock.epoch) as running:
        yield running


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Bellhop:
    """Its edge is called directly; what it puts on its queues is delivered when the test says so."""
    return Bellhop(slack, clock)


@pytest.fixture
def listening_bellhop(bellhop: Bellhop) -> Iterator[Bellhop]:
    """The same, and what people do in the Slack stand-in reaches its edge over HTTP."""
    with listening(bellhop):
        yield bellhop
