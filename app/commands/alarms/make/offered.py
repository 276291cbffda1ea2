"""The metrics that an alarm can be made on, of each kind of thing, with what is proposed. No IO. A new one is a row.

Source: the AWS services' lists of their CloudWatch metrics and dimensions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.values import dataclass

ABOVE, FROM = "GreaterThanThreshold", "GreaterThanOrEqualToThreshold"
BREACHING, NOT_BREACHING, AS_MISSING = "breaching", "notBreaching", "missing"
GROUP, QUEUE, FUNCTION, TARGETS = "group", "queue", "function", "targetgroup"
EC2, SQS, LAMBDA, BALANCER = "AWS/EC2", "AWS/SQS", "AWS/Lambda", "AWS/ApplicationELB"
OF_TARGETS, OF_BALANCER = "TargetGroup", "LoadBalancer"
MINUTE, FIVE_MINUTES = 60, 300
AT_ALL: dict[str, Any] = {"statistic": "Maximum", "comparison": FROM, "threshold": 1.0}
OF_SUM: dict[str, Any] = {"statistic": "Sum"}
OF_MOST: dict[str, Any] = {"statistic": "Maximum", "missing": NOT_BREACHING, "datapoints": 3}
TEN: dict[str, Any] = {"threshold": 10.0}
ONCE: dict[str, Any] = {"datapoints": 1, "periods": 1}


@dataclass(frozen=True)
class Offered:
    """A metric, and what is proposed for an alarm on it.

    key        names it in the form
    slug       what its alarm's proposed name ends with
    threshold  None if only its own values can say what is much
    """

    key: str
    label: str
    namespace: str
    name: str
    slug: str
    statistic: str = "Average"
    comparison: str = ABOVE
    threshold: float | None = None
    datapoints: int = 2
    periods: int = 3
    period: int = FIVE_MINUTES
    missing: str = AS_MISSING
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of thing: what its metrics are told by, and which there are."""

    title: str
    namespace: str
    dimension: str
    metrics: tuple[Offered, ...]


def _minutely(key: str, label: str, namespace: str, name: str, slug: str, **more: Any) -> Offered:
    """Of what is told each minute, and where no value means that nothing happened."""
    return Offered(key, label, namespace, name, slug, **{"period": MINUTE, "missing": NOT_BREACHING, **more})


OF_GROUP = (
    Offered("cpu", "CPU utilization (%)", EC2, "CPUUtilization", "high-cpu", threshold=80.0),
    Offered("net-in", "Network in (bytes)", EC2, "NetworkIn", "high-network-in"),
    Offered("net-out", "Network out (bytes)", EC2, "NetworkOut", "high-network-out"),
    Offered("status", "Failed status checks", EC2, "StatusCheckFailed", "status-check", **AT_ALL, period=MINUTE),
)
OF_TARGET_GROUP = (
    _minutely("requests", "Requests per target", BALANCER, "RequestCountPerTarget", "requests-per-target", **OF_SUM),
    _minutely("5xx", "5XX responses of the targets", BALANCER, "HTTPCode_Target_5XX_Count", "5xx", **OF_SUM | TEN),
    _minutely("latency", "Response time (s)", BALANCER, "TargetResponseTime", "slow", statistic="p95", threshold=1.0),
    Offered("unhealthy", "Unhealthy targets", BALANCER, "UnHealthyHostCount", "unhealthy", **AT_ALL, period=MINUTE),
)
# Those that a target group has under its own name alone; the others are told with its load balancer.
WITHOUT_BALANCER = frozenset({"RequestCountPerTarget"})
OF_QUEUE = (
    Offered("depth", "Messages that wait", SQS, "ApproximateNumberOfMessagesVisible", "queue-depth", **OF_MOST),
    Offered(
        *("age", "Age of the oldest message (s)", SQS, "ApproximateAgeOfOldestMessage", "old-messages"),
        **OF_MOST,
        threshold=600.0,
    ),
)
OF_FUNCTION = (
    _minutely("errors", "Errors", LAMBDA, "Errors", "errors", **AT_ALL | OF_SUM | ONCE),
    _minutely("throttles", "Throttled invocations", LAMBDA, "Throttles", "throttles", **AT_ALL | OF_SUM),
    _minutely("duration", "Duration (ms)", LAMBDA, "Duration", "slow", statistic="p95"),
)
KINDS: Mapping[str, Kind] = {
    GROUP: Kind("Auto Scaling group", EC2, "AutoScalingGroupName", OF_GROUP),
    QUEUE: Kind("SQS queue", SQS, "QueueName", OF_QUEUE),
    FUNCTION: Kind("Lambda function", LAMBDA, "FunctionName", OF_FUNCTION),
    TARGETS: Kind("target group", BALANCER, OF_TARGETS, OF_TARGET_GROUP),
}
# Those whose things CloudWatch is asked for by name, in this order.
ASKED_FOR = (QUEUE, FUNCTION)
