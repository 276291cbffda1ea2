"""Makes the README's pictures from a running sandbox: `python -m tests.browser.pictures docs/pictures`."""

import re
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.chromium import running_chromium
from tests.browser.world import calm
from tests.flows.test_storm import publish_all
from tests.sandbox_process import SandboxProcess, running_sandbox

PAYLOADS = Path(__file__).parents[1] / "payloads" / "alarms"
USAGE = "Say where the pictures go: python -m tests.browser.pictures docs/pictures"
SOON = 30_000  # milliseconds


class Photographer:
    """Two windows on one sandbox, a light and a dark one, that show the same moments."""

    def __init__(self, browser: Browser, sandbox: SandboxProcess, folder: Path) -> None:
        self.folder = folder
        self.light = _window(browser, sandbox, "light")
        self.dark = _window(browser, sandbox, "dark")

    def page(self, name: str) -> None:
        self.light.screenshot(path=self.folder / f"{name}.png", animations="disabled", scale="css")
        self.dark.screenshot(path=self.folder / f"{name}-dark.png", animations="disabled", scale="css")

    def takes(self, sandbox: SandboxProcess, name: str, command: str, *words: str) -> None:
        """What Bellhop answers to a command of ana's in the channel on view, once it says these words."""
        assert sandbox.act(user="U0ANA", channel="C0ALARMS", command=command)["ok"]
        message = _says(self.light, *words)
        message.scroll_into_view_if_needed()
        self.light.wait_for_timeout(400)  # the channel scrolls smoothly
        self.close_up(name, message)

    def close_up(self, name: str, thing: Locator) -> None:
        thing.screenshot(path=self.folder / f"{name}.png", animations="disabled")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        sandbox = stack.enter_context(running_sandbox())
        browser = stack.enter_context(running_chromium())
        calm(sandbox)
        take_all(Photographer(browser, sandbox, folder), sandbox)


def take_all(photographer: Photographer, sandbox: SandboxProcess) -> None:
    """Lives the loop once, and takes its pictures on the way."""
    desk = photographer.light
    sandbox.control("load", {"group": "web", "percent": 95})
    card = _incident(desk, "red circle")
    expect(card.get_by_alt_text(re.compile("^Graph of"))).to_be_visible(timeout=SOON)
    desk.mouse.move(700, 20)  # nothing is hovered over
    photographer.close_up("alarm-card", card)
    card.get_by_role("button", name=re.compile("Scale web")).click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Desired capacity").fill("12", timeout=SOON)
    dialog.get_by_role("button", name="Scale").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    photographer.close_up("scale-modal", dialog)
    dialog.get_by_label("Desired capacity").fill("4")
    dialog.get_by_role("button", name="Scale").click()
    desk.mouse.move(700, 20)
    for window in (photographer.light, photographer.dark):
        _shows_instances(window, "Pending", 2)
        expect(_incident(window, "red circle")).to_contain_text("from 2 to 4", timeout=SOON)
    photographer.page("page")
    photographer.close_up("group-card", _group(desk))
    _shows_instances(desk, "InService", 4)
    photographer.close_up("resolved-card", _incident(desk, "large green circle"))
    _take_scaling(photographer, sandbox)
    _take_other_kinds(photographer, sandbox)


def _take_other_kinds(photographer: Photographer, sandbox: SandboxProcess) -> None:
    """A composite alarm, a finding of another service, and a storm."""
    desk, sns = photographer.light, sandbox.client("sns")
    for name, words in (("composite", "The shop is down for customers"), ("guardduty", "GuardDuty")):
        text = (PAYLOADS / f"{name}.json").read_text(encoding="utf-8")
        sns.publish(TopicArn=sandbox.at.alarm_topic_arn, Message=text)
        card = desk.get_by_role("article").filter(has_text=words).last
        expect(card).to_be_visible(timeout=SOON)
        photographer.close_up(f"{name}-card", card)
    publish_all(sandbox, "ALARM", 60, 1)
    digest = desk.get_by_role("article").filter(has_text="Alarm storm:").last
    expect(digest).to_contain_text(re.compile(r"storm: [2-6]\d alarms"), timeout=SOON)  # a few have cards
    photographer.close_up("digest-card", digest)


def _take_scaling(photographer: Photographer, sandbox: SandboxProcess) -> None:
    """A group's card, a plan with what may come of it, a change on its way, one that fails, and the end."""
    scaling = sandbox.client("autoscaling")
    sandbox.control("autoscaling", {"group": "web", "reset_clock": True})
    web = {"AutoScalingGroupName": "web"}
    tracking = {"PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"}}
    scaling.put_scaling_policy(
        **web,
        PolicyName="cpu-50",
        PolicyType="TargetTrackingScaling",
        TargetTrackingConfiguration={**tracking, "TargetValue": 50.0},
    )
    soon = datetime.now(UTC) + timedelta(minutes=40)
    scaling.put_scheduled_update_group_action(**web, ScheduledActionName="evening", StartTime=soon, DesiredCapacity=3)
    photographer.takes(sandbox, "scale-group", "/scale web", "desired")
    photographer.takes(sandbox, "scale-plan", "/scale dry-run web 8 for 2h because of the sale", "would set")
    sandbox.control("autoscaling", {"group": "web", "seconds_per_launch": 9})
    photographer.takes(sandbox, "scale-progress", "/scale web 8 because of the sale", "from 4 to 8", "Pending")
    _says(photographer.light, "from 4 to 8", "Done in")
    sandbox.control("autoscaling", {"group": "web", "launch_failure": True, "seconds_per_launch": 1})
    photographer.takes(sandbox, "scale-failure", "/scale web max=12 10", "No t3.micro capacity")
    sandbox.control("autoscaling", {"group": "web", "launch_failure": "", "seconds_per_launch": 1})
    photographer.close_up("scale-end", _says(photographer.light, "from 8 to 10", "Done in"))


def _says(window: Page, *words: str) -> Locator:
    """The newest message that says all these words, once it does."""
    message = window.get_by_role("article")
    for each in words:
        message = message.filter(has_text=each)
    expect(message.last).to_be_visible(timeout=2 * SOON)
    return message.last


def _window(browser: Browser, sandbox: SandboxProcess, scheme: Literal["light", "dark"]) -> Page:
    context = browser.new_context(
        viewport=ViewportSize(width=1440, height=900), color_scheme=scheme, locale="en-GB", device_scale_factor=2
    )
    window = context.new_page()
    window.goto(sandbox.at.ui)
    expect(_group(window)).to_be_visible()
    return window


def _group(window: Page) -> Locator:
    return window.get_by_role("region", name="Auto Scaling group web")


def _shows_instances(window: Page, lifecycle_state: str, number: int) -> None:
    expect(_group(window).locator(f"[data-state={lifecycle_state}]")).to_have_count(number, timeout=SOON)


def _incident(window: Page, light: str) -> Locator:
    lamp = window.get_by_role("img", name=light)
    incident = window.get_by_role("article").filter(has=lamp, has_text="web-high-cpu").last
    expect(incident).to_be_visible(timeout=SOON)
    return incident


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(USAGE)
    main(Path(sys.argv[1]))
