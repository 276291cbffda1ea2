"""What CloudWatch says when it is asked, which its notifications may not have told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.app.alarms.ringing import BEGAN
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop


def cloudwatch_has(bellhop: Bellhop, state: str, seconds: float = 0, name: str = "web-high-cpu") -> None:
    """The alarm is in this state, since so long after it first rang."""
    bellhop.cloudwatch.add(replace(alarm(name, state), since=BEGAN + timedelta(seconds=seconds)))
