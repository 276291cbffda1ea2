"""How a notice looks in Slack: a title with a sign, the facts that decide, its words; what else is in it is folded."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import Block

from app.alarms.decide.target import Target
from app.alarms.read.severity import Result, Severity
from app.alarms.read.transition import Notice
from app.alarms.read.untrusted import moment_in
from app.alarms.show.layout import URL, fields, fitting, linked, split, untrusted
from app.alarms.show.markdown import as_mrkdwn, plain_title, with_plain_links
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import URL_LIMIT, actions, link_button
from app.slack.messages.message import Message
from app.slack.messages.newer import folded_or_open
from app.slack.messages.text import SECTION_LIMIT, cut, escape, moment, preformatted, shorten

ANYWHERE = Target()

NOT_KNOWN = "unknown"
CONSOLE = "Open in the console"
EMPTY = "empty message"
REST = "What else is in it"
CUT = ":scissors: {cut:,} of {all:,} characters not shown."
ACCOUNT, TOLD_BY = "Account {account}", "reported by {account}"

FAILED, SUCCEEDED, WARNING, OTHER = ":x:", ":white_check_mark:", ":warning:", ":incoming_envelope:"
SIGNS = {
    Severity.CRITICAL: ":rotating_light:",
    Severity.HIGH: ":rotating_light:",
    Severity.MEDIUM: WARNING,
    Severity.LOW: ":information_source:",
    Severity.INFO: ":information_source:",
}
GRAVE = {Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM}

NAME_LIMIT = 300
MOST_PIECES = 4
PIECE_LIMIT = 2400  # a section has room for more, but each URL in it grows by two characters
FALLBACK_LIMIT = 1000
FIELD_LIMIT = 400
PLACE_LIMIT = 100
ROW = 10  # fields that Slack takes in one block


def notice_card(notice: Notice, target: Target = ANYWHERE, folds: bool = True) -> Message:
    """Without `folds` (a webhook, which can't be told that Slack doesn't) the JSON stands open, last."""
    return Message(
        text=_notice_text(notice), blocks=fitting(lambda scale: _notice_blocks(notice, target, scale, folds))
    )


def _notice_blocks(notice: Notice, target: Target, scale: float, folds: bool) -> list[Block]:
    called = f"{target.mention}\n" if target.mention else ""
    blocks: list[Block] = [section(f"{called}{_sign(notice)} *{_title(notice)}*")]
    told = [(untrusted(name, 120), _value(value, scale)) for name, value in notice.fields]
    blocks += [fields(told[at : at + ROW]) for at in range(0, len(told), ROW)]
    body, cut_off = _pieces(notice.body, _is_json(notice.body), scale)
    rest, more = _pieces(notice.rest, True, scale)
    blocks += body
    if not notice.body.strip() and not told and not rest and not notice.source:
        blocks.append(section(f"_{EMPTY}_"))
    if 0 < len(notice.url) <= URL_LIMIT:
        blocks.append(actions([link_button(CONSOLE, notice.url, "console", _title(notice))]))
    if where := " · ".join(_places(notice)):
        blocks.append(context(where))
    if target.note:
        blocks.append(context(target.note))
    if cut_off:
        blocks.append(context(CUT.format(cut=cut_off, all=len(notice.body))))
    if more:
        rest.append(context(CUT.format(cut=more, all=len(notice.rest))))
    return [*blocks, folded_or_open(REST, rest)] if rest and folds else [*blocks, *rest]


def _pieces(text: str, is_json: bool, scale: float) -> tuple[list[Block], int]:
    """JSON as code blocks, so that its columns line up; prose as prose, with working links. How much is cut."""
    blocks: list[Block] = []
    rest = text if is_json else as_mrkdwn(text)
    for _ in range(MOST_PIECES):
        piece, rest = split(rest, round(PIECE_LIMIT * scale))
        if piece.strip():
            blocks.append(section(preformatted(piece, SECTION_LIMIT) if is_json else linked(piece, SECTION_LIMIT)))
    return blocks, len(rest)


def _sign(notice: Notice) -> str:
    """A finding that is over is no alarm any more, and a failure never looks like a success."""
    severity = next((each for each in Severity if each == notice.severity), None)
    if severity in GRAVE and notice.result is not Result.SUCCEEDED:
        return SIGNS[severity]
    if notice.result is Result.FAILED:
        return FAILED
    if notice.result is Result.SUCCEEDED:
        return SUCCEEDED
    if notice.is_warning:
        return SIGNS[severity] if severity else WARNING
    return SIGNS[severity] if severity else OTHER


def _places(notice: Notice) -> Iterator[str]:
    """Whose it is, who reported it if that is another, where, and when."""
    if notice.account:
        yield ACCOUNT.format(account=untrusted(notice.account, PLACE_LIMIT))
    if notice.told_by:
        yield TOLD_BY.format(account=untrusted(notice.told_by, PLACE_LIMIT))
    if notice.region:
        yield untrusted(notice.region, PLACE_LIMIT)
    if notice.at:
        yield moment(notice.at)


def _value(value: str, scale: float) -> str:
    """A time is in each reader's zone; a URL is a link, because Slack makes none in verbatim text."""
    when = moment_in(value)
    if when is not None:
        return moment(when)
    value = with_plain_links(value)
    address = escape(value)
    is_link = len(address) <= FIELD_LIMIT and URL.fullmatch(address)
    return f"<{address}>" if is_link else untrusted(value, round(FIELD_LIMIT * scale))


def _plain(value: str) -> str:
    when = moment_in(value)
    return escape(with_plain_links(value)) if when is None else moment(when)


def _title(notice: Notice) -> str:
    return untrusted(plain_title(notice.title) or NOT_KNOWN, NAME_LIMIT).strip("`")


def _notice_text(notice: Notice) -> str:
    """What the card says, for notifications and screen readers; JSON only if there is nothing else to say."""
    body = "" if _is_json(notice.body) and notice.fields else as_mrkdwn(notice.body.strip()[:FALLBACK_LIMIT])
    body = shorten(escape(" ".join(body.split())), FALLBACK_LIMIT)
    shown = cut(", ".join(f"{escape(name)} {_plain(value)}" for name, value in notice.fields), FALLBACK_LIMIT)
    rest = "" if shown or body else shorten(escape(" ".join(notice.rest[:FALLBACK_LIMIT].split())), FALLBACK_LIMIT)
    where = ", ".join(_places(notice))
    words = [shown, body or rest, f"{where}." if where else ""]
    told = "\n".join(filter(None, words)) or ("" if notice.source else EMPTY)
    title = _title(notice)
    return f"{_sign(notice)} {title.removesuffix('.')}: {told}" if told else f"{_sign(notice)} {title}"


def _is_json(text: str) -> bool:
    return text.startswith(("{", "["))
