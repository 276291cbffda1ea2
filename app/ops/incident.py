"""`python -m app incident`: what is known of an alarm's incidents, as JSON or as Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from app.alarms.decide.history import change_of
from app.alarms.decide.incident import Incident
from app.alarms.decide.transitions import incident_id
from app.alarms.keep.incidents import Incidents
from app.alarms.read.transition import Transition
from app.alarms.show.timeline import Known, entries, markdown
from app.aws.desk.alarm_history import Published
from app.base.errors import Misconfigured
from app.base.values import dataclass
from app.commands.scale.change_log import Changes
from app.ops.catch_up import transitions_in
from app.runtime.export import outcomes_of

ARN = "arn:"
NONE = (
    "Bellhop knows no incident of {alarm} in the last {since}. Give the alarm's whole name or its ARN, or go further "
    "back: --since 30d."
)


@dataclass(frozen=True)
class IncidentExport:
    """`published` tells when the alarm went off; `say` prints. Names and links are Slack's, which is not asked."""

    incidents: Incidents
    changes: Changes
    published: Iterable[Published]
    say: Callable[[str], None]

    def run(self, alarm: str, since: str, as_markdown: bool = False) -> None:
        """All incidents of the alarm that are still stored, the oldest first."""
        found = self._found(alarm)
        if not found:
            raise Misconfigured(NONE.format(alarm=alarm, since=since))
        if as_markdown:
            self.say("\n".join(markdown(each, self._known(each)) for each in found))
        else:
            self.say(json.dumps([as_json(each, self._known(each)) for each in found], indent=2, ensure_ascii=False))

    def _found(self, alarm: str) -> list[Incident]:
        """An incident's id is made of the transition that began it, so the history leads to it."""
        heard = [each for _, _, each in transitions_in(self.published) if alarm in (each.name, each.arn)]
        ids = [incident_id(each, change_of(each)) for each in heard]
        last = [each.id for key in self._keys(alarm, heard) if (each := self.incidents.last_of(key))]
        return sorted(self.incidents.find_many([*ids, *last]), key=lambda each: each.began_at)

    def _keys(self, alarm: str, heard: Iterable[Transition]) -> set[str]:
        return {each.key for each in heard} | ({alarm} if alarm.startswith(ARN) else set())

    def _known(self, incident: Incident) -> Known:
        return Known(outcomes_of(incident, self.changes), name_of=lambda user_id: user_id, link=lambda _: "")


def as_json(incident: Incident, known: Known) -> dict[str, Any]:
    """For another program: times in ISO 8601, spans in seconds."""
    alarm, taken = incident.latest, incident.acknowledged
    return {
        "id": incident.id,
        "alarm": {
            "arn": alarm.arn,
            "name": alarm.name,
            "contributor": alarm.contributor,
            "account": alarm.account,
            "region": alarm.region,
            "measure": alarm.measure,
            "description": alarm.description,
            "tags": dict(alarm.tags),
        },
        "state": str(alarm.new),
        "tested_by": incident.tested_by,
        "began_at": incident.began_at.isoformat(),
        "ended_at": incident.ended_at.isoformat() if incident.ended_at else None,
        "seconds_to_ok": _seconds(incident.began_at, incident.ended_at),
        "acknowledged_by": taken.user_id if taken else None,
        "seconds_to_acknowledge": _seconds(incident.began_at, taken.at if taken else None),
        "messages": list(_messages(incident)),
        "timeline": [
            {
                "at": each.at.isoformat(),
                "kind": str(each.kind),
                "text": each.text,
                "more": list(each.more),
                "user": each.user_id or None,
            }
            for each in entries(incident, known)
        ],
    }


def _messages(incident: Incident) -> Iterator[dict[str, str]]:
    for target in incident.targets:
        if target.place:
            yield {"channel": target.place.channel, "ts": target.place.ts}


def _seconds(start: datetime, end: datetime | None) -> float | None:
    return (end - start).total_seconds() if end else None
