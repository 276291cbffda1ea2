"""CloudWatch: alarms put with their whole definition, and deleted. What AWS refuses is raised as Wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.aws.alarm_definition import Definition
from app.aws.cloudwatch_client import GONE, cloudwatch
from app.aws.door import AwsError, refusals, translated
from app.base.errors import Wrong


class AlarmEdits:
    """What changes an alarm for good. Of one that is there, CloudWatch keeps the state and the tags."""

    def define(self, definition: Definition, tags: Mapping[str, str] | None = None) -> None:
        """PutMetricAlarm or PutCompositeAlarm; `tags` count only for an alarm that is not there."""
        given: dict[str, Any] = {**definition}
        if tags:
            given["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
        with refusals(Wrong, f"put the alarm {definition['AlarmName']}"):
            if "AlarmRule" in definition:
                cloudwatch().put_composite_alarm(**given)
            else:
                cloudwatch().put_metric_alarm(**given)

    def delete(self, name: str) -> None:
        """DeleteAlarms; one that is already gone is no error."""
        try:
            with translated(f"delete the alarm {name}"):
                cloudwatch().delete_alarms(AlarmNames=[name])
        except AwsError as problem:
            if problem.code not in GONE:
                raise Wrong(str(problem)) from problem
