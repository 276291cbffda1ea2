"""What was typed after /alarms: a verb and its words, or a name or filters.

    /alarms [VERB] [WORDS] [because REASON]

Quotes hold a name with blanks or one that is also a verb; so does `alarm:NAME`.
"""

from __future__ import annotations

import re

from app.commands.alarms.verbs import catalogue
from app.commands.alarms.verbs.verb import Request
from app.commands.alarms.words import ASKS, LISTS, NOISE
from app.listeners.typed import ALARM_ARN, BECAUSE, ENDS, QUOTES
from app.slack.interactions import as_typed
from app.slack.messages.text import MARKUP

PREFIX = "alarm:"
EVERYTHING = frozenset(("all", "everything"))
QUOTED = re.compile(r'(?:alarm:)?["\u201c\u201d\u201e]([^"\u201c\u201d\u201e]+)["\u201c\u201d\u201e]', re.IGNORECASE)
AFTER_A_WORD = re.compile(
    r'(?P<verb>\w+)\s+(?:alarm:)?["\u201c\u201d\u201e](?P<name>[^"\u201c\u201d\u201e]+)["\u201c\u201d\u201e](?P<more>(?:\s.*)?)',
    re.IGNORECASE | re.DOTALL,
)


def parse(text: str) -> Request:
    """The request that the words are; whatever is no verb is left to the verb without a word."""
    text = MARKUP.sub(lambda found: found["words"] or found["id"], as_typed(text)).strip()
    if ALARM_ARN.match(text.strip(QUOTES)):
        return Request(quoted=ALARM_ARN.sub("", text.strip(QUOTES), count=1), arn=text.strip(QUOTES))
    arn = _arn_in(text)
    text = ALARM_ARN.sub("", text)
    if whole := QUOTED.fullmatch(text):
        return Request(quoted=whole[1], arn=arn)
    if (named := AFTER_A_WORD.fullmatch(text)) and _asks(named["verb"]):
        verb = "" if named["verb"].casefold() in LISTS else named["verb"].casefold()
        head, *reason = BECAUSE.split(named["more"], maxsplit=1)
        words = tuple(word for word in head.split() if word.casefold() not in NOISE)
        return Request(verb, words, "".join(reason).strip(), named["name"], arn)
    head, *reason = BECAUSE.split(text, maxsplit=1)
    because = "".join(reason).strip()
    if head.casefold().startswith(PREFIX):
        return Request(quoted=head[len(PREFIX) :].strip(), reason=because, arn=arn)
    said = [word for each in head.split() if (word := each.strip(QUOTES).rstrip(ENDS).strip(QUOTES))]
    typed = tuple(said)
    while said and said[0].casefold() in NOISE | LISTS | ASKS:
        said.pop(0)
    if said and catalogue.verb_for(said[0]):
        verb, typed = said[0].casefold(), tuple(said[1:])
        said = [word for word in _every(said)[1:] if word.casefold() not in NOISE]
        after = [re.sub(f"^{PREFIX}", "", each, flags=re.IGNORECASE) for each in said[:1]] + said[1:]
        return Request(verb, tuple(after), because, arn=arn, typed=typed)
    said = [word for word in said if word.casefold() not in NOISE]
    return Request("", tuple(said), because, arn=arn, typed=typed)


def _every(said: list[str]) -> list[str]:
    """`mute all alarms for 1h` is about every alarm; beside a name `all` adds nothing."""
    verb, *rest = said
    is_named = [word for word in rest[:2] if word.casefold() not in NOISE | EVERYTHING]
    if rest and rest[0].casefold() in EVERYTHING and (len(rest) < 2 or not is_named or is_named[0].casefold() == "for"):
        return [verb, "*", *rest[1:]]
    return said


def _arn_in(text: str) -> str:
    """The first ARN that was typed, so that its account and region count; up to the first blank."""
    found = ALARM_ARN.search(text)
    return text[found.start() :].split()[0].strip(QUOTES) if found else ""


def _asks(word: str) -> bool:
    return word.casefold() in LISTS or catalogue.verb_for(word) is not None
