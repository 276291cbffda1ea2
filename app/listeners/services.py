"""What listeners, timers and the alarm desk work with, as one value; tests build it with other parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.alarms.desk import AlarmDesk
from app.alarms.gathering import Gathering
from app.authority import Authority
from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.clock import Clock
from app.posting import Poster
from app.slack import Slack
from app.store.leases import Leases
from app.store.table import Table
from app.timers import Timekeeper


@dataclass(frozen=True)
class Services:
    """What the worker and the alarm desk use; tests build it with other parts."""

    slack: Slack
    scaling: AutoScaling
    cloudwatch: CloudWatch
    table: Table
    poster: Poster
    desk: AlarmDesk
    gathering: Gathering
    leases: Leases
    timekeeper: Timekeeper
    policy: Authority
    patience: timedelta
    clock: Clock
