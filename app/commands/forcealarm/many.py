"""All alarms that a glob matches: one plan, one question, one yes, and then they are set one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from app.access.guards import Attempt
from app.aws.alarm import Alarm
from app.aws.sns import Subscribers, Topics
from app.base.errors import Wrong
from app.commands.forcealarm import plan as plans
from app.commands.forcealarm import set_all, show
from app.commands.forcealarm.answer import asked, begun_once, claim
from app.commands.forcealarm.buttons import version_in
from app.commands.forcealarm.consequences import decided
from app.commands.forcealarm.follow import documents
from app.commands.forcealarm.followed import Followed, Following, message, stays
from app.commands.forcealarm.force import ASKED_BY, reason_of
from app.commands.forcealarm.plan import KEPT_DAYS, SINCE, Item, Plan, counted
from app.commands.forcealarm.question import CLAIM, look_again
from app.commands.forcealarm.request import Request
from app.listeners.alarm_search import Found, matching
from app.listeners.claims import Claims
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import ButtonClick, Caller, Reply
from app.slack.messages.error_text import error_text
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, escape, named, ticked
from app.slack.replies import PublicReply, edit_reply
from app.store.documents import Documents

NO_MATCH = "No alarm matches {glob}. Nothing was done."
TOO_MANY = "{glob} matches {count} alarms, and at most {most} are set at once. Type more of their names."
UNKNOWN = "More than a thousand alarms begin as {glob} does, and Bellhop has not read all of them. Type more of it."
IN_STATE = "All {count} that match {glob} are in {state} already. CloudWatch ignores a change to the same state."
NO_REASON = "{words} is not taken as a reason: a reason comes after `because`. Nothing was done."
SETS = "{user} sets {count} ({glob}) to *{state}*{reason}, two a second."
CANCELLED = ":no_entry_sign: {user} wanted to set {count} ({glob}) to {state}. Cancelled by {by}. Nothing changed."
OVER = ":no_entry_sign: {user} wanted to set {count} ({glob}) to {state}: {problem}"

NOT_NOW = "Not now: {why}."

MOST = 25


class AskedOnce(Topics):
    """Alarms of one name often have one topic: it is looked at once."""

    def __init__(self, topics: Topics) -> None:
        self._subscribers = cache(topics.subscribers)

    def subscribers(self, topic: str) -> Subscribers:
        return self._subscribers(topic)


def answer(request: Request, caller: Caller, services: Services, operation: Operation) -> Reply:
    """The list of those that match; with a state, the question whether to set them."""
    if request.doubt:
        raise Wrong(NO_REASON.format(words=ticked(request.doubt)))
    if not request.state:
        return Reply(show.all_of(_found(request, services)))
    items, already = _some(request, caller, services)
    plan = Plan(
        id=operation.mark,
        glob=request.alarm,
        state=request.state,
        reason=request.reason,
        user_id=caller.user_id,
        channel=caller.channel_id,
        key=f"reply-{operation.id}",
        thread_ts=caller.thread_ts,
        asked_at=services.clock(),
        items=items,
        already=already,
    )
    return Reply(plans.message(_plans(services).begin(plan.id, plan)), public=True, asks=True)


def confirm(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """Set them if what would be done is what was shown; else ask again."""
    plan = asked(_plans(services), click)
    following = _following(plan, click.caller, operation)
    unseen = begun_once(
        f"{CLAIM}{plan.id}",
        click,
        operation,
        services,
        partial(_unseen, plan, click, services),
        partial(set_all.begin, following, services),
        partial(set_all.goes_on, plan.id, services),
    )
    if unseen:
        return unseen
    told = message(documents(services).find(plan.id) or following)
    return Reply.nothing() if _edit(plan, told, services) else Reply(told, public=True)


def _unseen(plan: Plan, click: ButtonClick, services: Services) -> Reply | None:
    """Unless that would be done now the message asks again; raises Wrong if there is nothing left to ask."""
    try:
        items, already = _some(_request(plan), click.caller, services)
    except Wrong as wrong:
        _edit(plan, _over(plan, wrong), services)
        raise
    if not plan.shows(items) or plan.is_old(services.clock()):
        plan = _plans(services).change(plan.id, lambda known: _moved(known, items, already, services.clock()))
    elif version_in(click.value) == plan.version:
        return None
    told = plans.message(plan)
    return look_again(plan.glob, told, _edit(plan, told, services))


def cancel(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """By whoever may set all of them, and always by the person who asked."""
    plan, user = asked(_plans(services), click), click.caller.user_id
    for item in plan.items if user != plan.user_id else ():
        services.authority.require(click.caller, Attempt("alarm", item.alarm, click.caller.channel_id, act="force"))
    claim(f"{CLAIM}{plan.id}", click, Claims(services.table, services.clock), operation)
    told = sentence(CANCELLED.format(user=named(plan.user_id), by=named(user), **_words(plan)))
    return Reply.nothing() if _edit(plan, told, services) else Reply(told, public=True)


def _items(request: Request, caller: Caller, services: Services) -> tuple[tuple[Item, ...], int]:
    """What would be done to each, and how many are in the state; raises Forbidden if a guard is against one of them."""
    found = _found(request, services)
    known = replace(services, topics=AskedOnce(services.topics))
    others = [alarm for _, alarm in sorted(found.alarms.items()) if alarm.state != request.state]
    return tuple(_item(request, alarm, caller, known) for alarm in others), len(found.alarms) - len(others)


def _some(request: Request, caller: Caller, services: Services) -> tuple[tuple[Item, ...], int]:
    """As `_items`; raises Wrong if nothing is left to set."""
    items, already = _items(request, caller, services)
    if not items:
        raise Wrong(IN_STATE.format(count=already, glob=ticked(request.alarm), state=request.state))
    return items, already


def _over(plan: Plan, wrong: Wrong) -> Message:
    """In place of a question that can't be answered any more."""
    return sentence(OVER.format(user=named(plan.user_id), problem=error_text(wrong), **_words(plan)))


def _found(request: Request, services: Services) -> Found:
    glob = ticked(request.alarm)
    found = matching(services.cloudwatch, request.alarm)
    if found.has_more and request.state:
        raise Wrong(UNKNOWN.format(glob=glob))
    if not found.alarms:
        raise Wrong(NO_MATCH.format(glob=glob))
    if len(found.alarms) > MOST and request.state:
        raise Wrong(TOO_MANY.format(glob=glob, count=len(found.alarms), most=MOST))
    return found


def _item(request: Request, alarm: Alarm, caller: Caller, services: Services) -> Item:
    before = decided(Request(alarm.name, request.state, request.reason), alarm, caller, services)
    words = tuple(words for words, _ in before["dangers"])
    labels = tuple(label for _, label in before["dangers"])
    return Item(alarm.name, alarm.state, words, labels, tuple(before["also"]), _not_now(before), stays(alarm))


def _not_now(before: Mapping[str, Any]) -> str:
    """Why its actions don't run, short beside those of others."""
    return NOT_NOW.format(why=before["not_now"]) if before["not_now"] else str(before["silence"])


def _following(plan: Plan, caller: Caller, operation: Operation) -> Following:
    more = "" if plan.user_id == caller.user_id else ASKED_BY.format(user=named(plan.user_id))
    reason = (f": {escape(plan.reason)}" if plan.reason else "") + more
    alarms = [Followed(each.alarm, each.before, plan.id, stays=each.stays) for each in plan.items]
    return Following(
        id=plan.id,
        state=plan.state,
        keys=(plan.key, f"reply-{operation.id}"),
        channel=plan.channel,
        thread_ts=plan.thread_ts,
        words=SETS.format(user=named(caller.user_id), reason=reason, **_words(plan)),
        alarms=tuple(alarms),
        reason=reason_of(plan.reason, caller, plan.id),
        user_id=caller.user_id,
    )


def _moved(plan: Plan, items: tuple[Item, ...], already: int, at: datetime) -> Plan:
    since = "" if plan.shows(items) else SINCE
    return replace(plan, items=items, already=already, asked_at=at, since=since, version=plan.version + 1)


def _plans(services: Services) -> Documents[Plan]:
    return Documents(services.table, services.clock, Plan, "force-all", KEPT_DAYS)


def _request(plan: Plan) -> Request:
    return Request(plan.glob, plan.state, plan.reason)


def _words(plan: Plan) -> dict[str, str]:
    return {"count": counted(len(plan.items)), "glob": code(plan.glob), "state": plan.state}


def _edit(plan: Plan, told: Message, services: Services) -> bool:
    return edit_reply(PublicReply(plan.key, plan.channel, plan.thread_ts), told, services.slack, services.poster)
