"""The Home tab on the page: opened from the sidebar, drawn, pressed, typed into."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.stage import Json, Stage, snapshot


def _home() -> Json:
    text = {"type": "plain_text", "text": "Only names with"}
    typed = {"type": "plain_text_input", "action_id": "words"}
    return {
        "id": "V1",
        "state": {},
        "trouble": "",
        "view": {
            "type": "home",
            "blocks": [
                {"type": "header", "text": {"type": "plain_text", "text": "Not OK"}},
                {"type": "section", "text": {"type": "mrkdwn", "text": "*ALARM* `web-high-cpu`"}},
                {"type": "input", "block_id": "w", "label": text, "element": typed, "dispatch_action": True},
            ],
        },
    }


def test_the_home_tab_is_opened_drawn_and_typed_into(window: Page, stage: Stage) -> None:
    stage.shows(snapshot(home=_home(), shortcuts=[]))
    window.goto(stage.url)
    with window.expect_response("**/control/act"):
        window.get_by_role("button", name="Home tab").click()
    tab = window.get_by_role("region", name="Home tab of Bellhop")
    expect(tab.get_by_role("heading", name="Not OK")).to_be_visible()
    expect(tab).to_contain_text("web-high-cpu")
    line = window.get_by_role("combobox", name="Message or command")
    expect(line).not_to_be_visible()
    field = tab.get_by_label("Only names with")
    field.fill("web")
    with window.expect_response("**/control/act"):
        field.press("Enter")
    opened, sent = stage.requests
    assert opened == {"user": "U0ANA", "home": "home"}
    assert (sent["view_id"], sent["action_id"], sent["value"]) == ("V1", "words", "web")
    window.locator("[data-channel=C0ALARMS]").click()
    expect(tab).not_to_be_visible()
    expect(line).to_be_visible()
    window.get_by_role("button", name="Home tab").click()
    expect(line).not_to_be_visible()
    window.locator("[data-home]").press("/")
    expect(line).to_have_value("/")
