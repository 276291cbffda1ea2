"""Why no action of an alarm runs, whatever its state: disabled, muted or suppressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.alarms.decide.incident import OWN_RULES
from app.base.errors import BellhopError, Refused
from app.base.values import dataclass
from app.slack.messages.text import code, escape, moment

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.aws.cloudwatch import CloudWatch

DISABLED = "The alarm's actions are disabled, so no action is triggered."
MUTED = (
    "The alarm is muted by the rule {rule}{until}, so no action is triggered now. CloudWatch runs the actions when the "
    "mute ends, if the alarm is still in this state then."
)
UNTIL = " until {end}"
SUPPRESSED = "Its suppressor alarm {suppressor} is in ALARM, so no action is triggered."
SHORT_DISABLED, SHORT_MUTED = "its actions are disabled", "it is muted by the rule {rule}{until}"
SHORT_SUPPRESSED = "its suppressor alarm {suppressor} is in ALARM"
CANNOT_TELL = "Bellhop cannot tell whether the alarm is muted: {why}"


@dataclass(frozen=True)
class Silence:
    """`why` in a sentence; `is_sure` unless nobody can tell whether actions run. `short` is why beside other alarms."""

    why: str
    is_sure: bool = True
    short: str = ""


def silence_of(alarm: Alarm, cloudwatch: CloudWatch) -> Silence | None:
    """None if its actions run."""
    if not alarm.actions_enabled:
        return Silence(DISABLED, short=SHORT_DISABLED)
    name = alarm.suppressor.rpartition(":alarm:")[2]
    if name and any(each.state == "ALARM" for each in cloudwatch.named([name])):
        return Silence(SUPPRESSED.format(suppressor=code(name)), short=SHORT_SUPPRESSED.format(suppressor=code(name)))
    try:
        rules = cloudwatch.muted_by(alarm.name)
    except Refused as refused:  # not every region has mute rules, and an older role may not list them
        return Silence(CANNOT_TELL.format(why=escape(str(refused))), is_sure=False)
    if not rules:
        return None
    words = {"rule": code(rules[0]), "until": _until(rules[0], cloudwatch)}
    return Silence(MUTED.format(**words), short=SHORT_MUTED.format(**words))


def others_rules(cloudwatch: CloudWatch, alarm: str = "") -> tuple[str, ...]:
    """The active mute rules that are not Bellhop's, of one alarm if it is given; none where it can't see them."""
    try:
        active = cloudwatch.active_rules(alarm)
    except BellhopError:  # it only adds to an answer
        return ()
    return tuple(rule for rule in active if not rule.startswith(OWN_RULES))


def _until(rule: str, cloudwatch: CloudWatch) -> str:
    try:
        known = cloudwatch.rule(rule)
    except Refused:  # an older role may not look at it
        return ""
    return UNTIL.format(end=moment(known.until)) if known and known.until else ""
