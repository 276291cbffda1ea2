"""What the buttons of an audit do to an alarm: let Bellhop hear it, enable its actions, delete it. Each has Undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.aws.alarm_definition import ENABLED, LOG, definition_of, kind_of
from app.base.errors import Wrong
from app.commands.alarms.alarm_change import AlarmChange
from app.commands.alarms.audit.buttons import Fix, fix_in, looked_at_in
from app.commands.alarms.buttons import alarm_in
from app.commands.alarms.change_flow import GONE, make
from app.slack.messages.text import code, named, ticked

if TYPE_CHECKING:
    from datetime import datetime

    from app.aws.alarm import Alarm
    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick, Reply

NOTIFIED = ":bell: {user} let {name} notify Bellhop when it goes to ALARM and to OK."
ENABLES = ":bell: {user} enabled the actions of {name}."
DELETED = ":wastebasket: {user} deleted the alarm {name}."
HEARD = "The alarm {name} already notifies Bellhop. Nothing was done."
RUN = "The actions of {name} are enabled already. Nothing was done."
FULL = "The alarm {name} has five actions for {state} already, and CloudWatch takes no more. Nothing was done."
MOVED = (
    "The alarm {name} was changed, or went to another state, after the audit looked at it. Nothing was done. Ask for "
    "`/alarms audit` again."
)
NO_TOPIC = "Bellhop does not know its own topic here: BELLHOP_ALARM_TOPIC_ARN is not set. Nothing was done."
NOT_A_LOG_ALARM = "A log alarm takes more than CloudWatch tells of it, so Bellhop changes none. Nothing was done."
OLDER = "This button is from another version of Bellhop, so nothing was done. Ask for `/alarms audit` again."

MOST_ACTIONS = 5
NOTIFYING = {"ALARM": "AlarmActions", "OK": "OKActions"}


def fix(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """Decided again from the alarm as it is now: the button may be a week old."""
    name, wanted = alarm_in(click.value), fix_in(click.value)

    def decide() -> tuple[AlarmChange, str]:
        alarm = next(iter(services.cloudwatch.named([name])), None)
        if alarm is None:
            raise Wrong(GONE.format(name=ticked(name)))
        words = {"user": named(click.caller.user_id), "name": code(name)}
        if wanted == Fix.NOTIFY:
            return _notified(alarm, services.home.topic), NOTIFIED.format(**words)
        if wanted == Fix.ENABLE:
            return _enabled(alarm), ENABLES.format(**words)
        if wanted == Fix.DELETE:
            return _deleted(alarm, looked_at_in(click.value), services), DELETED.format(**words)
        raise Wrong(OLDER)

    return make(name, decide, click.caller, services, operation)


def _notified(alarm: Alarm, topic: str) -> AlarmChange:
    """With our topic among its actions, and these enabled; all others stay."""
    if not topic:
        raise Wrong(NO_TOPIC)
    if kind_of(alarm.item) == LOG:
        raise Wrong(NOT_A_LOG_ALARM)
    before = definition_of(alarm.item)
    added = {key: _with(topic, alarm.actions[state], state, alarm.name) for state, key in NOTIFYING.items()}
    after: Mapping[str, Any] = {**before, **added, ENABLED: True}
    if after == before:
        raise Wrong(HEARD.format(name=ticked(alarm.name)))
    return AlarmChange(before=before, after=after)


def _with(topic: str, actions: Sequence[str], state: str, name: str) -> list[str]:
    if topic in actions:
        return list(actions)
    if len(actions) >= MOST_ACTIONS:
        raise Wrong(FULL.format(name=ticked(name), state=state))
    return [*actions, topic]


def _enabled(alarm: Alarm) -> AlarmChange:
    before = definition_of(alarm.item)
    if before[ENABLED]:
        raise Wrong(RUN.format(name=ticked(alarm.name)))
    return AlarmChange(before=before, after={**before, ENABLED: True})


def _deleted(alarm: Alarm, looked_at: datetime | None, services: Services) -> AlarmChange:
    """Not one that is no longer what the audit found: somebody may have repaired it, or it goes off again."""
    times = [alarm.item.get("AlarmConfigurationUpdatedTimestamp"), None if alarm.updated else alarm.since]
    if looked_at and any(at > looked_at for at in times if at):
        raise Wrong(MOVED.format(name=ticked(alarm.name)))
    if kind_of(alarm.item) == LOG:
        raise Wrong(NOT_A_LOG_ALARM)
    return AlarmChange(before=definition_of(alarm.item), after=None, tags=services.cloudwatch.tags(alarm.arn))
