"""What the form is about: a thing to make an alarm on, or an alarm to change; and what comes of a draft. No IO."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime

from app.alarms.decide.evaluation import condition_of
from app.aws.alarm_definition import ENABLED, Definition, is_same
from app.base.values import dataclass
from app.commands.alarms.make.draft import Draft, in_digits, settings_of, statistic_of
from app.commands.alarms.make.offered import Offered

HEADROOM = 1.2
MARK_LENGTH = 16


@dataclass(frozen=True)
class Subject:
    """`metrics` are offered for a new alarm, whose name is to begin with `slug`; `before` is the alarm to change.

    about  what finds it again; `name` is the thing's or the alarm's
    """

    about: Mapping[str, str]
    name: str
    head: str
    metrics: tuple[Offered, ...] = ()
    slug: str = ""
    before: Definition = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def mark(self) -> str:
        """Of what the form was filled with: the alarm's definition, or what can be watched under which key."""
        watched = [(each.key, each.namespace, each.name, each.dimensions) for each in self.metrics]
        written = json.dumps(self.before or watched, sort_keys=True, default=str).encode()
        return hashlib.sha256(written).hexdigest()[:MARK_LENGTH]

    def offered(self, key: str) -> Offered:
        """The first one for a key that there is no longer."""
        return next((each for each in self.metrics if each.key == key), self.metrics[0])

    def name_for(self, key: str) -> str:
        """What is proposed to call an alarm on a metric."""
        return f"{self.slug}-{self.offered(key).slug}"

    def proposes(self, name: str, key: str) -> bool:
        """Whether a name is the one that is proposed for a metric, and nobody's own."""
        return name.startswith(self.name_for(key))

    def name_in(self, draft: Draft) -> str:
        return draft.name if self.is_new else self.name


def after(subject: Subject, draft: Draft, topic: str) -> Definition:
    """The definition that a draft without problems makes; `topic` hears of a new one."""
    if not subject.is_new:
        changed = {**subject.before, **settings_of(draft)}
        return subject.before if is_same(changed, subject.before) else changed
    offered = subject.offered(draft.metric)
    return {
        "AlarmName": draft.name,
        ENABLED: True,
        "AlarmActions": [topic],
        "OKActions": [topic],
        "Namespace": offered.namespace,
        "MetricName": offered.name,
        "Dimensions": [{"Name": name, "Value": value} for name, value in offered.dimensions],
        "ComparisonOperator": draft.comparison,
        **statistic_of(draft),
        **settings_of(draft),
    }


def proposed(subject: Subject, draft: Draft) -> Draft:
    """The draft with what is proposed, or what the alarm has, for inputs that are empty; the threshold may stay so."""
    if not subject.is_new:
        return _filled(draft, _as_it_is(subject.before))
    offered = subject.offered(draft.metric)
    usual = Draft(
        offered.key,
        offered.statistic,
        offered.comparison,
        "" if offered.threshold is None else in_digits(offered.threshold),
        str(offered.datapoints),
        str(offered.periods),
        str(offered.period),
        offered.missing,
        subject.name_for(offered.key),
    )
    return _filled(replace(draft, metric=offered.key), usual)


def threshold_by(values: Sequence[tuple[datetime, float]]) -> str:
    """A fifth above the highest value, in two digits; '' without values."""
    highest = max((value for _, value in values), default=0.0) * HEADROOM
    if highest <= 0:
        return ""
    step = 10.0 ** (math.floor(math.log10(highest)) - 1)
    return in_digits(float(f"{math.ceil(highest / step) * step:.2g}"))


def _as_it_is(before: Definition) -> Draft:
    condition = condition_of(before)
    assert condition  # others are refused before
    return Draft(
        threshold=in_digits(condition.threshold),
        datapoints=str(condition.datapoints),
        periods=str(condition.periods),
        period=str(before["Period"]) if "Period" in before else "",
        missing=str(before.get("TreatMissingData", "missing")),
    )


def _filled(draft: Draft, usual: Draft) -> Draft:
    return Draft(**{name: value or getattr(usual, name) for name, value in vars(draft).items()})
