"""What all buttons of an incident share: which incident it is, and whether this person may act on its alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.slack.interactions import ButtonClick, Caller

if TYPE_CHECKING:
    from app.access.authority import Authority
    from app.alarms.decide.incident import Incident
    from app.alarms.processor import AlarmProcessor
    from app.config.home import Home
    from app.listeners.services import Services
    from app.listeners.state_check import Checked

FORGOTTEN = "This alarm is more than 90 days old, and Bellhop no longer has it."
DELETED = "This alarm was deleted in CloudWatch, so there is nothing left to {do}."


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


def guarded_incident_of(
    incident_id: str, caller: Caller, processor: AlarmProcessor, policy: Authority, act: str = "acknowledge"
) -> Incident:
    """As `incident_of`, if the guards let this person do that to its alarm; else raises Forbidden."""
    from app.access.guards import Attempt

    incident = incident_of(incident_id, processor)
    alarm = incident.latest
    attempt = Attempt("alarm", alarm.name, caller.channel_id, act=act, account=alarm.account, region=alarm.region)
    policy.require(caller, attempt)
    return incident


def checked(incident: Incident, services: Services, do: str) -> Checked:
    """The incident as CloudWatch says it is now; raises Wrong if its alarm is no more, so that nobody can `do` that."""
    from app.listeners.state_check import check

    found = check(incident, services)
    if found.incident.is_deleted:
        raise Wrong(DELETED.format(do=do))
    return found


def there(incident: Incident, services: Services) -> Services:
    """The services seen from where its alarm is; raises Wrong if Bellhop has no way there."""
    seen = services.seen_from(incident.latest.arn)
    own(incident, seen.home)
    return seen


def own(incident: Incident, home: Home) -> Incident:
    """Raises Wrong unless its alarm is in that account and region."""
    from app.alarms.read.regions import is_within
    from app.alarms.show.elsewhere import no_access

    alarm = incident.latest
    if not is_within(alarm.arn, home):
        raise Wrong(no_access(alarm.name, alarm.account, alarm.region, home))
    return incident
