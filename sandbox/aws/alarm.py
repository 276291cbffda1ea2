"""One CloudWatch alarm, and what it is to change its state."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.aws.account import HOME_PLACE, Place

UNCHECKED = "Unchecked: Initial alarm creation"


@dataclass
class Alarm:
    """An alarm; `config` is what PutMetricAlarm or PutCompositeAlarm was given; times are epochs."""

    name: str
    config: dict[str, Any]
    configured: float
    state: str = "INSUFFICIENT_DATA"
    reason: str = UNCHECKED
    reason_data: str | None = None
    updated: float = 0.0
    transitioned: float = 0.0
    tags: dict[str, str] | None = None
    place: Place = HOME_PLACE

    @property
    def arn(self) -> str:
        return self.place.arn("cloudwatch", f"alarm:{self.name}")

    @property
    def is_composite(self) -> bool:
        return "AlarmRule" in self.config

    @property
    def kind(self) -> str:
        """The AlarmType that DescribeAlarms knows it by."""
        return "CompositeAlarm" if self.is_composite else "MetricAlarm"

    @property
    def actions_enabled(self) -> bool:
        return bool(self.config.get("ActionsEnabled", True))

    def covers(self, namespace: str, metric: str) -> bool:
        return (self.config.get("Namespace"), self.config.get("MetricName")) == (namespace, metric)


@dataclass(frozen=True)
class Child:
    """A child of a composite alarm in the state that made the composite change."""

    arn: str
    state: str
    at: float


@dataclass(frozen=True)
class Transition:
    """One change of one alarm's state."""

    alarm: str
    old: str
    new: str
    reason: str
    at: float
    reason_data: str | None = None
    old_reason: str = ""
    old_reason_data: str | None = None
    old_at: float = 0.0
    children: tuple[Child, ...] = field(default=())
