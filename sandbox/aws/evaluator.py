"""Looks at the metrics that ministack keeps and moves the alarms on them."""

from asyncio import to_thread
from typing import TYPE_CHECKING, Any

from sandbox.aws.account import HOME_PLACE, Place
from sandbox.aws.alarm import Alarm
from sandbox.aws.alarm_evaluation import Datapoint, can_be_evaluated, evaluate, window
from sandbox.aws.alarms import Alarms
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.clock import moment

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

DIGITS = 6  # what an average's arithmetic leaves behind them is no measurement


class Evaluator:
    """Evaluates metric alarms; what each saw last is kept for the page."""

    def __init__(self, alarms: Alarms, ministack: Endpoint, place: Place = HOME_PLACE) -> None:
        self._alarms = alarms
        self._metrics: CloudWatchClient = root_client("cloudwatch", ministack, place)
        self.last_values: dict[str, float] = {}

    async def evaluate(self, namespace: str, metrics: set[str]) -> None:
        """The alarms on these metrics."""
        await self._look_at([a for a in self._alarms.by_name.values() if any(a.covers(namespace, m) for m in metrics)])

    async def evaluate_all(self) -> None:
        await self._look_at(list(self._alarms.by_name.values()))

    async def _look_at(self, alarms: list[Alarm]) -> None:
        for alarm in alarms:
            if not can_be_evaluated(alarm.config):
                continue
            now = self._alarms.clock.now()
            points = await to_thread(self._datapoints, alarm, now)
            if points:
                self.last_values[alarm.name] = points[-1].value
            verdict = evaluate(alarm.config, alarm.state, points, now)
            if verdict and self._alarms.by_name.get(alarm.name) is alarm:
                self._alarms.change(alarm, verdict.state, verdict.reason, verdict.reason_data)

    def _datapoints(self, alarm: Alarm, now: float) -> list[Datapoint]:
        """The statistic of each period in the alarm's window, oldest first."""
        config = alarm.config
        start, end = window(config, now)
        answer = self._metrics.get_metric_statistics(
            Namespace=config["Namespace"],
            MetricName=config["MetricName"],
            Dimensions=config.get("Dimensions", []),
            StartTime=moment(start),
            EndTime=moment(end + 1),
            Period=config["Period"],
            Statistics=[config["Statistic"]],
        )
        found: list[dict[str, Any]] = [dict(point) for point in answer["Datapoints"]]
        points = [
            Datapoint(point["Timestamp"].timestamp(), round(point[config["Statistic"]], DIGITS)) for point in found
        ]
        return sorted(points, key=lambda point: point.at)
