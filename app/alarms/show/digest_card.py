"""How a storm looks in Slack: one message that counts and names the worst, and a list of all, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement

from app.alarms.decide.digest import WORST_FIRST, Digest, Row, calls_of, worst_first
from app.alarms.read.regions import console_url
from app.alarms.read.transition import State
from app.alarms.show.fields import BEFORE, EMOJI, NOT_KNOWN
from app.alarms.show.layout import inline, listing, one_line, untrusted
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import (
    ACKNOWLEDGE_ALL,
    DIGEST_LIST,
    MUTE_ALL,
    NEXT,
    PREVIOUS,
    RELEASE_ALL,
    UNMUTE_ALL,
    actions,
    button,
)
from app.slack.messages.message import Message
from app.slack.messages.text import escape, lasted, moment, named, shorten, within

STORM = ":rotating_light: *Alarm storm: {counted}* since {began}.{cards}"
CARDS = " {count:,} of them have cards of their own."
ONE_CARD = " One of them has a card of its own."
SETTLING = ":large_green_circle: *Alarm storm: {counted}* since {began}, all {now}."
OVER = ":large_green_circle: *The alarm storm is over: {counted} {now}.* It started {began}{lasted}."
LASTED = " and lasted {lasted}"
BACK = "back to OK"
BACK_OR_DELETED = "back to OK or deleted"
FALLBACK = "Alarm storm: {counted} ({counts}){worst}, since {began}."
FALLBACK_WORST = ", worst {name}"
NO_GROUP = "no group or service"
GROUP = "• {group}: {count:,} ({states})"
NAMESAKE = "{group} in {account}, {region}"
GROUPS_MORE = "and {count} more groups"
ROWS_MORE = "and {count:,} more in the list"
FOLDED = {State.OK: "and {count:,} that {are} OK again", State.DELETED: "and {count:,} that {were} deleted"}
VALUE, TESTED = "*{value}*", "*{value}* ({limit})"
TAKEN = ":eyes: {who}"
TAKEN_BY = ":eyes: Acknowledged: {whose}."
MUTED, MUTED_COUNT = ":mute:", ":mute: Muted: {count:,}, the last one until {until}."
ACKNOWLEDGE_LABEL, RELEASE_LABEL = "Acknowledge all", "Release mine"
MUTE_LABEL, UNMUTE_LABEL = "Mute all…", "Unmute all"
LIST_LABEL = "List all {count:,}"
OF_STORM = "alarms of the storm"
HINT = "Updated {at}. Changes are counted here. A new alarm after the storm gets a card of its own."

PAGE = "*Alarms {first:,} to {last:,} of {count:,}*, most urgent first"
FORGOTTEN = "This digest is more than 90 days old and no longer available."

WORST_SHOWN = 10
GROUPS_SHOWN = 8
NAME_LIMIT = 100
NAME_GLANCE = 24
LIST_LIMIT = 2800
# Of rows of at most so many characters a section takes ten, and forty fit Slack's limit for a message's blocks.
ROW_LIMIT = 290
ROWS_A_PAGE = 40
ROWS_A_SECTION = 10
VALUE_LIMIT, TAKEN_SHOWN = 24, 5


def digest_card(digest: Digest, rows: Sequence[Row]) -> Message:
    """The storm as it is now, within Slack's limits however many rows there are."""
    words = {"counted": _counted(len(rows)), "began": moment(_began(digest, rows))}
    top = [" ".join(calls_of(rows)), _headline(digest, rows, words), _states(rows), _taken(rows), _muted(rows)]
    blocks: list[Block] = [section("\n".join(filter(None, top)))]
    blocks += [section(text) for text in (_groups(rows), _worst(rows)) if text]
    blocks.append(
        actions([*_handles(digest.id, rows), _button(LIST_LABEL.format(count=len(rows)), digest.id, 0, "all")])
    )
    if digest.shown_at:
        blocks.append(context(HINT.format(at=moment(digest.shown_at))))
    if digest.note:
        blocks.append(context(digest.note))
    return Message(text=FALLBACK.format(counts=_counts(rows), worst=_worst_name(rows), **words), blocks=blocks)


def _headline(digest: Digest, rows: Sequence[Row], words: Mapping[str, str]) -> str:
    if not all(row.is_over for row in rows):
        cards = sum(row.has_card for row in rows)
        told = ONE_CARD if cards == 1 else CARDS.format(count=cards) if cards else ""
        return STORM.format(cards=told, **words)
    if not (digest.shown_at and digest.is_past(digest.shown_at)):
        return SETTLING.format(now=_now(rows), **words)
    is_known = rows and all(row.is_end_known for row in rows)
    took = lasted(max(row.changed_at for row in rows) - _began(digest, rows)) if is_known else ""
    return OVER.format(lasted=LASTED.format(lasted=took) if took else "", now=_now(rows), **words)


def list_page(digest: Digest, rows: Sequence[Row], start: int, list_id: str) -> Message:
    """One page of all the digest's alarms in the list's order, with buttons to the pages before and after."""
    start = start if 0 <= start < len(rows) else 0
    shown = rows[start : start + ROWS_A_PAGE]
    title = PAGE.format(first=start + 1, last=start + len(shown), count=len(rows))
    lines = [_line(row) for row in shown]
    sections = [lines[at : at + ROWS_A_SECTION] for at in range(0, len(lines), ROWS_A_SECTION)]
    blocks: list[Block] = [section(title), *(section("\n".join(part)) for part in sections)]
    buttons = list(_turns(digest.id, list_id, start, len(rows)))
    if buttons:
        blocks.append(actions(buttons))
    return Message(text=title, blocks=blocks)


def asked_page(value: str) -> tuple[str, int, str]:
    """The digest, the first row and the list in a button's value; '' opens a new list."""
    digest_id, start, list_id, *_ = (*value.split(":"), "", "")
    return digest_id, int(start) if start.isdecimal() else 0, list_id


def _began(digest: Digest, rows: Sequence[Row]) -> datetime:
    return min((row.began_at for row in rows), default=digest.began_at)


def _now(rows: Sequence[Row]) -> str:
    """What all of them are, at the end of a storm."""
    return BACK_OR_DELETED if any(row.state is State.DELETED for row in rows) else BACK


def _states(rows: Sequence[Row]) -> str:
    """`940 ALARM, 60 OK`, each with its color."""
    counts = Counter(row.state for row in rows)
    return " · ".join(f"{EMOJI[state]} {counts[state]:,} {state}" for state in WORST_FIRST if counts[state])


def _counts(rows: Sequence[Row]) -> str:
    counts = Counter(row.state for row in rows)
    return ", ".join(f"{counts[state]:,} {state}" for state in WORST_FIRST if counts[state])


def _worst_name(rows: Sequence[Row]) -> str:
    """Short, so that a phone's lock screen shows all of it."""
    worst = next((row for row in worst_first(rows) if not row.is_over), None)
    return FALLBACK_WORST.format(name=shorten(escape(one_line(worst.name)), NAME_GLANCE)) if worst else ""


def _groups(rows: Sequence[Row]) -> str:
    """The groups with most alarms that are not over; '' if no alarm names a group."""
    if not any(row.group for row in rows):
        return ""
    by_group: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        by_group.setdefault((row.group, row.account, row.region) if row.group else ("", "", ""), []).append(row)
    ordered = sorted(by_group.items(), key=lambda item: (-sum(not row.is_over for row in item[1]), item[0]))
    named = Counter(group for group, _, _ in by_group)
    lines = [
        GROUP.format(group=_group(*place, is_alone=named[place[0]] == 1), count=len(some), states=_states(some))
        for place, some in ordered
    ]
    shown = within(lines, GROUPS_SHOWN, LIST_LIMIT)
    more = len(lines) - len(shown)
    return listing("By group", shown, GROUPS_MORE.format(count=more) if more else "")


def _group(group: str, account: str, region: str, is_alone: bool) -> str:
    """Its name, with account and region if another one has a group of that name in this storm."""
    name = inline(group, NAME_LIMIT) if group else NO_GROUP
    if is_alone:
        return name
    places = {"account": untrusted(account, NAME_LIMIT), "region": untrusted(region, NAME_LIMIT)}
    return NAMESAKE.format(group=name, **{key: place or NOT_KNOWN for key, place in places.items()})


def _worst(rows: Sequence[Row]) -> str:
    """The most urgent ones; those that are over fold away."""
    open_rows = [row for row in worst_first(rows) if not row.is_over]
    shown = within([_line(row) for row in open_rows[:WORST_SHOWN]], WORST_SHOWN, LIST_LIMIT)
    more = len(open_rows) - len(shown)
    folded = [ROWS_MORE.format(count=more)] if more else []
    counts = Counter(row.state for row in rows)
    folded += [_folded(state, counts[state]) for state in FOLDED if counts[state]]
    return listing("Most urgent", shown, "\n".join(folded))


def _folded(state: State, count: int) -> str:
    verbs = {"are": "is", "were": "was"} if count == 1 else {"are": "are", "were": "were"}
    return FOLDED[state].format(count=count, **verbs)


def _line(row: Row) -> str:
    """State, name, value against threshold, since when, who is on it; the name links to the console if that fits."""
    value, limit = (untrusted(text, VALUE_LIMIT) for text in (row.value, row.limit))
    tested = (TESTED if limit else VALUE).format(value=value, limit=limit) if value and not row.is_over else ""
    taken = TAKEN.format(who=named(row.taken_by)) if row.taken_by and not row.is_over else ""
    muted = MUTED if row.muted_until and not row.is_over else ""
    at = ("{at}" if row.is_end_known else BEFORE).format(at=moment(row.changed_at, "{time}"))
    rest = [part for part in (tested, at, taken, muted) if part]
    lines = (" ".join([EMOJI[row.state], name, *rest]) for name in _names(row))
    return next(line for line in lines if len(line) <= ROW_LIMIT)


def _taken(rows: Sequence[Row]) -> str:
    """How many of the alarms in ALARM somebody is on."""
    whose = Counter(row.taken_by for row in rows if row.taken_by and not row.is_over).most_common(TAKEN_SHOWN)
    return TAKEN_BY.format(whose=", ".join(f"{count:,} by {named(who)}" for who, count in whose)) if whose else ""


def _muted(rows: Sequence[Row]) -> str:
    ends = [row.muted_until for row in rows if row.muted_until and not row.is_over]
    return MUTED_COUNT.format(count=len(ends), until=moment(max(ends))) if ends else ""


def _handles(digest_id: str, rows: Sequence[Row]) -> Iterator[ButtonElement]:
    """While there is something to acknowledge, to release, to mute (also for another time) or to unmute."""
    going_on = [row for row in rows if row.state is State.ALARM]
    if any(not row.taken_by for row in going_on):
        yield button(ACKNOWLEDGE_LABEL, ACKNOWLEDGE_ALL, digest_id, OF_STORM, style="primary")
    if any(row.taken_by for row in going_on):
        yield button(RELEASE_LABEL, RELEASE_ALL, digest_id, OF_STORM)
    if going_on:
        yield button(MUTE_LABEL, MUTE_ALL, digest_id, OF_STORM)
    if any(row.muted_until for row in going_on):
        yield button(UNMUTE_LABEL, UNMUTE_ALL, digest_id, OF_STORM)


def _names(row: Row) -> Iterator[str]:
    url, name = console_url(row.region, row.name), untrusted(row.name, NAME_LIMIT).strip("`")
    if url:
        yield f"<{url}|{name}>"
    yield inline(row.name, NAME_LIMIT)


def _turns(digest_id: str, list_id: str, start: int, count: int) -> Iterator[ButtonElement]:
    if start > 0:
        yield _button(PREVIOUS, digest_id, max(0, start - ROWS_A_PAGE), "previous", list_id)
    if start + ROWS_A_PAGE < count:
        yield _button(NEXT, digest_id, start + ROWS_A_PAGE, "next", list_id)


def _counted(count: int) -> str:
    return f"{count:,} alarm" + ("" if count == 1 else "s")


def _button(label: str, digest_id: str, start: int, name: str, list_id: str = "") -> ButtonElement:
    return button(label, f"{DIGEST_LIST}:{name}", f"{digest_id}:{start}:{list_id}", OF_STORM)
