"""The composer: completion, hints, history, and lines that are not sent."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import Stage


@pytest.fixture
def line(window: Page, stage: Stage) -> Locator:
    window.goto(stage.url)
    return window.get_by_role("combobox", name="Message or command in #alarms")


def test_a_slash_offers_the_commands_and_tab_takes_one(window: Page, line: Locator) -> None:
    line.press_sequentially("/")
    expect(window.get_by_role("option")).to_have_text(
        ["/echoTEXTSay it back", "/scale[GROUP [N|+N|-N]]Show or change sizes"]
    )
    line.press("ArrowDown")
    line.press("Tab")
    expect(line).to_have_value("/scale ")
    expect(line).to_be_focused()
    expect(window.locator("#composer-note")).to_contain_text("/scale [GROUP [N|+N|-N]]")


def test_a_click_takes_an_offered_command(window: Page, line: Locator) -> None:
    line.press_sequentially("/e")
    window.get_by_role("option", name="/echo").click()
    expect(line).to_have_value("/echo ")


def test_enter_sends_and_the_up_arrow_brings_it_back(window: Page, stage: Stage, line: Locator) -> None:
    line.fill("/scale web 4")
    with window.expect_response("**/control/act"):
        line.press("Enter")
    assert stage.requests == [{"user": "U0ANA", "channel": "C0ALARMS", "command": "/scale web 4"}]
    expect(line).to_have_value("")
    line.press("ArrowUp")
    expect(line).to_have_value("/scale web 4")
    line.press("ArrowDown")
    expect(line).to_have_value("")


def test_a_line_without_a_slash_is_a_message(window: Page, stage: Stage, line: Locator) -> None:
    line.fill("hello")
    with window.expect_response("**/control/act"):
        line.press("Enter")
    assert stage.requests == [{"user": "U0ANA", "channel": "C0ALARMS", "text": "hello"}]


def test_a_mistyped_command_stays_and_the_near_one_is_named(window: Page, stage: Stage, line: Locator) -> None:
    line.fill("/sclae web 4")
    line.press("Enter")
    expect(window.get_by_role("alert").last).to_have_text("/sclae is not a command here. Did you mean /scale?")
    expect(line).to_have_value("/sclae web 4")
    assert stage.requests == []


def test_what_is_being_typed_outlives_a_change_of_the_page(window: Page, stage: Stage, line: Locator) -> None:
    line.press_sequentially("/scale w")
    stage.says()
    with window.expect_response("**/ui/state*"):
        stage.says()
    line.press_sequentially("eb")
    expect(line).to_have_value("/scale web")


def test_a_line_that_could_not_be_sent_comes_back(window: Page, stage: Stage, line: Locator) -> None:
    expect(line).to_be_visible()
    stage.close()
    expect(window.locator("#banner")).to_be_visible()
    line.fill("/echo hi")
    line.press("Enter")
    expect(window.get_by_role("status")).to_contain_text("nothing was done")
    expect(line).to_have_value("/echo hi")


def test_acting_as_somebody_else_sends_as_them(window: Page, stage: Stage, line: Locator) -> None:
    window.get_by_role("radio", name="eve").click()
    expect(window.locator("#composer-note")).to_contain_text("You act as eve")
    line.fill("/echo hi")
    with window.expect_response("**/control/act"):
        line.press("Enter")
    assert [request["user"] for request in stage.requests] == ["U0EVE"]
