"""Without a mouse: the way to the message line, past many messages with many buttons."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import Stage, message

FEW_TABS = 10


def line_of(window: Page) -> Locator:
    return window.get_by_role("combobox", name="Message or command in #alarms")


@pytest.fixture
def busy(window: Page, stage: Stage) -> Page:
    """A channel with twenty cards of three buttons each."""
    labels = ("Acknowledge", "Mute", "Scale")
    buttons = [
        {"type": "button", "action_id": name, "text": {"type": "plain_text", "text": name}, "value": "1"}
        for name in labels
    ]
    card = [{"type": "actions", "block_id": "b", "elements": buttons}]
    stage.says(*(message("card", f"{number}.000001", blocks=card) for number in range(1, 21)))
    window.goto(stage.url)
    expect(window.get_by_role("button", name="Mute")).to_have_count(20)
    return window


def test_the_first_stop_of_the_tab_key_leads_to_the_message_line(busy: Page) -> None:
    busy.keyboard.press("Tab")
    skip = busy.get_by_role("link", name="Skip to the message line")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    busy.keyboard.press("Enter")
    expect(line_of(busy)).to_be_focused()


def test_the_tab_key_comes_to_the_message_line_before_the_messages(busy: Page) -> None:
    for _ in range(FEW_TABS):
        busy.keyboard.press("Tab")
        if busy.evaluate("document.activeElement.id") == "line":
            break
    expect(line_of(busy)).to_be_focused()


def test_the_message_line_stands_below_the_messages_all_the_same(busy: Page) -> None:
    line, last = line_of(busy).bounding_box(), busy.get_by_role("log", name="Messages").bounding_box()
    assert line and last
    assert line["y"] >= last["y"] + last["height"]


def test_a_slash_typed_anywhere_begins_a_command(busy: Page) -> None:
    busy.get_by_role("button", name="Mute").last.focus()
    busy.keyboard.press("/")
    expect(line_of(busy)).to_be_focused()
    expect(line_of(busy)).to_have_value("/")
    expect(busy.get_by_role("option")).to_have_count(2)


def test_a_slash_in_another_field_stays_there(busy: Page) -> None:
    field = busy.get_by_label("Alarms", exact=True)
    field.focus()
    busy.keyboard.press("/")
    expect(field).to_be_focused()
    expect(line_of(busy)).to_have_value("")


def test_on_a_phone_a_slash_comes_back_from_the_other_half(busy: Page) -> None:
    busy.set_viewport_size({"width": 390, "height": 844})
    busy.get_by_role("tab", name="AWS").click()
    busy.keyboard.press("/")
    expect(line_of(busy)).to_be_focused()
    expect(line_of(busy)).to_have_value("/")


def listed(stage: Stage, page: int, *labels: str) -> None:
    """A list with so many rows, turned in its place: Slack gives its blocks new ids."""
    buttons = [
        {"type": "button", "action_id": name, "text": {"type": "plain_text", "text": name}, "value": "1"}
        for name in labels
    ]
    rows = [
        {"type": "section", "block_id": f"row-{page}-{row}", "text": {"type": "mrkdwn", "text": f"alarm {page}-{row}"}}
        for row in range(5 - page)
    ]
    stage.says(
        message(
            "the list", "1.000001", blocks=[*rows, {"type": "actions", "block_id": f"p{page}", "elements": buttons}]
        )
    )


def test_the_button_that_turns_a_page_keeps_the_focus(window: Page, stage: Stage) -> None:
    listed(stage, 1, "Next", "Refresh")
    window.goto(stage.url)
    window.get_by_role("button", name="Next").focus()
    listed(stage, 2, "Previous", "Next", "Refresh")
    expect(window.get_by_text("alarm 2-1")).to_be_visible()
    expect(window.get_by_role("button", name="Next")).to_be_focused()


def test_where_that_button_is_gone_the_message_has_the_focus_and_no_other_button(window: Page, stage: Stage) -> None:
    listed(stage, 2, "Previous", "Next", "Refresh")
    window.goto(stage.url)
    window.get_by_role("button", name="Next").focus()
    listed(stage, 3, "Previous", "Refresh")
    expect(window.get_by_text("alarm 3-1")).to_be_visible()
    expect(window.locator("article", has_text="alarm 3-1")).to_be_focused()
    window.keyboard.press("Tab")
    expect(window.get_by_role("button", name="Previous")).to_be_focused()


def test_the_same_button_of_another_row_does_not_get_the_focus(window: Page, stage: Stage) -> None:
    def shows(block_id: str, *names: str) -> None:
        """Rows with a button each, whose action tells its place in the list."""
        buttons = [
            {
                "type": "button",
                "action_id": f"unmute:{at}",
                "text": {"type": "plain_text", "text": "Unmute"},
                "accessibility_label": f"Unmute {name}",
            }
            for at, name in enumerate(names)
        ]
        stage.says(
            message("the list", "1.000001", blocks=[{"type": "actions", "block_id": block_id, "elements": buttons}])
        )

    shows("one", "web-1", "web-2")
    window.goto(stage.url)
    window.get_by_role("button", name="Unmute web-1").focus()
    shows("two", "web-2")
    expect(window.get_by_role("button", name="Unmute web-1")).to_have_count(0)
    expect(window.locator("article")).to_be_focused()
