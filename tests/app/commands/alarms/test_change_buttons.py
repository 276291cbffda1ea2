"""The Undo of a change."""

from __future__ import annotations

from app.commands.alarms.change_buttons import UNDO, alarm_in, change_in, topic_in, undo_row


def test_it_carries_the_change_and_its_alarm_and_says_both() -> None:
    (button,) = undo_row("m1", 'a "b" & c').to_dict()["elements"]
    value = button["value"]
    assert (button["action_id"], button["accessibility_label"]) == (UNDO, 'Undo a "b" & c')
    assert (change_in(value), alarm_in(value), topic_in(value)) == ("m1", 'a "b" & c', 'alarm:a "b" & c')


def test_a_value_of_another_form_names_nothing() -> None:
    assert (change_in(""), alarm_in("[]"), topic_in("x")) == ("", "", "")
