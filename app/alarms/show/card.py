"""How an incident looks in Slack: while it is open the answer first, then what one can press; once it is over, a line.

Its fields are in app/alarms/show/fields.py, everything else in details.py there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ImageBlock
from slack_sdk.models.blocks.basic_components import SlackFile

from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.target import Target
from app.alarms.read import measure
from app.alarms.read.regions import is_reached, is_within
from app.alarms.read.transition import Child, State, Transition
from app.alarms.show.card_buttons import buttons, way_back_buttons
from app.alarms.show.chart import chart
from app.alarms.show.details import details_blocks, folded_details
from app.alarms.show.fields import EMOJI, NOT_KNOWN, PLACE_LIMIT, flapping, place, rule_words, since, took
from app.alarms.show.graph import alt_text
from app.alarms.show.layout import fitting, inline, listing, untrusted
from app.alarms.show.runbook import NO_BUTTON, runbook_of
from app.alarms.show.spoken import spoken
from app.alarms.show.standing import standing
from app.config.home import Home
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import (
    actions,
    menu,
)
from app.slack.messages.message import Message
from app.slack.messages.text import cut, escape, moment, named, within

AFTER = "after {took}"
WHERE = "Account {account} · {region}"
NO_ACCESS = WHERE + ". Bellhop has no access there, so it can't mute, scale or draw a graph."

MOST_CHILDREN = 10
MOST_RESPONSES = 3  # each is a line in the thread too
NAME_LIMIT = 300
RESPONSE_LIMIT, DONE_LIMIT = 400, 150
LIST_LIMIT = 2600

ANYWHERE = Target()


def card(incident: Incident, target: Target, home: Home | None) -> Message:
    """The incident as it is now; every block and the text stay within Slack's limits, whatever AWS sent.

    The target's mention is shown while the alarm is in ALARM; its note is below the card. Only alarms at `home`, and
    where it has a way, have buttons that act in AWS. Without a home (a webhook) there are only links, because nobody
    would answer, and there is no thread.
    """
    if home and not is_reached(incident.latest.arn, home):
        # 0.2 muted and drew the alarm of that name at home.
        incident = replace(incident, mute=None, image="")
    build = _over if incident.is_over and home else _open
    return Message(text=spoken(incident), blocks=fitting(lambda scale: build(incident, target, home, scale)))


def _open(incident: Incident, target: Target, home: Home | None, scale: float) -> list[Block]:
    alarm = incident.latest
    texts = [
        _headline(incident, target, scale),
        "\n".join(filter(None, (*standing(incident), flapping(incident)))),
        _children(alarm, scale),
        _responses(_others_than_acknowledging(incident), scale),
    ]
    return [
        *(section(text) for text in texts if text),
        *_row(buttons(incident, home)),
        *_picture(incident),
        *([folded_details(incident, scale)] if home else details_blocks(incident, scale)),
        *_notes(incident, target, home),
    ]


def _over(incident: Incident, target: Target, home: Home | None, scale: float) -> list[Block]:
    """A line, with everything that one can still press in a menu beside it, or beside the buttons below it."""
    words = [_outcome(incident), _what_was_done(incident)]
    lines = [" · ".join(filter(None, words)), *standing(incident), flapping(incident)]
    folded, others = menu(buttons(incident, home))
    line, row = section("\n".join(filter(None, lines))), [*way_back_buttons(incident), *others]
    if folded and not row:
        line.accessory = folded
    below: list[Block] = [ActionsBlock(elements=[*row, *([folded] if folded else [])])] if row else []
    return [line, *below, *_notes(incident, target, home)]


def _row(buttons: Sequence[ButtonElement]) -> list[Block]:
    return [actions(buttons)] if buttons else []


def _headline(incident: Incident, target: Target, scale: float) -> str:
    """Who is called, the state, the name, and the value against its threshold; then what is measured."""
    alarm = incident.latest
    answer = " ".join(
        filter(None, (untrusted(alarm.value, PLACE_LIMIT).strip("`"), escape(measure.limit(alarm.watch))))
    )
    lines = [
        target.mention if alarm.new is State.ALARM else "",
        f"{EMOJI[alarm.new]} *{alarm.new}*  {inline(alarm.name, NAME_LIMIT)}",
        f"*{answer}* {since(incident)}" if alarm.value else _sentence(since(incident)),
        untrusted(alarm.measure, round(1300 * scale)),
        f"Rule: {inline(rule_words(alarm), round(1300 * scale))}" if alarm.rule else "",
    ]
    return "\n".join(filter(None, lines))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _outcome(incident: Incident) -> str:
    """How it ended: `web-high-cpu` OK after 11 s."""
    alarm, how_long = incident.latest, took(incident)
    ended = AFTER.format(took=how_long) if how_long else since(incident)
    return f"{EMOJI[alarm.new]} {inline(alarm.name, NAME_LIMIT)} *{alarm.new}* {ended}"


def _what_was_done(incident: Incident) -> str:
    """The last thing that somebody did about it, rather than that they acknowledged it."""
    done = [each for each in incident.responses if each.user_id]
    acknowledged = incident.acknowledged.id if incident.acknowledged else ""
    newest = next((each for each in reversed(done) if each.id != acknowledged), None) or incident.acknowledged
    return cut(_said(newest), DONE_LIMIT) if newest else ""


def _children(alarm: Transition, scale: float) -> str:
    lines = within([_child(child) for child in alarm.children], MOST_CHILDREN, round(LIST_LIMIT * scale))
    more = len(alarm.children) - len(lines) + alarm.more_children
    return listing("Triggered by", lines, f"and {more} more" if more else "")


def _child(child: Child) -> str:
    emoji = next((sign for state, sign in EMOJI.items() if state == child.state), ":grey_question:")
    since = f" since {moment(child.since)}" if child.since else ""
    return f"• {emoji} {untrusted(child.state, 40) or NOT_KNOWN}  {inline(child.name, NAME_LIMIT)}{since}"


def _others_than_acknowledging(incident: Incident) -> list[Response]:
    """Who has it in hand stands above already."""
    held = incident.acknowledged.id if incident.acknowledged else None
    return [each for each in incident.responses if each.id != held or not held]


def _responses(responses: Sequence[Response], scale: float) -> str:
    """The latest responses, newest last."""
    newest_first = [f"• {moment(each.at)}: {cut(_said(each), RESPONSE_LIMIT)}" for each in reversed(responses)]
    lines = within(newest_first, MOST_RESPONSES, round(LIST_LIMIT * scale))[::-1]
    more = len(responses) - len(lines)
    return listing("Activity", lines, f"and {more} earlier in the thread" if more else "")


def _said(response: Response) -> str:
    who = named(response.user_id) if response.user_id else ""
    return response.words if not who or who in response.words else f"{who} {response.words}"


def _picture(incident: Incident) -> list[Block]:
    """The graph that CloudWatch drew, where Slack doesn't take the chart that it draws itself."""
    if incident.image:
        return [ImageBlock(slack_file=SlackFile(id=incident.image), alt_text=alt_text(incident.latest))]
    drawn = chart(incident)
    return [drawn] if drawn else []


def _notes(incident: Incident, target: Target, home: Home | None) -> list[Block]:
    """Where it is, if that is not where Bellhop is; why there is no runbook; what our routes say."""
    alarm, runbook = incident.latest, runbook_of(incident.latest.description)
    where = {"account": place(alarm.account), "region": place(alarm.region)}
    is_ours = home is not None and is_within(alarm.arn, home)
    has_access = home is None or is_reached(alarm.arn, home)
    notes = [
        "" if is_ours else (WHERE if has_access else NO_ACCESS).format(**where),
        NO_BUTTON.format(why=runbook.why) if runbook and runbook.why else "",
        target.note,
    ]
    return [context(note) for note in notes if note]
