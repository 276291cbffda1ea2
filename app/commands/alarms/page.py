"""A page of the list of alarms: what is not OK, the worst first, each with a button that shows its card. No IO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement

from app.alarms.decide.incident import OWN_RULES
from app.alarms.show.fields import EMOJI
from app.alarms.show.layout import inline, untrusted
from app.base.values import dataclass
from app.commands.alarms.buttons import page_button, show_button, unmute_button
from app.commands.alarms.filters import MOST_HELD, NO_DATA, Filters, most_read
from app.commands.alarms.rows import Listed
from app.listeners.alarm_search import MOST_FOUND
from app.listeners.silence import BY, MUTED_AGAIN, MUTED_UNTIL, who_and_why
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import NEXT, PREVIOUS, REFRESH, actions
from app.slack.messages.message import Message
from app.slack.messages.text import SHORT, code, moment, named

QUIET = ":large_green_circle: No alarm is in ALARM or INSUFFICIENT_DATA.{ok}"
NONE = "No alarm that fits {words} is {states}.{ok}"
NONE_IN = "No alarm is {states}.{ok}"
NO_PLACE = " bellhop.toml names no place {place}, so it was looked for in the name."
NONE_MUTED_AT_ALL, ALL_MUTED = "No alarm is muted.", "*{counted} are muted*, worst first."
ONE_MUTED = "*1 alarm is muted.*"
NONE_MUTED = "No alarm that fits {words} is held by an active mute rule or has disabled actions."
TITLE = "*{counted} are not OK*, worst first.{ok}"
TITLE_FILTERED, ONE_FILTERED = "*{counted}* for {words}, worst first.{ok}", "*{counted}* for {words}.{ok}"
TITLE_ONE = "*One alarm is not OK.*{ok}"
PAGED = " Showing {first:,} to {last:,}."
ARE_OK, MORE_OK = " {count:,} OK.", " More than {count:,} OK."
CUT = "There are more in {state}: Bellhop read the first {count:,} only. `/alarms web-*` lists those that begin so."
NO_TAGS = "The tags of {count:,} more were not read, so some may be missing. Add a name: `/alarms web-* {words}`."
LINE = "{sign} {name}{value}\n{facts}"
VALUE, TESTED = "  *{value}*", "  *{value}* ({limit})"
SINCE, TAKEN, DROPPED, CARD = (
    "{state} since {at}",
    ":eyes: {who}",
    "a route drops it",
    "<{link}|its message>",
)
DISABLED = ":mute: actions disabled in CloudWatch"
MORE_RULES = "There may be more: Bellhop reads fifty of its own mute rules, and fifty of others."
MORE_HELD = "More are muted: Bellhop looks at the first {count:,} only. Add a name: `/alarms web-* muted`."
MORE_DISABLED = "Bellhop looked for disabled actions in {count:,} alarms only. Add a name: `/alarms web-* muted`."
HINT_MUTED = "*Unmute* ends what was muted in Slack; what somebody muted or disabled in AWS ends there."
HINT = "*Show* has all that can be done about an alarm. `/alarms help` lists the filters."

ROWS_A_PAGE = 8
NAME_LIMIT, VALUE_LIMIT, ARN_LIMIT = 100, 24, 500
PLACED = re.compile(r"(?:^|\s)in (?P<place>[^\s*?]+)$", re.IGNORECASE)
MUTED_ALL = Filters(muted=True)


@dataclass(frozen=True)
class Overview:
    """What a list says besides its rows.

    ok      how many alarms are OK and whether there are more, None if nobody counted
    cut     the states of which there are more than were read
    untold  how many alarms' tags were not read
    more_rules  whether there may be mute rules that were not read
    more_held   whether the rules that were read hold more alarms than were looked at
    more_disabled  whether there may be alarms with disabled actions that were not read
    """

    count: int
    ok: tuple[int, bool] | None = None
    cut: tuple[str, ...] = ()
    untold: int = 0
    more_rules: bool = False
    more_held: bool = False
    more_disabled: bool = False


def page(shown: Sequence[Listed], start: int, overview: Overview, filters: Filters) -> Message:
    """`shown` are the rows from `start` on."""
    lines = [_line(each) for each in shown]
    hint = HINT_MUTED if filters.muted else HINT
    notes = [*_notes(overview, filters), *([hint] if shown else [])]
    title = _title(len(shown), start, overview, filters)
    rows: list[Block] = [section(title)]
    for position, (line, each) in enumerate(zip(lines, shown, strict=True)):
        row, show = section(line), _accessory(each, filters, position, start)
        if len(show.value or "") <= ARN_LIMIT:  # a name of nothing but `&` is six times as long there
            row.accessory = show
        rows.append(row)
    buttons = list(_turns(start, overview.count, filters))
    ends: list[Block] = [*([actions(buttons)] if buttons else []), *map(context, notes)]
    return Message("\n".join([title, *lines, *notes]), (*rows, *ends))


def _accessory(each: Listed, filters: Filters, position: int, start: int) -> ButtonElement:
    """*Unmute* where somebody looks for what is muted, and Bellhop mutes it at home."""
    is_ours = each.rule is not None and each.rule.name.startswith(OWN_RULES)
    if filters.muted and is_ours and not filters.place:
        return unmute_button(each.seen.arn, each.row.name, (str(filters), start), position)
    return show_button(each.seen.arn, each.row.name, position)


def _title(shown: int, start: int, overview: Overview, filters: Filters) -> str:
    ok, words = _ok(overview.ok), code(str(filters))
    if not overview.count:
        return _none(filters, ok)
    more, is_one = "More than " if overview.cut else "", overview.count == 1 and not overview.cut
    counted = f"{more}{overview.count:,} alarm{'' if is_one else 's'}"
    if filters == Filters():
        title = (TITLE_ONE if is_one else TITLE).format(counted=counted, ok=ok)
    elif filters == MUTED_ALL:
        title = (ONE_MUTED if is_one else ALL_MUTED).format(counted=counted)
    else:
        title = (ONE_FILTERED if is_one else TITLE_FILTERED).format(counted=counted, words=words, ok=ok)
    return title + (PAGED.format(first=start + 1, last=start + shown) if shown < overview.count else "")


def _none(filters: Filters, ok: str) -> str:
    if filters == Filters():
        return QUIET.format(ok=ok)
    if filters == MUTED_ALL:
        return NONE_MUTED_AT_ALL
    words, states = code(str(filters)), _in(" or ".join(filters.wanted))
    if filters == Filters(states=filters.states):
        return NONE_IN.format(states=states, ok=ok)
    said = NONE_MUTED.format(words=words) if filters.muted else NONE.format(words=words, states=states, ok=ok)
    placed = PLACED.search(filters.name)
    return said + (NO_PLACE.format(place=code(placed["place"])) if placed else "")


def _in(states: str) -> str:
    return states if states == "OK" else f"in {states}"


def _ok(counted: tuple[int, bool] | None) -> str:
    if counted is None:
        return ""
    count, is_more = counted
    return (MORE_OK if is_more else ARE_OK).format(count=count)


def _notes(overview: Overview, filters: Filters) -> Iterator[str]:
    for state in overview.cut:
        yield CUT.format(state=state, count=most_read(state))
    if overview.more_rules:
        yield MORE_RULES
    if overview.more_held:
        yield MORE_HELD.format(count=MOST_HELD)
    if overview.more_disabled:
        yield MORE_DISABLED.format(count=MOST_FOUND)
    if overview.untold:
        yield NO_TAGS.format(
            count=overview.untold, words=" ".join(f"tag:{name}={value}" for name, value in filters.tags)
        )


def _line(each: Listed) -> str:
    row = each.row
    value, limit = (untrusted(text, VALUE_LIMIT) for text in (row.value, row.limit))
    tested = (TESTED if limit else VALUE).format(value=value, limit=limit) if value and row.state != NO_DATA else ""
    facts = [
        SINCE.format(state=row.state, at=_moment(row.changed_at)),
        TAKEN.format(who=named(row.taken_by)) if row.taken_by else "",
        _muted(each),
        DISABLED if each.is_disabled else "",
        DROPPED if each.is_dropped else "",
        CARD.format(link=each.link) if each.link else "",
    ]
    words = {"sign": EMOJI[row.state], "name": inline(row.name, NAME_LIMIT), "value": tested}
    return LINE.format(facts=" · ".join(filter(None, facts)), **words)


def _muted(each: Listed) -> str:
    """Until when and, where its rule was looked for, by whom."""
    until, rule = each.row.muted_until, each.rule
    said = MUTED_UNTIL.format(at=_moment(until)) if until else MUTED_AGAIN if rule else ""
    return (f":mute: {said}" if said else "") + (BY.format(who=who_and_why(rule)) if rule and said else "")


def _moment(when: datetime) -> str:
    return moment(when, SHORT)


def _turns(start: int, count: int, filters: Filters) -> Iterator[ButtonElement]:
    """Each reads the list again, so that an old page becomes a new one."""
    words = str(filters)
    asked = [(PREVIOUS, "previous", max(0, start - ROWS_A_PAGE))] if start else []
    asked += [(NEXT, "next", start + ROWS_A_PAGE)] if start + ROWS_A_PAGE < count else []
    asked += [(REFRESH, "refresh", start)]
    for label, position, at in asked:
        if made := page_button(label, position, words, at):
            yield made
