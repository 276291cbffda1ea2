"""What the buttons of /alarms carry."""

from __future__ import annotations

import pytest

from app.commands.alarms.buttons import (
    UNDO,
    VALUE_LIMIT,
    alarm_in,
    arn_in,
    id_in,
    page_button,
    page_in,
    show_button,
    topic_in,
    undo_row,
)
from tests.app.commands.alarms.world import arn_of


def test_an_alarm_is_named_by_its_arn() -> None:
    made = show_button(arn_of('a "b" <c>'), 'a "b" <c>', 0)
    assert arn_in(made.value or "") == arn_of('a "b" <c>')
    assert arn_in("web-5xx") == ""


@pytest.mark.parametrize(
    ("value", "asked"),
    [('{"for":"web-*","from":8}', ("web-*", 8)), ('{"from":-1}', ("", 0)), ('{"from":"8"}', ("", 0)), ("8", ("", 0))],
)
def test_a_page_is_named_by_its_filters_and_first_row(value: str, asked: tuple[str, int]) -> None:
    assert page_in(value) == asked


def test_filters_too_long_for_a_button_have_none() -> None:
    assert page_button("Next", "next", "x" * VALUE_LIMIT, 8) is None


def test_an_undo_carries_the_change_and_its_alarm_and_says_both() -> None:
    (button,) = undo_row("m1", 'a "b" & c').to_dict()["elements"]
    value = button["value"]
    assert (button["action_id"], button["accessibility_label"]) == (UNDO, 'Undo a "b" & c')
    assert (id_in(value), alarm_in(value), topic_in(value)) == ("m1", 'a "b" & c', 'alarm:a "b" & c')


def test_a_change_without_them_names_nothing() -> None:
    assert (id_in(""), alarm_in("[]"), topic_in("x")) == ("", "", "")
