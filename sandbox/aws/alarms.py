"""Every alarm of the sandbox's CloudWatch: their states, the composites above them, their history."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.aws.account import HOME_PLACE, Place
from sandbox.aws.alarm import Alarm, Child, Transition
from sandbox.aws.alarm_messages import amz_time, spoken_time, state_history
from sandbox.aws.alarm_rule import STATES, parse_rule
from sandbox.aws.clock import Clock
from sandbox.aws.protocol import AwsError

BAD_STATE = (
    "1 validation error detected: Value '{state}' at 'stateValue' failed to satisfy constraint: "
    "Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
)
LONG_REASON = (
    "1 validation error detected: Value at 'stateReason' failed to satisfy constraint: "
    "Member must have length less than or equal to 1023"
)
BAD_REASON_DATA = "StateReasonData was not valid JSON"
NO_CHILDREN = "Could not save the composite alarm as alarms [{names}] in the alarm rule do not exist"
STILL_NEEDED = "Cannot delete {name} as there are composite alarm(s) depending on it."
ONE_MILLISECOND = 0.001


@dataclass(frozen=True)
class HistoryItem:
    """One line of an alarm's history; `data` is the JSON that DescribeAlarmHistory gives as text."""

    alarm: str
    kind: str
    at: float
    item_type: str
    summary: str
    data: dict[str, Any] = field(default_factory=dict)


class Alarms:
    """All alarms by name. Each state change is recorded and passed to `on_transition`, in order."""

    def __init__(
        self, clock: Clock, on_transition: Callable[[Alarm, Transition], None], place: Place = HOME_PLACE
    ) -> None:
        self.clock = clock
        self.place = place
        self.by_name: dict[str, Alarm] = {}
        self.history: list[HistoryItem] = []
        self._on_transition = on_transition

    def put(self, config: dict[str, Any]) -> Alarm:
        """Create or replace an alarm; a replaced one keeps its state."""
        name, now = config["AlarmName"], self.clock.now()
        self._check_rule(config)
        alarm = self.by_name.get(name)
        if alarm is None or alarm.is_composite != ("AlarmRule" in config):
            alarm = self.by_name[name] = Alarm(name, config, now, updated=now, transitioned=now, place=self.place)
            self.record(alarm, "ConfigurationUpdate", f'Alarm "{name}" created', {"type": "Create"})
        else:
            alarm.config, alarm.configured = config, now
            self.record(alarm, "ConfigurationUpdate", f'Alarm "{name}" updated', {"type": "Update"})
        if alarm.is_composite:
            self._follow_rule(alarm, None)
        return alarm

    def delete(self, names: list[str]) -> None:
        for name in names:
            if self.parents_of(name):
                raise AwsError("ValidationError", STILL_NEEDED.format(name=name))
        for name in names:
            self.by_name.pop(name, None)

    def alarm(self, name: str) -> Alarm:
        """Raises ResourceNotFound, without words, as in AWS."""
        if name not in self.by_name:
            raise AwsError("ResourceNotFound", "", 404)
        return self.by_name[name]

    def of_arn(self, arn: str) -> Alarm:
        """As `alarm`, by its ARN."""
        return self.alarm(name_in(arn))

    def force(self, name: str, state: str, reason: str, reason_data: str | None) -> None:
        """SetAlarmState; setting the current state changes nothing at all."""
        if state not in STATES:
            raise AwsError("ValidationError", BAD_STATE.format(state=state))
        if len(reason) > 1023:
            raise AwsError("ValidationError", LONG_REASON)
        if reason_data and not _is_json(reason_data):
            raise AwsError("InvalidFormat", BAD_REASON_DATA)
        self.change(self.alarm(name), state, reason, reason_data)

    def change(
        self, alarm: Alarm, state: str, reason: str, reason_data: str | None = None, children: tuple[Child, ...] = ()
    ) -> None:
        """Move an alarm to a state, and the composites above it with it."""
        if alarm.state == state:
            return
        at = max(self.clock.now(), alarm.updated + ONE_MILLISECOND)
        transition = Transition(
            alarm.name,
            alarm.state,
            state,
            reason,
            at,
            reason_data,
            alarm.reason,
            alarm.reason_data,
            alarm.updated,
            children,
        )
        alarm.state, alarm.reason, alarm.reason_data = state, reason, reason_data
        alarm.updated = alarm.transitioned = at
        self.record(
            alarm, "StateUpdate", f"Alarm updated from {transition.old} to {state}", state_history(transition), at
        )
        self._on_transition(alarm, transition)
        for parent in self.parents_of(alarm.name):
            self._follow_rule(parent, alarm)

    def parents_of(self, name: str) -> list[Alarm]:
        """The composites whose rules name an alarm."""
        return [each for each in self._composites() if name in parse_rule(each.config["AlarmRule"]).names]

    def record(self, alarm: Alarm, item_type: str, summary: str, data: dict[str, Any], at: float | None = None) -> None:
        now = self.clock.now() if at is None else at
        self.history.append(HistoryItem(alarm.name, alarm.kind, now, item_type, summary, data))

    def _composites(self) -> list[Alarm]:
        return [alarm for alarm in self.by_name.values() if alarm.is_composite]

    def _check_rule(self, config: dict[str, Any]) -> None:
        if "AlarmRule" not in config:
            return
        try:
            names = parse_rule(config["AlarmRule"]).names
        except ValueError as wrong:
            raise AwsError("ValidationError", str(wrong)) from wrong
        if missing := [name for name in names if name not in self.by_name]:
            raise AwsError("ValidationError", NO_CHILDREN.format(names=", ".join(missing)))

    def _follow_rule(self, composite: Alarm, child: Alarm | None) -> None:
        """Bring a composite to what its rule says now, after a child's change or with a new rule."""
        rule = parse_rule(composite.config["AlarmRule"])
        state = "ALARM" if rule.holds(lambda name: self.by_name[name].state) else "OK"
        if child is None:
            reason = f"{composite.arn} was created and its alarm rule evaluates to {state}"
            every = [self.by_name[name] for name in rule.names]
            self.change(composite, state, reason, _triggering(tuple(Child(e.arn, e.state, e.updated) for e in every)))
            return
        children = (Child(child.arn, child.state, child.updated),)
        reason = f"{child.arn} transitioned to {child.state} at {spoken_time(child.updated)}"
        self.change(composite, state, reason, _triggering(children), children)


def name_in(arn: str) -> str:
    """The name of the alarm that an ARN names, colons included."""
    return arn.partition(":alarm:")[2]


def _triggering(children: tuple[Child, ...]) -> str:
    """The reason data of a composite's change."""
    shown = [{"arn": c.arn, "state": {"value": c.state, "timestamp": amz_time(c.at)}} for c in children]
    return json.dumps({"triggeringAlarms": shown})


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
