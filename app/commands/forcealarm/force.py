"""Sets one alarm's state once, says what that triggers, and has it followed."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from app.aws.alarm import Alarm
from app.aws.cloudwatch import CloudWatch
from app.commands.forcealarm import follow
from app.commands.forcealarm.consequences import state_of
from app.commands.forcealarm.followed import BY_HAND, Followed, Following, message, stays
from app.commands.forcealarm.question import Question
from app.commands.forcealarm.request import Request
from app.listeners.elsewhere import arn_there, known_as
from app.listeners.operation import Operation
from app.listeners.services import Services
from app.slack.interactions import Caller, Reply
from app.slack.messages.message import sentence
from app.slack.messages.text import code, escape, named, shorten

FORCED = "{user} set {name} from {before} to *{after}*{reason}."
ALREADY = "{name} is already in {state}. CloudWatch ignores a change to the same state, so nothing was changed."
INTERRUPTED = (
    "{user} asked to set {name} from {before} to {after}. Bellhop was interrupted and cannot tell whether the change "
    "was made: the alarm is in {now} now. Look at what it triggers before you ask again."
)
ASKED_BY = ", asked for by {user}"
BY = "{reason}" + BY_HAND + "{name}; request {mark})"
NO_REASON = "Test"
REASON_LIMIT = 900  # of CloudWatch's 1,023, so that the person's name is never cut off
LOOKED_AT = 20  # changes in the history


def force(
    request: Request,
    alarm: Alarm,
    before: dict[str, Any],
    caller: Caller,
    services: Services,
    operation: Operation,
    asked: Question | None = None,
) -> Reply:
    """Once, say what that triggers, and follow it on the same message; `asked` is the question that was answered."""
    states = {"before": before["state"], "after": request.state}
    words = {"user": named(caller.user_id), "name": code(known_as(alarm.name, services)), **states}
    reason, data = reason_of(request.reason, caller, operation.mark), before.get("data", "")
    set_state = partial(services.cloudwatch.set_state, alarm.name, request.state, reason, data)
    look = partial(shows, alarm, before, operation.mark, services.cloudwatch)
    if not operation.act_once(set_state, look=look):
        return Reply(sentence(INTERRUPTED.format(now=alarm.state, **words)), public=True)
    by = asked.user_id if asked else caller.user_id
    more = "" if by == caller.user_id else ASKED_BY.format(user=named(by))
    said = FORCED.format(reason=(f": {escape(request.reason)}" if request.reason else "") + more, **words)
    at = datetime.fromisoformat(before["at"]) if "at" in before else services.clock()
    followed = Followed(alarm.name, before["state"], operation.mark, at, stays(alarm))
    own = f"reply-{operation.id}"
    following = Following(
        id=operation.mark,
        state=request.state,
        keys=(asked.key, own) if asked else (own,),
        channel=asked.channel if asked else caller.channel_id,
        thread_ts=asked.thread_ts if asked else caller.thread_ts,
        words=f"{said} {before.get('triggers', '')}".strip(),
        alarms=(followed,),
        arn=arn_there(alarm.name, services),
        user_id=caller.user_id,
    )
    return Reply(message(follow.begin(following, services)), public=True)


def reason_of(reason: str, caller: Caller, mark: str) -> str:
    """CloudWatch's StateReason: why, who, and a word by which the change is known again."""
    why = shorten(reason, REASON_LIMIT) or NO_REASON
    return BY.format(reason=why, name=caller.user_name or caller.user_id, mark=mark)


def is_in_history(name: str, mark: str, cloudwatch: CloudWatch) -> bool:
    """CloudWatch may have set it back since; the history keeps the reason."""
    return any(mark in item.data for item in cloudwatch.history(name, LOOKED_AT))


def shows(alarm: Alarm, before: dict[str, Any], mark: str, cloudwatch: CloudWatch) -> bool | None:
    """Whether an interrupted change is visible on the alarm or in its history; None if nobody can tell."""
    if mark in alarm.reason:
        return True
    if state_of(alarm) == {key: before[key] for key in ("state", "since")}:
        return False
    return is_in_history(alarm.name, mark, cloudwatch) or None
