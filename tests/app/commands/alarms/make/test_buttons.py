"""What the buttons and forms of an alarm carry."""

from __future__ import annotations

from app.commands.alarms.make.buttons import EDIT, NEW, about_in, edit_button, kept, open_button, topic_of


def test_a_button_carries_what_its_form_is_about_and_says_it() -> None:
    button = open_button({NEW: "queue:a&b"})
    assert about_in(button.value or "") == {NEW: "queue:a&b"}
    assert button.to_dict()["accessibility_label"] == "Open the form queue:a&b"
    assert edit_button("hot").to_dict()["accessibility_label"] == "Edit hot"


def test_what_no_version_wrote_is_about_nothing() -> None:
    assert about_in("web") == {}
    assert about_in('{"group": "web"}') == {}


def test_of_what_a_form_carries_only_what_it_is_about_is_kept() -> None:
    assert kept({EDIT: "hot", "channel": "C1", "threshold": "1"}) == {EDIT: "hot"}


def test_forms_act_on_the_alarm_once_it_has_a_name() -> None:
    assert topic_of({EDIT: "hot"}) == "alarm:hot"
    assert topic_of({NEW: "web"}) == "alarm:new web"
    assert topic_of({}) == "alarm:new"
