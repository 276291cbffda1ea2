"""Modals on the page: inputs, what they send, errors, loading."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.stage import Json, Stage, snapshot


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _option(value: str) -> Json:
    return {"text": _plain(value.title()), "value": value}


def _input(block_id: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": _plain(block_id.title()),
        "element": {"action_id": "a"} | element,
    } | more


SIZE = _input("size", {"type": "number_input", "is_decimal_allowed": False, "initial_value": "2"})
WHY = _input("why", {"type": "plain_text_input"}, optional=True)
GROUP = _input("group", {"type": "static_select", "options": [_option("web"), _option("worker")]})
TO = _input("to", {"type": "users_select"})
PACE = _input(
    "pace", {"type": "radio_buttons", "initial_option": _option("now"), "options": [_option("now"), _option("slow")]}
)
TELL = _input("tell", {"type": "checkboxes", "options": [_option("ops"), _option("all")]}, optional=True)


def _open(stage: Stage, *blocks: Json, errors: dict[str, str] | None = None, trouble: str = "") -> None:
    view = {
        "type": "modal",
        "title": _plain("Scale web"),
        "submit": _plain("Scale"),
        "close": _plain("Cancel"),
        "blocks": list(blocks),
    }
    stage.shows(snapshot(views=[{"id": "V1", "view": view, "state": {}, "errors": errors or {}, "trouble": trouble}]))


def test_every_input_is_sent_in_slacks_shape(window: Page, stage: Stage) -> None:
    _open(stage, SIZE, WHY, GROUP, TO, PACE, TELL)
    window.goto(stage.url)
    dialog = window.get_by_role("dialog", name="Scale web")
    dialog.get_by_label("Size").fill("4")
    dialog.get_by_label("Group").select_option("web")
    dialog.get_by_label("To").select_option("U0BO")
    dialog.get_by_label("Slow").check()
    dialog.get_by_label("Ops").check()
    with window.expect_response("**/control/act"):
        dialog.get_by_role("button", name="Scale").click()
    [request] = stage.requests
    assert request["view_id"] == "V1"
    assert request["values"] == {
        "size": {"a": {"type": "number_input", "value": "4"}},
        "why": {"a": {"type": "plain_text_input", "value": None}},
        "group": {"a": {"type": "static_select", "selected_option": _option("web")}},
        "to": {"a": {"type": "users_select", "selected_user": "U0BO"}},
        "pace": {"a": {"type": "radio_buttons", "selected_option": _option("slow")}},
        "tell": {"a": {"type": "checkboxes", "selected_options": [_option("ops")]}},
    }


def test_an_error_stands_below_its_input_and_what_was_typed_stays(window: Page, stage: Stage) -> None:
    _open(stage, SIZE, WHY)
    window.goto(stage.url)
    window.get_by_label("Size").fill("12")
    window.get_by_label("Why").fill("a sale")
    _open(stage, SIZE, WHY, errors={"size": "web may run 1 to 8 instances."})
    expect(window.locator("[data-block=size]").get_by_role("alert")).to_have_text("web may run 1 to 8 instances.")
    expect(window.get_by_label("Size")).to_have_value("12")
    expect(window.get_by_label("Size")).to_have_attribute("aria-invalid", "true")
    expect(window.get_by_label("Why")).to_have_value("a sale")


def test_a_modal_that_loads_is_filled_in_place(window: Page, stage: Stage) -> None:
    loading = {
        "type": "modal",
        "title": _plain("Scale web"),
        "blocks": [{"type": "section", "text": _plain("Loading…")}],
    }
    stage.shows(snapshot(views=[{"id": "V1", "view": loading, "state": {}, "errors": {}, "trouble": ""}]))
    window.goto(stage.url)
    expect(window.get_by_role("dialog").locator("[aria-busy=true]")).to_have_text("Loading…")
    _open(stage, SIZE)
    expect(window.get_by_label("Size")).to_have_value("2")
    expect(window.get_by_role("dialog").locator("[aria-busy=true]")).to_have_count(0)


def test_an_error_of_the_app_is_told_in_the_modal(window: Page, stage: Stage) -> None:
    _open(stage, SIZE, trouble="We had some trouble connecting. Try again?")
    window.goto(stage.url)
    expect(window.get_by_role("dialog").get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")


def test_escape_closes_the_modal_at_the_server(window: Page, stage: Stage) -> None:
    _open(stage, SIZE)
    window.goto(stage.url)
    expect(window.get_by_label("Size")).to_be_focused()
    with window.expect_response("**/control/act"):
        window.keyboard.press("Escape")
    assert stage.requests == [{"user": "U0ANA", "view_id": "V1", "close": True}]
    stage.shows(snapshot())
    expect(window.get_by_role("dialog")).to_have_count(0)
