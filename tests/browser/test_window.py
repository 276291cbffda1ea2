"""The tests share a tab, and none finds anything of the one before."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import WINDOW, left
from tests.browser.stage import Stage


def test_a_tab_that_was_left_remembers_nothing(window: Page, stage: Stage) -> None:
    window.goto(stage.url)
    window.set_viewport_size({"width": 390, "height": 844})
    window.evaluate("() => { sessionStorage.setItem('kept', 'by a test'); window.kept = 1; }")

    left(window)

    assert (window.url, window.viewport_size) == ("about:blank", WINDOW)
    window.goto(stage.url)
    assert window.evaluate("() => [sessionStorage.getItem('kept'), window.kept]") == [None, None]
    assert window.evaluate("() => { sessionStorage.setItem('a', 'b'); return sessionStorage.getItem('a'); }") == "b"


def test_a_window_in_which_no_page_came_is_left_too(window: Page) -> None:
    left(window)

    assert window.url == "about:blank"
