"""CloudWatch: alarms put with their whole definition, and deleted. What AWS refuses is raised as Wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.aws.alarm_definition import Definition
from app.aws.door import AwsError, client, translated
from app.base.errors import Wrong

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

GONE = ("ResourceNotFoundException", "ResourceNotFound")


class AlarmEdits:
    """What changes an alarm for good. Of one that is there, CloudWatch keeps the state and the tags."""

    def define(self, definition: Definition, tags: Mapping[str, str] | None = None) -> None:
        """PutMetricAlarm or PutCompositeAlarm; `tags` count only for an alarm that is not there."""
        given: dict[str, Any] = {**definition}
        if tags:
            given["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
        with _refusing(f"put the alarm {definition['AlarmName']}"):
            if "AlarmRule" in definition:
                _client().put_composite_alarm(**given)
            else:
                _client().put_metric_alarm(**given)

    def delete(self, name: str) -> None:
        """DeleteAlarms; one that is already gone is no error."""
        try:
            with translated(f"delete the alarm {name}"):
                _client().delete_alarms(AlarmNames=[name])
        except AwsError as problem:
            if problem.code not in GONE:
                raise Wrong(str(problem)) from problem


@contextmanager
def _refusing(what: str) -> Iterator[None]:
    try:
        with translated(what):
            yield
    except AwsError as problem:
        raise Wrong(str(problem)) from problem


def _client() -> CloudWatchClient:
    made: CloudWatchClient = client("cloudwatch")
    return made
