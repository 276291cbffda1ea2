"""A mute is of an alarm, and each of its incidents that people may see says so: its last one, and its contributors'."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from app.alarms.decide.incident import OWN_RULES, Incident, Mute, Response, muted_by, unmuted
from app.alarms.follow_up import MUTE_ENDS
from app.alarms.processor import AlarmProcessor
from app.queues.timers import Timer

if TYPE_CHECKING:
    from app.alarms.keep.incidents import Incidents
    from app.aws.alarm import MuteRule
    from app.listeners.services import Services

# In the name of a rule for several incidents: to unmute one of them the rule is changed.
SHARED = "-all-"
DESCRIPTION = "Muted from Slack by Bellhop"


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


def lift(incidents: Iterable[Incident], services: Services) -> None:
    """Take back in CloudWatch what was done for their mutes; nobody else's rule is ever touched."""
    alarms: dict[str, list[str]] = {}
    for each in incidents:
        if each.mute:
            alarms.setdefault(each.mute.rule, []).append(each.latest.name)
    for rule, names in alarms.items():
        if rule.startswith(OWN_RULES) and SHARED in rule:
            take_out(rule, names, services)
        elif rule.startswith(OWN_RULES):
            services.cloudwatch.unmute(rule)
        else:
            for name in dict.fromkeys(names):
                services.cloudwatch.set_actions(name, enabled=True)


def take_out(rule: str, names: Collection[str], services: Services) -> None:
    """A rule without these alarms, one at a time: two who change it at once would undo each other."""
    with services.leases.hold(f"mute-rule-{rule}"):
        known = services.cloudwatch.rule(rule)
        if known:
            _narrow(known, set(names), services)


def _narrow(rule: MuteRule, without: Collection[str], services: Services) -> None:
    """Also without those that were deleted meanwhile; deleted if nothing is left in it."""
    others = [name for name in rule.alarms if name not in without]
    left = [each.name for each in services.cloudwatch.named(others)] if others else []
    if left and rule.until:
        services.cloudwatch.mute_many(rule.name, left, services.clock(), rule.until, rule.why or DESCRIPTION)
    else:
        services.cloudwatch.unmute(rule.name)


def muted_with(incident: Incident, processor: AlarmProcessor) -> list[Incident]:
    """What is muted of its alarm, with whichever mute; the given one first."""
    return [each for each in (incident, *_others(incident, processor)) if each.mute]


def with_contributors(incidents: Sequence[Incident], incidents_of: Incidents) -> list[Incident]:
    """And the open ones of other contributors of the same alarms, one call for each such alarm."""
    arns = dict.fromkeys(each.latest.arn for each in incidents if each.latest.contributor)
    ids = [each for arn in arns for each in incidents_of.open_of_contributors(arn)]
    others = [each for each in incidents_of.find_many(ids) if not each.is_over]
    return list({each.id: each for each in (*incidents, *others)}.values())


def _others(incident: Incident, processor: AlarmProcessor) -> Sequence[Incident]:
    alarm = incident.latest
    of_contributors = processor.incidents.open_of_contributors(alarm.arn) if alarm.contributor else ()
    found = [processor.last_of(alarm), *processor.incidents.find_many(of_contributors)]
    return list({each.id: each for each in found if each and each.id != incident.id}.values())
