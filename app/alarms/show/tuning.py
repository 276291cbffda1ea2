"""What came of tuning an alarm, in words: how often it went off, and what would have been better. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.alarms.decide.evaluation import Condition, Missing
from app.alarms.decide.tuning.evidence import Checked, Evidence, Tuning, Why
from app.alarms.read.measure import SIGNS, TREATED
from app.slack.messages.text import duration, lasted

WENT_OFF = "{name} went off *{times}* in {span}{at_once}.{acted}{untold}"
AT_ONCE = "; {count} were over within {within} without anybody acting"
ACTED = {0: " Nobody acted on any of them.", 1: " Somebody acted on one of them."}
ACTED_MANY = " Somebody acted on {count} of them."
UNTOLD = " Bellhop showed {count} to nobody (not told of, muted or dropped), so these count as if acted on."
BETTER = "With *{new}* instead of {old} it would have gone off *{times}*, and still told of {kept}{later}."
BETTER_NEVER = "With *{new}* instead of {old} it would *not* have gone off."
KEPT_ALL, KEPT_ONE, KEPT = "all that lasted", "the one that somebody acted on", "the {count} that somebody acted on"
LATER = ", at most {later} later"
DATAPOINTS, NOW_OF = "{datapoints} of {periods} datapoints", "{datapoints} of {periods}"
LEVEL, GAPS = "a threshold of {sign} {value}", "missing data that {how}"
HOW = {**TREATED, Missing.MISSING: "is left out"}
AND = " and "

REPLAYED = "Replayed: {span} of {count:,} values{gaps}, {why}. The present setting goes off {times} in the replay."
GAPPED = " ({share} % are missing)"
KNOWS = "Bellhop knows what people did in Slack, and nothing of what they did elsewhere."
ONCE = {0: "not once", 1: "once", 2: "twice"}
TIMES = "{count} times"
AN_HOUR = "an hour"

NOTHING = {
    Why.SHORT: "{name} can be replayed for only {span} ({why}), which is too little to say anything.",
    Why.FEW_VALUES: "{name} has only {count} values in {span}, which is too few to say anything.",
    Why.NEVER: "{name} has not gone off in {span}, so there is nothing to tune. `/forcealarm test` shows if it works.",
    Why.QUIET: "That is quiet enough: Bellhop suggests nothing for less than {fewest} that were over within {within}.",
    Why.UNTOLD: "Bellhop showed none of these to anybody, so it can't know which matter. It suggests nothing.",
    Why.DISAGREES: (
        "A replay of its metric goes off {replayed}, which is not what CloudWatch did: values may have come late, or "
        "the metric has changed. So Bellhop suggests nothing."
    ),
    Why.NO_DATA: (
        "Somebody acted on it when it had no data, which another setting may hide and no replay tells. So Bellhop "
        "suggests nothing."
    ),
    Why.LOST: "A replay of its metric misses a time that somebody acted on, so Bellhop suggests nothing.",
    Why.NOTHING: (
        "Bellhop tried {tried} settings. None goes off much less without losing what somebody acted on, or what lasted."
    ),
}
BEFORE_ALL = (Why.SHORT, Why.FEW_VALUES, Why.NEVER)


def head(name: str, evidence: Evidence, tuning: Tuning, why: str) -> Sequence[str]:
    """What happened, and what would have been better or why nothing is; sentences, mrkdwn, as `name` is.

    why  the replay goes no further back
    """
    words = {
        "name": name,
        "span": spanned(evidence),
        "why": why,
        "count": f"{evidence.replay.known:,}",
        "within": duration(evidence.at_once),
        "fewest": "three",
        "replayed": times(tuning.as_it_is),
        "tried": tuning.tried,
    }
    if tuning.why in BEFORE_ALL:
        return (NOTHING[tuning.why].format(**words),)
    said = went_off(name, evidence)
    if tuning.suggested is None:
        assert tuning.why
        return said, NOTHING[tuning.why].format(**words)
    return said, better(evidence, tuning.suggested)


def foot(evidence: Evidence, tuning: Tuning, why: str) -> str:
    """What was replayed."""
    missing = round(100 * (1 - evidence.replay.known / max(1, evidence.replay.periods)))
    gaps = GAPPED.format(share=missing) if missing else ""
    words = {"span": spanned(evidence), "count": evidence.replay.known, "why": why, "gaps": gaps}
    return f"{REPLAYED.format(times=times(tuning.as_it_is), **words)} {KNOWS}"


def went_off(name: str, evidence: Evidence) -> str:
    noise, acted = len(evidence.noise), sum(1 for each in evidence.times if each.acted_at)
    untold = sum(1 for each in evidence.times if not each.is_told)
    at_once = AT_ONCE.format(count=noise, within=duration(evidence.at_once)) if noise else ""
    is_known = untold < len(evidence.times)
    return WENT_OFF.format(
        name=name,
        times=times(len(evidence.times)),
        span=spanned(evidence),
        at_once=at_once,
        acted=(ACTED.get(acted) or ACTED_MANY.format(count=acted)) if is_known else "",
        untold=UNTOLD.format(count=untold) if untold and is_known else "",
    )


def better(evidence: Evidence, checked: Checked) -> str:
    new = differences(checked.condition, evidence.condition, DATAPOINTS)
    old = differences(evidence.condition, checked.condition, NOW_OF)
    if not checked.went_off:
        return BETTER_NEVER.format(new=new, old=old)
    acted = sum(1 for each in evidence.times if each.acted_at)
    kept = KEPT_ALL if not acted else KEPT_ONE if acted == 1 else KEPT.format(count=acted)
    later = LATER.format(later=lasted(checked.later)) if checked.later else ""
    return BETTER.format(new=new, old=old, times=times(checked.went_off), kept=kept, later=later)


def differences(condition: Condition, than: Condition, datapoints: str) -> str:
    """What of a condition differs from another one, mrkdwn; `datapoints` says how many of how many."""
    found = []
    if (than.datapoints, than.periods) != (condition.datapoints, condition.periods):
        found.append(datapoints.format(datapoints=condition.datapoints, periods=condition.periods))
    if than.threshold != condition.threshold:
        sign = SIGNS[condition.comparison].replace(">", "&gt;").replace("<", "&lt;")
        found.append(LEVEL.format(sign=sign, value=f"{condition.threshold:.12g}"))
    if than.missing != condition.missing:
        found.append(GAPS.format(how=HOW[condition.missing]))
    return AND.join(found)


def times(count: int) -> str:
    return ONCE.get(count) or TIMES.format(count=count)


def spanned(evidence: Evidence) -> str:
    """In days, from two on, else in hours."""
    hours = round((evidence.end - evidence.start) / timedelta(hours=1))
    return f"{round(hours / 24)} days" if hours >= 48 else f"{hours} hours" if hours > 1 else AN_HOUR
