"""Transitions of one alarm, one by one and in any sequence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.alarms.decide.history import Flapping
from app.alarms.decide.incident import Incident, Outcome
from app.alarms.decide.target import Target, ThreadLine
from app.alarms.decide.transitions import NEVER_FLAPS, Routing, apply_transition
from app.alarms.read.transition import State, Transition

OK, ALARM, NO_DATA = State.OK, State.ALARM, State.NO_DATA
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-high-cpu"


def change(old: State | None, new: State, seconds: float = 0) -> Transition:
    """The alarm web-high-cpu changes so many seconds after nine."""
    at = NINE + timedelta(seconds=seconds)
    return Transition(ARN, "web-high-cpu", "123456789012", "us-east-1", new=new, changed_at=at, old=old)


def to_one_target(_: Transition) -> tuple[Target, ...]:
    return (Target(),)


def changed_by(
    last: Incident | None,
    transition: Transition,
    targets_of: Routing = to_one_target,
    flapping: Flapping = NEVER_FLAPS,
) -> tuple[Incident, Outcome]:
    """As `apply_transition`, where routes and flapping are not what is tested."""
    return apply_transition(last, transition, targets_of, flapping)


def applied(*changes: Transition) -> tuple[Incident, list[Outcome]]:
    """The alarm's last incident after these arrived in this order, and what became of each."""
    last, outcome = changed_by(None, changes[0])
    outcomes = [outcome]
    for each in changes[1:]:
        last, outcome = changed_by(last, each)
        outcomes.append(outcome)
    return last, outcomes


def thread(incident: Incident) -> tuple[ThreadLine, ...]:
    """What is still to be said in the thread of its one message."""
    return incident.targets[0].thread
