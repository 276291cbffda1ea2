"""How far Slack was brought is kept as changes, so that it can be stored over what somebody else wrote meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.alarms.decide.incident import Incident, said, shown
from app.alarms.decide.showing import Showing
from app.alarms.decide.target import MessageId, Target, ThreadLine
from app.alarms.read.transition import State, Transition

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALARM = Transition("arn:web", "web", "123456789012", "us-east-1", new=State.ALARM, changed_at=NINE)
LINE = ThreadLine("l1", "a line")
INCIDENT = Incident("i1", ALARM, began_at=NINE, targets=(Target(thread=(LINE,)),))
PLACE = MessageId("C0ALARMS", "1.0")


def test_what_was_reached_shows_in_the_incident_at_once() -> None:
    showing = Showing(INCIDENT)
    assert showing.reached(lambda known: shown(known, 0, 1, PLACE)).targets[0].place == PLACE
    assert showing.incident.targets[0].shown_revision == 1


def test_what_was_reached_is_stored_over_what_came_meanwhile() -> None:
    showing = Showing(INCIDENT)
    showing.reached(lambda known: shown(known, 0, 1, PLACE))
    showing.reached(lambda known: said(known, 0, LINE))
    meanwhile = replace(INCIDENT, revision=2, reminders=1)
    stored = showing.applied_to(meanwhile)
    assert (stored.revision, stored.reminders) == (2, 1)
    assert (stored.targets[0].place, stored.targets[0].thread) == (PLACE, ())
    assert stored.needs_slack, "of the newer revision Slack knows nothing"
