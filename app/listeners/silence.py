"""Why no action of an alarm runs, whatever its state: disabled, muted or suppressed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.alarms.decide.incident import OWN_RULES
from app.alarms.show.layout import inline, untrusted
from app.aws.alarm import MuteRule
from app.base.errors import BellhopError, Refused
from app.base.values import dataclass
from app.slack.messages.text import SHORT, code, escape, moment, named

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.aws.cloudwatch import CloudWatch

DISABLED = "The alarm's actions are disabled, so no action is triggered."
MUTED = (
    "The alarm is muted{until} by {who}, so no action is triggered now. CloudWatch runs the actions when the "
    "mute ends, if the alarm is still in this state then."
)
UNTIL = " until {end}"
SUPPRESSED = "Its suppressor alarm {suppressor} is in ALARM, so no action is triggered."
SHORT_DISABLED, SHORT_MUTED = "its actions are disabled", "it is muted{until} by {who}"
SHORT_SUPPRESSED = "its suppressor alarm {suppressor} is in ALARM"
DESCRIPTION = "Muted from Slack by {user}{why}"  # a rule's, in CloudWatch
OURS = re.compile(r"Muted from Slack by (?P<user>[UW][A-Z0-9]+)(?:: (?P<why>.*))?", re.DOTALL)
MUTED_UNTIL, MUTED_AGAIN, BY = "muted until {at}", "muted, again and again", " by {who}"
SOMEBODY, RULE = "somebody in Slack", "the rule {rule}"
CANNOT_TELL = "Bellhop cannot tell whether the alarm is muted: {why}"

NAME_LIMIT, WHY_LIMIT = 100, 100


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
    words = _words(rules[0], cloudwatch)
    return Silence(MUTED.format(**words), short=SHORT_MUTED.format(**words))


def others_rules(cloudwatch: CloudWatch, alarm: str = "") -> tuple[str, ...]:
    """The active mute rules that are not Bellhop's, of one alarm if it is given; none where it can't see them."""
    try:
        active = cloudwatch.active_rules(alarm)
    except BellhopError:  # it only adds to an answer
        return ()
    return tuple(rule for rule in active if not rule.startswith(OWN_RULES))


def _words(rule: str, cloudwatch: CloudWatch) -> dict[str, str]:
    try:
        known = cloudwatch.rule(rule)
    except Refused:  # an older role may not look at it
        known = None
    until = UNTIL.format(end=moment(known.until)) if known and known.until else ""
    return {"who": who(known or MuteRule(rule, ())), "until": until}


def description(user_id: str, reason: str) -> str:
    """What the rule says in CloudWatch."""
    return DESCRIPTION.format(user=user_id, why=f": {reason}" if reason else "")


def who(rule: MuteRule) -> str:
    """Who muted it in Slack; else the rule that somebody made in AWS."""
    if not rule.name.startswith(OWN_RULES):
        return RULE.format(rule=inline(rule.name, NAME_LIMIT))
    found = OURS.fullmatch(rule.why)
    return named(found["user"]) if found else SOMEBODY


def who_and_why(rule: MuteRule) -> str:
    """With the reason that was given in Slack."""
    found = OURS.fullmatch(rule.why) if rule.name.startswith(OWN_RULES) else None
    why = untrusted(found["why"], WHY_LIMIT) if found and found["why"] else ""
    return who(rule) + (f": {why}" if why else "")


def muted_by(rule: MuteRule) -> str:
    """`muted until 18:00 by ana: a release`."""
    said = MUTED_UNTIL.format(at=moment(rule.until, SHORT)) if rule.until else MUTED_AGAIN
    return said + BY.format(who=who_and_why(rule))
