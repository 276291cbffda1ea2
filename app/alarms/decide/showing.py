"""How far an incident has been brought to Slack: progress is kept here and stored once afterwards.

No IO here. A process that dies in between loses nothing: each message has a key to find it again
(app/slack/posting.py), and the same edit twice gives the same message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from typing import Any

from app.alarms.decide.incident import Incident, redirected
from app.base.values import dataclass

Change = Callable[[Incident], Incident]


@dataclass
class Showing:
    """An incident while it is being shown; `changes` are what Slack confirmed, to be stored afterwards."""

    incident: Incident
    changes: list[Change] = field(default_factory=list)

    def reached(self, change: Change) -> Incident:
        """Note a change, and return the incident with it."""
        self.changes.append(change)
        self.incident = change(self.incident)
        return self.incident

    def applied_to(self, stored: Incident) -> Incident:
        """The stored incident with all progress."""
        for change in self.changes:
            stored = change(stored)
        return stored


def at_target(incident: Incident, position: int, **changes: Any) -> Incident:
    """With these fields of one target changed: somebody else may have changed others since it was read."""
    return redirected(incident, position, replace(incident.targets[position], **changes))
