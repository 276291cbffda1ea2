"""How the weekly post reads: one screen, the week first, then what to look at. Values in, a message out. No IO."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, SectionBlock

from app.alarms.decide.target import MessageId
from app.base.values import dataclass
from app.commands.alarms.buttons import TUNE, TUNE_LABEL, tune_value
from app.runtime.weekly.summary import Often, Summary, Unanswered
from app.slack.messages.blocks import context, mrkdwn, section
from app.slack.messages.buttons import button
from app.slack.messages.message import Message
from app.slack.messages.text import code, duration, escape, middle, moment

QUIET = ":sunny: *A quiet week*: no alarm went off, and nothing was left up. Enjoy it!"
HEAD = ":bellhop_bell: *Your week in alarms*: {incidents} from {alarms}{open}."
OPEN = ", {count} still open"
NO_INCIDENTS = ":bellhop_bell: *Your week in alarms*: none went off."
ACKNOWLEDGED = "Half of the {count} that somebody acknowledged were acknowledged within {span}"
ONE_ACKNOWLEDGED = "One was acknowledged, after {span}"
NONE_ACKNOWLEDGED = "Nobody acknowledged any"
TO_OK = "; half of those that are over were OK again within {span}"
OFTEN = ":repeat: {name} went off {times} times"
MORE_OFTEN = ":repeat: {name} went off about {times} times"
ALONE = ", {alone} of them over within 5 minutes without anybody doing anything. `/alarms tune` may make it quieter"
UNANSWERED = ":eyes: Nobody did anything about {count} of them{longest}: {named}."
LONGEST = ", the longest were"
FOR, SO_FAR = "{name} ({span})", "{name} ({span}, still open)"
LINK = "<{url}|{name}>"
SPAN = "{since} to {until}"

MOST_OFTEN, MOST_UNANSWERED, NAME_SHOWN = 3, 3, 80
DAY = "{date_short_pretty}"

Link = Callable[[MessageId], str]


@dataclass(frozen=True)
class Week:
    """What a post says: the summary, what sizes cost, mrkdwn, and what is missing."""

    since: datetime
    until: datetime
    summary: Summary
    costs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def message(week: Week, link: Link) -> Message:
    """`link` leads to a card; '' where it can't."""
    summary, small = week.summary, _small(week)
    if not summary.incidents and not week.costs and not week.notes:
        return Message(f"{QUIET}\n{small}", (section(QUIET), context(small)))
    lines = [_head(summary)]
    blocks: list[Block] = [section(lines[0])]
    for number, often in enumerate(summary.often[:MOST_OFTEN]):
        lines.append(_often(often))
        blocks.append(_with_tune(lines[-1], often, number))
    rest = [*_unanswered(summary.unanswered, link), *week.costs]
    blocks += map(section, rest)
    return Message("\n".join([*lines, *rest, small]), (*blocks, context(small)))


def _head(summary: Summary) -> str:
    if not summary.incidents:
        return NO_INCIDENTS
    head = HEAD.format(
        incidents=_counted(summary.incidents, "incident"),
        alarms=_counted(summary.alarms, "alarm"),
        open=OPEN.format(count=summary.still_open) if summary.still_open else "",
    )
    to_ok = TO_OK.format(span=duration(summary.to_ok)) if summary.to_ok is not None else ""
    return f"{head}\n{_acknowledged(summary)}{to_ok}."


def _acknowledged(summary: Summary) -> str:
    if summary.to_acknowledge is None:
        return NONE_ACKNOWLEDGED
    span = duration(summary.to_acknowledge)
    if summary.acknowledged == 1:
        return ONE_ACKNOWLEDGED.format(span=span)
    return ACKNOWLEDGED.format(count=summary.acknowledged, span=span)


def _often(often: Often) -> str:
    words = MORE_OFTEN if often.is_more else OFTEN
    said = words.format(name=_name(often.name), times=often.times)
    return said + (ALONE.format(alone=often.alone) if _is_hint(often) else "") + "."


def _with_tune(line: str, often: Often, number: int) -> SectionBlock:
    """Answered only to whoever presses it."""
    tune = button(TUNE_LABEL, f"{TUNE}:{number}", tune_value(often.name), often.name) if _is_hint(often) else None
    return SectionBlock(text=mrkdwn(line), accessory=tune)


def _is_hint(often: Often) -> bool:
    return often.is_noisy and often.tunable


def _unanswered(found: Sequence[Unanswered], link: Link) -> Iterator[str]:
    if found:
        named = ", ".join(_for(each, link) for each in found[:MOST_UNANSWERED])
        longest = LONGEST if len(found) > MOST_UNANSWERED else ""
        yield UNANSWERED.format(count=len(found), longest=longest, named=named)


def _for(each: Unanswered, link: Link) -> str:
    url = link(each.place) if each.place else ""
    name = LINK.format(url=url, name=escape(middle(each.name, NAME_SHOWN))) if url else _name(each.name)
    return (SO_FAR if each.is_open else FOR).format(name=name, span=duration(each.lasted))


def _small(week: Week) -> str:
    span = SPAN.format(since=moment(week.since, DAY), until=moment(week.until, DAY))
    return " · ".join([span, *week.notes])


def _name(name: str) -> str:
    return code(middle(name, NAME_SHOWN))


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
