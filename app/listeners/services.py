"""What listeners, timers and the alarm processor use, as one value; tests build it with other parts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.values import dataclass

if TYPE_CHECKING:  # a signature that only names it loads none of the parts
    from collections.abc import Callable
    from datetime import timedelta

    from app.access.authority import Authority
    from app.alarms.processor import AlarmProcessor
    from app.alarms.show.digest import DigestDisplay
    from app.aws.autoscaling import AutoScaling
    from app.aws.cloudwatch import CloudWatch
    from app.aws.ec2 import Instances
    from app.aws.elsewhere import Door
    from app.aws.pricing import PriceList
    from app.aws.sns import Topics
    from app.base.clock import Clock
    from app.config.drills import Drill
    from app.config.home import Home
    from app.config.weekly_post import WeeklyPost
    from app.queues.timers import Timekeeper
    from app.scaling.targets import Targets
    from app.slack.client import Slack
    from app.slack.posting import Poster
    from app.store.leases import Leases
    from app.store.table import Table


@dataclass(frozen=True)
class Aws:
    """The doors to AWS, and what can be scaled through them; that to the price list is made when it is needed.

    price_list  None where nobody wants prices
    """

    scaling: AutoScaling
    targets: Targets
    cloudwatch: CloudWatch
    topics: Topics
    instances: Instances
    price_list: Callable[[], PriceList] | None = None


@dataclass(frozen=True)
class Services:
    """What the worker and the alarm processor use; tests build it with other parts.

    place  where they are seen from: `prod/eu-west-1`, '' at home
    """

    slack: Slack
    scaling: AutoScaling
    targets: Targets
    cloudwatch: CloudWatch
    topics: Topics
    instances: Instances
    price_list: Callable[[], PriceList] | None
    table: Table
    poster: Poster
    processor: AlarmProcessor
    digest_display: DigestDisplay
    leases: Leases
    timekeeper: Timekeeper
    authority: Authority
    time_limit: timedelta
    clock: Clock
    home: Home
    audit: WeeklyPost
    weekly: WeeklyPost
    drills: tuple[Drill, ...]
    place: str = ""

    def seen_from(self, arn: str, name: str = "") -> Services:
        """As they are where this ARN is, or this whole name: their doors lead there, and home is there.

        The same for what is at home, and where there is no way.
        """
        return self._by(self.targets.doors.way(name, arn)) if self.targets.doors else self

    def at(self, account: str, region: str) -> Services:
        """The same, by account and region."""
        return self._by(self.targets.doors.to(account, region)) if self.targets.doors else self

    def _by(self, way: Door | None) -> Services:
        if way is None:
            return self
        return replace(
            self,
            place=way.to.place,
            authority=replace(self.authority, here=(way.to.account, way.to.region)),
            scaling=way.of(self.scaling),
            cloudwatch=way.of(self.cloudwatch),
            topics=way.of(self.topics),
            instances=way.of(self.instances),
            home=replace(self.home, account=way.to.account, region=way.to.region, hears_events=False),
        )
