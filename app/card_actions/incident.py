"""What all buttons of an incident share: which incident it is, and whether this person may act on its alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.slack.interactions import ButtonClick, Caller
from app.slack.messages.text import ticked

if TYPE_CHECKING:
    from app.access.authority import Authority
    from app.alarms.decide.incident import Incident
    from app.alarms.processor import AlarmProcessor
    from app.listeners.services import Services
    from app.listeners.state_check import Checked

FORGOTTEN = "This alarm is more than 90 days old, and Bellhop no longer has it."
DELETED = "This alarm was deleted in CloudWatch, so there is nothing left to {do}."
ELSEWHERE = (
    "{alarm} is in {region}, and Bellhop runs in {here}: it can only act on alarms of its own region. "
    "Open the alarm in CloudWatch instead."
)


def acts_on(click: ButtonClick) -> str:
    return topic(click.value)


def topic(incident_id: str) -> str:
    return f"incident:{incident_id}"


def incident_of(incident_id: str, processor: AlarmProcessor) -> Incident:
    """Raises Wrong if it is no longer known."""
    incident = processor.find(incident_id)
    if incident is None:
        raise Wrong(FORGOTTEN)
    return incident


def guarded_incident_of(incident_id: str, caller: Caller, processor: AlarmProcessor, policy: Authority) -> Incident:
    """As `incident_of`, if the guards let this person change its alarm; else raises Forbidden."""
    from app.access.policy import Attempt

    incident = incident_of(incident_id, processor)
    policy.require(caller, Attempt("alarm", incident.latest.name, caller.channel_id))
    return incident


def checked(incident: Incident, services: Services, do: str) -> Checked:
    """The incident as CloudWatch says it is now; raises Wrong if its alarm is no more, so that nobody can `do` that."""
    from app.listeners.state_check import check

    found = check(incident, services)
    if found.incident.is_deleted:
        raise Wrong(DELETED.format(do=do))
    return found


def own(incident: Incident, here: str) -> Incident:
    """Raises Wrong unless it is of the region `here`."""
    region = incident.latest.region
    if region != here:
        raise Wrong(ELSEWHERE.format(alarm=ticked(incident.latest.name), region=region or "another region", here=here))
    return incident
