"""What somebody put into the form of an alarm, and what is wrong with it. No IO; λ slack checks a form by this.

Source of the limits: CloudWatch's API reference, PutMetricAlarm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from app.base.values import dataclass

METRIC, STATISTIC, COMPARISON, THRESHOLD = "metric", "statistic", "comparison", "threshold"
DATAPOINTS, PERIODS, PERIOD, MISSING, NAME = "datapoints", "periods", "period", "missing", "name"
INPUTS = (METRIC, STATISTIC, COMPARISON, THRESHOLD, DATAPOINTS, PERIODS, PERIOD, MISSING, NAME)

STATISTICS = ("Average", "Minimum", "Maximum", "Sum", "SampleCount")
NUMBER, WHOLE = re.compile(r"-?(?:[0-9]{1,25}(?:\.[0-9]{1,25})?|\.[0-9]{1,25})"), re.compile(r"[0-9]{1,6}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NAME_LIMIT = 255
HOUR, DAY, WEEK = 3600, 86_400, 604_800

NOT_A_NUMBER = "Enter a number, such as 80 or 0.5."
NOT_WHOLE = "Enter a whole number from 1 on."
MORE_THAN_ALL = "At most {periods}, since it looks at no more periods."
TOO_LONG = "All periods together last {most} at most for periods of that length."
A_DAY, A_WEEK = "one day", "seven days"
BAD_NAME = "Enter a name of up to 255 characters."
TAKEN = "There is an alarm of this name. Choose another, or change that one with /alarms edit."


@dataclass(frozen=True)
class Draft:
    """The inputs as they were typed or chosen, by their names; '' for one that the form doesn't have."""

    metric: str = ""
    statistic: str = ""
    comparison: str = ""
    threshold: str = ""
    datapoints: str = ""
    periods: str = ""
    period: str = ""
    missing: str = ""
    name: str = ""


def draft_in(values: Mapping[str, str]) -> Draft:
    """By block id, which is the input's name, perhaps with more behind a colon."""
    named = {input_of(block): value for block, value in values.items()}
    return Draft(**{name: value for name, value in named.items() if name in INPUTS})


def input_of(block_id: str) -> str:
    return block_id.partition(":")[0]


def as_values(draft: Draft) -> dict[str, str]:
    return asdict(draft)


def in_digits(number: float) -> str:
    """As one types it: 10000000000000000 and 0.00001, where Python writes 1e+16 and 1e-05."""
    return format(Decimal(repr(float(number))), "f").removesuffix(".0")


def problems(draft: Draft, taken: str = "") -> Mapping[str, str]:
    """By the input's name; `taken` is a name that another alarm has."""
    found: dict[str, str] = {}
    if not NUMBER.fullmatch(draft.threshold):
        found[THRESHOLD] = NOT_A_NUMBER
    found |= {name: NOT_WHOLE for name in (DATAPOINTS, PERIODS) if not _whole(getattr(draft, name))}
    periods, period = _whole(draft.periods), _whole(draft.period)
    if not found.keys() & {DATAPOINTS, PERIODS} and _whole(draft.datapoints) > periods:
        found[DATAPOINTS] = MORE_THAN_ALL.format(periods=periods)
    most, words = (DAY, A_DAY) if period < HOUR else (WEEK, A_WEEK)
    if PERIODS not in found and periods * period > most:
        found[PERIODS] = TOO_LONG.format(most=words)
    if not draft.metric:
        return found
    if not 0 < len(draft.name) <= NAME_LIMIT or CONTROL.search(draft.name):
        found[NAME] = BAD_NAME
    elif draft.name == taken:
        found[NAME] = TAKEN
    return found


def settings_of(draft: Draft) -> dict[str, Any]:
    """What PutMetricAlarm takes of a draft without problems, except for the metric, its statistic and the name."""
    return {
        "Threshold": float(draft.threshold) + 0.0,  # which makes 0 of -0
        "DatapointsToAlarm": int(draft.datapoints),
        "EvaluationPeriods": int(draft.periods),
        "TreatMissingData": draft.missing,
        **({"Period": int(draft.period)} if draft.period else {}),
    }


def statistic_of(draft: Draft) -> dict[str, str]:
    """As PutMetricAlarm takes it, which has percentiles and the like under another name."""
    return {"Statistic" if draft.statistic in STATISTICS else "ExtendedStatistic": draft.statistic}


def _whole(text: str) -> int:
    """0 if it is none."""
    return int(text) if WHOLE.fullmatch(text) else 0
