"""What an alarm triggers in a state set by hand: as a sentence, and as the data that scaling policies go by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.aws.scaling_policy import OF_GROUP, OF_RESOURCE, policy_of
from app.slack.messages.text import code, escape

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.listeners.alarm_actions import Told
    from app.listeners.alarm_effects import Effect

TRIGGERS = "Triggers: {actions}."
TRIGGERS_NOTHING = "The alarm has no action for {state}, so no action is triggered."
ACTS = "The scaling policy {policy} acts as if {metric} were {value}."
REPEATS = "As long as the alarm stays in {state}, CloudWatch runs the policy again every minute."
MAY_NOT = "The scaling policy {policy} of {group} may do nothing: it goes by a value of the metric, and {why}."
NO_METRIC = "Bellhop can make one up only for an alarm that compares one metric with a fixed threshold"
NO_VALUE = "there is none in {state}"

VERSION = "1.0"


def triggers(actions: Sequence[Told], state: str) -> str:
    """The actions of a state, whether or not they run."""
    if not actions:
        return TRIGGERS_NOTHING.format(state=state)
    return TRIGGERS.format(actions=", ".join(each.words for each in actions))


def policies(alarm: Alarm, state: str, effects: Iterable[Effect]) -> Sequence[str]:
    """What each scaling policy among the actions of a state goes by, where Auto Scaling runs it."""
    idle = {effect.action for effect in effects if effect.is_none}
    found = [named for action in alarm.actions[state] if action not in idle and (named := policy_of(action))]
    said = [_policy(alarm, state, *named) for named in found]
    return [*said, REPEATS.format(state=state)] if said else said


def reason_data(alarm: Alarm, state: str, now: datetime) -> str:
    """StateReasonData where an action is a scaling policy, in the shape that CloudWatch itself gives it.

    A step policy takes its step by the datapoints and the threshold in it, and does nothing without them.
    """
    compared = alarm.compared
    value = compared.value_in(state) if compared else None
    if compared is None or value is None or not any(map(policy_of, alarm.actions[state])):
        return ""
    at = f"{now:%Y-%m-%dT%H:%M:%S}.000+0000"
    return json.dumps(
        {
            "version": VERSION,
            "queryDate": at,
            "startDate": at,
            "statistic": compared.statistic,
            "period": compared.period,
            "recentDatapoints": [value],
            "threshold": compared.threshold,
        }
    )


def _policy(alarm: Alarm, state: str, of: str, name: str) -> str:
    words = {"policy": code(name), "group": code(of.removeprefix(OF_GROUP).removeprefix(OF_RESOURCE))}
    value = alarm.compared.value_in(state) if alarm.compared else None
    if alarm.compared is None or value is None:
        why = NO_VALUE.format(state=state) if alarm.compared else NO_METRIC
        return MAY_NOT.format(why=why, **words)
    return ACTS.format(metric=escape(alarm.compared.metric), value=f"{value:g}", policy=words["policy"])
