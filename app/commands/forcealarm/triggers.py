"""What an alarm triggers in a state set by hand: in words, and as the data that scaling policies go by. No IO."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.aws.scaling_policy import OF_GROUP, OF_RESOURCE, policy_of
from app.slack.messages.text import code, escape, shorten

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.listeners.alarm_effects import Effect

TRIGGERS = "Triggers: {actions}."
TRIGGERS_NOTHING = "The alarm has no action for {state}, so no action is triggered."
ACTS = "The scaling policy {policy} acts as if {metric} were {value}: {result}."
REPEATS = "As long as the alarm stays in {state}, CloudWatch runs the policy again every minute."
RESIZES, STAYS = "{group} goes from {before} to {after}", "{group} stays at {before}"
OWN_SIZE = "how far it scales {group} is its own decision"
GONE = "There is no scaling policy {policy} of {group} any more, so it does nothing."
IS_DISABLED = "The scaling policy {policy} of {group} is disabled, so it does nothing."
IS_DEAF = "AlarmNotification is suspended on {group}, so the scaling policy {policy} does nothing."
MAY_NOT = "The scaling policy {policy} of {group} may do nothing: it goes by a value of the metric, and {why}."
NO_METRIC = "Bellhop can make one up only for an alarm that compares one metric with a fixed threshold"
NO_VALUE = "there is none in {state}"

ACTION_LIMIT = 120
VERSION = "1.0"


def triggers(alarm: Alarm, state: str) -> str:
    """The actions of a state, whether or not they run."""
    actions = alarm.actions[state]
    if not actions:
        return TRIGGERS_NOTHING.format(state=state)
    return TRIGGERS.format(actions=", ".join(code(shorten(arn.split(":", 2)[-1], ACTION_LIMIT)) for arn in actions))


def policies(alarm: Alarm, state: str, effects: Iterable[Effect]) -> Sequence[str]:
    """A sentence for each scaling policy among the actions of a state."""
    known = {effect.action: effect for effect in effects}
    found = [(action, policy_of(action)) for action in alarm.actions[state]]
    said = [_policy(alarm, state, *named, known.get(action)) for action, named in found if named]
    is_run = any(named and not (action in known and known[action].is_none) for action, named in found)
    return [*said, REPEATS.format(state=state)] if is_run else said


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


def _policy(alarm: Alarm, state: str, of: str, name: str, effect: Effect | None) -> str:
    words = {"policy": code(name), "group": code(of.removeprefix(OF_GROUP).removeprefix(OF_RESOURCE))}
    if effect and effect.is_none:
        off = IS_DEAF if effect.is_deaf else IS_DISABLED if effect.policy else GONE
        return off.format(**words)
    value = alarm.compared.value_in(state) if alarm.compared else None
    if alarm.compared is None or value is None:
        why = NO_VALUE.format(state=state) if alarm.compared else NO_METRIC
        return MAY_NOT.format(why=why, **words)
    metric = escape(alarm.compared.metric)
    return ACTS.format(metric=metric, value=f"{value:g}", result=_result(effect, words["group"]), **words)


def _result(effect: Effect | None, group: str) -> str:
    if effect is None or effect.group is None or effect.after is None:
        return OWN_SIZE.format(group=group)
    before, after = effect.group.desired, effect.after
    return (STAYS if before == after else RESIZES).format(group=group, before=before, after=after)
