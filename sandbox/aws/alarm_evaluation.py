"""Whether a metric alarm's datapoints breach its threshold, and CloudWatch's words for that.

Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data". It differs in one thing: without
any data an alarm keeps its state here, where CloudWatch would make it INSUFFICIENT_DATA unless told otherwise.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any

from sandbox.aws.alarm_messages import amz_time
from sandbox.aws.clock import moment

COMPARISONS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanThreshold": (gt, "greater than the threshold"),
    "GreaterThanOrEqualToThreshold": (ge, "greater than or equal to the threshold"),
    "LessThanThreshold": (lt, "less than the threshold"),
    "LessThanOrEqualToThreshold": (le, "less than or equal to the threshold"),
}
NEEDED = {"Namespace", "MetricName", "Statistic", "Period", "EvaluationPeriods", "Threshold"}
# The guide's examples look at so many more periods than an alarm has, and use the newest that have data.
MORE_PERIODS = 2
NO_DATA = "no datapoints were received for {periods} {period} and {periods} missing {datapoint} treated as [{as_what}]."


@dataclass(frozen=True)
class Datapoint:
    """One period's statistic; `at` is the period's begin."""

    at: float
    value: float


@dataclass(frozen=True)
class Verdict:
    """The state that the datapoints call for."""

    state: str
    reason: str
    reason_data: str


def can_be_evaluated(config: dict[str, Any]) -> bool:
    """Metric math, anomaly detection and percentiles can only be forced here."""
    return config.keys() >= NEEDED and "Metrics" not in config and config.get("ComparisonOperator") in COMPARISONS


def window(config: dict[str, Any], now: float) -> tuple[float, float]:
    """From the start of the oldest period that counts until now; periods start at multiples of their length."""
    period = config["Period"]
    newest = now // period * period
    return newest - period * (config["EvaluationPeriods"] + MORE_PERIODS - 1), now


def evaluate(config: dict[str, Any], state: str, found: Sequence[Datapoint], now: float) -> Verdict | None:
    """The state that the window's points mean; None if that keeps the state."""
    missing = config.get("TreatMissingData", "missing")
    if not found and missing not in ("breaching", "notBreaching"):
        return None
    compare, words = COMPARISONS[config["ComparisonOperator"]]
    threshold, periods = float(config["Threshold"]), int(config["EvaluationPeriods"])
    points = found[-periods:]
    breaching = [point for point in points if compare(point.value, threshold)]
    needed = int(config.get("DatapointsToAlarm") or periods)
    count = len(breaching) + (periods - len(points) if missing == "breaching" else 0)
    if missing in ("missing", "ignore") and len(breaching) == len(points) < needed:
        # Nothing but breaching datapoints, and too few: they must have begun as long ago as it takes.
        if missing == "ignore" or (now // config["Period"] - points[0].at // config["Period"]) + 1 < needed:
            return None
        needed = len(points)
    new = "ALARM" if count >= needed else "OK"
    shown = breaching if new == "ALARM" else [point for point in points if point not in breaching]
    reason = _reason(shown, points, new, state, f"{'' if new == 'ALARM' else 'not '}{words} ({threshold})", needed)
    if not shown:
        reason = f"Threshold Crossed: {_nothing_came(periods, missing)}"
    return Verdict(new, reason, _reason_data(config, points, now))


def _reason(
    shown: Sequence[Datapoint], points: Sequence[Datapoint], new: str, old: str, compared: str, needed: int
) -> str:
    values = ", ".join(f"{point.value} ({moment(point.at):%d/%m/%y %H:%M:%S})" for point in reversed(shown))
    were = "was" if len(shown) == 1 else "were"
    plural = "" if needed == 1 else "s"
    return (
        f"Threshold Crossed: {len(shown)} out of the last {len(points)} datapoints [{values}] {were} {compared} "
        f"(minimum {needed} datapoint{plural} for {old} -> {new} transition)."
    )


def _nothing_came(periods: int, missing: str) -> str:
    one = periods == 1
    as_what = "Breaching" if missing == "breaching" else "NonBreaching"
    return NO_DATA.format(
        periods=periods,
        period="period" if one else "periods",
        datapoint="datapoint was" if one else "datapoints were",
        as_what=as_what,
    )


def _reason_data(config: dict[str, Any], points: Sequence[Datapoint], now: float) -> str:
    recent = sorted(points, key=lambda point: point.at)
    return json.dumps(
        {
            "version": "1.0",
            "queryDate": amz_time(now),
            **({"startDate": amz_time(recent[0].at)} if recent else {}),
            "statistic": config["Statistic"],
            "period": config["Period"],
            "recentDatapoints": [point.value for point in recent],
            "threshold": config["Threshold"],
            "evaluatedDatapoints": [{"timestamp": amz_time(p.at), "value": p.value} for p in reversed(recent)],
        }
    )
