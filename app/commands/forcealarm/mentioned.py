"""Which alarms a message may name: another bot's, an e-mail's, or a person's. No IO.

Nobody can list all alarms for that. So the likeliest words are picked, as many as CloudWatch looks up in one call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

MOST = 100  # names in one DescribeAlarms
LONGEST = 255
MOST_WORDS = 5
ARN = re.compile(r"arn:[\w-]+:cloudwatch:[\w-]*:\d*:alarm:([^\s|<>\"'`]+)")
IN_URL = re.compile(r"alarmsV2:alarm/([^?&|<>\s\"]+)")
QUOTED = re.compile(r"\"([^\"\n]+)\"|“([^“”\n]+)”|`([^`\n]+)`|\*([^*\n]+)\*|'([^'\n]+)'")
AFTER_STATE = re.compile(r"\b(?:ALARM|OK|INSUFFICIENT_DATA)\b\W*([^\n]+)")
ENDS = re.compile(r" in | \(|: | is | has | since ")
EDGES = ".,;:!?()[]{}<>\"'`*_~|“”‘’"
MARKS = re.compile(r"[-_./\d]")


def names_in(text: str) -> tuple[str, ...]:
    """The likeliest first, each once."""
    said = unescape(text)
    found = dict.fromkeys(each for each in map(str.strip, _names(said)) if 1 < len(each) <= LONGEST)
    return tuple(found)[:MOST]


def arns_in(text: str) -> dict[str, frozenset[str]]:
    """The ARNs that it has, by the alarm's name: an alarm of another account or region may have the same."""
    found = dict[str, set[str]]()
    for each in ARN.finditer(unescape(text)):
        found.setdefault(each[1], set()).add(each[0])
    return {name: frozenset(arns) for name, arns in found.items()}


def _names(text: str) -> Iterator[str]:
    yield from ARN.findall(text)
    for each in IN_URL.findall(text):
        yield unquote(each.replace("$25", "%").replace("$", "%"))
    for quoted in QUOTED.findall(text):
        yield "".join(quoted)
    for rest in AFTER_STATE.findall(text):
        yield ENDS.split(rest, maxsplit=1)[0].strip(EDGES + " ")
        yield rest.strip(EDGES + " ")
    lines = [[word.strip(EDGES) for word in line.split()] for line in text.splitlines()]
    words = [word for line in lines for word in line if word]
    yield from (word for word in words if MARKS.search(word) and not word.startswith("http"))
    yield from (line.strip() for line in text.splitlines()[:MOST_WORDS])
    yield from words[: MOST // 2]
    for count in range(2, MOST_WORDS + 1):
        for line in lines:
            yield from (" ".join(line[at : at + count]) for at in range(len(line) - count + 1))
