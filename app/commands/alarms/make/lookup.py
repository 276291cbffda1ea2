"""Looks up what the form is about, and a name that no alarm has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.alarms.decide.evaluation import condition_of
from app.aws.alarm_definition import COMPOSITE, METRIC, OF_TARGET_TRACKING, definition_of, kind_of
from app.base.errors import Wrong
from app.commands.alarms.alarm_change import now_of
from app.commands.alarms.change_flow import GONE, require
from app.commands.alarms.find import Unclear, exactly, find
from app.commands.alarms.make.buttons import EDIT, NEW, SEEN, kept
from app.commands.alarms.make.resource import look_up
from app.commands.alarms.make.subject import Subject
from app.slack.messages.text import code, ticked

if TYPE_CHECKING:
    from app.listeners.services import Services
    from app.slack.interactions import Caller

ON = "{title} {name}"
EDITED = "Alarm {name}"
WHICH = "{why} {names}"
NO_TOPIC = "Bellhop does not know its own topic here: BELLHOP_ALARM_TOPIC_ARN is not set. So it makes no alarms."
IS_COMPOSITE = "{name} is a composite alarm: it has a rule and no threshold. Change the alarms that it watches instead."
IS_AWS_OWN = "{name} belongs to a target-tracking policy: Auto Scaling itself sets it. Change the policy instead."
NO_THRESHOLD = "{name} has no fixed threshold (it goes by a band, a query or a log), so this form can't change it."
MOVED = "Somebody has changed the alarm {name} since you opened the form. Nothing was done. Open it again."
MOVED_THING = "What can be watched of {name} has changed since you opened the form. Nothing was done. Open it again."
GONE_THING = "{name} is not there any more. Nothing was done."

NAMES_TRIED = 5


def subject_of(about: Mapping[str, str], caller: Caller, services: Services) -> Subject:
    """Raises Wrong with what to type instead, and Forbidden if no guard lets this person change the alarm."""
    if EDIT not in about:
        return _new(about.get(NEW, ""), services)
    subject = _edited(about[EDIT], services)
    require(subject.name, subject.before, subject.before, caller, services)
    return subject


def same_subject(about: Mapping[str, str], caller: Caller, services: Services) -> Subject:
    """What an open form is about, and nothing else that its name might mean since that is gone; raises Wrong."""
    if EDIT in about and now_of(about[EDIT], services.cloudwatch) is None:
        raise Wrong(GONE.format(name=ticked(about[EDIT])))
    subject = subject_of(about, caller, services)
    if subject.about != about:
        raise Wrong(GONE_THING.format(name=ticked(about.get(NEW, ""))))
    return subject


def unmoved_subject(form: Mapping[str, str], caller: Caller, services: Services) -> Subject:
    """Of all that a form carries; raises Wrong if it is no longer what the form was filled with."""
    subject = same_subject(kept(form), caller, services)
    if subject.mark != form.get(SEEN, ""):
        raise Wrong((MOVED_THING if subject.is_new else MOVED).format(name=ticked(subject.name)))
    return subject


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
    if alarm.name.startswith(OF_TARGET_TRACKING):
        raise Wrong(IS_AWS_OWN.format(name=ticked(alarm.name)))
    kind = kind_of(alarm.item)
    if kind != METRIC:
        why = IS_COMPOSITE if kind == COMPOSITE else NO_THRESHOLD
        raise Wrong(why.format(name=ticked(alarm.name)))
    before = definition_of(alarm.item)
    if condition_of(before) is None:
        raise Wrong(NO_THRESHOLD.format(name=ticked(alarm.name)))
    return Subject({EDIT: alarm.name}, alarm.name, EDITED.format(name=code(alarm.name)), before=before)


def free_name(name: str, services: Services) -> str:
    """The name, with a number behind it if an alarm has it; one call."""
    tried = [name, *(f"{name}-{number}" for number in range(2, NAMES_TRIED + 1))]
    taken = {alarm.name for alarm in services.cloudwatch.named(tried)}
    return next((each for each in tried if each not in taken), name)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(ticked(name) for name in names)
