"""CloudWatch's alarm mute rules: during a rule's window its alarms' actions are suppressed, and run after it.

As AWS documents it (CloudWatch User Guide, "How alarm mute rules work"; API reference, DeleteAlarmMuteRule): a window
ends when its time is over, or when its rule is deleted or changed. If no other rule mutes the alarm then, its actions
run at that moment: those for ALARM if it is in ALARM, those for another state if it went into that within the window
and is still there. A rule whose window is over stays, as EXPIRED, until somebody deletes it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.account import HOME_PLACE, Place
from sandbox.aws.alarm import Alarm, Transition
from sandbox.aws.clock import Clock, moment
from sandbox.aws.protocol import AwsError

AT = re.compile(r"at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2})\)")
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
LONGEST_SECONDS = 15 * 86400
MOST_ALARMS = 100
NOT_UNDERSTOOD = "The sandbox understands one window, at(yyyy-MM-ddThh:mm), of PT1M to P15D, in UTC."
TOO_MANY = "A mute rule has 1 to 100 alarm names."
REFUSED = "The sandbox was told to refuse mute rules."


@dataclass(frozen=True)
class MuteRule:
    """One window for some alarms; times are epochs."""

    name: str
    alarms: tuple[str, ...]
    start: float
    end: float
    given: dict[str, Any]
    updated: float
    place: Place = HOME_PLACE

    @property
    def arn(self) -> str:
        return self.place.arn("cloudwatch", f"alarm-mute-rule:{self.name}")

    def status(self, now: float) -> str:
        if now < self.start:
            return "SCHEDULED"
        return "ACTIVE" if now < self.end else "EXPIRED"


class MuteRules:
    """All rules by name, and each alarm's newest transition. `refuses` makes AWS refuse new rules."""

    def __init__(self, clock: Clock, place: Place = HOME_PLACE) -> None:
        self.clock = clock
        self.place = place
        self.refuses = False
        self.by_name: dict[str, MuteRule] = {}
        self._newest: dict[str, Transition] = {}
        self._not_ended: list[MuteRule] = []

    def put(self, params: dict[str, Any]) -> None:
        if self.refuses:
            raise AwsError("AccessDenied", REFUSED, 403)
        names = tuple(params.get("MuteTargets", {}).get("AlarmNames", ()))
        if not 1 <= len(names) <= MOST_ALARMS:
            raise AwsError("ValidationError", TOO_MANY)
        start, end = _window(params["Rule"]["Schedule"])
        rule = MuteRule(params["Name"], names, start, end, params, self.clock.now(), self.place)
        self.by_name[rule.name] = rule
        self._not_ended.append(rule)

    def delete(self, name: str) -> None:
        self.by_name.pop(name, None)

    def mutes(self, alarm: str) -> bool:
        now = self.clock.now()
        return any(alarm in rule.alarms and rule.status(now) == "ACTIVE" for rule in self.by_name.values())

    def remember(self, alarm: Alarm, transition: Transition) -> None:
        """Muted or not: what the alarm's actions say once a window ends."""
        self._newest[alarm.name] = transition

    def released(self, alarms: dict[str, Alarm]) -> list[tuple[Alarm, Transition]]:
        """The alarms whose window has ended and whose actions run now; once for each window."""
        now = self.clock.now()
        ended = [rule for rule in self._not_ended if self.by_name.get(rule.name) != rule or now >= rule.end]
        self._not_ended = [rule for rule in self._not_ended if rule not in ended]
        found: dict[str, tuple[Alarm, Transition]] = {}
        for rule in [each for each in ended if each.start <= now]:
            for name in rule.alarms:
                alarm, transition = alarms.get(name), self._newest.get(name)
                if alarm and transition and not self.mutes(name) and _runs_again(alarm, transition, rule):
                    found[name] = (alarm, transition)
        return list(found.values())


def _runs_again(alarm: Alarm, transition: Transition, rule: MuteRule) -> bool:
    was_muted = transition.at >= max(rule.start, rule.updated)
    return alarm.state == transition.new and (alarm.state == "ALARM" or was_muted)


def shown(rule: MuteRule, now: float) -> dict[str, Any]:
    """As ListAlarmMuteRules tells of it."""
    return {
        "AlarmMuteRuleArn": rule.arn,
        "Status": rule.status(now),
        "LastUpdatedTimestamp": moment(rule.updated),
        "MuteType": "ONE_TIME",
    }


def _window(schedule: dict[str, Any]) -> tuple[float, float]:
    at, lasts = AT.fullmatch(schedule.get("Expression", "")), DURATION.fullmatch(schedule.get("Duration", ""))
    if not at or not lasts or schedule.get("Timezone", "UTC") != "UTC":
        raise AwsError("ValidationError", NOT_UNDERSTOOD)
    days, hours, minutes = (int(each or 0) for each in lasts.groups())
    seconds = days * 86400 + hours * 3600 + minutes * 60
    if not 60 <= seconds <= LONGEST_SECONDS:
        raise AwsError("ValidationError", NOT_UNDERSTOOD)
    start = datetime.fromisoformat(at[1]).replace(tzinfo=UTC).timestamp()
    return start, start + seconds
