"""What the worker runs for the form of an alarm: fills it, shows what the alarm would have done, and puts it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.alarms.read.measure import TREATED
from app.base.errors import Wrong
from app.commands.alarms.alarm_change import AlarmChange, now_of
from app.commands.alarms.change_flow import make, require
from app.commands.alarms.make.buttons import EDIT, METRIC, NEW, about_in, kept, open_button
from app.commands.alarms.make.draft import NAME, Draft, draft_in, problems
from app.commands.alarms.make.form import form, last_look
from app.commands.alarms.make.look import Looked, as_alarm, look
from app.commands.alarms.make.lookup import free_name, same_subject, subject_of, unmoved_subject
from app.commands.alarms.make.past import charted, in_sentences, in_short, words_of
from app.commands.alarms.make.subject import Subject, after, proposed, threshold_by
from app.slack.interactions import Caller, Reply
from app.slack.messages.blocks import section
from app.slack.messages.buttons import actions
from app.slack.messages.message import Message
from app.slack.messages.text import code, named, ticked

if TYPE_CHECKING:
    from app.aws.alarm_definition import Definition
    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick, ModalSubmission

MADE = ":bell: {user} made the alarm {name}: {words}. {short}"
EDITED = ":pencil2: {user} changed the alarm {name} to: {words}. Before: {before}. {short}"
WILL_BE, IS_NOW = "{name}: {words}. Missing data {treated}.{tells}", "As it is now: {words}. {short}"
MISSING_DATA = "{words}; missing data {treated}"
TELLS = " It notifies Bellhop of ALARM and OK."
TAKEN = ":warning: There is an alarm {name} already. Choose another name, or change that one with `/alarms edit`."
TAKEN_NOW = "There is an alarm {name} already. Nothing was done. Try again with another name."
UNCHANGED = ":warning: The alarm is like that already. Change something, or close the form."
NOT_YET = "Something is missing or is no number, so nobody can say what it would have done."
ASK = "{what} needs a form, which Slack opens from a button."
ASKED = {NEW: "A new alarm", EDIT: "A change of an alarm"}
INCOMPLETE = "This form is from another version of Bellhop, so nothing was done. Open it again."
FEW_WORDS = {NEW: "On what? Try `/alarms new GROUP`.", EDIT: "Which alarm? Try `/alarms edit ALARM`."}

WORDS_LIMIT = 600  # of what a button carries
MADE_BY = "bellhop:made-by"
# What a tag's value may have beside letters and digits (API reference of AWS tagging).
NOT_IN_A_TAG = re.compile(r"[^\w\s.:/=+@-]")
TAG_LIMIT = 256


def ask(about: Mapping[str, str]) -> Reply:
    """Where no form could be opened: what is said in a mention has no leave for it, and Slack may have been slow."""
    (kind, words), *_ = about.items()
    if not 0 < len(words) <= WORDS_LIMIT:
        raise Wrong(FEW_WORDS[kind])
    text = ASK.format(what=ASKED[kind])
    return Reply(Message(text, (section(text), actions([open_button(about)]))), asks=True)


def fill(about: Mapping[str, str], caller: Caller, services: Services) -> View:
    """The form with what is proposed."""
    return _form(subject_of(about, caller, services), Draft(), caller, services)


def fill_pressed(click: ButtonClick, services: Services) -> View:
    return fill(about_in(click.value), click.caller, services)


def refill(click: ButtonClick, services: Services) -> View:
    """After something was put in: another metric has other proposals, and keeps only a name that somebody chose."""
    subject, draft, before = _subject(click, services), draft_in(click.values), click.about.get(METRIC, "")
    if before == draft.metric:
        return _form(subject, draft, click.caller, services, is_typed=True)
    name = "" if subject.proposes(draft.name, before) else draft.name
    return _form(subject, Draft(metric=draft.metric, name=name), click.caller, services)


def back(click: ButtonClick, services: Services) -> View:
    """From the last look to the form, with what was in it."""
    return _form(_subject(click, services), draft_in(click.about), click.caller, services)


def show(submission: ModalSubmission, services: Services) -> View:
    """The last look before the alarm is put; the form again if that can't be."""
    caller, draft = submission.caller, draft_in(submission.values)
    if problems(draft):
        raise Wrong(INCOMPLETE)
    subject = unmoved_subject(submission.about, caller, services)
    if _is_taken(subject, draft, services):
        problem = TAKEN.format(name=code(draft.name))
        return _form(subject, draft, caller, services, problem, taken=draft.name)
    definition = after(subject, draft, services.home.topic)
    if definition == subject.before:
        return _form(subject, draft, caller, services, UNCHANGED)
    require(subject.name_in(draft), subject.before or None, definition, caller, services)
    looked = look(definition, services)
    return last_look(subject, draft, _before_and_after(subject, looked, definition, services), caller)


def carry_out(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    """The alarm as it was shown; one message, with Undo."""
    draft, seen = draft_in(submission.about), list[Looked]()
    name = submission.about.get(EDIT) or draft.name

    def decide() -> tuple[AlarmChange, str]:
        subject = unmoved_subject(submission.about, submission.caller, services)
        if _is_taken(subject, draft, services):
            raise Wrong(TAKEN_NOW.format(name=ticked(draft.name)))
        definition = after(subject, draft, services.home.topic)
        looked = look(definition, services)
        seen.extend([looked] if looked else [])
        tags = {} if subject.before else {MADE_BY: _tag(submission.caller)}
        change = AlarmChange(before=subject.before or None, after=definition, tags=tags)
        return change, _told(subject, definition, looked, submission.caller, services)

    reply = make(name, decide, submission.caller, services, operation)
    text, *rest = reply.message.blocks
    return replace(reply, message=replace(reply.message, blocks=(text, *charted(seen[0] if seen else None), *rest)))


def _subject(click: ButtonClick, services: Services) -> Subject:
    return same_subject(kept(click.about), click.caller, services)


def _form(
    subject: Subject,
    draft: Draft,
    caller: Caller,
    services: Services,
    problem: str = "",
    taken: str = "",
    is_typed: bool = False,
) -> View:
    """With what the alarm would have done; `is_typed` if all of the draft is somebody's: then nothing is proposed."""
    draft = draft if is_typed else _proposed(subject, draft, services)
    told: list[Block] = [section(NOT_YET)]
    if not problems(draft):
        looked = look(after(subject, draft, services.home.topic), services)
        told = [section(in_sentences(looked)), *charted(looked)]
    if is_typed and NAME not in problems(draft) and _is_taken(subject, draft, services):
        problem, taken = TAKEN.format(name=code(draft.name)), draft.name
    return form(subject, draft, told, caller, problem, taken)


def _proposed(subject: Subject, draft: Draft, services: Services) -> Draft:
    """With a name that no alarm has; and where only the metric's own values say what is much, a threshold by them."""
    is_own, draft = bool(draft.name), proposed(subject, draft)
    if subject.is_new and not is_own:
        draft = replace(draft, name=free_name(draft.name, services))
    if draft.threshold:
        return draft
    bare = look(after(subject, replace(draft, threshold="0"), services.home.topic), services)
    return replace(draft, threshold=threshold_by(bare.values) if bare else "")


def _is_taken(subject: Subject, draft: Draft, services: Services) -> bool:
    return subject.is_new and bool(draft.name) and now_of(draft.name, services.cloudwatch) is not None


def _before_and_after(
    subject: Subject, looked: Looked | None, definition: Definition, services: Services
) -> list[Block]:
    name = code(definition["AlarmName"])
    told = {"treated": TREATED[definition["TreatMissingData"]], "tells": TELLS if subject.is_new else ""}
    words = section(WILL_BE.format(name=name, words=_words(definition, services), **told))
    return [words, section(in_sentences(looked)), *charted(looked), *_as_now(subject, definition, services)]


def _as_now(subject: Subject, definition: Definition, services: Services) -> list[Block]:
    if subject.is_new:
        return []
    words, short = _words(subject.before, services, definition), in_short(look(subject.before, services))
    return [section(IS_NOW.format(words=words, short=short).strip())]


def _words(definition: Definition, services: Services, other: Definition | None = None) -> str:
    """With what missing data means, where that is what makes it differ from another one."""
    said = words_of(as_alarm(definition, services))
    treated, otherwise = (each.get("TreatMissingData", "missing") for each in (definition, other or definition))
    return said if treated == otherwise else MISSING_DATA.format(words=said, treated=TREATED[treated])


def _told(subject: Subject, definition: Definition, looked: Looked | None, caller: Caller, services: Services) -> str:
    words = {"user": named(caller.user_id), "name": code(definition["AlarmName"]), "short": in_short(looked)}
    if subject.is_new:
        return MADE.format(words=_words(definition, services), **words).strip()
    said, before = _words(definition, services, subject.before), _words(subject.before, services, definition)
    return EDITED.format(words=said, before=before, **words).strip()


def _tag(caller: Caller) -> str:
    """Whoever pressed, by name and id."""
    said = f"{caller.user_name} {caller.user_id}".strip()
    return NOT_IN_A_TAG.sub("_", said)[:TAG_LIMIT]
