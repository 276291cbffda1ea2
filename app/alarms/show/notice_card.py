"""How a notice looks in Slack: its title, short fields, and the body, with how much of it is cut."""

from __future__ import annotations

from slack_sdk.models.blocks import Block

from app.alarms.read.transition import Notice
from app.alarms.read.untrusted import moment_in
from app.alarms.show.layout import URL, fields, fitting, linked, split, untrusted
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import URL_LIMIT, actions, link_button
from app.slack.messages.message import Message
from app.slack.messages.text import SECTION_LIMIT, cut, escape, moment, preformatted, shorten

NOT_KNOWN = "unknown"
CONSOLE = "Open in the console"
EMPTY = "empty message"
CUT = ":scissors: {cut:,} of {all:,} characters not shown."

NAME_LIMIT = 300
MOST_PIECES = 4
PIECE_LIMIT = 2400  # a section has room for more, but each URL in it grows by two characters
FALLBACK_LIMIT = 1000
FIELD_LIMIT = 400


def notice_card(notice: Notice) -> Message:
    """A notice: its title, short fields, and the body, with how much of it is cut."""
    return Message(text=_notice_text(notice), blocks=fitting(lambda scale: _notice_blocks(notice, scale)))


def _notice_blocks(notice: Notice, scale: float) -> list[Block]:
    blocks: list[Block] = [section(f":incoming_envelope: *{_title(notice)}*")]
    if notice.fields:
        blocks.append(fields([(untrusted(name, 120), _value(value)) for name, value in notice.fields]))
    rest = notice.body
    for _ in range(MOST_PIECES):
        piece, rest = split(rest, round(PIECE_LIMIT * scale))
        if piece.strip():
            blocks.append(section(_piece(notice, piece)))
    if not notice.body.strip() and not notice.fields:
        blocks.append(section(f"_{EMPTY}_"))
    if 0 < len(notice.url) <= URL_LIMIT:
        blocks.append(actions([link_button(CONSOLE, notice.url, "console", _title(notice))]))
    if rest:
        blocks.append(context(CUT.format(cut=len(rest), all=len(notice.body))))
    return blocks


def _value(value: str) -> str:
    """A time is in each reader's zone; a URL is a link, because Slack makes none in verbatim text."""
    when = moment_in(value)
    if when is not None:
        return moment(when)
    address = escape(value)
    is_link = len(address) <= FIELD_LIMIT and URL.fullmatch(address)
    return f"<{address}>" if is_link else untrusted(value, FIELD_LIMIT)


def _plain(value: str) -> str:
    when = moment_in(value)
    return escape(value) if when is None else moment(when)


def _piece(notice: Notice, piece: str) -> str:
    """JSON as a code block, so that its columns line up; prose as prose, with working links."""
    return preformatted(piece, SECTION_LIMIT) if _is_json(notice) else linked(piece, SECTION_LIMIT)


def _title(notice: Notice) -> str:
    return untrusted(notice.title.strip() or NOT_KNOWN, NAME_LIMIT).strip("`")


def _notice_text(notice: Notice) -> str:
    """What the card says, for notifications and screen readers; JSON only if there is nothing else to say."""
    body = shorten(escape(" ".join(notice.body.strip()[:FALLBACK_LIMIT].split())), FALLBACK_LIMIT)
    shown = cut(", ".join(f"{escape(name)} {_plain(value)}" for name, value in notice.fields), FALLBACK_LIMIT)
    words = [shown, body] if shown and not _is_json(notice) else [shown or body or EMPTY]
    return f":incoming_envelope: {_title(notice)}: " + "\n".join(filter(None, words))


def _is_json(notice: Notice) -> bool:
    return notice.body.startswith(("{", "["))
