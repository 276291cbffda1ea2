"""Which channels an alarm or a notice goes to, and who is mentioned: the routes of bellhop.toml applied to it.

No IO here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from app.alarms.decide.escalation import Call
from app.alarms.decide.quiet import NOTE, is_quiet
from app.alarms.decide.target import Target, with_calls
from app.alarms.read.severity import Result
from app.alarms.read.transition import Notice, State, Transition
from app.config.routes import Route
from app.config.tables import is_meant
from app.slack.messages.text import mention, named

USER_GROUP = "S"
EVERYBODY = ("here", "channel")
GROUP_ID = "user group {id}"
MEANT_FOR = (
    "Meant for {channel}. That channel doesn't exist, or Bellhop can't post there: "
    "create it and `/invite @Bellhop` to it."
)


def targets_of(transition: Transition, routes: Sequence[Route], default: str, now: datetime) -> tuple[Target, ...]:
    """Where a new incident goes: to the first route that matches, and the next ones if it says `also`.

    Without a match it goes to the default channel; two routes to one channel are one message with both mentions. A
    route that drops adds nothing: if it is the only match, the alarm goes nowhere. A test mentions nobody, and a
    drill's card goes to the drill's channel only.
    """
    if transition.drilled_in:
        return (Target(transition.drilled_in),)
    calls = transition.new is State.ALARM and not transition.tested_by
    return _targets(tuple(_matching(transition, routes)), default, calls, now)


def targets_of_notice(notice: Notice, routes: Sequence[Route], default: str, now: datetime) -> tuple[Target, ...]:
    """Where a notice goes: by the routes for notices, as an alarm by its own. What went well mentions nobody."""
    matching = _first(routes, lambda route: _is_for(route, notice))
    went_well = notice.result is Result.SUCCEEDED and not notice.is_warning
    return _targets(tuple(matching), default, not went_well, now)


def _targets(matching: Sequence[Route], default: str, calls: bool, now: datetime) -> tuple[Target, ...]:
    targets: dict[str, Target] = {}
    for route in matching:
        if route.drop:
            continue
        target = replace(_target(route, calls, now), route=_mark(route))
        channel = "" if target.channel == default else target.channel
        targets[channel] = with_calls(targets.get(channel, Target(channel)), target)
    return tuple(targets.values()) if matching else (Target(),)


def escalation_of(transition: Transition, routes: Sequence[Route], default: str) -> tuple[Call, ...]:
    """Whom its routes mention later, as long as nobody acknowledges it; of a test nobody."""
    calls: list[Call] = []
    for route in () if transition.tested_by else _matching(transition, routes):
        channel = "" if route.channel == default else route.channel
        steps = () if route.drop else route.escalate
        calls += [Call(step.minutes, channel, _all_called(step.mention), route.quiet_hours) for step in steps]
    return tuple(calls)


def called_at_all(transition: Transition, routes: Sequence[Route]) -> tuple[str, ...]:
    """The ids of all people and user groups whom its routes mention at once or later, whatever the hour."""
    found = [route for route in _matching(transition, routes) if not route.drop]
    called = [each for route in found for each in (route.mention, *(step.mention for step in route.escalate))]
    return tuple(dict.fromkeys(identity for each in called for identity in each))


def is_dropped(transition: Transition, routes: Sequence[Route]) -> bool:
    """Whether its routes show it nowhere."""
    found = list(_matching(transition, routes))
    return bool(found) and all(route.drop for route in found)


def _matching(transition: Transition, routes: Sequence[Route]) -> Iterator[Route]:
    return _first(routes, lambda route: _matches(route, transition))


def _first(routes: Sequence[Route], fits: Callable[[Route], bool]) -> Iterator[Route]:
    for route in routes:
        if fits(route):
            yield route
            if not route.also:
                return


def _is_for(route: Route, notice: Notice) -> bool:
    return (
        route.is_for_notices
        and is_meant(notice.source, route.source or "*")
        and (not route.severity or notice.severity in route.severity)
        and route.account in ("", notice.account)
        and route.region in ("", notice.region)
    )


def _matches(route: Route, transition: Transition) -> bool:
    return not unmet(route, transition)


def unmet(route: Route, transition: Transition) -> tuple[str, ...]:
    """The keys of bellhop.toml that keep a route from matching, in its order; none if it matches."""
    tags = dict(transition.tags)
    met = {
        "source": not route.source,
        "severity": not route.severity,
        "alarm": is_meant(transition.name, route.alarm),
        "tags": all(tags.get(name) == value for name, value in route.tags.items()),
        "account": route.account in ("", transition.account),
        "region": route.region in ("", transition.region),
        "states": not route.states or transition.new in route.states,
    }
    return tuple(key for key, is_met in met.items() if not is_met)


def _target(route: Route, calls: bool, now: datetime) -> Target:
    """People are mentioned only when an alarm goes off; in quiet hours the card names them instead."""
    if not calls or not route.mention:
        return Target(route.channel)
    called = _all_called(route.mention)
    hours = route.quiet_hours
    if hours and is_quiet(hours, now):
        who = ", ".join(map(_not_called, route.mention))
        return Target(route.channel, note=NOTE.format(who=who))
    return Target(route.channel, mention=called)


def _mark(route: Route) -> str:
    """Which route it is, whatever its place in the file: in a storm, alarms of another one are told apart."""
    return hashlib.sha256(repr(route).encode()).hexdigest()[:8]


def _all_called(identities: Iterable[str]) -> str:
    return " ".join(_called(each) for each in identities)


def _not_called(identity: str) -> str:
    """By name, and nobody is notified; Slack has no such form for a user group."""
    if identity in EVERYBODY:
        return f"@{identity}"
    return GROUP_ID.format(id=identity) if identity.startswith(USER_GROUP) else named(identity)


def _called(identity: str) -> str:
    if identity in EVERYBODY:
        return f"<!{identity}>"
    return f"<!subteam^{identity}>" if identity.startswith(USER_GROUP) else mention(identity)
