"""A Bellhop that posts the week on Mondays at 03:00, which is now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.slack.threaded import RunningSlack
from tests.app.runtime.weekly.posted import made
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    with made(slack, clock) as each:
        yield each
