"""What a Bellhop of before left in the table is read as it stands there: changes, and what waits for a yes.

tests/payloads/scale/documents-of-0.1.json is what commit 2bcafa0 wrote, buttons-of-0.2.json what 0a04662 posted.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.aws.scaling import Capacity
from app.base.errors import Wrong
from app.commands.scale import COMMAND, parts
from app.commands.scale.approval_store import Approval, Approvals, Resolution
from app.commands.scale.buttons import APPROVE, CANCEL, CONFIRM, DO, Named, asked_in, group_in, named_in
from app.commands.scale.change_log import Changes
from app.commands.scale.plan import from_document
from app.commands.scale.request.parse import Request
from app.config.configuration import Configuration, SlackChannel
from app.config.guards import Guard
from app.listeners.operation import Operation
from app.slack.interactions import ButtonClick, Caller
from app.slack.messages.buttons import OPEN_SCALE, UNDO
from app.store.table import Document, MemoryTable, amend
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import pressed
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web
from tests.house.tree import ROOT

OLDER = json.loads((ROOT / "tests/payloads/scale/documents-of-0.1.json").read_text(encoding="utf-8"))

BUTTONS = json.loads((ROOT / "tests/payloads/scale/buttons-of-0.2.json").read_text(encoding="utf-8"))
UNMISTAKABLE = {
    "web history",
    "web x2 because of the sale",
    "web max=10 10 for 2h",
    "web schedule delete bellhop-at-70a349774a9a",
    "web resume Launch",
    "web refresh start",
    "xother 3",
}
OLD_DO = [each["value"] for each in BUTTONS if each["action_id"].startswith(DO)]


@pytest.fixture
def table() -> MemoryTable:
    made = MemoryTable()
    for each in OLDER:
        made.put(Document(each["pk"], each["sk"], each["data"]))
    return made


@pytest.fixture
def bellhop(table: MemoryTable, slack: RunningSlack, clock: SetClock) -> Bellhop:
    groups = (web(desired=4), web(name="two", desired=5), web(name="asks"), web(name="plain", suspended=("Launch",)))
    guards = (Guard(group="two", approvals=2), Guard(group="asks", confirm_above=3))
    guarded = Configuration(SlackChannel("#alarms"), guards=guards)
    return Bellhop(slack, clock, groups, table=table, configuration=guarded)


def waiting(bellhop: Bellhop, group: str, kind: str) -> Approval:
    """What waits, of a group, by the kind of its plan."""
    of_approvals = [each for each in OLDER if each["pk"].startswith("pending#")]
    found = next(
        each for each in of_approvals if (each["data"]["group"], each["data"]["plan"]["kind"]) == (group, kind)
    )
    approval = Approvals(bellhop.table, bellhop.clock).find(found["data"]["id"])
    assert approval is not None
    return approval


def click(approval: Approval, user: str = "U0BO") -> ButtonClick:
    return ButtonClick(Caller(user, "C0OPS"), "", f"{approval.id} {approval.group}")


def operation(bellhop: Bellhop, name: str) -> Operation:
    return Operation(name, bellhop.table, bellhop.clock)


def test_every_plan_that_waits_is_read_and_says_the_same() -> None:
    plans = [each["data"]["plan"] for each in OLDER if each["pk"].startswith("pending#")]
    said = {f"{plan['kind']} {plan['group']}": from_document(plan).to_do.partition(" <!date")[0] for plan in plans}
    assert said == {
        "resize asks": "set *asks* from 2 to 4",
        "resize two": "set *two* from 5 to 2",
        "schedule two": "schedule *two* to go to 4 at",
        "refresh plain": "start an instance refresh of *plain*",
    }


def test_what_waited_for_a_confirmation_is_carried_out(bellhop: Bellhop) -> None:
    approval = waiting(bellhop, "asks", "resize")
    parts.approver(bellhop.parts).confirm(click(approval), operation(bellhop, "press"))
    assert bellhop.scaling.changes == [("asks", 4)]
    stored = bellhop.table.get(f"pending#{approval.id}", "pending").data
    assert stored["fate"] == "taken", "an older Bellhop, put back into place, reads that"


def test_an_undo_that_waited_for_approvals_is_carried_out_as_an_undo(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.add_member("U0CAT", "cat")
    approval = waiting(bellhop, "two", "resize")
    approver = parts.approver(bellhop.parts)
    approver.approve(click(approval), operation(bellhop, "first press"))
    reply = approver.approve(click(approval, "U0CAT"), operation(bellhop, "second press"))
    assert bellhop.scaling.changes == [("two", 2)]
    assert "set *two* from 5 to 2 (min 1, max 8) because of a mistake, undoing what <@U0ANA> did" in reply.message.text
    undone = Changes(bellhop.table, bellhop.clock).find(approval.undoes)
    assert undone is not None
    assert undone.undone_by


def test_what_an_older_one_has_settled_is_settled(table: MemoryTable, clock: SetClock) -> None:
    key = next((each["pk"], each["sk"]) for each in OLDER if each["pk"].startswith("pending#"))
    amend(table, *key, lambda known: Document(*key, {**known.data, "fate": "cancelled"}, known.version))
    found = Approvals(table, clock).find(key[0].partition("#")[2])
    assert found is not None
    assert found.resolution is Resolution.CANCELLED


def test_a_change_of_before_is_in_the_history_is_followed_and_can_be_undone(bellhop: Bellhop) -> None:
    with listening(bellhop):
        type_in(bellhop, "/scale web history")
        assert "set *web* from 2 to 4" in seen(bellhop)[-1]
        assert "because of the sale" in seen(bellhop)[-1]
        type_in(bellhop, "/scale web undo")
        pressed(bellhop, newest(bellhop), CONFIRM)
    group = bellhop.scaling.group("web")
    assert group is not None
    assert group.capacity == Capacity(1, 8, 2)


@pytest.mark.parametrize("value", OLD_DO)
def test_a_button_of_before_asks_for_what_it_says_or_says_that_it_is_older(value: str) -> None:
    mark, _, words = value.partition(" ")
    if words in UNMISTAKABLE:
        assert asked_in(value) == (mark, replace(Request.parse(words), is_exact=True))
    else:
        assert words.startswith("group:")
        with pytest.raises(Wrong, match="older version"):
            asked_in(value)


def test_there_is_a_button_of_before_of_each_kind() -> None:
    kinds = {button["action_id"].partition(":")[0] for button in BUTTONS}
    assert kinds == {OPEN_SCALE, DO, UNDO, CONFIRM, APPROVE, CANCEL}


def test_the_others_of_before_name_their_group_and_what_they_are_about() -> None:
    named = {named_in(each["value"]) for each in BUTTONS if each["action_id"] in (UNDO, CONFIRM, APPROVE, CANCEL)}
    ids = {"web": "f7c90dd714d0", "asks": "7bf534eadfb6", "two": "0397fca52501"}
    assert named == {Named(change_id, group) for group, change_id in ids.items()}
    assert {group_in(each["value"]) for each in BUTTONS if each["action_id"].startswith(OPEN_SCALE)} == {("web", "")}


def test_the_edge_takes_each_button_of_before() -> None:
    for each in BUTTONS:
        (button,) = [known for known in COMMAND.buttons if known.name == each["action_id"].partition(":")[0]]
        assert button.acts_on(ButtonClick(Caller("U0ANA", "C0OPS"), each["action_id"], each["value"])) in (
            *("", "scale:web", "scale:asks", "scale:two", "scale:xother"),
        )
