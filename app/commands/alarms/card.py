"""The card of one alarm: what it says now, what its actions do, its last changes, and all that one may do. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import Block, ButtonElement

from app.alarms.decide.incident import OWN_RULES, Incident
from app.alarms.read import measure
from app.alarms.read.regions import console_url, target_arn
from app.alarms.read.transition import Child, State, Transition
from app.alarms.read.untrusted import figure
from app.alarms.show.card_buttons import acknowledge_button
from app.alarms.show.chart import chart
from app.alarms.show.details import folded_details
from app.alarms.show.fields import EMOJI, rule_words, since
from app.alarms.show.layout import fitting, inline, listing, untrusted
from app.alarms.show.runbook import runbook_of
from app.alarms.show.spoken import CONSOLE, spoken
from app.alarms.show.standing import standing
from app.base.values import dataclass
from app.commands.alarms.buttons import mute_button, unmute_button
from app.commands.alarms.make.buttons import edit_button
from app.listeners.silence import muted_by
from app.slack.messages.blocks import section
from app.slack.messages.buttons import (
    MUTE,
    MUTE_LABEL,
    UNMUTE,
    UNMUTE_LABEL,
    actions,
    force_button,
    incident_button,
    link_button,
    scale_button,
)
from app.slack.messages.message import Message
from app.slack.messages.text import SHORT, TEXT_LIMIT, cut, moment, within

if TYPE_CHECKING:
    from app.aws.alarm import HistoryItem, MuteRule
    from app.listeners.alarm_actions import Told
    from app.listeners.silence import Silence

WATCHES, CHILD, AND_MORE = "What it watches", "• {sign} {state}  {name}{since}", "and {count} more"
ACTIONS, LAST_CHANGES = "What its actions do", "Last changes"
NO_ACTIONS = ":warning: It has no action in any state, so nobody hears of it."
ACTION = "• {state}: {words}"
CHANGE = "• {at}: {summary}"
NO_CHANGES = "CloudWatch has no history of it."
DROPPED = ":no_bell: A route of bellhop.toml drops it, so it is shown in no channel."
MUTED = ":mute: {muted}. No action is triggered."
MESSAGE = "<{link}|Its message> has the history of this incident."
IN_WORDS = re.compile(r"updated from (\w+) to \w+")

NOW, NOW_ALONE = "Now *{value}* (ALARM if {limit})", "Now *{value}*"

CHANGES, MOST_GROUPS, MOST_CHILDREN, STATE_LIMIT = 10, 2, 10, 40
NAME_LIMIT, VALUE_LIMIT, SUMMARY_LIMIT, LIST_LIMIT, WORDS_LIMIT = 300, 60, 150, 2600, 600
SPOKEN = 0.3  # of what the blocks may take


@dataclass(frozen=True)
class Facts:
    """What was looked up about the alarm.

    actions  what each state's actions do, of states that have any
    silence  why none of them run; `rules` are the mute rules that are active
    link     to its message in Slack; `mark` is unique to this answer
    is_elsewhere  what can only be done at home has no button
    """

    actions: Mapping[str, Sequence[Told]] = field(default_factory=dict)
    silence: Silence | None = None
    rules: Sequence[MuteRule] = ()
    history: Sequence[HistoryItem] = ()
    link: str = ""
    is_dropped: bool = False
    mark: str = ""
    is_elsewhere: bool = False


def alarm_card(incident: Incident, facts: Facts) -> Message:
    """The incident has the alarm as it is now; one that has no id stands for an alarm without any."""
    incident = replace(incident, latest=replace(incident.latest, old=_old(facts), value=_newest(incident)))
    return Message(text=_spoken(incident, facts), blocks=fitting(lambda scale: _blocks(incident, facts, scale)))


def _blocks(incident: Incident, facts: Facts, scale: float) -> list[Block]:
    texts = [
        _headline(incident, scale),
        _children(incident.latest, scale),
        "\n".join(_standing(incident, facts)),
    ]
    below = [_actions(facts, scale), _changes(facts.history, scale)]
    drawn = chart(incident)
    return [
        *(section(text) for text in texts if text),
        actions(_buttons(incident, facts)),
        *([drawn] if drawn else []),
        *(section(text) for text in below),
        folded_details(incident, scale),
    ]


def _headline(incident: Incident, scale: float) -> str:
    """The state, the name, the newest value beside its limit, since when; then what is measured."""
    alarm = incident.latest
    value, limit = (untrusted(text, VALUE_LIMIT) for text in (alarm.value, measure.limit(alarm.watch)))
    now = (NOW if limit else NOW_ALONE).format(value=value, limit=limit) if value else ""
    rule = f"Rule: {inline(rule_words(alarm), round(1300 * scale))}" if alarm.rule else ""
    lines = [
        f"{EMOJI[alarm.new]} *{alarm.new}*  {inline(alarm.name, NAME_LIMIT)}",
        " · ".join(filter(None, (now, since(incident)))),
        untrusted(alarm.measure, round(1300 * scale)),
        rule,
    ]
    return "\n".join(filter(None, lines))


def _standing(incident: Incident, facts: Facts) -> Iterator[str]:
    """Who has it, why it is silent, and where its message is."""
    yield from standing(incident)
    rules = [rule for rule in facts.rules if not (incident.mute and rule.name == incident.mute.rule)]
    for rule in rules:
        said = muted_by(rule)
        yield MUTED.format(muted=said[0].upper() + said[1:])
    if facts.silence and not facts.rules and not incident.mute:
        yield facts.silence.why
    if facts.is_dropped:
        yield DROPPED
    if facts.link:
        yield MESSAGE.format(link=facts.link)


def _children(alarm: Transition, scale: float) -> str:
    """What a composite alarm watches, what is in ALARM first."""
    worst = sorted(alarm.children, key=lambda child: child.state != State.ALARM)
    lines = within([_child(child) for child in worst], MOST_CHILDREN, round(LIST_LIMIT * scale))
    more = len(worst) - len(lines)
    return listing(WATCHES, lines, AND_MORE.format(count=more) if more else "")


def _child(child: Child) -> str:
    sign = next((sign for state, sign in EMOJI.items() if state == child.state), ":grey_question:")
    since = f" since {moment(child.since, SHORT)}" if child.since else ""
    words = {"state": untrusted(child.state, STATE_LIMIT), "name": inline(child.name, NAME_LIMIT)}
    return CHILD.format(sign=sign, since=since, **words)


def _actions(facts: Facts, scale: float) -> str:
    lines = [
        ACTION.format(state=state, words=cut("; ".join(each.words for each in told), WORDS_LIMIT))
        for state, told in facts.actions.items()
    ]
    return listing(ACTIONS, within(lines, len(lines), round(LIST_LIMIT * scale))) or NO_ACTIONS


def _changes(history: Sequence[HistoryItem], scale: float) -> str:
    lines = [
        CHANGE.format(at=moment(item.at, SHORT), summary=untrusted(item.summary, SUMMARY_LIMIT)) for item in history
    ]
    return listing(LAST_CHANGES, within(lines, CHANGES, round(LIST_LIMIT * scale)) or [NO_CHANGES])


def _buttons(incident: Incident, facts: Facts) -> list[ButtonElement]:
    """The most urgent first: of more than five the last ones are in a menu."""
    alarm, runbook = incident.latest, runbook_of(incident.latest.description)
    buttons = list(acknowledge_button(incident)) if incident.id else []
    for at, group in enumerate(alarm.groups[:MOST_GROUPS]):
        buttons.append(scale_button(group, at, arn=target_arn(alarm.region, alarm.account, group)))
    if not facts.is_elsewhere or incident.id:
        buttons.append(_mute(incident, facts))
    if runbook and runbook.url:
        buttons.append(link_button(runbook.label, runbook.url, "runbook", alarm.name))
    other = State.OK if alarm.new is State.ALARM else State.ALARM
    buttons.append(force_button(alarm.name, other, facts.mark, alarm.arn if facts.is_elsewhere else ""))
    if not facts.is_elsewhere and alarm.watch.operator in measure.SIGNS and not alarm.rule:
        buttons.append(edit_button(alarm.name))
    if url := console_url(alarm.region, alarm.name):
        buttons.append(link_button(CONSOLE, url, "cloudwatch", alarm.name))
    return buttons


def _mute(incident: Incident, facts: Facts) -> ButtonElement:
    """A mute that its card knows is ended there; else one of ours, which may hold others too."""
    alarm = incident.latest
    if incident.mute:
        return incident_button(UNMUTE, UNMUTE_LABEL, incident.id, alarm.name)
    if any(rule.name.startswith(OWN_RULES) for rule in facts.rules):
        return unmute_button(alarm.arn, alarm.name)
    if incident.id:
        return incident_button(MUTE, MUTE_LABEL, incident.id, alarm.name)
    return mute_button(alarm.arn, alarm.name)


def _spoken(incident: Incident, facts: Facts) -> str:
    """For notifications and screen readers: the same facts in lines."""
    said = [spoken(incident), _children(incident.latest, SPOKEN), *_standing(incident, facts)]
    said += [_actions(facts, SPOKEN), _changes(facts.history, SPOKEN)]
    return cut("\n".join(filter(None, said)), TEXT_LIMIT)


def _newest(incident: Incident) -> str:
    if incident.points and incident.points_of == incident.latest.changed_at:
        return measure.with_unit(incident.latest.watch, figure(round(incident.points[-1].value, 4)))
    return incident.latest.value


def _old(facts: Facts) -> State | None:
    """The state before, of the newest change of states in its history."""
    found = next((match for item in facts.history if (match := IN_WORDS.search(item.summary))), None)
    return next((state for state in State if found and state == found[1]), None)
