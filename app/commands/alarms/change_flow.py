"""The flow of whatever changes an alarm: guards, keep what was, change it once, say so with Undo; and the undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from app.access.guards import Attempt
from app.aws.alarm import alarm_of
from app.aws.alarm_definition import is_same
from app.base.errors import Wrong
from app.commands.alarms.alarm_change import AlarmChange, Edit, carry_out, changes, edits_of, is_mixed, now_of, shows
from app.commands.alarms.buttons import id_in, undo_row
from app.listeners.alarm_effects import require_for_mute
from app.slack.interactions import Reply
from app.slack.messages.blocks import section
from app.slack.messages.error_text import mentioning
from app.slack.messages.message import Message, sentence
from app.slack.messages.text import code, moment, named, ticked, who_has
from app.slack.replies import PublicReply, edit_reply

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick, Caller

UNDONE = "{told} Undone by {user} at {at}."
UNDID = ":leftwards_arrow_with_hook: {user} undid that: {name} is as it was."
INTERRUPTED = (
    "Bellhop was interrupted, and somebody else has changed the alarm {name} too, so nobody can tell whether that was "
    "done. Look at it before you try again."
)
GONE = "There is no alarm {name} any more. Nothing was done."
FORGOTTEN = "That change is more than 90 days old, so Bellhop no longer knows what was before. Nothing was done."
ALREADY = "{who} already undone that."
MOVED = "The alarm {name} has been changed since, and an undo would lose that. Nothing was done."
TAKEN = "There is an alarm {name} again, and an undo would replace it. Nothing was done."
IS_GONE = "The alarm {name} has been deleted meanwhile. Nothing was done."
CHANGED = "Somebody else has just changed the alarm {name}. Nothing was done. Look at it before you try again."
MIXED = " :warning: Somebody else changed {name} at the same moment, and one of the changes may be lost: look at it."


def make(
    name: str,
    decide: Callable[[], tuple[AlarmChange, str]],
    caller: Caller,
    services: Services,
    operation: Operation,
) -> Reply:
    """Change an alarm as `decide` says, which raises Wrong where there is nothing to change.

    decide  the change (its `before`, `after` and `tags`), and what to say of it once it is done
    """

    def plan() -> dict[str, Any]:
        change, told = decide()
        require(name, change.before, change.after, caller, services)
        return {"before": change.before, "after": change.after, "tags": dict(change.tags), "told": told}

    planned = operation.once("change", plan)
    change = AlarmChange(
        operation.mark,
        name,
        **planned,
        channel=caller.channel_id,
        key=f"reply-{operation.id}",
        thread_ts=caller.thread_ts,
    )
    # Kept before it is made: whatever happens to us then, what was there can be put back. A try that made nothing may
    # have kept what was there then.
    if not operation.has_begun_to_act:
        changes(services).change(change.id, lambda _: change)
    told = change.told + _act(change.before, change.after, change, CHANGED, services, operation)
    return Reply(Message(told, (section(told), undo_row(change.id, name))), public=True)


def undo(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    """Once, and only what is still as the change left it."""
    change = changes(services).find(id_in(click.value))
    if change is None:
        raise Wrong(FORGOTTEN)
    if change.undone_by and not operation.has_begun_to_act:
        raise mentioning(Wrong, ALREADY.format(who=who_has(change.undone_by, click.caller.user_id)))
    require(change.alarm, change.after, change.before, click.caller, services)
    why = TAKEN if change.after is None else MOVED
    mixed = _act(change.after, change.before, change, why, services, operation)
    user = click.caller.user_id
    changes(services).change(change.id, lambda known: replace(known, undone_by=user))
    told = sentence(UNDONE.format(told=change.told, user=named(user), at=moment(services.clock(), "{time}")) + mixed)
    place = PublicReply(change.key, change.channel, change.thread_ts)
    if edit_reply(place, told, services.slack, services.poster):
        return Reply.nothing()
    return Reply(sentence(UNDID.format(user=named(user), name=code(change.alarm)) + mixed), public=True)


def require(
    name: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    caller: Caller,
    services: Services,
) -> None:
    """Raises Forbidden if the guards of the alarm, or of a group that it scales, don't let this person do it here."""
    act = "delete" if after is None else "create" if before is None else "edit"
    services.authority.require(caller, Attempt("alarm", name, caller.channel_id, act=act))
    also = [alarm_of(each) for each in (before, after) if each is not None]
    require_for_mute(name, caller, services.cloudwatch, services.scaling, services.authority, also)


def _act(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    change: AlarmChange,
    otherwise: str,
    services: Services,
    operation: Operation,
) -> str:
    """What there is to say of others who changed it at the same moment; `otherwise` if it is no longer as `before`."""
    known = list[frozenset[Edit] | None]()

    def act() -> None:
        known.append(edits_of(change.alarm, services.cloudwatch))
        now = now_of(change.alarm, services.cloudwatch)  # right before: CloudWatch takes no condition
        if not is_same(now, before):
            why = IS_GONE if now is None else otherwise
            raise Wrong(why.format(name=ticked(change.alarm)))
        carry_out(change.alarm, before, after, change.tags, services.cloudwatch)

    look = partial(shows, change.alarm, before, after, services.cloudwatch)
    if not operation.act_once(act, look=look):
        raise Wrong(INTERRUPTED.format(name=ticked(change.alarm)))
    mixed = is_mixed(change.alarm, before, after, known[-1] if known else None, services.cloudwatch)
    return MIXED.format(name=code(change.alarm)) if mixed else ""
