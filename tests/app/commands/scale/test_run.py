"""/scale: list, look, change; each wrong word gets a sentence that says what to type instead."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from app.aws.scaling import Group, Refresh
from app.base.errors import Wrong
from app.commands.scale import card
from app.commands.scale.buttons import DO
from app.commands.scale.group_list import group_list
from app.commands.scale.request.parse import Request, quoted
from app.commands.scale.snapshot import Snapshot
from app.slack.messages.message import Message
from sandbox.slack.limits import problems
from sandbox.slack.pings import pings
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import pressed
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def group_card(group: Group) -> Message:
    return card.group_card(Snapshot(SetClock()(), group), card.Around(), "mark")


def shown(message: Message) -> str:
    blocks: list[dict[str, Any]] = message.block_dicts()
    assert problems({"text": message.text, "blocks": blocks}) == []
    assert pings(message.text, blocks) == []
    return json.dumps(blocks, ensure_ascii=False)


@pytest.mark.parametrize(("word", "after"), [("5", 5), ("+1", 5), ("-1", 3), ("−1", 3), ("8", 8), ("3", 3)])
def test_with_a_size_it_changes_the_group_and_tells_the_channel(word: str, after: int, bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(desired=4))
    type_in(bellhop, f"/scale web {word}")
    assert bellhop.scaling.changes == [("web", after)]
    glance = seen(bellhop, user="U0BO")[0][:100]  # so much of it is on a phone's lock screen
    assert f"ana set *web* from 4 to {after} (min 1, max 8)." in glance


@pytest.mark.parametrize(
    ("word", "next_"),
    [("3", "`▰▰▱` 2 of 3 in service"), ("4", "`▰▰▱▱` 2 of 4 in service")],
)
def test_it_shows_how_far_auto_scaling_is(word: str, next_: str, bellhop: Bellhop) -> None:
    bellhop.scaling.is_slow = True
    type_in(bellhop, f"/scale web {word}")
    assert next_ in seen(bellhop)[0]


@pytest.mark.parametrize(("word", "process"), [("4", "Launch"), ("1", "Terminate")])
def test_a_suspended_process_is_said_since_nothing_will_happen(word: str, process: str, bellhop: Bellhop) -> None:
    bellhop.scaling.suspend("web", [process])
    type_in(bellhop, f"/scale web {word}")
    assert f"{process} is suspended on this group" in seen(bellhop)[0]


@pytest.mark.parametrize("word", ["9", "0", "+7", "-2"])
def test_a_size_outside_the_bounds_is_refused_with_the_bounds(word: str, bellhop: Bellhop) -> None:
    type_in(bellhop, f"/scale web {word}")
    assert bellhop.scaling.changes == []
    assert "`web` may have 1 to 8" in seen(bellhop)[0]
    assert seen(bellhop, user="U0BO") == []


def test_the_size_it_has_already_is_said_and_not_set(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 2")
    assert seen(bellhop) == ["The desired capacity of `web` is already 2. Nothing changed."]
    assert bellhop.scaling.changes == []


def test_a_mistyped_group_gets_the_near_names(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale wbe 4")
    assert seen(bellhop) == ["There is no Auto Scaling group `wbe`. Did you mean this?"]


def test_an_answer_of_aws_is_told_in_its_own_words(bellhop: Bellhop) -> None:
    bellhop.scaling.faults.append(Wrong("You cannot do that to `web`."))
    type_in(bellhop, "/scale web 4")
    assert seen(bellhop) == ["You cannot do that to `web`."]


def test_names_that_aws_supplies_are_escaped_everywhere(slack: RunningSlack, clock: SetClock) -> None:
    evil = web(name="<!channel>")
    assert "&lt;!channel&gt;" in shown(group_list([evil]))
    assert "&lt;!channel&gt;" in shown(group_card(evil))
    bellhop = Bellhop(slack, clock, groups=(evil,))
    bellhop.command("/scale <!channel> 4")
    bellhop.work()
    (message,) = slack.messages("C0OPS")
    assert (message["pings"], bellhop.scaling.changes) == ([], [("<!channel>", 4)])


@pytest.mark.parametrize("name", ["two words", "history"])
@pytest.mark.parametrize("words", ["", "schedule", "schedule delete nothing", "refresh rollback", "undo"])
def test_each_example_can_be_typed_as_it_stands(words: str, name: str, slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock, groups=(web(name=name),))
    bellhop.scaling.refreshed[name] = (Refresh("r", "InProgress"),)
    bellhop.command(f"/scale {quoted(name)} {words}")
    bellhop.work()
    examples = re.findall(r"`/scale (.*?)`", seen(bellhop)[-1])
    groups = {Request.parse(example).group for example in examples if example not in ("help", "GROUP undo")}
    assert groups <= {name}, examples


def test_a_reason_that_ends_with_a_full_stop_has_no_second(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 because I say so.")
    assert "because I say so.\n" in seen(bellhop)[0]


@pytest.mark.parametrize(
    ("asked", "meanwhile", "would"),
    [
        (
            "10",
            {"maximum": 20, "desired": 9},
            "set *web* from 9 to 10, and its limits from min 1, max 20 to min 1, max 10",
        ),
        ("0", {"minimum": 0, "desired": 3}, "set *web* from 3 to 0"),
    ],
)
def test_a_limit_is_moved_by_its_button_only_from_the_one_that_was_shown(
    asked: str, meanwhile: dict[str, Any], would: str, bellhop: Bellhop
) -> None:
    type_in(bellhop, f"/scale web {asked}")
    offer = newest(bellhop)
    bellhop.scaling.put(web(**meanwhile))
    pressed(bellhop, offer, f"{DO}:0")
    assert bellhop.scaling.done == []
    assert f"would {would}. Nothing changed." in seen(bellhop)[-1]
    assert "*The group has changed since*" in seen(bellhop)[-1]


def test_a_limit_of_a_size_at_a_time_is_moved_by_its_button(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 10 in 2h")
    pressed(bellhop, newest(bellhop), f"{DO}:0")
    assert "ana scheduled *web* to go to 10 (max 10)" in seen(bellhop)[-1]
