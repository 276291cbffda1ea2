"""How far an incident has been brought to Slack: what is reached is kept here, and stored in one go afterwards.

No IO here. Who dies in between has lost nothing: each message has a key by which it is found again
(app/slack/posting.py), and the same edit twice is the same message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.alarms.decide.incident import Incident

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
        """What is stored, with all that was reached."""
        for change in self.changes:
            stored = change(stored)
        return stored
