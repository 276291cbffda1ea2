"""/scale: list, look, change; each wrong word gets a sentence that says what to type instead."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from app.aws.scaling import Group, Instance, Refresh
from app.base.errors import Later, Wrong
from app.commands.scale import card
from app.commands.scale.card import FIXED_HINT
from app.commands.scale.form import loading_form
from app.commands.scale.look import LIST_HINT, NO_GROUPS, group_list
from app.commands.scale.request.parse import Request, quoted
from app.commands.scale.snapshot import Snapshot
from app.slack.interactions import ButtonClick, Caller
from app.slack.messages.message import Message
from sandbox.slack.limits import problems
from sandbox.slack.pings import pings
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, thread
from tests.app.people import open_form, seen, submit, type_in
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


def test_alone_it_lists_every_group_to_who_asked(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale")
    assert seen(bellhop)[0].startswith("`web`: desired 2, 2 in service (min 1, max 8)")
    assert seen(bellhop, user="U0BO") == []


def test_with_a_group_it_shows_its_card_with_a_button(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web")
    (card,) = slack.messages("C0OPS")
    assert "`web`: desired 2, 2 in service (min 1, max 8)" in card["text"]
    assert "scale_open" in json.dumps(card["blocks"])


@pytest.mark.parametrize(("word", "after"), [("4", 4), ("+1", 3), ("-1", 1), ("−1", 1), ("8", 8), ("1", 1)])
def test_with_a_size_it_changes_the_group_and_tells_the_channel(word: str, after: int, bellhop: Bellhop) -> None:
    type_in(bellhop, f"/scale web {word}")
    assert bellhop.scaling.changes == [("web", after)]
    assert f"<@U0ANA> set *web* from 2 to {after} (min 1, max 8)." in seen(bellhop, user="U0BO")[0]


@pytest.mark.parametrize(
    ("word", "next_"),
    [("3", "`▰▰▱` 2 of 3 in service"), ("4", "`▰▰▱▱` 2 of 4 in service"), ("1", "`▰◇` 2 of 1 in service")],
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
    assert "outside the limits of `web` (min 1, max 8)" in seen(bellhop)[0]
    assert seen(bellhop, user="U0BO") == []


def test_the_size_it_has_already_is_said_and_not_set(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 2")
    assert seen(bellhop) == ["The desired capacity of `web` is already 2. Nothing changed."]
    assert bellhop.scaling.changes == []


def test_a_mistyped_group_gets_the_near_names(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale wbe 4")
    assert seen(bellhop) == ["There is no Auto Scaling group `wbe`. Did you mean `web`? `/scale` lists all groups."]


def test_an_answer_of_aws_is_told_in_its_own_words(bellhop: Bellhop) -> None:
    bellhop.scaling.trouble.append(Wrong("You cannot do that to `web`."))
    type_in(bellhop, "/scale web 4")
    assert seen(bellhop) == ["You cannot do that to `web`."]


def test_a_job_that_died_in_the_midst_does_not_undo_what_somebody_else_set_since(bellhop: Bellhop) -> None:
    bellhop.scaling.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.set_desired("web", 6)
    bellhop.clock.advance(10)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4), ("web", 6)]
    assert "cannot tell whether this was done. The desired capacity of *web* is 6 now" in seen(bellhop)[0]


def test_a_job_that_died_in_the_midst_does_not_set_again_what_is_set(bellhop: Bellhop) -> None:
    bellhop.scaling.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/scale web +2")
    bellhop.clock.advance(10)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]
    assert seen(bellhop)[0].startswith("<@U0ANA> set *web* from 2 to 4")


def test_a_step_that_aws_refused_for_now_is_taken_from_what_is_then(bellhop: Bellhop) -> None:
    bellhop.scaling.trouble.append(Later("AWS is busy."))
    type_in(bellhop, "/scale web +2")
    bellhop.scaling.set_desired("web", 3)
    bellhop.clock.advance(10)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 3), ("web", 5)]


def test_the_modal_starts_from_what_is_and_says_its_bounds(bellhop: Bellhop) -> None:
    shown_modal = json.dumps(open_form(bellhop)["view"])
    assert '"initial_value": "2"' in shown_modal
    assert "1 to 8" in shown_modal


@pytest.mark.parametrize("size", ["", "four", "-1", "1.5", "99999999999"])
def test_the_modal_refuses_what_is_no_whole_number(size: str, bellhop: Bellhop) -> None:
    answer = submit(bellhop, open_form(bellhop), size)
    assert "desired" in answer["response"]["errors"]
    bellhop.work()
    assert bellhop.scaling.changes == []


def test_the_modal_tells_in_the_thread_of_its_alarm_and_the_person_alone(bellhop: Bellhop, slack: RunningSlack) -> None:
    submit(bellhop, open_form(bellhop), "5")
    bellhop.work()
    (card, told) = cards(slack)
    assert thread(slack, card["ts"]) == ["<@U0ANA> set *web* from 2 to 5"]
    assert told["ephemeral_to"] == "U0ANA"


def test_names_that_aws_supplies_are_escaped_everywhere(slack: RunningSlack, clock: SetClock) -> None:
    evil = web(name="<!channel>")
    assert "&lt;!channel&gt;" in shown(group_list([evil]))
    assert "&lt;!channel&gt;" in shown(group_card(evil))
    bellhop = Bellhop(slack, clock, groups=(evil,))
    bellhop.command("/scale <!channel> 4")
    bellhop.work()
    (message,) = slack.messages("C0OPS")
    assert (message["pings"], bellhop.scaling.changes) == (["<@U0ANA>"], [("<!channel>", 4)])


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


def test_one_instance_is_one() -> None:
    assert "`web`: desired 1, 1 in service" in group_card(Group("web", 0, 4, 1, (Instance("i", "InService"),))).text


def test_a_reason_that_ends_with_a_full_stop_has_no_second(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 because I say so.")
    assert "because I say so.\n" in seen(bellhop)[0]


def test_no_groups_at_all_is_a_sentence() -> None:
    assert group_list([]).text == NO_GROUPS


def test_a_long_list_is_cut_and_says_how_many_there_are_more() -> None:
    message = group_list([web(name=f"{number:03d}-{'x' * 200}") for number in range(45)])
    lines = message.block_dicts()[0]["text"]["text"].splitlines()
    assert all(line.endswith(")") for line in lines[:-1]), "whole lines only"
    assert lines[-1].startswith(f"… and {45 - len(lines) + 1} more.")
    assert LIST_HINT in shown(message)


def test_a_list_of_short_names_ends_where_nobody_reads_on() -> None:
    assert "… and 5 more." in group_list([web(name=f"g{number}") for number in range(45)]).text


@pytest.mark.parametrize(
    ("sizes", "examples"),
    [
        ((1, 8, 2), "`/scale web 3` or `/scale web +1` changes it;"),
        ((1, 8, 8), "`/scale web 7` or `/scale web -1` changes it;"),
        ((0, 4, 0), "`/scale web 1` or `/scale web +1` changes it;"),
        ((1, 1, 1), FIXED_HINT.format(name="web")),
    ],
)
def test_the_cards_examples_are_sizes_that_the_group_may_have(sizes: tuple[int, int, int], examples: str) -> None:
    assert examples in shown(group_card(Group("web", *sizes)))


def test_nothing_in_a_card_or_form_makes_a_mention_of_a_plain_at_channel() -> None:
    assert '"verbatim": true' in shown(group_card(web(name="@channel")))
    assert '"verbatim": true' in json.dumps(loading_form(ButtonClick(Caller("U0ANA", ""), "a", "@channel")).to_dict())


def test_the_card_counts_instances_by_their_state_and_names_what_is_suspended() -> None:
    states = ["InService", "InService", "Pending"]
    instances = tuple(Instance(f"i-{number}", state) for number, state in enumerate(states))
    message = group_card(Group("web", 0, 4, 3, instances, suspended=("Launch",)))
    assert "2 InService, 1 Pending" in message.text
    assert "Suspended: `Launch`" in message.text
    shown(message)


def test_a_group_without_instances_says_so() -> None:
    assert "no instances" in group_card(Group("worker", 0, 4, 0)).text
