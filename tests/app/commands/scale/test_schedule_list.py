"""The scheduled actions, each with its button."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.aws.scaling import ScheduledAction
from app.commands.scale import schedule_list
from app.commands.scale.buttons import asked_in
from app.commands.scale.request.parse import Request
from app.commands.scale.verbs.schedule import Unschedule
from tests.fakes.scaling import FakeAutoScaling, targets, web

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def scaling_with(*actions: ScheduledAction) -> FakeAutoScaling:
    scaling = FakeAutoScaling(web(), web(name="two words"))
    for action in actions:
        scaling.schedule(action)
    return scaling


def test_where_there_is_none_it_says_how_to_make_one() -> None:
    assert "`web` has no scheduled actions" in schedule_list.show("web", targets(scaling_with()), "mark").message.text
    told = schedule_list.show("two words", targets(scaling_with()), "mark").message.text
    assert '`/scale "two words" 4 at 18:00`' in told
    assert "No group has a scheduled action" in schedule_list.show("", targets(scaling_with()), "mark").message.text


def test_each_has_a_button_of_its_own_that_deletes_it_by_name() -> None:
    names = ("bellhop-back-1", "late  evening")
    actions = [ScheduledAction("web", name, AT + timedelta(hours=at), desired=4) for at, name in enumerate(names)]
    message = schedule_list.show("web", targets(scaling_with(*actions)), "mark").message
    values = [block["accessory"]["value"] for block in message.block_dicts() if "accessory" in block]
    asked = [Request(Unschedule(name), "web", is_exact=True) for name in names]
    assert list(map(asked_in, values)) == [("mark-0", asked[0]), ("mark-1", asked[1])]
    assert "(end of a temporary change)" in message.text.splitlines()[0]


def test_a_long_list_is_cut_and_says_how_many_there_are_more() -> None:
    times = [AT + timedelta(minutes=number) for number in range(23)]
    actions = [ScheduledAction("web", f"action-{number:02d}", at, desired=4) for number, at in enumerate(times)]
    message = schedule_list.show("", targets(scaling_with(*actions)), "mark").message
    assert "… and 3 more." in message.text
    assert len(message.block_dicts()) == schedule_list.MOST + 1
