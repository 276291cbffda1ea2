"""A mute is of an alarm, and each of its incidents that people may see says so: its last one, and its contributors'."""

from __future__ import annotations

from collections.abc import Sequence

from app.alarms.decide.incident import OWN_RULES, Incident, Mute, Response, muted_by, unmuted
from app.alarms.follow_up import MUTE_ENDS
from app.alarms.processor import AlarmProcessor
from app.aws.cloudwatch import CloudWatch
from app.queues.timers import Timer


def mute_all_of(incident: Incident, mute: Mute, response: Response, processor: AlarmProcessor) -> None:
    """Of its alarm; the given one first. Can be repeated."""
    ids = [incident.id, *(each.id for each in _others(incident, processor) if not each.is_over)]
    for each in ids:  # the timers before: somebody must end it, whatever happens to us
        processor.timekeeper.set(Timer(MUTE_ENDS, each, mute.until))
    processor.amend_many(ids, lambda known: muted_by(known, mute, response))


def unmute_all_of(muted: Sequence[Incident], response: Response, processor: AlarmProcessor) -> None:
    """Only of the mutes that were lifted; somebody may be muting one of them anew."""
    lifted = {each.id: each.mute for each in muted}
    processor.amend_many(
        list(lifted), lambda known: unmuted(known, response) if known.mute == lifted.get(known.id) else known
    )


def lift(incident: Incident, cloudwatch: CloudWatch) -> None:
    """Take back in CloudWatch what was done for its mute; nobody else's rule is ever touched."""
    if incident.mute and incident.mute.rule.startswith(OWN_RULES):
        cloudwatch.unmute(incident.mute.rule)
    elif incident.mute:
        cloudwatch.set_actions(incident.latest.name, enabled=True)


def muted_with(incident: Incident, processor: AlarmProcessor) -> list[Incident]:
    """What is muted of its alarm, with whichever mute; the given one first."""
    return [each for each in (incident, *_others(incident, processor)) if each.mute]


def _others(incident: Incident, processor: AlarmProcessor) -> Sequence[Incident]:
    alarm = incident.latest
    of_contributors = processor.incidents.open_of_contributors(alarm.arn) if alarm.contributor else ()
    found = [processor.last_of(alarm), *processor.incidents.find_many(of_contributors)]
    return list({each.id: each for each in found if each and each.id != incident.id}.values())
