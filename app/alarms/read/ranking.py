"""How much a name in somebody's JSON decides: `severity` before `requestId`. No IO.

Nobody knows every service, but all of them call an outcome an outcome.
"""

from __future__ import annotations

import re
from enum import IntEnum

NAME_LIMIT = 120
# `buildStatus`, `build-status`, `build_status`, `HTTPCode`; each is one pass.
BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\s_.:/@$#-]+")


class Rank(IntEnum):
    """The order in which facts are told; up to MESSAGE they decide."""

    SEVERITY = 0
    OUTCOME = 1
    NAME = 2
    MESSAGE = 3
    NUMBER = 4
    WHO = 5
    OTHER = 6
    TIME = 7
    NOISE = 8


WORDS = {
    Rank.SEVERITY: "severity sev priority urgency criticality risk level",
    Rank.OUTCOME: "status state result outcome conclusion verdict success succeeded ok passed failed failure health "
    "healthy phase decision compliance",
    Rank.NAME: "name names title subject headline summary",
    Rank.MESSAGE: "message msg reason reasons cause causes error errors exception description text detail details note "
    "explanation recommendation diagnostic fault warning problem",
    Rank.NUMBER: "code count counts total cost amount price spend impact percent percentage score",
    Rank.WHO: "user actor by principal owner initiator requester author email sender recipient who account region "
    "resource resources service project app application cluster environment instance public",
    Rank.TIME: "at time date timestamp datetime start end expires since until on",
    Rank.NOISE: "id ids uuid guid version source arn token hash digest sha schema agent etag nonce checksum signature "
    "type fingerprint color colour icon markdown",
}
KIND = "type"
COUNTS = {"count", "counts", "total", "number", "percent", "percentage", "amount"}
RANK_OF = {word: rank for rank, words in WORDS.items() for word in words.split()}


def words_of(name: str) -> list[str]:
    """`errorMessage` as error and message."""
    return [word.lower() for word in BOUNDARY.split(name[:NAME_LIMIT]) if word]


def rank_of(name: str) -> Rank:
    """By its last word if that decides, counts, or is a time or noise (`messageId`); else by what decides most."""
    words = words_of(name)
    ranks = [RANK_OF.get(word, Rank.OTHER) for word in words]
    if words and words[-1] in COUNTS:
        return Rank.NUMBER
    if len(words) > 1 and words[-1] == KIND and min(ranks[:-1]) <= Rank.MESSAGE:  # `errorType`
        return min(ranks[:-1])
    if ranks and (ranks[-1] <= Rank.MESSAGE or ranks[-1] >= Rank.TIME):
        return ranks[-1]
    return min(ranks, default=Rank.OTHER)


def label(name: str) -> str:
    """`errorMessage` as `Error message`; what is written in capitals stays."""
    words = [word if word.isupper() and len(word) > 1 else word.lower() for word in BOUNDARY.split(name) if word]
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:] or name
