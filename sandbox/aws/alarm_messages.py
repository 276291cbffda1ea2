"""What CloudWatch sends about a transition, in AWS's formats: SNS message, direct Lambda event, history."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox.aws.account import HOME_PLACE, Place
from sandbox.aws.alarm import Alarm, Transition
from sandbox.aws.clock import moment

Json = dict[str, Any]
ACTIONS_OF = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}


def amz_time(at: float) -> str:
    """`2021-11-10T02:45:55.640+0000`"""
    read = moment(at)
    return f"{read:%Y-%m-%dT%H:%M:%S}.{read.microsecond // 1000:03d}+0000"


def spoken_time(at: float) -> str:
    """`Wednesday 10 November, 2021 02:45:55 UTC`, as reasons name a time."""
    return f"{moment(at):%A %d %B, %Y %H:%M:%S} UTC"


def sns_subject(transition: Transition, place: Place = HOME_PLACE) -> str:
    """At most 100 characters, without those that SNS does not take in a subject."""
    subject = f'{transition.new}: "{transition.alarm}" in {place.title}'
    return subject.encode("ascii", "replace").decode()[:100]


def sns_message(alarm: Alarm, transition: Transition, after_mute: bool = False) -> str:
    """The message as CloudWatch publishes it to a topic: of a metric, of metric math, of a composite."""
    message: Json = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.config.get("AlarmDescription"),
        "AWSAccountId": alarm.place.account,
    }
    if not alarm.is_composite:
        message["AlarmConfigurationUpdatedTimestamp"] = amz_time(alarm.configured)
    message |= {
        "NewStateValue": transition.new,
        "NewStateReason": transition.reason,
        "StateChangeTime": amz_time(transition.at),
        "Region": alarm.place.title,
        "AlarmArn": alarm.arn,
        "OldStateValue": transition.old,
        **{name: alarm.config.get(name, []) for name in ("OKActions", "AlarmActions", "InsufficientDataActions")},
    }
    if alarm.is_composite:
        children = [
            {"Arn": child.arn, "State": {"Value": child.state, "Timestamp": amz_time(child.at)}}
            for child in transition.children
        ]
        message |= {"AlarmRule": alarm.config["AlarmRule"], "TriggeringChildren": children}
    else:
        message["Trigger"] = _trigger(alarm.config)
    return json.dumps({**message, "ActionExecutedAfterMuteWindow": after_mute})


def _trigger(config: Json) -> Json:
    evaluation = {
        "EvaluationPeriods": config.get("EvaluationPeriods"),
        **({"DatapointsToAlarm": config["DatapointsToAlarm"]} if "DatapointsToAlarm" in config else {}),
        "ComparisonOperator": config.get("ComparisonOperator"),
        **({"Threshold": config["Threshold"]} if "Threshold" in config else {}),
        **({"ThresholdMetricId": config["ThresholdMetricId"]} if "ThresholdMetricId" in config else {}),
        "TreatMissingData": config.get("TreatMissingData", "missing"),
        "EvaluateLowSampleCountPercentile": config.get("EvaluateLowSampleCountPercentile", ""),
    }
    if config.get("Metrics"):
        return {"Period": config.get("Period", 60), **evaluation, "Metrics": [_query(q) for q in config["Metrics"]]}
    extended = config.get("ExtendedStatistic")
    return {
        "MetricName": config.get("MetricName"),
        "Namespace": config.get("Namespace"),
        "StatisticType": "ExtendedStatistic" if extended else "Statistic",
        "Statistic": extended or _upper(config.get("Statistic", "Average")),
        "Unit": config.get("Unit"),
        "Dimensions": _dimensions(config.get("Dimensions", [])),
        "Period": config.get("Period", 60),
        **evaluation,
    }


def _upper(statistic: str) -> str:
    return "SAMPLE_COUNT" if statistic == "SampleCount" else statistic.upper()


def _dimensions(dimensions: list[Json]) -> list[Json]:
    return [{"value": each["Value"], "name": each["Name"]} for each in dimensions]


def _query(query: Json) -> Json:
    if "MetricStat" not in query:
        return query
    stat = query["MetricStat"]
    metric = {**stat["Metric"], "Dimensions": _dimensions(stat["Metric"].get("Dimensions", []))}
    return {**query, "MetricStat": {**stat, "Metric": metric}}


def lambda_event(alarm: Alarm, transition: Transition) -> Json:
    """The event of a function that is the alarm's action."""
    return {
        "source": "aws.cloudwatch",
        "alarmArn": alarm.arn,
        "accountId": alarm.place.account,
        "time": amz_time(transition.at),
        "region": alarm.place.region,
        "alarmData": {
            "alarmName": alarm.name,
            "state": _state(transition.new, transition.reason, transition.reason_data, transition.at),
            "previousState": _state(
                transition.old, transition.old_reason, transition.old_reason_data, transition.old_at
            ),
            "configuration": _configuration(alarm),
        },
    }


def _state(value: str, reason: str, data: str | None, at: float) -> Json:
    return {"value": value, "reason": reason, **({"reasonData": data} if data else {}), "timestamp": amz_time(at)}


def _configuration(alarm: Alarm) -> Json:
    config = alarm.config
    described: Json = {"description": config.get("AlarmDescription", "")}
    if alarm.is_composite:
        return {"alarmRule": config["AlarmRule"], **described}
    metric = {
        "namespace": config.get("Namespace"),
        "name": config.get("MetricName"),
        "dimensions": {each["Name"]: each["Value"] for each in config.get("Dimensions", [])},
    }
    stat = {"period": config.get("Period", 60), "stat": config.get("Statistic", "Average"), "metric": metric}
    own = str(uuid5(NAMESPACE_URL, alarm.arn))  # a metric that was put without an id gets one
    return {**described, "metrics": [{"id": own, "metricStat": stat, "returnData": True}]}


def state_history(transition: Transition) -> Json:
    """`HistoryData` of a StateUpdate item."""
    old = {"stateValue": transition.old, "stateReason": transition.old_reason}
    new = {"stateValue": transition.new, "stateReason": transition.reason}
    for state, data in ((old, transition.old_reason_data), (new, transition.reason_data)):
        if data:
            state["stateReasonData"] = json.loads(data)
    return {"version": "1.0", "oldState": old, "newState": new}


def action_history(transition: Transition, action: str, message: str, failure: str | None) -> Json:
    """`HistoryData` of an Action item: it holds the whole published message."""
    return {
        "actionState": "Failed" if failure else "Succeeded",
        "stateUpdateTimestamp": round(transition.at * 1000),
        "notificationResource": action,
        "publishedMessage": {"default": message},
        "error": failure,
    }
