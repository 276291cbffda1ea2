"""What the actions of an alarm do, in words: for whoever looks at it, and before somebody causes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from app.aws.alarm_action import AlarmAction, Kind, action_in
from app.base.errors import BellhopError
from app.base.values import dataclass
from app.slack.messages.text import code, escape, shorten

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.aws.sns import Subscribers, Topics
    from app.listeners.alarm_effects import Effect

NOTIFIES = "notify the topic {topic}{who}"
NOBODY, MAY_NOT_SEE = " (nobody: it has no confirmed subscription)", " (Bellhop cannot see who is subscribed)"
AND_MORE = "and more"
SUBSCRIBERS = {
    "sqs": ("queue", "queues"),
    "lambda": ("Lambda function", "Lambda functions"),
    "email": ("e-mail address", "e-mail addresses"),
    "email-json": ("e-mail address", "e-mail addresses"),
    "sms": ("phone number", "phone numbers"),
    "http": ("HTTP endpoint", "HTTP endpoints"),
    "https": ("HTTPS endpoint", "HTTPS endpoints"),
    "firehose": ("Firehose stream", "Firehose streams"),
    "application": ("phone app", "phone apps"),
}
SCALES = "scale {group} from {before} to {after} ({by}, policy {policy})"
STAYS = "leave {group} at {before} (policy {policy})"
OWN_SIZE = "scale {group} as far as its policy {policy} decides{target}"
DOES_NOTHING = "scale nothing, since {why} (policy {policy} of {group})"
IS_DEAF, IS_DISABLED, GONE = "AlarmNotification is suspended", "the policy is disabled", "there is no such policy"
OF_INSTANCE, SOME_INSTANCE, OF = "{verb} the instance {instance}{group}", "{verb} an instance", " of {group}"
RUNS, ALIAS, VERSION = "run the Lambda function {function}{of}", " (alias {name})", " (version {name})"
OPENS, SEVERITY, CATEGORY = "open an OpsItem in Systems Manager ({of})", "severity {severity}", ", category {category}"
STARTS = "start an incident in Incident Manager (response plan {plan})"
INVESTIGATES = "start a CloudWatch investigation (group {group})"
TRIGGERS = "trigger {action}"

SCALE, RUN = "scale {name}", "run {name}"
OPEN, START, INVESTIGATE = "open an OpsItem", "start an incident", "start an investigation"

NAME_LIMIT = 120
MOST_TOPICS = 5  # an alarm has at most five actions for each state

# Of each topic; None where nobody may see it.
Audience = Mapping[str, "Subscribers | None"]


@dataclass(frozen=True)
class Told:
    """What one action does, mrkdwn, to be read after "That will".

    label  the same on a button; '' if it only tells people, or does nothing
    """

    action: AlarmAction
    words: str
    label: str = ""


def audience(alarm: Alarm, states: Iterable[str], topics: Topics) -> Audience:
    """Who is subscribed to the topics of some states: a page of each, of at most five topics."""
    actions = [action_in(arn) for state in states for arn in alarm.actions[state]]
    found = dict.fromkeys(action.arn for action in actions if action.kind is Kind.TOPIC)
    return {arn: _subscribers(arn, topics) for arn in list(found)[:MOST_TOPICS]}


def told(alarm: Alarm, state: str, effects: Iterable[Effect], subscribed: Audience) -> tuple[Told, ...]:
    """Each action of a state once, whether or not they run."""
    known = {effect.action: effect for effect in effects}
    group = next((effect.group_name for effect in known.values() if not effect.scales), "")
    said: dict[str, Told] = {}
    for arn in alarm.actions[state]:
        action = action_in(arn)
        words, label = _said(action, alarm, known.get(arn), group, subscribed)
        said.setdefault(words, Told(action, words, label))
    return tuple(said.values())


def who(subscribers: Subscribers | None) -> str:
    """Of what kind the confirmed subscribers of a topic are, after its name."""
    if subscribers is None:
        return MAY_NOT_SEE
    counted = Counter(SUBSCRIBERS.get(each.protocol, (each.protocol,) * 2) for each in subscribers.confirmed)
    kinds = [f"{count} {escape(words[count > 1])}" for words, count in counted.items()]
    listed = [*kinds, *([AND_MORE] if subscribers.has_more else [])]
    return f" ({', '.join(listed)})" if listed else NOBODY


def _subscribers(topic: str, topics: Topics) -> Subscribers | None:
    try:
        return topics.subscribers(topic)
    except BellhopError:  # another account's, or an older role; the command doesn't depend on it
        return None


def _said(
    action: AlarmAction, alarm: Alarm, effect: Effect | None, group: str, subscribed: Audience
) -> tuple[str, str]:
    """The words and the label; `group` is the one that the alarm's instance is in."""
    name = shorten(action.name, NAME_LIMIT)
    if action.kind is Kind.TOPIC:
        return NOTIFIES.format(topic=code(name), who=who(subscribed.get(action.arn))), ""
    if action.kind is Kind.POLICY:
        return _scaling(action, effect)
    if action.kind is Kind.INSTANCE:
        return _instance(name, alarm.instance, group)
    if action.kind is Kind.FUNCTION:
        of = ALIAS if action.detail and not action.detail.isdigit() else VERSION if action.detail else ""
        words = RUNS.format(function=code(name), of=of.format(name=code(shorten(action.detail, NAME_LIMIT))))
        return words, RUN.format(name=name)
    if action.kind is Kind.OPS_ITEM:
        of = SEVERITY.format(severity=escape(name))
        of += CATEGORY.format(category=escape(shorten(action.detail, NAME_LIMIT))) if action.detail else ""
        return OPENS.format(of=of), OPEN
    if action.kind is Kind.INCIDENT:
        return STARTS.format(plan=code(name)), START
    if action.kind is Kind.INVESTIGATION:
        return INVESTIGATES.format(group=code(name)), INVESTIGATE
    arn = shorten(action.arn.split(":", 2)[-1], NAME_LIMIT)
    return TRIGGERS.format(action=code(arn)), TRIGGERS.format(action=arn)


def _instance(verb: str, instance: str, group: str) -> tuple[str, str]:
    if not instance:
        return SOME_INSTANCE.format(verb=escape(verb)), SOME_INSTANCE.format(verb=verb)
    of = OF.format(group=code(group)) if group else ""
    return OF_INSTANCE.format(verb=escape(verb), instance=code(instance), group=of), f"{verb} {instance}"


def _scaling(action: AlarmAction, effect: Effect | None) -> tuple[str, str]:
    words = {"group": code(shorten(action.detail, NAME_LIMIT)), "policy": code(shorten(action.name, NAME_LIMIT))}
    if effect and effect.is_none:
        why = IS_DEAF if effect.is_deaf else IS_DISABLED if effect.policy else GONE
        return DOES_NOTHING.format(why=why, **words), ""
    label = SCALE.format(name=action.detail)
    if effect is None or effect.group is None or effect.after is None:
        tracked = effect.policy.target if effect and effect.policy else ""
        return OWN_SIZE.format(target=f" ({escape(tracked)})" if tracked else "", **words), label
    before, after = effect.group.desired, effect.after
    by = f"{after - before:+d}"
    return (STAYS if before == after else SCALES).format(before=before, after=after, by=by, **words), label
