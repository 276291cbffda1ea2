"""What a newcomer lives on the page, over the whole sandbox with the deployed app."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.world import calm, desired
from tests.patience import NO_TIMEOUT
from tests.sandbox_process import SandboxProcess

SOON = 1000 * NO_TIMEOUT  # milliseconds: the app, CloudWatch and Auto Scaling together are not at once
STORM = 180_000
LAUNCH = 600.0  # seconds that pass only when a test lets them: nobody looks fast enough to be sure to see it otherwise


@pytest.fixture
def desk(window: Page, sandbox: SandboxProcess) -> Page:
    """The page of the quiet sandbox, as Ana sees #alarms."""
    calm(sandbox)
    sandbox.control("autoscaling", {"group": "web", "seconds_per_launch": LAUNCH})
    window.goto(sandbox.at.ui)
    expect(window.get_by_role("heading", name="web", exact=True)).to_be_visible()
    return window


def _send(desk: Page, line: str) -> None:
    composer = desk.get_by_role("combobox", name="Message or command in #alarms")
    composer.fill(line)
    composer.press("Enter")


def _group(desk: Page, name: str = "web") -> Locator:
    return desk.get_by_role("region", name=f"Auto Scaling group {name}")


def _instances(desk: Page, lifecycle_state: str) -> Locator:
    return _group(desk).locator(f"[data-state={lifecycle_state}]")


def _alarm(desk: Page, state_word: str) -> Locator:
    return desk.get_by_role("region", name=f"Alarm web-high-cpu: {state_word}")


def _last(desk: Page) -> Locator:
    return desk.get_by_role("log", name="Messages").get_by_role("article").last


def _raise_load(desk: Page) -> Locator:
    """Puts 90 % on web and waits for its alarm's card, which is returned by its timestamp."""
    _group(desk).get_by_label("Load").fill("90")
    expect(_alarm(desk, "In alarm")).to_be_visible(timeout=SOON)
    red = desk.get_by_role("article").filter(has=desk.get_by_role("img", name="red circle"), has_text="web-high-cpu")
    expect(red).to_have_count(1, timeout=SOON)
    return desk.locator(f"#messages [data-ts='{red.get_attribute('data-ts')}']")


def _sees_it_end(desk: Page, sandbox: SandboxProcess, card: Locator) -> None:
    expect(_instances(desk, "Pending").first).to_be_visible(timeout=SOON)
    sandbox.control("autoscaling", {"group": "web", "advance_seconds": LAUNCH + 1})
    expect(_instances(desk, "InService")).to_have_count(4, timeout=SOON)
    expect(_alarm(desk, "OK")).to_be_visible(timeout=SOON)
    expect(card.get_by_role("img", name="large green circle")).to_be_visible(timeout=SOON)
    expect(card).to_contain_text(re.compile(r"@ana.*from 2 to 4", re.S))


def test_the_loop_by_a_command(desk: Page, sandbox: SandboxProcess) -> None:
    card = _raise_load(desk)
    expect(card).to_contain_text(re.compile(r"90 % > 80 % since"))
    _send(desk, "/scale web 4")
    _sees_it_end(desk, sandbox, card)
    expect(card).to_contain_text(re.compile(r"web-high-cpu OK after .* · @ana"))
    expect(desk.get_by_role("region", name="Try it")).to_contain_text("That is the loop")
    assert desired(sandbox, "web") == 4
    card.get_by_role("button", name=re.compile("repl")).click()
    lines = desk.get_by_role("log", name="Thread").get_by_role("article")
    expect(lines.filter(has_text="OK")).not_to_have_count(0)


def test_the_loop_by_the_button_and_its_modal(desk: Page, sandbox: SandboxProcess) -> None:
    card = _raise_load(desk)
    card.get_by_role("button", name=re.compile("Scale web")).click()
    size = desk.get_by_role("dialog").get_by_label("Desired capacity")
    size.fill("20", timeout=SOON)
    desk.get_by_role("dialog").get_by_role("button", name="Scale").click()
    expect(desk.get_by_role("dialog").get_by_role("alert")).to_contain_text("min 1, max 8")
    expect(size).to_have_value("20")
    assert desired(sandbox, "web") == 2
    size.fill("4")
    desk.get_by_role("dialog").get_by_role("button", name="Scale").click()
    expect(desk.get_by_role("dialog")).to_have_count(0)
    _sees_it_end(desk, sandbox, card)


def test_a_guests_command_changes_nothing_and_says_why(desk: Page, sandbox: SandboxProcess) -> None:
    desk.get_by_role("radio", name="eve").click()
    expect(desk.locator("#composer-note")).to_contain_text("eve")
    _send(desk, "/scale web 5")
    expect(_last(desk)).to_contain_text("Only visible to you", timeout=SOON)
    expect(_last(desk)).to_contain_text("guest")
    assert desired(sandbox, "web") == 2


def test_a_guests_click_changes_nothing_and_says_why(desk: Page, sandbox: SandboxProcess) -> None:
    card = _raise_load(desk)
    desk.get_by_role("radio", name="eve").click()
    expect(desk.locator("#composer-note")).to_contain_text("eve")
    card.get_by_role("button", name=re.compile("Scale web")).click()
    expect(desk.get_by_role("dialog")).to_contain_text("guests may only look", timeout=SOON)
    expect(desk.get_by_role("dialog").get_by_role("textbox")).to_have_count(0)
    assert desired(sandbox, "web") == 2


def test_markup_in_a_command_is_shown_as_it_was_typed(desk: Page) -> None:
    _send(desk, "/echo <b>bold</b> <!channel> & *stars*")
    expect(_last(desk)).to_contain_text("<b>bold</b> <!channel> & *stars*", timeout=SOON)
    expect(_last(desk).locator("b, .mention.loud")).to_have_count(0)


def test_what_only_ana_is_told_bo_does_not_see(desk: Page, sandbox: SandboxProcess) -> None:
    _send(desk, "/scale wbe 3")
    expect(_last(desk)).to_contain_text("Did you mean this?", timeout=SOON)
    assert not any("wbe" in message["text"] for message in sandbox.messages("C0ALARMS", user="U0BO"))


def test_the_manifests_commands_are_completed(desk: Page) -> None:
    composer = desk.get_by_role("combobox", name="Message or command in #alarms")
    composer.press_sequentially("/sc")
    expect(desk.get_by_role("listbox", name="Commands").get_by_role("option")).to_have_count(1)
    composer.press("Tab")
    expect(composer).to_have_value("/scale ")


def test_a_storm_is_a_few_cards_and_one_digest_that_keeps_up(desk: Page) -> None:
    storm = desk.get_by_role("region", name="Alarm storm")
    storm.get_by_label("Alarms", exact=True).fill("24")
    storm.get_by_role("button", name="Set off").click()
    expect(storm).to_contain_text("24 of 24 in alarm", timeout=SOON)
    digest = desk.get_by_role("article").filter(has_text=re.compile("larm storm"))
    cards = desk.get_by_role("article").filter(has_text="storm-00").filter(has_not_text="larm storm")
    expect(digest).to_contain_text(re.compile(r"Alarm storm: \d+ alarms"), timeout=STORM)
    storm.get_by_role("button", name="Recover").click()
    expect(digest).to_contain_text("The alarm storm is over", timeout=STORM)
    expect(digest).to_have_count(1)
    over = re.search(r"is over: (\d+) alarms", digest.inner_text())
    assert over is not None
    assert int(over[1]) >= 24, "all are counted, and perhaps an alarm of a test before this one"
    # Five, unless one of those was among the first.
    expect(cards).to_have_count(29 - int(over[1]))
    assert 1 <= cards.count() <= 5
