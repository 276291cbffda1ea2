"""Slack's mrkdwn, written safely: escaping, shortening, dates, mentions and similar names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from html import unescape

# `<@U0ANA>`, `<#C0OPS>`, `<!date^...|2026-11-29>`, `<https://...|words>`: whatever is in bare angle brackets.
MARKUP = re.compile(r"<(?P<sign>[@#!]?)(?P<id>[^<>|]*)(?:\|(?P<words>[^<>]*))?>")

# Whom `named` wrote.
NAMED = re.compile(r"<@(?P<user_id>[UW][A-Z0-9]+)\|>")

NAME_LIMIT = 40  # what they did has to be seen too, on a phone
SECTION_LIMIT = 3000
LEAST_PART = 3
LONGEST_NAME = "n" * NAME_LIMIT
AND_MORE = "{names} and {count:,} more"
SHORT = "{time} {date_short_pretty}"  # of a moment
TEXT_LIMIT = 4000  # Slack allows 40,000, but recommends 4,000 for `text`.


def escape(text: str) -> str:
    """Escape untrusted text: Slack's three control characters as entities (docs.slack.dev, "Escaping text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def ticked(text: str) -> str:
    """Untrusted text in backticks, not escaped, as errors quote it; a backtick inside becomes a quote."""
    return f"`{text.replace('`', chr(39))}`" if text else "` `"


def and_more(names: str, more: int) -> str:
    """The names that are shown, and how many are not."""
    return AND_MORE.format(names=names, count=more) if more > 0 else names


def code(text: str) -> str:
    """Untrusted text as inline code, escaped; a backtick inside would end it, so it becomes a quote."""
    return escape(ticked(text))


def plain(mrkdwn: str) -> str:
    """Escaped mrkdwn as plain text: entities as characters, mentions and links as their words."""
    return unescape(MARKUP.sub(lambda found: found["words"] or found["sign"] + found["id"], mrkdwn))


def preformatted(text: str, limit: int = SECTION_LIMIT - 10) -> str:
    """Untrusted text as a code block, within `limit` characters."""
    return f"```{shorten(escape(text.replace('```', chr(39) * 3)), limit - 6)}```"


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters; an ellipsis marks the cut, and no entity is cut in two."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    start = cut.rfind("&", -5)
    if start != -1 and ";" not in cut[start:]:
        cut = cut[:start]
    return cut + "…"


def middle(text: str, limit: int) -> str:
    """At most `limit` characters; the cut is in the middle, since long names are told apart by their ends."""
    if len(text) <= limit:
        return text
    head = limit // 3
    return f"{text[:head]}…{text[head + 1 - limit :]}"


def cut(text: str, limit: int) -> str:
    """Mrkdwn of at most `limit` characters, without half a `<@...>`, date or link at its end."""
    short = shorten(text, limit)
    return short if short.rfind("<") <= short.rfind(">") else short[: short.rfind("<")] + "…"


def mention(user_id: str) -> str:
    """Calls somebody who has to do something, or to know it: a message that is posted notifies them."""
    return f"<@{user_id}>"


def named(user_id: str) -> str:
    """Somebody who did something, and knows it: naming.py writes their name, or a mention that notifies nobody."""
    return f"<@{user_id}|>"


def who_has(user_id: str, reader: str) -> str:
    """Who has done something, for the person who reads it."""
    return "You have" if user_id == reader else f"{named(user_id)} has"


def with_longest_names(text: str) -> str:
    """As long as it can be once naming.py has written the name of everybody whom `named` wrote."""
    return NAMED.sub(LONGEST_NAME, text)


def within(lines: Sequence[str], most: int, limit: int) -> list[str]:
    """The first lines, at most `most`, that with their line ends and all names stay within `limit` characters."""
    taken: list[str] = []
    for line in lines[:most]:
        limit -= len(with_longest_names(line)) + 1
        if limit < 0:
            break
        taken.append(line)
    return taken


def moment(when: datetime, form: str = "{time_secs} {date_short_pretty}") -> str:
    """A Slack date token: each reader sees it in their own time zone; `when` must be aware."""
    return f"<!date^{int(when.timestamp())}^{form}|{when:%Y-%m-%d %H:%M:%S %Z}>"


def duration(span: timedelta) -> str:
    """`4 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`: the two largest units."""
    seconds = max(0, round(span.total_seconds()))
    units = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
    parts = []
    for name, size in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"


def lasted(span: timedelta, at_most: bool = False) -> str:
    """As `duration`, of what is over: nothing lasts 0 s. `at_most` if it may have been over before."""
    if round(span.total_seconds()) < 1:
        return "less than a second"
    return f"at most {duration(span)}" if at_most else duration(span)


def near(word: str, names: Iterable[str]) -> str:
    """` Did you mean ...?` with up to three names similar to `word`, or nothing; plain, for an error."""
    close = similar(word, names)
    return f" Did you mean {' or '.join(map(ticked, close))}?" if close else ""


def similar(word: str, names: Iterable[str], likeness: float = 0.6) -> tuple[str, ...]:
    """Up to three names similar to `word`, the most similar first."""
    from difflib import get_close_matches  # few mistype a name

    known = {name.casefold(): name for name in names}
    close = get_close_matches(word.casefold(), known, n=3, cutoff=likeness)
    if len(word) >= LEAST_PART:  # `I` is in `history`, and in most other names
        close += [name for name in known if word.casefold() in name and name not in close]
    return tuple(known[name] for name in close[:3])
