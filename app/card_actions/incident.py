"""What all buttons of an incident share: which it is, and whether this person, and Bellhop, may act on its alarm."""

from __future__ import annotations

from app.access.policy import Attempt
from app.alarms.decide.incident import Incident
from app.base.errors import Wrong
from app.listeners.services import Services
from app.slack.interactions import ButtonClick, Caller
from app.slack.messages.text import code

FORGOTTEN = "That alarm is more than 90 days old and forgotten."
ELSEWHERE = (
    "{alarm} is in the region {region}, and this Bellhop runs in {here}: it can do that only for alarms there. "
    "Open it in CloudWatch instead."
)


def acts_on(click: ButtonClick) -> str:
    return topic(click.value)


def topic(incident_id: str) -> str:
    return f"incident:{incident_id}"


def incident_of(incident_id: str, services: Services) -> Incident:
    """Raises Wrong, with a sentence, where it is forgotten."""
    incident = services.desk.find(incident_id)
    if incident is None:
        raise Wrong(FORGOTTEN)
    return incident


def guarded_incident_of(incident_id: str, caller: Caller, services: Services) -> Incident:
    """As `incident_of`, where the guards let this person change its alarm; raises Forbidden."""
    incident = incident_of(incident_id, services)
    services.policy.require(caller, Attempt("alarm", incident.latest.name, caller.channel_id))
    return incident


def own(incident: Incident, services: Services) -> Incident:
    """Of this region; raises Wrong."""
    region, here = incident.latest.region, services.cloudwatch.region
    if region != here:
        raise Wrong(ELSEWHERE.format(alarm=code(incident.latest.name), region=region or "?", here=here))
    return incident
