"""What the tests of the weekly post share: a Bellhop that posts it on Mondays, and what it has posted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.config.configuration import Configuration
from app.config.weekly_post import WeeklyPost
from app.queues.timers import Timer
from sandbox.slack.threaded import RunningSlack
from tests.app.people import by_name
from tests.fakes.aws import FakePriceList
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

ARN = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web"
# It is Monday, 03:00 in UTC.
MONDAY = WeeklyPost("mon 03:00", "#ops")
DAY, WEEK = 86400, 7 * 86400


@contextmanager
def made(slack: RunningSlack, clock: SetClock, weekly: WeeklyPost = MONDAY) -> Iterator[Bellhop]:
    groups = (replace(web(), arn=ARN),)
    configuration = Configuration(ALARMS, weekly=weekly)
    bellhop = Bellhop(slack, clock, groups, configuration=configuration, price_list=FakePriceList())
    with listening(bellhop):
        yield bellhop


def wake(bellhop: Bellhop) -> None:
    """The rule in infrastructure/audit.yml sends this every quarter of an hour."""
    bellhop.parts.timekeeper.set(Timer("weekly-post", "", bellhop.clock()))
    bellhop.work()


def posts(bellhop: Bellhop, channel: str = "C0OPS") -> list[str]:
    texts = [each["text"] for each in bellhop.slack.messages(channel)]
    return [by_name(text) for text in texts if text.startswith((":sunny:", ":bellhop_bell:"))]
