"""A browser for all tests, a fresh window for each, and the stage on which the page alone is tried."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import ChromiumMissing, running_chromium
from tests.browser.stage import Stage, open_stage
from tests.patience import PATIENCE
from tests.sandbox_process import sandbox, sandbox_log

__all__ = ["sandbox", "sandbox_log"]

expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        with running_chromium() as chromium:
            yield chromium
    except ChromiumMissing as missing:
        pytest.fail(str(missing))


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """Each would start processes of its own; its first window stays open, or the next would start them again."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Asia/Tokyo")
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def window(profile: BrowserContext) -> Iterator[Page]:
    """A fresh window; a script error on the page fails the test."""
    page = profile.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_stage() as ready:
        yield ready
