"""Which group is meant: one, a choice, or none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.commands.scale.buttons import asked_in
from app.commands.scale.group import choice, found
from app.commands.scale.request.parse import Request
from app.commands.scale.unclear import NoSuchGroup, Unclear
from app.commands.scale.verbs.look import LookAt
from tests.fakes.scaling import FakeAutoScaling, targets, web

ONLY_HOME = targets(FakeAutoScaling())


def asked(name: str) -> Request:
    return Request(LookAt(), name)


def test_the_whole_name_is_found_and_a_part_that_only_one_has() -> None:
    scaling = FakeAutoScaling(web(), web(name="web-api"), web(name="worker"))
    assert found(Request.parse("web"), targets(scaling)).name == "web"
    assert found(Request.parse("WORK"), targets(scaling)).name == "worker"


@pytest.mark.parametrize("name", ["a<b", "R&D", "R&amp;D", "<!channel>"])
def test_a_group_is_found_whatever_slack_makes_of_its_name(name: str) -> None:
    scaling = FakeAutoScaling(web(name=name), web(name="other"))
    assert found(asked(name), targets(scaling)).name == name
    assert found(asked(name.replace("&amp;", "&")), targets(scaling)).name == name


def test_no_group_is_said_and_which_there_are_is_known() -> None:
    with pytest.raises(
        NoSuchGroup, match=r"There is no Auto Scaling group `wbe`\. `/scale` lists all groups\."
    ) as none:
        found(asked("wbe"), targets(FakeAutoScaling(web())))
    assert none.value.names == ("web",)


def test_several_are_a_choice_of_five_and_how_to_get_at_the_others() -> None:
    scaling = FakeAutoScaling(*(web(name=f"web-{number:02d}") for number in range(30)))
    with pytest.raises(Unclear, match="`web` matches 30 groups") as unclear:
        found(Request.parse("web 4 because so"), targets(scaling))
    reply = choice(unclear.value, "mark", ONLY_HOME)
    buttons = reply.message.block_dicts()[-1]["elements"]
    assert (reply.asks, [each["text"]["text"] for each in buttons]) == (True, [f"web-0{n} 4" for n in range(5)])
    assert asked_in(buttons[0]["value"])[1] == replace(Request.parse("web-00 4 because so"), is_exact=True)
    assert reply.message.text.endswith("These are the first 5: type more of it.")


LONG = "platform-production-eu-central-1-checkout-service-blue-AutoScalingGroup-web-"


def test_long_names_are_told_apart_on_the_buttons_and_stand_whole_in_the_text() -> None:
    with pytest.raises(Unclear) as unclear:
        found(Request.parse("platform 4"), targets(FakeAutoScaling(web(name=f"{LONG}1"), web(name=f"{LONG}2"))))
    message = choice(unclear.value, "mark", ONLY_HOME).message
    assert [each["text"]["text"][-7:] for each in message.block_dicts()[-1]["elements"]] == ["web-1 4", "web-2 4"]
    assert message.text.splitlines()[1:] == [f"1. `{LONG}1 4`", f"2. `{LONG}2 4`"]
    assert message.block_dicts()[0]["text"]["text"] == message.text


def test_a_choice_of_one_with_a_long_name_is_not_numbered_and_stands_in_the_text_once() -> None:
    request = Request.parse(f"{LONG}1 x2")
    for said, more in (("Did you mean this?", f"\n`{LONG}1 x2`"), (f"Did you mean `/scale {LONG}1 x2`?", "")):
        message = choice(Unclear(said, [request]), "mark", ONLY_HOME).message
        assert message.text == said + more
        (button,) = message.block_dicts()[-1]["elements"]
        assert button["text"]["text"].startswith("platform-")
        assert button["text"]["text"].endswith("web-1 x2")
