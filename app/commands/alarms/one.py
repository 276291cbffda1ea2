"""Looks up all that an alarm's card of `/alarms` shows, in a number of calls that doesn't grow with the account."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from app.alarms.decide.illustrated import with_points
from app.alarms.decide.incident import Incident
from app.alarms.decide.routing import is_dropped
from app.alarms.decide.target import Target
from app.alarms.read.datapoints import Point
from app.alarms.read.described import seen
from app.alarms.read.transition import Child
from app.alarms.show.series import series
from app.base.errors import Refused
from app.commands.alarms.card import CHANGES, Facts, alarm_card
from app.commands.alarms.listing import card_link, grouped_at
from app.listeners.alarm_actions import audience, told
from app.listeners.alarm_effects import effects_of
from app.listeners.silence import silence_of
from app.slack.interactions import Reply

if TYPE_CHECKING:
    from app.alarms.read.transition import Transition
    from app.aws.alarm import Alarm, MuteRule
    from app.listeners.alarm_actions import Told
    from app.listeners.services import Services

UNCALLED = Target()
MOST_RULES = 5

logger = logging.getLogger(__name__)
T = TypeVar("T")


def show(alarm: Alarm, services: Services, mark: str) -> Reply:
    last = services.processor.incidents.last_of(_transition(alarm, services).arn)
    incident = last if last and not last.is_over else None
    known = incident.latest.tags if incident else ()
    tags = _or_else(lambda: services.cloudwatch.tags(_transition(alarm, services).arn), dict(known))
    latest = grouped_at(seen(alarm, services.home, services.clock(), tags), services)
    latest = replace(latest, children=_children(alarm, services))
    shown = replace(incident, latest=latest) if incident else Incident("", latest, latest.changed_at)
    facts = Facts(
        actions=_actions(alarm, services),
        silence=silence_of(alarm, services.cloudwatch),
        rules=_or_else(lambda: _rules(alarm, services), ()),
        history=services.cloudwatch.history(alarm.name, CHANGES),
        link=card_link(incident, services),
        is_dropped=is_dropped(latest, services.processor.routes),
        mark=mark,
        is_elsewhere=bool(services.place),
    )
    return Reply(alarm_card(_with_values(shown, services), facts))


def _transition(alarm: Alarm, services: Services) -> Transition:
    return seen(alarm, services.home, services.clock())


def _children(alarm: Alarm, services: Services) -> tuple[Child, ...]:
    """What a composite alarm watches."""
    none: tuple[Alarm, ...] = ()
    found = _or_else(lambda: services.cloudwatch.children(alarm.name), none) if alarm.is_composite else none
    return tuple(Child(each.arn, each.name, each.state, each.since) for each in found)


def _actions(alarm: Alarm, services: Services) -> dict[str, tuple[Told, ...]]:
    """What each state's actions do, of states that have any."""
    states = [state for state, actions in alarm.actions.items() if actions]
    subscribed = audience(alarm, states, services.topics)
    return {
        state: told(
            alarm, state, effects_of(alarm, state, services.scaling, services.targets, services.place), subscribed
        )
        for state in states
    }


def _rules(alarm: Alarm, services: Services) -> tuple[MuteRule, ...]:
    names = services.cloudwatch.active_rules(alarm.name)[:MOST_RULES]
    return tuple(rule for name in names if (rule := services.cloudwatch.rule(name)))


def _with_values(incident: Incident, services: Services) -> Incident:
    """With the values until now, for the chart and the newest one; without them where AWS has none."""
    asked = series(replace(incident.latest, changed_at=services.clock()))
    if asked is None:
        return incident
    none: tuple[tuple[datetime, float], ...] = ()
    values = _or_else(lambda: services.cloudwatch.values(asked.queries, asked.start, asked.end), none)
    points = tuple(Point(when, value) for when, value in values)
    return with_points(incident, points, incident.latest.changed_at) if points else incident


def _or_else(look: Callable[[], T], otherwise: T) -> T:
    """What AWS says, else what is known: a card without it is worth more than none."""
    try:
        return look()
    except Refused as refused:
        logger.info("not on the card", extra={"why": str(refused)})
        return otherwise
