"""CloudWatch's alarm operations; ministack answers those on metrics and dashboards."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from sandbox.aws.alarm import Alarm
from sandbox.aws.alarm_rule import STATES, parse_rule
from sandbox.aws.alarms import BAD_STATE, Alarms, HistoryItem, name_in
from sandbox.aws.clock import moment
from sandbox.aws.graphs import Graphs
from sandbox.aws.mute_rules import MuteRules, shown
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError

NAMES_OR_PREFIX = "AlarmNames and AlarmNamePrefix cannot both be specified."
TOO_MANY = "DescribeAlarms takes 100 names, and returns 1 to 100 records."
ALONE = "{filter} cannot be combined with other filters."
CHILDREN, PARENTS = "ChildrenOfAlarmName", "ParentsOfAlarmName"
TOLD = ("AlarmName", "AlarmArn", "StateValue", "StateUpdatedTimestamp")
MOST_RECORDS = 100
NO_SUCH_RULE = "Alarm mute rule {name} does not exist."

Params = dict[str, Any]
# What a caller waits for: that the actions of what changed are done.
Settle = Callable[[], Awaitable[None]]
Evaluate = Callable[[str, set[str]], Awaitable[None]]


class CloudWatchApi:
    """Each method is one operation of the API."""

    def __init__(self, alarms: Alarms, act: Settle, evaluate: Evaluate, mute_rules: MuteRules, graphs: Graphs) -> None:
        self._mute_rules = mute_rules
        self._graphs = graphs
        self._alarms = alarms
        self._act = act
        self._evaluate = evaluate

    def operations(self) -> Mapping[str, Callable[[Params], Params | Awaitable[Params | None] | None]]:
        """The operations by their names in the API."""
        return {
            "PutMetricAlarm": self.put_alarm,
            "PutCompositeAlarm": self.put_alarm,
            "DeleteAlarms": self.delete,
            "DescribeAlarms": self.describe,
            "DescribeAlarmsForMetric": self.describe_for_metric,
            "DescribeAlarmHistory": self.describe_history,
            "EnableAlarmActions": self.enable_actions,
            "DisableAlarmActions": self.disable_actions,
            "SetAlarmState": self.set_state,
            "PutMetricData": self.put_metric_data,
            "TagResource": self.tag,
            "UntagResource": self.untag,
            "ListTagsForResource": self.list_tags,
            "PutAlarmMuteRule": self.put_mute_rule,
            "ListAlarmMuteRules": self.list_mute_rules,
            "GetAlarmMuteRule": self.get_mute_rule,
            "DeleteAlarmMuteRule": self.delete_mute_rule,
            "GetMetricWidgetImage": self._graphs.draw,
        }

    async def put_alarm(self, params: Params) -> None:
        alarm = self._alarms.put({name: value for name, value in params.items() if name != "Tags"})
        if alarm.tags is None:  # of an alarm that is there already, PutMetricAlarm leaves the tags as they are
            alarm.tags = tags_in(params)
        await self._act()

    def delete(self, params: Params) -> None:
        self._alarms.delete(params["AlarmNames"])

    async def set_state(self, params: Params) -> None:
        reason_data = params.get("StateReasonData")
        self._alarms.force(params["AlarmName"], params["StateValue"], params["StateReason"], reason_data)
        await self._act()

    async def put_metric_data(self, params: Params) -> None:
        """ministack has stored the data by now; the alarms on these metrics look at it."""
        names = {datum["MetricName"] for datum in params.get("MetricData", [])}
        await self._evaluate(params["Namespace"], names)
        await self._act()

    def tag(self, params: Params) -> None:
        alarm = self._alarms.of_arn(params["ResourceARN"])
        alarm.tags = {**(alarm.tags or {}), **tags_in(params)}

    def untag(self, params: Params) -> None:
        alarm = self._alarms.of_arn(params["ResourceARN"])
        alarm.tags = {key: value for key, value in (alarm.tags or {}).items() if key not in params["TagKeys"]}

    def list_tags(self, params: Params) -> Params:
        """None of an alarm that is gone, as AWS answers."""
        found = self._alarms.by_name.get(name_in(params["ResourceARN"]))
        tags = (found.tags or {}) if found else {}
        return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    def list_mute_rules(self, params: Params) -> Params:
        now, name, statuses = self._mute_rules.clock.now(), params.get("AlarmName"), params.get("Statuses")
        found = [
            shown(rule, now)
            for rule in self._mute_rules.by_name.values()
            if name in (None, *rule.alarms) and (not statuses or rule.status(now) in statuses)
        ]
        rules, token = page(found, params, 50)
        return {"AlarmMuteRuleSummaries": rules, "NextToken": token}

    def get_mute_rule(self, params: Params) -> Params:
        rule = self._mute_rules.by_name.get(params["AlarmMuteRuleName"])
        if rule is None:
            raise AwsError("ResourceNotFoundException", NO_SUCH_RULE.format(name=params["AlarmMuteRuleName"]), 404)
        return {**rule.given, **shown(rule, self._mute_rules.clock.now())}

    async def put_mute_rule(self, params: Params) -> None:
        self._mute_rules.put(params)
        await self._act()

    async def delete_mute_rule(self, params: Params) -> None:
        self._mute_rules.delete(params["AlarmMuteRuleName"])
        await self._act()

    def enable_actions(self, params: Params) -> None:
        self._set_actions(params["AlarmNames"], True)

    def disable_actions(self, params: Params) -> None:
        self._set_actions(params["AlarmNames"], False)

    def describe(self, params: Params) -> Params:
        if parent := params.get(CHILDREN):
            _check_alone(CHILDREN, params)
            return self._told(parse_rule(self._alarms.alarm(parent).config["AlarmRule"]).names, params)
        if child := params.get(PARENTS):
            _check_alone(PARENTS, params)
            return self._told([alarm.name for alarm in self._alarms.parents_of(child)], params)
        kinds = params.get("AlarmTypes") or ["MetricAlarm"]
        _check_filters(params)
        names, prefix, state = params.get("AlarmNames"), params.get("AlarmNamePrefix", ""), params.get("StateValue")
        found = [
            alarm
            for name, alarm in sorted(self._alarms.by_name.items())
            if alarm.kind in kinds
            and (not names or name in names)
            and name.startswith(prefix)
            and state in (None, alarm.state)
        ]
        alarms, token = page(found, params, 50)
        return {
            "MetricAlarms": [_metric_alarm(alarm) for alarm in alarms if not alarm.is_composite],
            "CompositeAlarms": [_common(alarm) for alarm in alarms if alarm.is_composite],
            "NextToken": token,
        }

    def _told(self, names: Iterable[str], params: Params) -> Params:
        """Of the alarms around another one CloudWatch tells only so much (API reference, DescribeAlarms)."""
        alarms, token = page([self._alarms.by_name[name] for name in names], params, 50)
        told = [(each, {name: value for name, value in _common(each).items() if name in TOLD}) for each in alarms]
        return {
            "MetricAlarms": [item for each, item in told if not each.is_composite],
            "CompositeAlarms": [item for each, item in told if each.is_composite],
            "NextToken": token,
        }

    def describe_for_metric(self, params: Params) -> Params:
        found = [
            alarm
            for alarm in self._alarms.by_name.values()
            if alarm.covers(params["Namespace"], params["MetricName"])
            and params.get("Dimensions") in (None, alarm.config.get("Dimensions"))
        ]
        return {"MetricAlarms": [_metric_alarm(alarm) for alarm in found]}

    def describe_history(self, params: Params) -> Params:
        kinds = params.get("AlarmTypes") or ["MetricAlarm"]
        name, item_type = params.get("AlarmName"), params.get("HistoryItemType")
        start, end = params.get("StartDate"), params.get("EndDate")
        found = [
            item
            for item in self._alarms.history
            if item.kind in kinds
            and name in (None, item.alarm)
            and item_type in (None, item.item_type)
            and (start is None or item.at >= start.timestamp())
            and (end is None or item.at <= end.timestamp())
        ]
        if params.get("ScanBy") != "TimestampAscending":
            found.reverse()
        items, token = page(found, params, 50)
        return {"AlarmHistoryItems": [_history_item(item) for item in items], "NextToken": token}

    def _set_actions(self, names: list[str], enabled: bool) -> None:
        for name in names:
            if alarm := self._alarms.by_name.get(name):
                alarm.config["ActionsEnabled"] = enabled


def _check_alone(name: str, params: Params) -> None:
    """CloudWatch takes no other filter beside it."""
    if params.keys() - {name, "MaxRecords", "NextToken"}:
        raise AwsError("ValidationError", ALONE.format(filter=name))


def _check_filters(params: Params) -> None:
    """As CloudWatch's API reference bounds them (DescribeAlarms)."""
    names, most = params.get("AlarmNames") or (), params.get("MaxRecords", MOST_RECORDS)
    if names and params.get("AlarmNamePrefix"):
        raise AwsError("ValidationError", NAMES_OR_PREFIX)
    if len(names) > MOST_RECORDS or not 1 <= most <= MOST_RECORDS:
        raise AwsError("ValidationError", TOO_MANY)
    if params.get("StateValue") not in (None, *STATES):
        raise AwsError("ValidationError", BAD_STATE.format(state=params["StateValue"]))


def tags_in(params: Params) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in params.get("Tags") or []}


def _common(alarm: Alarm) -> Params:
    return {
        "ActionsEnabled": True,
        "OKActions": [],
        "AlarmActions": [],
        "InsufficientDataActions": [],
        **alarm.config,
        "AlarmName": alarm.name,
        "AlarmArn": alarm.arn,
        "AlarmConfigurationUpdatedTimestamp": moment(alarm.configured),
        "StateValue": alarm.state,
        "StateReason": alarm.reason,
        "StateReasonData": alarm.reason_data,
        "StateUpdatedTimestamp": moment(alarm.updated),
        "StateTransitionedTimestamp": moment(alarm.transitioned),
    }


def _metric_alarm(alarm: Alarm) -> Params:
    return {"Dimensions": [], **_common(alarm)}


def _history_item(item: HistoryItem) -> Params:
    return {
        "AlarmName": item.alarm,
        "AlarmType": item.kind,
        "Timestamp": moment(item.at),
        "HistoryItemType": item.item_type,
        "HistorySummary": item.summary,
        "HistoryData": json.dumps(item.data),
    }
