"""A browser for all tests, a fresh window for each, and the stage on which the page alone is tried."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import ChromiumMissing, running_chromium
from tests.browser.stage import Stage, open_stage
from tests.sandbox_process import sandbox, sandbox_log

__all__ = ["sandbox", "sandbox_log"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        with running_chromium() as chromium:
            yield chromium
    except ChromiumMissing as missing:
        pytest.fail(str(missing))


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    """A fresh window; a script error on the page fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Asia/Tokyo")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def stage() -> Iterator[Stage]:
    with open_stage() as ready:
        yield ready
