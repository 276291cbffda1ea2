"""CloudWatch alarms: their state and history, SetAlarmState, mute rules, and graphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.aws.alarm import Alarm, HistoryItem, MuteRule, Page, alarms_in, history_item_in
from app.aws.alarm_edits import AlarmEdits
from app.aws.alarm_facts import AlarmFacts
from app.aws.cloudwatch_client import ALARM_TYPES, GONE, cloudwatch
from app.aws.door import AwsError, refusals, translated
from app.base.errors import Refused, Wrong

REASON_LIMIT = 1023
MUTE_RULE = ":alarm-mute-rule:"
MOST_RULES = 100
MOST_VALUE_PAGES = 5  # calls of one look at a metric
NAME_LIMIT = 255  # DescribeAlarms refuses longer ones
MOST_NAMES = 100  # per DescribeAlarms; without MaxRecords it returns 50


class CloudWatch(AlarmEdits, AlarmFacts):
    def alarms(self) -> tuple[Alarm, ...]:
        """All alarms of the account and region, by name."""
        with translated("list the alarms"):
            pages = (
                cloudwatch()
                .get_paginator("describe_alarms")
                .paginate(AlarmTypes=list(ALARM_TYPES), PaginationConfig={"PageSize": MOST_NAMES})
            )
            found = [alarm for page in pages for alarm in alarms_in(page)]
        return tuple(sorted(found, key=lambda alarm: alarm.name))

    def page(self, state: str = "", prefix: str = "", after: str = "", most: int = MOST_NAMES) -> Page:
        """Up to a hundred alarms in a state, or in any, whose names begin with `prefix`; one call."""
        filters: dict[str, Any] = {"StateValue": state, "AlarmNamePrefix": prefix, "NextToken": after}
        with translated("list the alarms"):
            answer = cloudwatch().describe_alarms(
                AlarmTypes=list(ALARM_TYPES),
                MaxRecords=most,
                **{name: value for name, value in filters.items() if value},
            )
        return Page(tuple(alarms_in(answer)), answer.get("NextToken", ""))

    def named(self, names: Sequence[str]) -> tuple[Alarm, ...]:
        """The alarms with these names, at most a hundred. What can be no alarm's name names none."""
        possible = [name for name in names if 0 < len(name) <= NAME_LIMIT][:MOST_NAMES]
        if not possible:
            return ()
        with translated(f"look at the alarm {possible[0]}"):
            answer = cloudwatch().describe_alarms(
                AlarmNames=possible, AlarmTypes=list(ALARM_TYPES), MaxRecords=MOST_NAMES
            )
        return tuple(alarms_in(answer))

    def children(self, composite: str) -> tuple[Alarm, ...]:
        """The alarms of a composite alarm's rule, up to a hundred. AWS's refusal is raised as Refused.

        CloudWatch takes no other filter beside that, and tells only names and states.
        """
        with refusals(Refused, f"look at the children of the alarm {composite}"):
            answer = cloudwatch().describe_alarms(ChildrenOfAlarmName=composite, MaxRecords=MOST_NAMES)
        return tuple(alarms_in(answer))

    def set_state(self, name: str, state: str, reason: str, data: str = "") -> None:
        """SetAlarmState; AWS's refusal is raised as Wrong, in AWS's own words.

        data  JSON that scaling policies go by
        """
        about: dict[str, Any] = {"StateReasonData": data} if data else {}
        with refusals(Wrong, f"set the state of the alarm {name}"):
            cloudwatch().set_alarm_state(
                AlarmName=name,
                StateValue=state,  # type: ignore[arg-type]  # checked by /forcealarm against its words
                StateReason=reason[:REASON_LIMIT],
                **about,
            )

    def mute(self, rule: str, alarm: str, start: datetime, until: datetime, why: str) -> None:
        """As `mute_many`, of one alarm."""
        self.mute_many(rule, [alarm], start, until, why)

    def mute_many(self, rule: str, alarms: Sequence[str], start: datetime, until: datetime, why: str) -> None:
        """PutAlarmMuteRule: no action of up to a hundred alarms runs from `start` until `until`, in whole minutes.

        AWS's refusal is raised as Refused, for any reason.
        """
        begin = start.replace(second=0, microsecond=0)
        minutes = max(1, -int((begin - until).total_seconds() // 60))
        schedule = {"Expression": f"at({begin:%Y-%m-%dT%H:%M})", "Duration": f"PT{minutes}M", "Timezone": "UTC"}
        more = f" and {len(alarms) - 1} more" if len(alarms) > 1 else ""
        with refusals(Refused, f"mute the alarm {alarms[0]}{more}"):
            cloudwatch().put_alarm_mute_rule(
                Name=rule,
                Description=why[:REASON_LIMIT],
                Rule={"Schedule": schedule},  # type: ignore[typeddict-item]
                MuteTargets={"AlarmNames": list(alarms)},
            )

    def muted_by(self, alarm: str) -> tuple[str, ...]:
        """The mute rules that keep an alarm's actions back right now. AWS's refusal is raised as Refused."""
        with refusals(Refused, f"look whether the alarm {alarm} is muted"):
            rules = cloudwatch().list_alarm_mute_rules(AlarmName=alarm, Statuses=["ACTIVE"])["AlarmMuteRuleSummaries"]
        return tuple(rule["AlarmMuteRuleArn"].partition(MUTE_RULE)[2] for rule in rules)

    def active_rules(self, alarm: str = "") -> tuple[str, ...]:
        """The names of the mute rules that are active now, up to a hundred; those of one alarm if it is given."""
        about: dict[str, Any] = {"AlarmName": alarm} if alarm else {}
        with refusals(Refused, "list the mute rules"):
            answer = cloudwatch().list_alarm_mute_rules(Statuses=["ACTIVE"], MaxRecords=MOST_RULES, **about)
        return tuple(rule["AlarmMuteRuleArn"].partition(MUTE_RULE)[2] for rule in answer["AlarmMuteRuleSummaries"])

    def rule(self, name: str) -> MuteRule | None:
        """A mute rule with its alarms; None of one that is gone. AWS's refusal is raised as Refused."""
        from app.aws.mute_window import (
            window_end,
            window_span,
        )  # it needs the time zones, which nothing else at start does

        try:
            with translated(f"look at the mute rule {name}"):
                answer = cloudwatch().get_alarm_mute_rule(AlarmMuteRuleName=name)
        except AwsError as problem:
            if problem.code in GONE:
                return None
            raise Refused(str(problem)) from problem
        return MuteRule(
            name,
            tuple(answer.get("MuteTargets", {}).get("AlarmNames", ())),
            window_end(answer["Rule"]["Schedule"]),
            window_span(answer["Rule"]["Schedule"]) or timedelta(),
            answer.get("Description", ""),
        )

    def tags(self, arn: str) -> dict[str, str]:
        """ListTagsForResource. AWS's refusal is raised as Refused."""
        with refusals(Refused, "look at the tags of an alarm"):
            answer = cloudwatch().list_tags_for_resource(ResourceARN=arn)
        return {tag["Key"]: tag["Value"] for tag in answer["Tags"]}

    def unmute(self, rule: str) -> None:
        """DeleteAlarmMuteRule; one that is already gone is no error."""
        try:
            with translated(f"delete the mute rule {rule}"):
                cloudwatch().delete_alarm_mute_rule(AlarmMuteRuleName=rule)
        except AwsError as problem:
            if problem.code not in GONE:
                raise

    def set_actions(self, alarm: str, enabled: bool) -> None:
        """EnableAlarmActions or DisableAlarmActions."""
        with refusals(Refused, f"{'enable' if enabled else 'disable'} the actions of the alarm {alarm}"):
            switch = cloudwatch().enable_alarm_actions if enabled else cloudwatch().disable_alarm_actions
            switch(AlarmNames=[alarm])

    def history(self, alarm: str, most: int) -> tuple[HistoryItem, ...]:
        """The newest changes of an alarm's state and configuration, newest first."""
        with translated(f"look at the history of the alarm {alarm}"):
            answer = cloudwatch().describe_alarm_history(
                AlarmName=alarm, AlarmTypes=list(ALARM_TYPES), MaxRecords=100, ScanBy="TimestampDescending"
            )
        items = (history_item_in(item) for item in answer.get("AlarmHistoryItems", []))
        return tuple(item for item in items if item.kind != "Action")[:most]

    def values(
        self, queries: Sequence[Mapping[str, Any]], start: datetime, end: datetime
    ) -> tuple[tuple[datetime, float], ...]:
        """GetMetricData: what the one query that returns data has, oldest first. AWS's refusal is raised as Refused.

        One call has up to 100,800 datapoints; CloudWatch may tell fewer, and then the rest is asked for.
        """
        asked: dict[str, Any] = {"MetricDataQueries": [dict(query) for query in queries]}
        asked |= {"StartTime": start, "EndTime": end, "ScanBy": "TimestampAscending"}
        wanted = {query["Id"] for query in queries if query.get("ReturnData")}
        found: list[tuple[datetime, float]] = []
        for _ in range(MOST_VALUE_PAGES):
            with refusals(Refused, "look at a metric"):
                answer = cloudwatch().get_metric_data(**asked)
            results = [each for each in answer["MetricDataResults"] if each.get("Id") in wanted]
            found += [pair for each in results for pair in zip(each["Timestamps"], each["Values"], strict=True)]
            if not answer.get("NextToken"):
                break
            asked["NextToken"] = answer["NextToken"]
        return tuple(found)

    def draw(self, widget: str) -> bytes:
        """GetMetricWidgetImage: the PNG of a widget (JSON). AWS's refusal is raised as Refused."""
        with refusals(Refused, "draw a graph"):
            return bytes(cloudwatch().get_metric_widget_image(MetricWidget=widget)["MetricWidgetImage"])

    def connect(self) -> None:
        """Open the connection with a call that returns nothing."""
        self.named(["-"])
