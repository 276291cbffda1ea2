"""A browser for all tests, a window as good as fresh for each, and the stage on which the page alone is tried."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, ViewportSize, expect

from tests.browser.chromium import ChromiumMissing, running_chromium
from tests.browser.stage import Stage, open_stage
from tests.patience import PATIENCE
from tests.sandbox_process import sandbox, sandbox_log

__all__ = ["sandbox", "sandbox_log"]

expect.set_options(timeout=1000 * PATIENCE)
WINDOW: ViewportSize = {"width": 1440, "height": 900}
# What the page keeps for its tab; where no page came there is none.
FORGET = "() => { try { Storage.prototype.setItem = () => {}; sessionStorage.clear(); } catch { return; } }"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        with running_chromium() as chromium:
            yield chromium
    except ChromiumMissing as missing:
        pytest.fail(str(missing))


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Iterator[Page]:
    """For all tests: a tab of its own for each was a tenth of what they compute."""
    context = browser.new_context(viewport=WINDOW, locale="en-GB", timezone_id="Asia/Tokyo")
    yield context.new_page()
    context.close()


@pytest.fixture
def window(tab: Page) -> Iterator[Page]:
    """As good as a fresh window; a script error on the page fails the test."""
    errors: list[str] = []

    def hear(error: Error) -> None:
        errors.append(str(error))

    tab.on("pageerror", hear)
    yield tab
    tab.remove_listener("pageerror", hear)
    left(tab)
    assert errors == []


def left(tab: Page) -> None:
    """Nothing of a test is in it any more."""
    tab.evaluate(FORGET)
    tab.goto("about:blank")
    tab.mouse.move(0, 0)
    tab.set_viewport_size(WINDOW)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_stage() as ready:
        yield ready
