"""Alarms that are defined and deleted, as AWS is asked for it."""

from __future__ import annotations

import pytest

from app.aws.cloudwatch import CloudWatch
from app.base.errors import Wrong
from tests.app.conftest import Stubbed

COMPARED = {"EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanThreshold", "Threshold": 1.0}


def test_a_metric_alarm_and_a_composite_are_put_by_calls_of_their_own(stubbed: Stubbed) -> None:
    aws = stubbed("cloudwatch")
    plain, composite = {"AlarmName": "a", **COMPARED}, {"AlarmName": "b", "AlarmRule": "ALARM(a)"}
    aws.add_response("put_metric_alarm", {}, {**plain, "Tags": [{"Key": "team", "Value": "shop"}]})
    aws.add_response("put_composite_alarm", {}, composite)
    CloudWatch().define(plain, {"team": "shop"})
    CloudWatch().define(composite)


def test_aws_s_refusal_is_told_in_its_own_words(stubbed: Stubbed) -> None:
    aws = stubbed("cloudwatch")
    aws.add_client_error("put_metric_alarm", "LimitExceeded", "The quota for alarms was reached")
    with pytest.raises(Wrong, match="quota for alarms"):
        CloudWatch().define({"AlarmName": "a", **COMPARED})
    aws.add_client_error("delete_alarms", "ValidationError", "Cannot delete a as there are composite alarm(s)")
    with pytest.raises(Wrong, match="composite alarm"):
        CloudWatch().delete("a")


def test_deleting_what_is_gone_is_no_error(stubbed: Stubbed) -> None:
    stubbed("cloudwatch").add_client_error("delete_alarms", "ResourceNotFound")
    CloudWatch().delete("a")
