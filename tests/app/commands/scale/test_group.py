"""Which group is meant: one, a choice, or none."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.base.errors import Wrong
from app.commands.scale.buttons import asked_in
from app.commands.scale.group import MOST_CHOICES, Several, choice, found
from app.commands.scale.request.parse import Request
from tests.fakes.scaling import FakeAutoScaling, web


def test_the_whole_name_is_found_and_a_part_that_only_one_has() -> None:
    scaling = FakeAutoScaling(web(), web(name="web-api"), web(name="worker"))
    assert found("web", scaling).name == "web"
    assert found("WORK", scaling).name == "worker"


@pytest.mark.parametrize("name", ["a<b", "R&D", "R&amp;D", "<!channel>"])
def test_a_group_is_found_whatever_slack_makes_of_its_name(name: str) -> None:
    scaling = FakeAutoScaling(web(name=name), web(name="other"))
    assert found(name, scaling).name == name
    assert found(name.replace("&amp;", "&"), scaling).name == name


def test_no_group_is_said_with_the_near_names() -> None:
    with pytest.raises(Wrong, match=r"There is no Auto Scaling group `wbe`\. Did you mean `web`\?"):
        found("wbe", FakeAutoScaling(web()))


def test_several_are_a_choice_of_so_many_buttons_as_slack_takes() -> None:
    scaling = FakeAutoScaling(*(web(name=f"web-{number:02d}") for number in range(30)))
    with pytest.raises(Several, match="`web` matches 30 groups") as several:
        found("web", scaling)
    reply = choice(several.value, "mark", Request.parse("web 4"))
    shown = json.dumps(reply.message.block_dicts())
    assert (reply.asks, shown.count("scale_do:")) == (True, MOST_CHOICES)
    first = reply.message.block_dicts()[-1]["elements"][0]
    assert asked_in(first["value"])[1] == replace(Request.parse("web-00 4"), is_exact=True)
    assert "These are the first 20" in reply.message.text
