"""What the form is about, looked up: a thing to make an alarm on, or an alarm to change; and what comes of a draft."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from app.alarms.decide.evaluation import condition_of
from app.alarms.read.untrusted import figure
from app.aws.alarm_definition import COMPOSITE, ENABLED, METRIC, Definition, definition_of, is_same, kind_of
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.alarms.change_flow import require
from app.commands.alarms.find import Unclear, exactly, find
from app.commands.alarms.make.buttons import EDIT, NEW
from app.commands.alarms.make.draft import Draft, statistic_of, test_of
from app.commands.alarms.make.offered import Offered
from app.commands.alarms.make.resource import look_up
from app.slack.messages.text import code, ticked

if TYPE_CHECKING:
    from app.commands.alarms.make.look import Values
    from app.listeners.services import Services
    from app.slack.interactions import Caller

ON = "{title} {name}"
EDITED = "Alarm {name}"
WHICH = "{why} {names}"
NO_TOPIC = "Bellhop does not know its own topic here: BELLHOP_ALARM_TOPIC_ARN is not set. So it makes no alarms."
IS_COMPOSITE = "{name} is a composite alarm: it has a rule and no threshold. Change the alarms that it watches instead."
NO_THRESHOLD = "{name} has no fixed threshold (it goes by a band, a query or a log), so this form can't change it."
MOVED = "Somebody has changed the alarm {name} since you opened the form. Nothing was done. Open it again."
GONE = "There is no alarm {name} any more. Nothing was done."

NAMES_TRIED = 5
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
        """Of the definition that the form was filled with; '' for a new alarm."""
        written = json.dumps(self.before, sort_keys=True, default=str).encode()
        return hashlib.sha256(written).hexdigest()[:MARK_LENGTH] if self.before else ""

    def offered(self, key: str) -> Offered:
        """The first one for a key that there is no longer."""
        return next((each for each in self.metrics if each.key == key), self.metrics[0])

    def proposes(self, name: str, key: str) -> bool:
        """Whether a name is the one that is proposed for a metric, and nobody's own."""
        return name.startswith(f"{self.slug}-{self.offered(key).slug}")

    def name_in(self, draft: Draft) -> str:
        return draft.name if self.is_new else self.name


def subject_of(about: Mapping[str, str], caller: Caller, services: Services) -> Subject:
    """Raises Wrong with what to type instead, and Forbidden if no guard lets this person change the alarm."""
    if EDIT not in about:
        return _new(about.get(NEW, ""), services)
    subject = _edited(about[EDIT], services)
    require(subject.name, subject.before, subject.before, caller, services)
    return subject


def after(subject: Subject, draft: Draft, services: Services) -> Definition:
    """The definition that a draft without problems makes."""
    if not subject.is_new:
        changed = {**subject.before, **test_of(draft)}
        return subject.before if is_same(changed, subject.before) else changed
    offered = subject.offered(draft.metric)
    return {
        "AlarmName": draft.name,
        ENABLED: True,
        "AlarmActions": [services.home.topic],
        "OKActions": [services.home.topic],
        "Namespace": offered.namespace,
        "MetricName": offered.name,
        "Dimensions": [{"Name": name, "Value": value} for name, value in offered.dimensions],
        "ComparisonOperator": draft.comparison,
        **statistic_of(draft),
        **test_of(draft),
    }


def proposed(subject: Subject, draft: Draft, services: Services) -> Draft:
    """The draft with what is proposed, or what the alarm has, for the inputs that are empty; the threshold may stay so.

    Of a new one the name is one that no alarm has.
    """
    if not subject.is_new:
        return _filled(draft, _as_it_is(subject.before))
    offered = subject.offered(draft.metric)
    usual = Draft(
        offered.key,
        offered.statistic,
        offered.comparison,
        "" if offered.threshold is None else figure(offered.threshold),
        str(offered.datapoints),
        str(offered.periods),
        str(offered.period),
        offered.missing,
    )
    name = draft.name or _free_name(f"{subject.slug}-{offered.slug}", services)
    return _filled(replace(draft, metric=offered.key, name=name), usual)


def threshold_by(values: Values) -> str:
    """A fifth above the highest value, in two digits; '' without values."""
    highest = max((value for _, value in values), default=0.0) * HEADROOM
    if highest <= 0:
        return ""
    step = 10.0 ** (math.floor(math.log10(highest)) - 1)
    return figure(round(math.ceil(highest / step) * step, 6))


def _new(words: str, services: Services) -> Subject:
    if not services.home.topic:
        raise Wrong(NO_TOPIC)
    resource = look_up(words, services)
    head = ON.format(title=resource.kind.title, name=code(resource.named.name))
    return Subject({NEW: str(resource.named)}, resource.named.name, head, resource.metrics, resource.slug)


def _edited(name: str, services: Services) -> Subject:
    try:
        alarm = exactly(name, services.cloudwatch) or find(name, services.cloudwatch)
    except Unclear as unclear:
        raise Wrong(WHICH.format(why=unclear, names=_listed([each.name for each in unclear.alarms]))) from None
    kind = kind_of(alarm.item)
    if kind != METRIC:
        why = IS_COMPOSITE if kind == COMPOSITE else NO_THRESHOLD
        raise Wrong(why.format(name=ticked(alarm.name)))
    before = definition_of(alarm.item)
    if condition_of(before) is None:
        raise Wrong(NO_THRESHOLD.format(name=ticked(alarm.name)))
    return Subject({EDIT: alarm.name}, alarm.name, EDITED.format(name=code(alarm.name)), before=before)


def _as_it_is(before: Definition) -> Draft:
    condition = condition_of(before)
    assert condition  # others are refused before
    return Draft(
        threshold=figure(condition.threshold),
        datapoints=str(condition.datapoints),
        periods=str(condition.periods),
        period=str(before["Period"]) if "Period" in before else "",
        missing=str(before.get("TreatMissingData", "missing")),
    )


def _filled(draft: Draft, usual: Draft) -> Draft:
    return Draft(**{name: value or getattr(usual, name) for name, value in vars(draft).items()})


def _free_name(name: str, services: Services) -> str:
    tried = [name, *(f"{name}-{number}" for number in range(2, NAMES_TRIED + 1))]
    taken = {alarm.name for alarm in services.cloudwatch.named(tried)}
    return next((each for each in tried if each not in taken), name)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(ticked(name) for name in names)
