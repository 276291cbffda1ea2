"""Asks before an alarm's state is set whose actions do more than tell people; anybody who may can say yes, once.

A yes is for what was shown: at the press it is looked up again what the actions would do, and if that has changed, or
the question is old, Bellhop asks again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.base.places import placed
from app.base.values import dataclass
from app.commands.forcealarm.buttons import question_buttons
from app.commands.forcealarm.plan import KEPT_DAYS, SINCE, VALID_FOR
from app.commands.forcealarm.request import Request
from app.listeners.elsewhere import arn_there
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import Caller, Reply
from app.slack.messages.blocks import section
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, escape, named
from app.slack.replies import PublicReply, edit_reply
from app.store.documents import Documents

ASK = (
    ":raised_hand: {user} wants to set {name} from {before} to *{after}*{reason}. That will {what}.{silence}{since} Go "
    "ahead?"
)
ASK_TEST = (
    ":raised_hand: {user} wants to test {name}: to *{after}* and back to {before}{reason}. Bellhop mentions nobody. "
    "But that will {what}.{silence}{since} Go ahead?"
)

LOOK_AGAIN = (
    "What you were asked about {name} has changed since, or is half an hour old, so nothing was done yet. Check the "
    "message and press again."
)

CLAIM = "force-"  # of who answers one, and its id


@dataclass(frozen=True)
class Question:
    """What was asked, where, and what it would do as it was shown: the words, and the labels for the button.

    also     what else is triggered, that nobody has to be asked for
    arn      the alarm's, and `place` where that is, if it is not at home
    test     whether it is set back at once, and what came of it is said
    silence  why the actions don't run at once
    version  which question it is: a yes counts only for the one that was shown
    """

    id: str
    alarm: str
    state: str
    reason: str
    before: str
    user_id: str
    channel: str
    key: str
    asked_at: datetime
    words: tuple[str, ...]
    labels: tuple[str, ...]
    thread_ts: str = ""
    silence: str = ""
    since: str = ""
    also: tuple[str, ...] = ()
    test: bool = False
    arn: str = ""
    place: str = ""
    version: int = 0

    @property
    def request(self) -> Request:
        return Request(self.alarm, self.state, self.reason)

    def is_old(self, now: datetime) -> bool:
        return now - self.asked_at > VALID_FOR

    def is_as_shown(self, before: dict[str, Any], now: datetime) -> bool:
        return self.shows(before) and not self.is_old(now)

    def shows(self, before: dict[str, Any]) -> bool:
        """Whether what would be done now is what was shown; a mute that is over is not."""
        now = (before["state"], _words(before["dangers"]), bool(before.get("silence")))
        return now == (self.before, self.words, bool(self.silence))


def ask(
    request: Request,
    alarm: str,
    before: dict[str, Any],
    caller: Caller,
    services: Services,
    operation: Operation,
    test: bool = False,
) -> Reply:
    question = Question(
        id=operation.mark,
        alarm=alarm,
        state=request.state,
        reason=request.reason,
        before=before["state"],
        user_id=caller.user_id,
        channel=caller.channel_id,
        key=f"reply-{operation.id}",
        asked_at=services.clock(),
        words=_words(before["dangers"]),
        labels=_labels(before["dangers"]),
        thread_ts=caller.thread_ts,
        silence=before.get("silence", ""),
        also=tuple(before.get("also", ())),
        test=test,
        arn=arn_there(alarm, services),
        place=services.place,
    )
    return Reply(message(questions(services).begin(question.id, question)), public=True, asks=True)


def ask_again(question: Question, before: dict[str, Any], services: Services) -> Reply:
    """What would be done now, on the same message."""
    if not question.is_as_shown(before, services.clock()):
        question = questions(services).change(question.id, lambda known: _moved(known, before, services.clock()))
    told = message(question)
    return look_again(question.alarm, told, edit(question, told, services))


def _moved(question: Question, before: dict[str, Any], at: datetime) -> Question:
    dangers = before["dangers"]
    return replace(
        question,
        before=before["state"],
        words=_words(dangers),
        labels=_labels(dangers),
        asked_at=at,
        silence=before.get("silence", ""),
        also=tuple(before.get("also", ())),
        since="" if question.shows(before) else SINCE,
        version=question.version + 1,
    )


def look_again(name: str, asks: Message, is_edited: bool) -> Reply:
    """For whoever said yes to something else: to look at the message, or, where that can't be edited, another one."""
    if not is_edited:
        return Reply(asks, public=True, asks=True)
    return Reply(sentence(LOOK_AGAIN.format(name=code(name))), asks=True)


def message(question: Question) -> Message:
    words = {
        "user": named(question.user_id),
        "name": code(placed(question.place, question.alarm)),
        "what": _joined((*question.words, *question.also)),
    }
    text = (ASK_TEST if question.test else ASK).format(
        before=question.before,
        after=question.state,
        reason=f": {escape(question.reason)}" if question.reason else "",
        silence=f" {question.silence}" if question.silence else "",
        since=question.since,
        **words,
    )
    labels = list(question.labels)
    buttons = question_buttons(question.id, question.alarm, question.state, labels, question.version)
    return Message(text, (section(text), buttons))


def edit(question: Question, told: Message, services: Services) -> bool:
    """Replace the message that asked; False if Bellhop can't."""
    place = PublicReply(question.key, question.channel, question.thread_ts)
    return edit_reply(place, told, services.slack, services.poster)


def questions(services: Services) -> Documents[Question]:
    return Documents(services.table, services.clock, Question, "force", KEPT_DAYS)


def _words(dangers: Iterable[list[str]]) -> tuple[str, ...]:
    return tuple(words for words, _ in dangers)


def _labels(dangers: Iterable[list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for _, label in dangers))


def _joined(words: tuple[str, ...]) -> str:
    *others, last = words or ("do nothing else",)
    return f"{', '.join(others)} and {last}" if others else last
