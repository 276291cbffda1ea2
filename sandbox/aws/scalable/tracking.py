"""The alarms of a target tracking policy: what Application Auto Scaling puts into CloudWatch for it."""

from typing import Any
from uuid import uuid4

from sandbox.aws.alarms import Alarms
from sandbox.aws.scalable.policies import CREATED_BY
from sandbox.aws.scalable.target import Policy, Target

ABOUT = "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {arn}."
LOW_SHARE = 0.9  # of the target value, below which it scales in
# A side's comparison and how many minutes it takes.
SIDES = {"High": ("GreaterThanThreshold", 3), "Low": ("LessThanThreshold", 15)}
METRICS = {
    "ECSServiceAverageCPUUtilization": ("AWS/ECS", "CPUUtilization"),
    "ECSServiceAverageMemoryUtilization": ("AWS/ECS", "MemoryUtilization"),
    "DynamoDBReadCapacityUtilization": ("AWS/DynamoDB", "ConsumedReadCapacityUnits"),
    "DynamoDBWriteCapacityUtilization": ("AWS/DynamoDB", "ConsumedWriteCapacityUnits"),
    "CassandraReadCapacityUtilization": ("AWS/Cassandra", "ConsumedReadCapacityUnits"),
    "CassandraWriteCapacityUtilization": ("AWS/Cassandra", "ConsumedWriteCapacityUnits"),
}
# The metric of a table, by which two more alarms see its capacity changed by others.
CONSUMED, PROVISIONED = "Consumed", "Provisioned"


def put_alarms(alarms: Alarms, target: Target, policy: Policy, capacity: int) -> list[dict[str, str]]:
    """One for each side, and for tables two more, in place of those that the policy had."""
    drop_alarms(alarms, policy)
    metric = _metric(target, policy.configuration)
    value = float(policy.configuration["TargetValue"])
    found = [
        _put(alarms, target, policy, f"Alarm{side}", metric, side, value * (1.0 if side == "High" else LOW_SHARE))
        for side in SIDES
    ]
    if metric["MetricName"].startswith(CONSUMED):
        provisioned = {**metric, "MetricName": metric["MetricName"].replace(CONSUMED, PROVISIONED)}
        for side in SIDES:
            label = f"ProvisionedCapacity{side}"
            found.append(_put(alarms, target, policy, label, provisioned, side, float(capacity)))
    return found


def _put(
    alarms: Alarms, target: Target, policy: Policy, label: str, metric: dict[str, Any], side: str, threshold: float
) -> dict[str, str]:
    comparison, periods = SIDES[side]
    name = f"TargetTracking-{target.resource}-{label}-{uuid4()}"
    alarm = alarms.put(
        {
            "AlarmName": name,
            "AlarmDescription": ABOUT.format(arn=policy.arn),
            "AlarmActions": [f"{policy.arn}{CREATED_BY}{uuid4()}"],
            "ComparisonOperator": comparison,
            "EvaluationPeriods": periods,
            "Period": 60,
            "Threshold": threshold,
            "ActionsEnabled": True,
            **metric,
        }
    )
    return {"AlarmName": name, "AlarmARN": alarm.arn}


def drop_alarms(alarms: Alarms, policy: Policy) -> None:
    """They end with their policy, also where somebody deleted one of them."""
    alarms.delete([each["AlarmName"] for each in policy.alarms])


def _metric(target: Target, configuration: dict[str, Any]) -> dict[str, Any]:
    if custom := configuration.get("CustomizedMetricSpecification"):
        named = {name: custom[name] for name in ("Namespace", "MetricName", "Dimensions", "Unit") if name in custom}
        return {**named, "Statistic": custom.get("Statistic", "Average")}
    kind = configuration["PredefinedMetricSpecification"]["PredefinedMetricType"]
    namespace, metric = METRICS.get(kind, (f"AWS/{target.namespace}", kind))
    dimensions = [{"Name": name, "Value": value} for name, value in _dimensions(target).items()]
    return {"Namespace": namespace, "MetricName": metric, "Dimensions": dimensions, "Statistic": "Average"}


def _dimensions(target: Target) -> dict[str, str]:
    if target.namespace == "ecs":
        _, cluster, service = target.resource.split("/")
        return {"ClusterName": cluster, "ServiceName": service}
    if target.namespace == "dynamodb":
        return {"TableName": target.resource.split("/")[1]}
    return {"ResourceId": target.resource}
