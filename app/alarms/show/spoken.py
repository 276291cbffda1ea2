"""The card's text for notifications and screen readers: on a lock screen state, name and value, then all facts."""

from __future__ import annotations

from app.alarms.decide.incident import Incident
from app.alarms.read import measure
from app.alarms.read.regions import console_url
from app.alarms.read.transition import State, Transition
from app.alarms.show.fields import EMOJI, place, rule_words, since, took, was
from app.alarms.show.layout import one_line, untrusted
from app.slack.messages.text import TEXT_LIMIT, cut, escape, shorten

TEST = "Test by {who}, nothing to do."
NOW = "; now {value}"
CONSOLE = "Open in CloudWatch"

NAME_LIMIT, VALUE_LIMIT = 300, 100
GLANCE, VALUE_GLANCE = 100, 24


def spoken(incident: Incident) -> str:
    """The card's facts in two lines."""
    alarm, how_long = incident.latest, took(incident)
    measured = f"{shorten(escape(alarm.measure), 760)}{_now(alarm)}" if alarm.measure else ""
    watched = measured or (f"Rule: {escape(rule_words(alarm))}" if alarm.rule else "")
    url = "" if incident.is_deleted else console_url(alarm.region, alarm.name)
    name, glance = shorten(escape(one_line(alarm.name)), NAME_LIMIT), _glance(alarm)
    first = [
        TEST.format(who=escape(incident.tested_by)) if incident.tested_by else "",
        f"{glance}{was(alarm)} → {alarm.new}) {since(incident)}.",
        f"Alarm: {name}." if name not in glance else "",
        f"It lasted {how_long}." if how_long else "",
        f"{shorten(watched, 900)}." if watched else "",
    ]
    second = [
        f"Reason: {shorten(escape(alarm.reason.rstrip('.')), 1300)}." if alarm.reason else "",
        f"Account {place(alarm.account)}, region {place(alarm.region)}.",
        f"<{url}|{CONSOLE}>" if url else "",
    ]
    return cut("\n".join(" ".join(filter(None, line)) for line in (first, second)), TEXT_LIMIT)


def _glance(alarm: Transition) -> str:
    """What a phone's lock screen shows: the state, as much of the name as fits, the value and the limit it crossed."""
    state, value = f"{EMOJI[alarm.new]} {alarm.new}: ", shorten(escape(one_line(alarm.value)), VALUE_GLANCE)
    crossed = escape(measure.limit(alarm.watch)) if value and alarm.new is State.ALARM else ""
    value = f"{value} {crossed}" if crossed and len(crossed) <= VALUE_GLANCE else value
    value = f" ({value}, " if value else " ("
    return state + shorten(escape(one_line(alarm.name)), GLANCE - len(state) - len(value)) + value


def _now(alarm: Transition) -> str:
    return NOW.format(value=untrusted(alarm.value, VALUE_LIMIT)) if alarm.value else ""
