"""Buttons keep within Slack's limits, say which alarm or group they act on, and leave a row before it is too long."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.models.blocks import ConfirmObject

from app.slack.interactions import read_click, unfold
from app.slack.messages.buttons import (
    ACKNOWLEDGE,
    OPEN_SCALE,
    actions,
    button,
    carried,
    incident_button,
    link_button,
    scale_button,
    unfolded,
)
from app.slack.messages.text import escape


@pytest.mark.parametrize("group", ["web", "g" * 255, 'a "b"  c', "R&amp;D <1>", "größe-規模", "\\" * 255])
def test_a_scale_button_names_its_group_and_carries_it(group: str) -> None:
    shown = scale_button(group, position=2).to_dict()
    assert carried(shown["value"]) == {"group": group}
    assert carried(escape(shown["value"])) == {"group": group}, "whether Slack escapes it or not"
    assert shown["action_id"] == f"{OPEN_SCALE}:2"
    assert len(shown["text"]["text"]) <= 75
    assert group[:10] in shown["text"]["text"]
    assert shown["accessibility_label"][:16] == f"Scale {group}"[:16]


def test_a_link_button_opens_its_page() -> None:
    assert link_button("Open", "https://example.com/", "console", "web").to_dict()["url"] == "https://example.com/"


@pytest.mark.parametrize(
    ("alarm", "spoken"),
    [("web", "Mute web"), ("ute", "Mute ute"), ("Mute", "Mute Mute"), ("a" * 300, "Mute " + "a" * 69 + "…")],
)
def test_a_screen_reader_says_what_a_button_does_and_to_what(alarm: str, spoken: str) -> None:
    assert incident_button("alarm_mute", "Mute…", "i1", alarm).accessibility_label == spoken


def row(count: int, **more: Any) -> list[dict[str, Any]]:
    buttons = [button(f"B{number}", f"b{number}", f"v{number}", "web", **more) for number in range(count)]
    elements: list[dict[str, Any]] = actions(buttons).to_dict()["elements"]
    return elements


@pytest.mark.parametrize("count", [1, 5])
def test_five_buttons_are_five_buttons(count: int) -> None:
    assert [each["type"] for each in row(count)] == ["button"] * count


@pytest.mark.parametrize(("count", "menus"), [(6, [2]), (9, [5]), (11, [5, 2])])
def test_of_more_the_last_ones_are_in_a_menu(count: int, menus: list[int]) -> None:
    elements = row(count)
    assert [each["text"]["text"] for each in elements if each["type"] == "button"] == ["B0", "B1", "B2", "B3"]
    assert [len(each["options"]) for each in elements if each["type"] == "overflow"] == menus
    assert len({each["action_id"] for each in elements}) == len(elements)


def test_a_page_opens_from_a_menu_too() -> None:
    buttons = [
        *(button(f"B{n}", f"b{n}", "", "web") for n in range(5)),
        link_button("Open", "https://x.io/", "x", "web"),
    ]
    *_, menu = actions(buttons).to_dict()["elements"]
    assert menu["options"][-1]["url"] == "https://x.io/"


def test_what_asks_before_it_acts_is_never_in_a_menu_which_would_ask_for_all() -> None:
    sure = ConfirmObject(title="Sure?", text="It ends.", confirm="Yes", deny="No")
    buttons = [button(f"B{number}", f"b{number}", "", "web") for number in range(7)]
    buttons[6].confirm = sure
    *first, last, menu = actions(buttons).to_dict()["elements"]
    assert [each["text"]["text"] for each in (*first, last)] == ["B0", "B1", "B2", "B6"]
    assert len(menu["options"]) == 3


def test_what_carries_more_than_an_option_can_stays_a_button() -> None:
    buttons = [button(f"B{number}", f"b{number}", "", "web") for number in range(6)]
    buttons[5].value = "v" * 200
    assert "B5" in [each["text"]["text"] for each in actions(buttons).to_dict()["elements"] if "text" in each]


def test_a_pick_from_the_menu_is_a_press_on_the_button_that_it_stands_for() -> None:
    menu = row(8)[-1]
    picked = {"type": "overflow", "action_id": menu["action_id"], "selected_option": menu["options"][1]}
    body = {"actions": [picked], "user": {"id": "U0ANA"}}
    unfold(body)
    click = read_click(body)
    assert (click.action_id, click.value, click.label) == ("b5", "v5", "B5")


@pytest.mark.parametrize("body", [{}, {"actions": None}, {"actions": [{"type": "overflow"}]}, [], "text"])
def test_what_is_no_pick_stays_as_it_is(body: Any) -> None:
    unfold(body)


def test_a_value_may_have_spaces() -> None:
    assert unfolded(f"{ACKNOWLEDGE} a b") == (ACKNOWLEDGE, "a b")


def test_a_button_carries_the_arn_that_is_known_without_the_name_which_is_there_already() -> None:
    button = scale_button("web", arn="arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:uuid:autoScalingGroupName/web")
    arn = "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:uuid"
    assert carried(button.to_dict()["value"]) == {"group": "web", "arn": arn}


def test_a_value_of_another_form_is_none_of_ours() -> None:
    assert (carried("web"), carried("4"), carried('["web"]')) == (None, None, None)
    assert carried("[" * 2000) is None
