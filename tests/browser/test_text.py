"""Slack's markup on the page: what it means is shown, everything else stays text."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import Stage, message

APP = Path(__file__).resolve().parents[2] / "app"


def _shown(window: Page, stage: Stage, text: str) -> Locator:
    stage.says(message(text))
    window.goto(stage.url)
    return window.locator(".message .text").first


@pytest.mark.parametrize(
    ("written", "tag", "inside"),
    [
        ("a *bold* word", "strong", "bold"),
        ("an _italic_ word", "em", "italic"),
        ("a ~struck~ word", "s", "struck"),
        ("some `co*d*e` here", "code", "co*d*e"),
        ("```\nlines\n  of <b>code</b>\n```", "pre", "lines\n  of <b>code</b>"),
        ("&gt; said before\nafter", "blockquote", "said before"),
        ("*_both_*", "strong em", "both"),
    ],
)
def test_markup_is_drawn(window: Page, stage: Stage, written: str, tag: str, inside: str) -> None:
    text = _shown(window, stage, written)
    expect(text.locator(tag)).to_have_text(inside)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&lt;b&gt;no&lt;/b&gt; &amp;amp;", "<b>no</b> &amp;"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("<b>unescaped</b>", "<b>unescaped</b>"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("<javascript:alert(1)|press>", "<javascript:alert(1)|press>"),
        ("web_high_cpu and 2*3*4 at 12:30:45", "web_high_cpu and 2*3*4 at 12:30:45"),
        ("a :no_such_emoji:", "a :no_such_emoji:"),
    ],
)
def test_what_is_no_markup_stays_text(window: Page, stage: Stage, written: str, read: str) -> None:
    text = _shown(window, stage, written)
    expect(text).to_have_text(read)
    expect(text.locator("*")).to_have_count(0)


@pytest.mark.parametrize(
    ("written", "read"),
    [("<@U0BO>", "@bo"), ("<#C0ALARMS>", "#alarms"), ("<!channel>", "@channel"), ("<!subteam^S0OPS|@ops>", "@ops")],
)
def test_mentions_are_named(window: Page, stage: Stage, written: str, read: str) -> None:
    expect(_shown(window, stage, f"ask {written}").locator(".mention")).to_have_text(read)


def test_a_link_shows_its_label_and_opens_apart(window: Page, stage: Stage) -> None:
    link = _shown(window, stage, "see <https://example.com/?a=1&amp;b=2|the *graph*>").get_by_role("link")
    expect(link).to_have_text("the *graph*")
    expect(link).to_have_attribute("href", "https://example.com/?a=1&b=2")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_shortcodes_become_emoji_with_a_name(window: Page, stage: Stage) -> None:
    expect(_shown(window, stage, ":red_circle: ALARM").get_by_role("img", name="red circle")).to_have_text("🔴")


def test_a_date_is_told_in_the_readers_own_time(window: Page, stage: Stage) -> None:
    text = _shown(window, stage, "since <!date^1700000000^{date_num} {time_secs}|14 November>")
    expect(text.locator("time")).to_have_text("2023-11-15 07:13:20")


def test_a_date_with_an_unknown_word_shows_its_fallback(window: Page, stage: Stage) -> None:
    expect(_shown(window, stage, "<!date^1700000000^{century}|long ago>")).to_have_text("long ago")


def test_every_emoji_that_the_app_writes_is_drawn(window: Page, stage: Stage) -> None:
    """Behind a `*` it is part of an ARN's pattern."""
    sources = "\n".join(path.read_text() for path in APP.rglob("*.py"))
    written = sorted(set(re.findall(r"(?<![\w}:*]):[a-z][a-z_]+:(?=[ *\"])(?!\"\))", sources)))
    assert written
    assert ":" not in _shown(window, stage, " ".join(written)).inner_text()
