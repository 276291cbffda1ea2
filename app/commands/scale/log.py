"""/scale history: who changed what, when, from what to what, why, and how it ended; for one group or all."""

from __future__ import annotations

from app.commands.scale.buttons import undo_button
from app.commands.scale.change_log import Changes
from app.commands.scale.logged_change import Change, Result
from app.commands.scale.progress import can_be_undone
from app.commands.scale.words import because
from app.slack.interactions import Reply
from app.slack.messages.blocks import section
from app.slack.messages.buttons import actions
from app.slack.messages.message import Message, listing, sentence
from app.slack.messages.text import code, duration, moment, named

NONE = "Bellhop has not changed {group} in the last 90 days."
NONE_AT_ALL = "Bellhop has not changed any group in the last 90 days."
LINE = "{at}  {user} {words}{because}{more}{result}"
RESULT = " — _{result}_"
TOOK = " — _{result} after {lasted}_"
UNDONE, UNDONE_BY = " — _undone_", " — _undone by {user}_"
REPLACED = " — _replaced by {user}_"
RESULTS = {
    Result.RUNNING: "in progress",
    Result.DONE: "done",
    Result.PARTLY: "partly done",
    Result.GIVEN_UP: "did not reach the desired capacity",
    Result.OVERTAKEN: "changed by somebody else",
    Result.UNDONE: "undone",
    Result.UNKNOWN: "outcome unknown",
}
FAILED = "failed"  # of an instance refresh, which has no desired capacity
MORE = "… and {count} more."
HINT = (
    "Newest first, kept for 90 days. `/scale GROUP history` shows one group; `/scale GROUP undo` reverts its last "
    "change."
)
MOST = 15


def show(group: str, changes: Changes, ledger: str = "") -> Reply:
    """The changes of the group, or of all; below them the `ledger`, mrkdwn."""
    newest = changes.newest(group, MOST)
    if not newest:
        return Reply(sentence(NONE.format(group=code(group)) if group else NONE_AT_ALL))
    told = listing([line(change) for change in newest], MORE, HINT)
    if ledger:
        told = Message(f"{told.text}\n{ledger}", (*told.blocks, section(ledger)))
    last = next((change for change in newest if can_be_undone(change) and not change.undoes), None)
    if not group or last is None:
        return Reply(told)
    button = actions([undo_button(last.id, last.group, last.arn)])
    return Reply(Message(told.text, (*told.blocks, button)))


def line(change: Change) -> str:
    """`today 14:02  @ana set *web* from 2 to 4 because of the sale — done after 1 min`."""
    words = {"at": moment(change.at), "user": named(change.user_id), "words": change.words, "more": change.more}
    return LINE.format(because=because(change.reason), result=_result(change), **words)


def _result(change: Change) -> str:
    user = named(change.since.user_id) if change.since and change.since.user_id else ""
    if change.undone_by:
        return UNDONE_BY.format(user=user) if user else UNDONE
    if change.result is Result.OVERTAKEN and user:
        return REPLACED.format(user=user)
    result = FAILED if change.refresh and change.result is Result.GIVEN_UP else RESULTS[change.result]
    if change.ended_at and change.ended_at > change.at and change.result is not Result.UNKNOWN:
        return TOOK.format(result=result, lasted=duration(change.ended_at - change.at))
    return RESULT.format(result=result) if change.result is not Result.DONE else ""
