"""How an incident looks in Slack: one card that says what, since when, why, where, and what people did about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block, ButtonElement, ImageBlock
from slack_sdk.models.blocks.basic_components import SlackFile

from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.target import Target
from app.alarms.read.regions import console_url, groups_arn, is_within
from app.alarms.read.transition import Child, State, Transition
from app.alarms.show.facts import NOT_KNOWN, facts, since, took, was
from app.alarms.show.graph import alt_text
from app.alarms.show.in_hand import acknowledge_button, in_hand, in_hand_buttons
from app.alarms.show.layout import (
    context,
    fields,
    fitting,
    inline,
    linked,
    listing,
    one_line,
    section,
    untrusted,
    within,
)
from app.alarms.show.runbook import NO_BUTTON, runbook_of
from app.config.home import Home
from app.slack.messages.buttons import (
    DETAILS,
    DETAILS_LABEL,
    MUTE,
    MUTE_LABEL,
    UNMUTE,
    UNMUTE_LABEL,
    actions,
    incident_button,
    link_button,
    scale_button,
)
from app.slack.messages.message import Message
from app.slack.messages.text import TEXT_LIMIT, cut, escape, moment, named, shorten

EMOJI = {
    State.ALARM: ":red_circle:",
    State.OK: ":large_green_circle:",
    State.NO_DATA: ":white_circle:",
    State.DELETED: ":wastebasket:",
}
NO_REASON = "CloudWatch gave no reason."
NOW = "; now {value}"
SUPPRESSED = ":no_bell: Actions suppressed: {why}."
SUPPRESSORS = {
    "Alarm": "the suppressor alarm is in ALARM",
    "WaitPeriod": "waiting for the suppressor alarm",
    "ExtensionPeriod": "the suppressor alarm has just ended",
}
RELEASED = ":bell: Its actions were suppressed and have now run."
AFTER_MUTE = ":bell: The mute window ended while it was in this state, so its actions ran."
STILL_AFTER_MUTE = ":bell: The mute window has ended, and CloudWatch says that it is still in this state."
ASKED = ":mag: No notification of this change arrived; Bellhop learned it by asking CloudWatch."
DELETED = ":wastebasket: The alarm was deleted in CloudWatch. There is nothing left to acknowledge or to mute."
GONE = (
    ":wastebasket: CloudWatch no longer has this alarm; Bellhop asked at {at}. There is nothing left to acknowledge or "
    "to mute."
)
MUTED = ":mute: Muted by {who} until {until}. If it is still in ALARM then, its actions run again."
MUTED_BY_RULE = ":mute: Muted by a CloudWatch mute rule: no action is triggered."
MUTED_BY_RULE_UNTIL = ":mute: Muted until {until} by the CloudWatch mute rule {rule}: no action is triggered."
REMINDED = ":alarm_clock: Not acknowledged yet. Reminded {count}×, last at {at}."
OK_MISSED = (
    ":grey_question: It was back to OK before {at}, when CloudWatch reported that it left OK again. The notification "
    "of that OK didn't arrive: check that Bellhop's topic is among the alarm's OK actions too."
)
CONSOLE = "Open in CloudWatch"
WHERE = "Account {account} · {region}"
NO_ACCESS = WHERE + ". Bellhop has no access there, so it can't mute, scale or draw a graph."

MOST_BUTTONS = 3
MOST_CHILDREN = 10
MOST_RESPONSES = 8
NAME_LIMIT = 300
PLACE_LIMIT = 100
RESPONSE_LIMIT = 400
LIST_LIMIT = 2600
GLANCE, VALUE_GLANCE = 100, 24

ANYWHERE = Target()


def card(incident: Incident, target: Target, home: Home | None) -> Message:
    """The incident as it is now; every block and the text stay within Slack's limits, whatever AWS sent.

    The target's mention is shown while the alarm is in ALARM; its note is below the card. Only alarms at `home` have
    buttons that act in AWS. Without a home (a webhook) there are only links, because nobody would answer.
    """
    if home and not is_within(incident.latest.arn, home):
        # 0.2 muted and drew the alarm of that name at home.
        incident = replace(incident, mute=None, image="")
    return Message(text=_fallback(incident), blocks=fitting(lambda scale: _blocks(incident, target, home, scale)))


def _blocks(incident: Incident, target: Target, home: Home | None, scale: float) -> list[Block]:
    alarm = incident.latest
    texts = [
        _headline(alarm, target, scale),
        "\n".join(_standing(incident)),
        ""
        if incident.is_deleted or incident.ok_missed
        else f"*Reason*\n{linked(alarm.reason, round(2500 * scale)) or NO_REASON}",
        _children(alarm, scale),
        f"*Description*\n{linked(alarm.description, round(1500 * scale))}" if alarm.description.strip() else "",
        _responses(incident.responses, scale),
    ]
    sections: list[Block] = [section(text) for text in texts if text]
    where = NO_ACCESS if home and not is_within(alarm.arn, home) else WHERE
    runbook = runbook_of(alarm.description)
    notes = [NO_BUTTON.format(why=runbook.why) if runbook and runbook.why else "", target.note]
    return [
        sections[0],
        fields(list(facts(incident))),
        *sections[1:],
        *_picture(incident),
        *_buttons(incident, home),
        context(where.format(account=_place(alarm.account), region=_place(alarm.region))),
        *(context(note) for note in notes if note),
    ]


def _headline(alarm: Transition, target: Target, scale: float) -> str:
    called = [target.mention] if target.mention and alarm.new is State.ALARM else []
    lines = [*called, f"{EMOJI[alarm.new]} *{alarm.new}*  {inline(alarm.name, NAME_LIMIT)}"]
    if alarm.measure:
        lines.append(untrusted(alarm.measure, round(1300 * scale)) + _now(alarm))
    if alarm.rule:
        lines.append(f"Rule: {inline(alarm.rule, round(1300 * scale))}")
    return "\n".join(lines)


def _now(alarm: Transition) -> str:
    return NOW.format(value=untrusted(alarm.value, PLACE_LIMIT)) if alarm.value else ""


def _standing(incident: Incident) -> Iterator[str]:
    """What is special about it right now: who is on it, and whether its actions are suppressed."""
    alarm = incident.latest
    if incident.ok_missed:
        yield OK_MISSED.format(at=moment(alarm.changed_at))
    if alarm.suppressed:
        yield SUPPRESSED.format(why=SUPPRESSORS.get(alarm.suppressed) or untrusted(alarm.suppressed, PLACE_LIMIT))
    if alarm.released:
        yield RELEASED
    yield from _source(alarm)
    if held := in_hand(incident):
        yield held
    if incident.mute:
        yield MUTED.format(who=named(incident.mute.user_id), until=moment(incident.mute.until))
    elif alarm.muted and alarm.muted_until:
        rule = inline(alarm.muted_by, NAME_LIMIT)
        yield MUTED_BY_RULE_UNTIL.format(rule=rule, until=moment(alarm.muted_until))
    elif alarm.muted:
        yield MUTED_BY_RULE
    if incident.reminders and incident.reminded_at and not incident.is_over:
        yield REMINDED.format(count=incident.reminders, at=moment(incident.reminded_at))


def _source(alarm: Transition) -> Iterator[str]:
    """How Bellhop knows of its newest change, unless by an ordinary notification."""
    if alarm.new is State.DELETED:
        yield GONE.format(at=moment(alarm.changed_at)) if alarm.asked else DELETED
    elif alarm.after_mute:
        yield STILL_AFTER_MUTE if alarm.asked else AFTER_MUTE
    elif alarm.asked:
        yield ASKED


def _place(name: str) -> str:
    return untrusted(name, PLACE_LIMIT) or NOT_KNOWN


def _children(alarm: Transition, scale: float) -> str:
    lines = within([_child(child) for child in alarm.children], MOST_CHILDREN, round(LIST_LIMIT * scale))
    more = len(alarm.children) - len(lines) + alarm.more_children
    return listing("Triggered by", lines, f"and {more} more" if more else "")


def _child(child: Child) -> str:
    emoji = next((sign for state, sign in EMOJI.items() if state == child.state), ":grey_question:")
    since = f" since {moment(child.since)}" if child.since else ""
    return f"• {emoji} {untrusted(child.state, 40) or NOT_KNOWN}  {inline(child.name, NAME_LIMIT)}{since}"


def _responses(responses: Sequence[Response], scale: float) -> str:
    """The latest responses, newest last."""
    newest_first = [_response(response) for response in reversed(responses)]
    lines = within(newest_first, MOST_RESPONSES, round(LIST_LIMIT * scale))[::-1]
    more = len(responses) - len(lines)
    return listing("Activity", lines, f"and {more} earlier" if more else "")


def _response(response: Response) -> str:
    who = named(response.user_id) if response.user_id else ""
    words = response.words if not who or who in response.words else f"{who} {response.words}"
    return f"• {moment(response.at)}: {cut(words, RESPONSE_LIMIT)}"


def _buttons(incident: Incident, home: Home | None) -> list[Block]:
    alarm = incident.latest
    buttons: list[ButtonElement] = list(_handles(incident, home)) if home else []
    if (runbook := runbook_of(alarm.description)) and runbook.url:
        buttons.append(link_button(runbook.label, runbook.url, "runbook", alarm.name))
    if (url := console_url(alarm.region, alarm.name)) and not incident.is_deleted:
        buttons.append(link_button(CONSOLE, url, "cloudwatch", alarm.name))
    buttons += in_hand_buttons(incident) if home else ()
    return [actions(buttons)] if buttons else []


def _picture(incident: Incident) -> list[Block]:
    """The graph, once it is drawn and in Slack."""
    if not incident.image:
        return []
    return [ImageBlock(slack_file=SlackFile(id=incident.image), alt_text=alt_text(incident.latest))]


def _handles(incident: Incident, home: Home) -> Iterator[ButtonElement]:
    """Nobody needs to acknowledge an alarm that is over; it can be unmuted at any time.

    Scaling stays available after it is over, to scale back in. Elsewhere than at home nothing acts in AWS.
    """
    alarm = incident.latest
    yield from acknowledge_button(incident)
    if not is_within(alarm.arn, home):
        return
    if incident.mute:
        yield incident_button(UNMUTE, UNMUTE_LABEL, incident.id, alarm.name)
    elif not incident.is_over:
        yield incident_button(MUTE, MUTE_LABEL, incident.id, alarm.name)
    for position, group in enumerate(alarm.groups[:MOST_BUTTONS]):
        is_next = alarm.new is State.ALARM and incident.acknowledged is not None
        yield scale_button(group, position, is_next, groups_arn(alarm.region, alarm.account))
    yield incident_button(DETAILS, DETAILS_LABEL, incident.id, alarm.name)


def _glance(alarm: Transition) -> str:
    """What a phone's lock screen shows: the state, as much of the name as fits, and the value."""
    state, value = f"{EMOJI[alarm.new]} {alarm.new}: ", shorten(escape(one_line(alarm.value)), VALUE_GLANCE)
    value = f" ({value}, " if value else " ("
    return state + shorten(escape(one_line(alarm.name)), GLANCE - len(state) - len(value)) + value


def _fallback(incident: Incident) -> str:
    """The card's facts in two lines, for notifications and screen readers."""
    alarm, how_long = incident.latest, took(incident)
    measured = f"{shorten(escape(alarm.measure), 760)}{_now(alarm)}" if alarm.measure else ""
    watched = measured or (f"Rule: {escape(alarm.rule)}" if alarm.rule else "")
    url = "" if incident.is_deleted else console_url(alarm.region, alarm.name)
    name, glance = shorten(escape(one_line(alarm.name)), NAME_LIMIT), _glance(alarm)
    first = [
        f"{glance}{was(alarm)} → {alarm.new}) {since(incident)}.",
        f"Alarm: {name}." if name not in glance else "",
        f"It lasted {how_long}." if how_long else "",
        f"{shorten(watched, 900)}." if watched else "",
    ]
    second = [
        f"Reason: {shorten(escape(alarm.reason.rstrip('.')), 1300)}." if alarm.reason else "",
        f"Account {_place(alarm.account)}, region {_place(alarm.region)}.",
        f"<{url}|{CONSOLE}>" if url else "",
    ]
    return cut("\n".join(" ".join(filter(None, line)) for line in (first, second)), TEXT_LIMIT)
