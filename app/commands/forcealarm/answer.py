"""What a press on a question of /forcealarm does: set the state and let its actions run, or leave it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from app.access.guards import Attempt
from app.aws.alarm import Alarm
from app.base.errors import Wrong
from app.base.places import in_arn, placed
from app.commands.forcealarm import round_trip
from app.commands.forcealarm.buttons import id_in, version_in
from app.commands.forcealarm.consequences import decided
from app.commands.forcealarm.force import ALREADY, force
from app.commands.forcealarm.question import CLAIM, Question, ask_again, edit, questions
from app.listeners.claims import ANSWERED, Claims
from app.listeners.elsewhere import there
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import ButtonClick, Caller, Reply
from app.slack.messages.error_text import error_text
from app.slack.messages.message import sentence
from app.slack.messages.text import code, named, ticked
from app.store.documents import Documents

T = TypeVar("T")

CANCELLED = ":no_entry_sign: {user} wanted to set {name} to {state}. Cancelled by {by}. Nothing changed."
OVER = ":no_entry_sign: {user} wanted to set {name} to {state}: {problem}"
FORGOTTEN = (
    "That question is more than 30 days old, so Bellhop no longer has it. Nothing was done. Send the command again."
)
GONE = "There is no such alarm any more. Nothing was done."


def confirm(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    question = asked(questions(services), click)
    services = there(question.arn, services)
    claims = Claims(services.table, services.clock)
    with claims.given_back(_name(question), operation):
        claim(_name(question), click, claims, operation)
        alarm = _alarm(question, services)
        before = operation.once("before", lambda: _decided(question, alarm, click.caller, services))
        if before["state"] == question.state:
            raise _over(question, ALREADY.format(name=ticked(question.alarm), state=question.state), services)
        is_asked = version_in(click.value) == question.version and question.is_as_shown(before, services.clock())
        if not (is_asked or operation.has_begun_to_act):
            again = ask_again(question, before, services)
            claims.release(_name(question), operation.mark)
            return again
        if question.test:
            reply = round_trip.start(alarm, before, click.caller, services, operation, question)
        else:
            reply = force(question.request, alarm, before, click.caller, services, operation, question)
    return Reply.nothing() if edit(question, reply.message, services) else reply


def cancel(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """By whoever may set the alarm's state, and always by the person who asked."""
    question, user = asked(questions(services), click), click.caller.user_id
    if user != question.user_id:
        account, region = in_arn(question.arn)
        about = Attempt("alarm", question.alarm, click.caller.channel_id, act="force", account=account, region=region)
        services.authority.require(click.caller, about)
    claim(_name(question), click, Claims(services.table, services.clock), operation)
    told = sentence(CANCELLED.format(by=named(user), **_words(question)))
    return Reply.nothing() if edit(question, told, services) else Reply(told, public=True)


def _decided(question: Question, alarm: Alarm, caller: Caller, services: Services) -> dict[str, Any]:
    if question.test:
        return round_trip.decided(alarm, caller, services)
    return decided(question.request, alarm, caller, services)


def asked(known: Documents[T], click: ButtonClick) -> T:
    """What the message asks whose button it is."""
    found = known.find(id_in(click.value))
    if found is None:
        raise Wrong(FORGOTTEN)
    return found


def begun_once(
    name: str,
    click: ButtonClick,
    operation: Operation,
    services: Services,
    unseen: Callable[[], Reply | None],
    begin: Callable[[], None],
    goes_on: Callable[[], bool],
) -> Reply | None:
    """Begin what a question is about, by its first press.

    unseen   an answer if it is another question by now; then it can be pressed again
    goes_on  whether an earlier try began it
    """
    claims = Claims(services.table, services.clock)
    with claims.given_back(name, operation):
        claim(name, click, claims, operation)
        if not operation.has_begun_to_act and (reply := unseen()):
            claims.release(name, operation.mark)
            return reply
        operation.act_once(begin, look=goes_on)
    return None


def claim(name: str, click: ButtonClick, claims: Claims, operation: Operation) -> None:
    """The first press answers it, whichever button it is on."""
    claims.take(name, click.caller.user_id, operation, ANSWERED)


def _name(question: Question) -> str:
    return f"{CLAIM}{question.id}"


def _alarm(question: Question, services: Services) -> Alarm:
    found = services.cloudwatch.named([question.alarm])
    if not found:
        raise _over(question, GONE, services)
    return found[0]


def _over(question: Question, problem: str, services: Services) -> Wrong:
    """There is nothing left to ask, which the message says too."""
    wrong = Wrong(problem)
    edit(question, sentence(OVER.format(problem=error_text(wrong), **_words(question))), services)
    return wrong


def _words(question: Question) -> dict[str, str]:
    name = code(placed(question.place, question.alarm))
    return {"user": named(question.user_id), "name": name, "state": question.state}
