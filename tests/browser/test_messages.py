"""Messages on the page: blocks, attachments, threads, edits, and what outlives a change."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import Json, Stage, message, snapshot


def _said(window: Page) -> Locator:
    return window.get_by_role("log", name="Messages")


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def _button(text: str, **more: Any) -> Json:
    return {"type": "button", "text": _plain(text), "action_id": "press", "value": "web"} | more


def _with_button(**more: Any) -> Json:
    return message("a card", blocks=[{"type": "actions", "block_id": "row", "elements": [_button("Scale", **more)]}])


def test_blocks_are_drawn_in_place_of_the_text(window: Page, stage: Stage) -> None:
    blocks = [
        {"type": "header", "text": _plain(":bell: Groups")},
        {"type": "section", "text": _mrkdwn("*web*"), "fields": [_mrkdwn("Size\n4"), _mrkdwn("Load\n90 %")]},
        {"type": "divider"},
        {"type": "context", "elements": [_mrkdwn("asked by <@U0BO>")]},
    ]
    stage.says(message("the fallback", blocks=blocks))
    window.goto(stage.url)
    expect(window.get_by_role("heading", name="bell Groups")).to_be_visible()
    expect(window.locator(".fields .text")).to_have_text(["Size\n4", "Load\n90 %"])
    expect(window.locator(".context")).to_have_text("asked by @bo")
    expect(_said(window).get_by_text("the fallback")).to_have_count(0)


def test_an_attachments_bar_has_its_colour(window: Page, stage: Stage) -> None:
    stage.says(message("", attachments=[{"color": "#e01e5a", "blocks": [{"type": "section", "text": _mrkdwn("red")}]}]))
    window.goto(stage.url)
    bar = window.locator(".attachment").evaluate("bar => getComputedStyle(bar, '::before').backgroundColor")
    assert bar == "rgb(224, 30, 90)"


def test_a_block_unknown_to_the_page_is_named(window: Page, stage: Stage) -> None:
    stage.says(message("x", blocks=[{"type": "video"}]))
    window.goto(stage.url)
    expect(window.locator(".unknown")).to_have_text("This page does not draw blocks of the type video.")


def test_a_thread_opens_beside_the_conversation_and_closes(window: Page, stage: Stage) -> None:
    reply = message("it is over", ts="2.000001")
    stage.says(message("an alarm", thread_ts="1.000001", replies=[reply]))
    window.goto(stage.url)
    window.get_by_role("button", name="1 reply").click()
    thread = window.get_by_role("log", name="Thread")
    expect(thread.locator(".message")).to_have_count(2)
    expect(thread).to_contain_text("it is over")
    window.keyboard.press("Escape")
    expect(thread).to_have_count(0)


def test_an_ephemeral_message_says_who_sees_it(window: Page, stage: Stage) -> None:
    stage.says(message("not for guests", ephemeral=True))
    window.goto(stage.url)
    expect(window.locator(".message.ephemeral")).to_contain_text("Only visible to you")


def test_slackbot_tells_of_a_command_that_timed_out(window: Page, stage: Stage) -> None:
    text = '/scale failed with the error "operation_timeout"'
    stage.shows(snapshot(notices=[{"id": "n1", "channel": "C0ALARMS", "text": text, "at": 1_700_000_000}]))
    window.goto(stage.url)
    expect(window.get_by_role("article")).to_contain_text("Slackbot")
    expect(window.get_by_role("article")).to_contain_text(text)


def test_an_edit_changes_the_message_in_place_and_is_marked(window: Page, stage: Stage) -> None:
    stage.says(message("ALARM"))
    window.goto(stage.url)
    article = window.get_by_role("article").element_handle()
    stage.says(message("OK now", edited=True))
    expect(window.get_by_role("article")).to_contain_text("OK now(edited)")
    assert article is not None
    assert article.evaluate("node => node.isConnected")


def test_a_list_that_one_person_sees_turns_its_page_in_place(window: Page, stage: Stage) -> None:
    def listed(title: str, *turns: str) -> Json:
        row = {"type": "actions", "block_id": title, "elements": [_button(each, action_id=each) for each in turns]}
        return message(title, ephemeral=True, blocks=[{"type": "section", "text": _mrkdwn(title)}, row])

    stage.says(listed("1 to 8", "Next"))
    window.goto(stage.url)
    article = window.get_by_role("article").element_handle()
    for title in ("9 to 16", "17 to 24"):
        stage.says(listed(title, "Previous", "Next"))
        expect(window.get_by_role("article")).to_contain_text(title)
        expect(window.get_by_role("article").get_by_role("button")).to_have_text(["Previous", "Next"])
    assert article is not None
    assert article.evaluate("node => node.isConnected")


def test_a_change_leaves_focus_and_scroll_where_they_are(window: Page, stage: Stage) -> None:
    many = [message(f"line {n}", ts=f"{n + 2}.000001") for n in range(60)]
    stage.says(_with_button(), *many)
    window.goto(stage.url)
    expect(_said(window).get_by_text("line 59", exact=True)).to_be_in_viewport()
    button = _said(window).get_by_role("button", name="Scale")
    button.focus()
    button.scroll_into_view_if_needed()
    expect(window.get_by_role("button", name="Latest messages")).to_be_visible()
    before = _said(window).evaluate("list => list.scrollTop")
    stage.says(_with_button(), *many, message("one more", ts="90.000001"))
    expect(_said(window).get_by_text("one more", exact=True)).to_be_attached()
    expect(button).to_be_focused()
    assert _said(window).evaluate("list => list.scrollTop") == before
    window.get_by_role("button", name="Latest messages").click()
    expect(_said(window).get_by_text("one more", exact=True)).to_be_in_viewport()


def test_a_new_message_is_read_out(window: Page, stage: Stage) -> None:
    stage.says(message("old"))
    window.goto(stage.url)
    expect(_said(window).get_by_text("old", exact=True)).to_be_visible()
    stage.says(message("old"), message("*ALARM* web", ts="2.000001"))
    expect(window.locator("#announcer")).to_have_text("Bellhop: ALARM web")


def test_a_press_names_message_action_block_and_value(window: Page, stage: Stage) -> None:
    stage.says(_with_button())
    window.goto(stage.url)
    with window.expect_response("**/control/act"):
        _said(window).get_by_role("button", name="Scale").click()
    expect(window.locator(".button.waiting")).to_have_count(0)
    assert stage.requests == [
        {
            "user": "U0ANA",
            "channel": "C0ALARMS",
            "ts": "1.000001",
            "action_id": "press",
            "block_id": "row",
            "value": "web",
        }
    ]


def test_a_confirm_dialog_stands_before_the_press(window: Page, stage: Stage) -> None:
    confirm = {
        "title": _plain("Sure?"),
        "text": _mrkdwn("It *acts*."),
        "confirm": _plain("Do it"),
        "deny": _plain("No"),
    }
    stage.says(_with_button(confirm=confirm))
    window.goto(stage.url)
    _said(window).get_by_role("button", name="Scale").click()
    window.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    assert stage.requests == []
    _said(window).get_by_role("button", name="Scale").click()
    with window.expect_response("**/control/act"):
        window.get_by_role("dialog", name="Sure?").get_by_role("button", name="Do it").click()
    assert [request["action_id"] for request in stage.requests] == ["press"]


def test_an_act_that_is_refused_is_told_in_a_sentence(window: Page, stage: Stage) -> None:
    stage.says(_with_button())
    stage.answer = (400, {"ok": False, "status": None, "error": "no such message in C0ALARMS"})
    window.goto(stage.url)
    _said(window).get_by_role("button", name="Scale").click()
    expect(window.get_by_role("status")).to_contain_text("That cannot be done: no such message in C0ALARMS.")


def test_the_page_says_that_the_server_is_away_and_comes_back_by_itself(window: Page, stage: Stage) -> None:
    window.goto(stage.url)
    expect(window.get_by_role("heading", name="#alarms").first).to_be_visible()
    stage.close()
    expect(window.get_by_role("alert").first).to_contain_text("The sandbox does not answer.")
    stage.says(message("back again"))
    stage.open()
    expect(_said(window).get_by_text("back again", exact=True)).to_be_visible()
    expect(window.locator("#banner")).to_be_hidden()


def test_another_channel_counts_what_was_not_read(window: Page, stage: Stage) -> None:
    def two(*in_ops: Json) -> Json:
        alarms = {"id": "C0ALARMS", "name": "alarms", "messages": []}
        return snapshot(channels=[alarms, {"id": "C0OPS", "name": "ops", "messages": list(in_ops)}])

    stage.shows(two(message("before")))
    window.goto(stage.url)
    ops = window.get_by_role("button", name="ops")
    expect(ops).to_be_visible()
    stage.shows(two(message("before"), message("after", ts="2.000001")))
    expect(ops.locator(".badge")).to_have_text("1")
    ops.click()
    expect(_said(window).get_by_text("after", exact=True)).to_be_visible()
    expect(window.locator(".badge")).to_have_count(0)
