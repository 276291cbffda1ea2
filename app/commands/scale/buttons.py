"""The buttons of /scale: their names, and what they carry; app/commands/scale/__init__.py registers them. No IO.

A button names its group by the whole name, as JSON: nobody has to read it as words, or to guess from a part of a name.
"""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import ButtonElement

from app.aws.scaling import Capacity
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.request.packed import packed, unpacked
from app.commands.scale.request.parse import Request
from app.slack.messages.buttons import UNDO, button, carried, carrying, naming

CONFIRM = "scale_confirm"
APPROVE = "scale_approve"
CANCEL = "scale_cancel"
DO = "scale_do"
PAGE = "scale_page"

UNDO_LABEL, APPROVE_LABEL, CANCEL_LABEL = "Undo", "Approve", "Cancel"
OLDER = (
    "This button is from an older version of Bellhop and does not say exactly which group it means, so nothing was "
    "done. Send the command again; `/scale` lists the groups."
)
OF_LIST = "of the list"
OF_GROUP, TYPED = "the change of {group}", "(/scale {words})"
VALUE_LIMIT = 2000  # Slack refuses the whole message beyond that


@dataclass(frozen=True)
class Named:
    """What a button is about: a change or what waits, by its `id`, of a group.

    plan  which plan of what waits the message shows; None where an older Bellhop posted it
    """

    id: str
    group: str
    arn: str = ""
    plan: int | None = None


@dataclass(frozen=True)
class ListPage:
    """The page of the list with this row: of these `kinds`, () for all, and places, None for all."""

    start: int = 0
    kinds: tuple[str, ...] = ()
    within: frozenset[tuple[str, str]] | None = None


def page_value(asked: ListPage) -> str:
    where = {} if asked.within is None else {"in": sorted(asked.within)}
    return carrying({"from": asked.start, **({"kinds": asked.kinds} if asked.kinds else {}), **where})


def page_button(label: str, position: str, asked: ListPage) -> ButtonElement | None:
    """Lists again, as it is then; None where so many places are meant that Slack takes no such button."""
    value = page_value(asked)
    return button(label, f"{PAGE}:{position}", value, OF_LIST) if len(value) <= VALUE_LIMIT else None


def page_in(value: str) -> ListPage:
    data = carried(value) or {}
    start, kinds, within = data.get("from"), data.get("kinds"), data.get("in")
    places = [tuple(map(str, each)) for each in within if isinstance(each, list)] if isinstance(within, list) else []
    return ListPage(
        start if isinstance(start, int) and start > 0 else 0,
        tuple(map(str, kinds)) if isinstance(kinds, list) else (),
        frozenset((each[0], each[1]) for each in places if len(each) == 2) if places else None,
    )


def undo_button(change_id: str, group: str, arn: str) -> ButtonElement:
    value = carrying({"id": change_id, **naming(group, arn)})
    return button(UNDO_LABEL, UNDO, value, OF_GROUP.format(group=group))


def approval_button(name: str, label: str, about: Named, style: str | None = None) -> ButtonElement:
    """Confirm, Approve or Cancel of a waiting change."""
    value = carrying({"id": about.id, "plan": about.plan, **naming(about.group, about.arn)})
    return button(label, name, value, OF_GROUP.format(group=about.group), style)


def do_button(label: str, mark: str, request: Request, position: int = 0, style: str | None = None) -> ButtonElement:
    """Does what the request says, for exactly its group, once for all buttons with the same `mark`."""
    return button(label, f"{DO}:{position}", _asking(mark, request), TYPED.format(words=request), style)


def named_in(value: str) -> Named:
    """What an Undo, Confirm, Approve or Cancel is about, also as Bellhop 0.2 wrote it: the id, a space, the group."""
    data = carried(value)
    if data is None:
        first, _, rest = value.partition(" ")
        return Named(first, rest)
    return Named(str(data.get("id", "")), str(data.get("group", "")), str(data.get("arn", "")), data.get("plan"))


def group_in(value: str) -> tuple[str, str]:
    """The name and ARN that a button carries which opens the form; Bellhop 0.2 wrote the name alone."""
    data = carried(value)
    return (value, "") if data is None else (str(data.get("group", "")), str(data.get("arn", "")))


def asked_in(value: str) -> tuple[str, Request]:
    """The mark and the request that `do_button` wrote; raises Wrong if it can't be told which group it means."""
    data = carried(value)
    if data is None:
        return _older(value)
    intent = unpacked(data.get("do"))
    if intent is None:
        raise Wrong(OLDER)
    request = Request(
        intent,
        group=str(data.get("group", "")),
        is_dry_run=bool(data.get("dry_run")),
        reason=str(data.get("because", "")),
        is_exact=bool(data.get("group")),
        arn=str(data.get("arn", "")),
        seen=Capacity(*data["from"]) if data.get("from") else None,
    )
    return str(data.get("once", "")), request


def _asking(mark: str, request: Request) -> str:
    """As long as Slack takes: what is too long loses its reason, or else the press answers that it can't be told."""
    data: dict[str, Any] = {"once": mark, **naming(request.group, request.arn), "do": packed(request.intent)}
    if request.is_dry_run:
        data["dry_run"] = True
    if request.seen:
        data["from"] = [request.seen.minimum, request.seen.maximum, request.seen.desired]
    tries = [{**data, "because": request.reason} if request.reason else data, data, {"once": mark}]
    return next(value for value in map(carrying, tries) if len(value) <= VALUE_LIMIT)


def _older(value: str) -> tuple[str, Request]:
    """A mark and words, from Bellhop 0.2: exact only where the words say the same when they are written again."""
    mark, _, words = value.partition(" ")
    request = Request.parse(words)
    if str(request) != words:
        raise Wrong(OLDER)
    return mark, Request(request.intent, request.group, request.is_dry_run, request.reason, is_exact=True)
