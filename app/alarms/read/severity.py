"""How bad a notice says it is, and whether it says that something failed. No IO."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from enum import StrEnum

from app.alarms.read.ranking import words_of
from app.alarms.read.untrusted import figure


class Severity(StrEnum):
    """The words that services agree on; a route names one of them."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


class Result(StrEnum):
    """What an event says became of something."""

    FAILED = "failed"
    SUCCEEDED = "succeeded"
    NONE = ""


WORDS_OF = {
    Severity.CRITICAL: "critical crit fatal emergency p1 sev1 blocker",
    Severity.HIGH: "high error p2 sev2 major severe danger",
    Severity.MEDIUM: "medium moderate warning warn p3 sev3",
    Severity.LOW: "low minor p4 sev4",
    Severity.INFO: "informational information info notice none untriaged p5 sev5 debug",
}
SEVERITY_OF = {word: severity for severity, words in WORDS_OF.items() for word in words.split()}
# GuardDuty's own, which others took over: "Severity levels of GuardDuty findings".
SCALE = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (1.0, Severity.LOW))
HIGHEST = 10
FAILED_COUNTS = 4  # as high

BAD = (
    *("fail", "error", "denied", "deny", "abort", "reject", "unhealthy", "impair", "fault", "unsuccessful", "expired"),
    *("timedout", "timeout", "rollback", "noncompliant", "bounce", "complaint", "exhausted", "unhandled", "crash"),
    *("critical", "alerting", "firing", "declin", "unavailable", "unreachable", "broken", "dead", "invalid", "violat"),
    *("outage", "lost"),
)
NOT_BAD = ("failover", "failback", "deadline", "deadletter", "faulttoleran")  # what begins like one of these
NONE_OF = {"no", "not", "0", "zero", "without", "never"}  # before it: `0 failed`
BAD_PAIRS = (
    *("timed out", "non compliant", "not compliant", "roll back", "rolled back", "threats found", "in alarm"),
    *("not healthy", "not ok", "not ready"),
)
GOOD_PAIRS = ("no threats",)
WORRYING = (
    *("warn", "exceed", "interrupt", "degrad", "impact", "approach", "expir", "issue", "anomal", "threshold"),
    *("yellow", "amber", "unstable", "throttl"),
)
GOOD = (
    *(
        "succe",
        "complete",
        "completion",
        "passed",
        "healthy",
        "resolved",
        "compliant",
        "finished",
        "approved",
        "recovered",
        "fixed",
        "closed",
    ),
    "ok",
)
NOTHING = {"", "false", "0", "no", "none", "null", "-", "n/a"}
FLAGS_GOOD, FLAGS_BAD = {"ok", "success", "succeeded", "passed", "healthy"}, {"failed", "failure", "error", "errors"}


def severity_in(written: str) -> Severity | None:
    """The severity that a word is: `HIGH`, `P2`, `Moderate`."""
    return SEVERITY_OF.get("".join(words_of(written.strip())))


def on_scale(number: float) -> Severity | None:
    """The severity of a number from 1 to 10, as GuardDuty counts."""
    if not math.isfinite(number) or number > HIGHEST:
        return None
    return next((severity for least, severity in SCALE if number >= least), None)


def in_words(severity: Severity, written: str) -> str:
    """`High (8)`: the word, and what was written if that is another."""
    return written if written.casefold() == severity else f"{severity.capitalize()} ({written})"


def scaled(written: str) -> tuple[Severity | None, str]:
    """A severity that may be a number, with its words."""
    found = severity_in(written)
    try:
        found = found or on_scale(float(written))
        written = figure(float(written))
    except ValueError:
        pass
    return found, in_words(found, written) if found else written


def result_in(values: Iterable[str]) -> Result:
    """What statuses, titles and the like say: one failure makes it one."""
    found = [_result(value) for value in values]
    return Result.FAILED if Result.FAILED in found else next(filter(None, found), Result.NONE)


def result_of(name: str, value: str) -> Result:
    """Of a scalar whose name says what true means: `ok` false, or any `errorCode`."""
    words = words_of(name)
    is_true = value.strip().casefold() not in NOTHING
    if value.casefold() in ("true", "false"):
        if FLAGS_GOOD & set(words):
            return Result.SUCCEEDED if is_true else Result.FAILED
        return Result.FAILED if FLAGS_BAD & set(words) and is_true else Result.NONE
    if words == ["exit", "code"]:
        return Result.FAILED if is_true else Result.NONE
    is_error = bool({"error", "exception"} & set(words)) and "count" not in words
    return Result.FAILED if is_error and is_true else Result.NONE


def worries(values: Iterable[str]) -> bool:
    """Whether one of them is no good news, though nothing failed: `has exceeded your threshold`."""
    return any(word.startswith(WORRYING) for value in values for word in words_of(value))


def worst_of(counts: Iterable[str]) -> Severity | None:
    """The worst severity of counts such as `CRITICAL 3` that is there at all."""
    found = {SEVERITY_OF.get(name.casefold()) for name, _, count in map(_parted, counts) if count not in NOTHING}
    return next((severity for severity in Severity if severity in found), None)


def _parted(written: str) -> tuple[str, str, str]:
    return written.rpartition(" ")


def _result(value: str) -> Result:
    words = words_of(value)
    pairs = [" ".join(pair) for pair in itertools.pairwise(words)]
    if any(pair in GOOD_PAIRS for pair in pairs):
        return Result.SUCCEEDED
    if _has_bad(words) or any(pair in BAD_PAIRS for pair in pairs):
        return Result.FAILED
    is_negated = {"not", "in", "incomplete"} & set(words)  # "in progress", "not complete"
    return Result.SUCCEEDED if any(word.startswith(GOOD) for word in words) and not is_negated else Result.NONE


def _has_bad(words: Sequence[str]) -> bool:
    return any(
        word.startswith(BAD) and not word.startswith(NOT_BAD) and before not in NONE_OF
        for before, word in itertools.pairwise(["", *words])
    )


def gravity(severity: str, result: Result) -> int:
    """How bad: what failed counts as high; 0 if nothing says so."""
    found = next((place for place, each in enumerate(reversed(list(Severity)), start=1) if each == severity), 0)
    return max(found, FAILED_COUNTS) if result is Result.FAILED else found
