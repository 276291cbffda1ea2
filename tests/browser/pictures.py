"""Makes the README's pictures from a running sandbox: `python -m tests.browser.pictures docs/pictures`."""

import io
import json
import re
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.chromium import running_chromium
from tests.browser.world import calm
from tests.flows.test_storm import publish_all
from tests.sandbox_process import SandboxProcess, running_sandbox

Scheme = Literal["light", "dark"]
PAYLOADS = Path(__file__).parents[1] / "payloads" / "alarms"
USAGE = "Say where the pictures go: python -m tests.browser.pictures docs/pictures"
SOON = 30_000  # milliseconds
DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
SHARED_ALARM, COUNTER = "web-orders", "GroupInServiceInstances"
GAP = 24  # pixels between the phones, and the cards, of one picture


class Photographer:
    """Windows on one sandbox that show the same moments: light and dark, a desk's and a phone's."""

    def __init__(self, browser: Browser, sandbox: SandboxProcess, folder: Path) -> None:
        self.folder = folder
        self.light = _window(browser, sandbox, "light", DESK)
        self.dark = _window(browser, sandbox, "dark", DESK)
        self.phones = [_window(browser, sandbox, scheme, PHONE) for scheme in SCHEMES]
        self.screens: list[list[bytes]] = [[], []]
        self.dark_cards: list[bytes] = []

    def page(self, name: str) -> None:
        self.light.screenshot(path=self.folder / f"{name}.png", animations="disabled", scale="css")
        self.dark.screenshot(path=self.folder / f"{name}-dark.png", animations="disabled", scale="css")

    def takes(self, sandbox: SandboxProcess, name: str, command: str, *words: str) -> None:
        """What Bellhop answers to a command of ana's in the channel on view, once it says these words."""
        sandbox.act(user="U0ANA", channel="C0ALARMS", command=command)
        message = _says(self.light, *words)
        message.scroll_into_view_if_needed()
        self.light.wait_for_timeout(400)  # the channel scrolls smoothly
        self.close_up(name, message)

    def moment(self, name: str, ts: str) -> None:
        """One message on each window; at the end all moments of a kind are one picture."""
        self.close_up(name, _message(self.light, ts))
        self.dark_cards.append(_message(self.dark, ts).screenshot(animations="disabled"))
        for phone, screens in zip(self.phones, self.screens, strict=True):
            _message(phone, ts).scroll_into_view_if_needed()
            phone.wait_for_timeout(400)  # the channel scrolls smoothly
            screens.append(phone.screenshot(animations="disabled", scale="css"))

    def home(self) -> None:
        """The Home tab on a desk."""
        self.light.get_by_role("button", name="Home tab").click()
        tab = self.light.get_by_role("region", name="Home tab of Bellhop")
        expect(tab).to_contain_text("worker-queue-depth", timeout=SOON)
        self.close_up("home", tab)
        self.light.locator("[data-channel=C0ALARMS]").click()

    def join(self) -> None:
        for name, screens in zip(("phone", "phone-dark"), self.screens, strict=True):
            _joined(screens, beside=True).save(self.folder / f"{name}.png", optimize=True)
        _joined(self.dark_cards, beside=False).save(self.folder / "cards-dark.png", optimize=True)

    def close_up(self, name: str, thing: Locator) -> None:
        thing.screenshot(path=self.folder / f"{name}.png", animations="disabled")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        sandbox = stack.enter_context(running_sandbox("--answer-seconds", "30"))
        browser = stack.enter_context(running_chromium())
        calm(sandbox)
        take_all(Photographer(browser, sandbox, folder), sandbox)


def take_all(photographer: Photographer, sandbox: SandboxProcess) -> None:
    """Lives the loop once, and takes its pictures on the way."""
    desk = photographer.light
    _has_been_measured(sandbox)
    sandbox.control("load", {"group": "web", "percent": 95})
    card = _incident(desk, "red circle")
    expect(card.get_by_role("img", name=re.compile("^CPUUtilization average of web"))).to_be_visible(timeout=SOON)
    desk.wait_for_timeout(5_000)  # the last twenty values come by an edit
    desk.mouse.move(700, 20)  # nothing is hovered over
    ts = str(card.get_attribute("data-ts"))
    photographer.moment("alarm-card", ts)
    card.get_by_role("button", name="Acknowledge web-high-cpu").click()
    expect(card).to_contain_text("Acknowledged by", timeout=SOON)
    desk.mouse.move(700, 20)
    photographer.moment("acknowledged-card", ts)
    sandbox.control("autoscaling", {"group": "web", "seconds_per_launch": 20})  # the picture shows them pending
    _is_shared(sandbox)
    dialog = _form_with_a_price(desk, card)
    dialog.get_by_label("Desired capacity").fill("12", timeout=SOON)
    dialog.get_by_role("button", name="Scale").click()
    expect(dialog.get_by_role("alert")).to_contain_text("limited to", timeout=SOON)
    photographer.close_up("scale-modal", dialog)
    sandbox.client("cloudwatch").delete_alarms(AlarmNames=[SHARED_ALARM])
    dialog.get_by_label("Desired capacity").fill("4")
    dialog.get_by_role("button", name="Scale").click()
    desk.mouse.move(700, 20)
    for window in (photographer.light, photographer.dark):
        _shows_instances(window, "Pending", 2)
        expect(_incident(window, "red circle")).to_contain_text("from 2 to 4", timeout=SOON)
    photographer.page("page")
    photographer.close_up("group-card", _group(desk))
    sandbox.control("autoscaling", {"group": "web", "seconds_per_launch": 4})
    _shows_instances(desk, "InService", 4)
    resolved = _incident(desk, "large green circle")
    expect(resolved.get_by_role("button", name="web is still at 4: back to 2")).to_be_visible(timeout=SOON)
    photographer.moment("resolved-card", ts)
    _take_scaling(photographer, sandbox)
    _take_alarms(photographer, sandbox)
    take_new_alarm(photographer, sandbox)
    _take_other_kinds(photographer, sandbox)


def _form_with_a_price(desk: Page, card: Locator) -> Locator:
    """The emulator takes seconds for the first price of all, which a form does not wait for; the next one has it."""
    dialog = desk.get_by_role("dialog")
    for _ in range(2):
        card.get_by_role("button", name=re.compile("Scale web")).click()
        expect(dialog.get_by_label("Desired capacity")).to_be_visible(timeout=SOON)
        expect(dialog).not_to_contain_text("on their way", timeout=SOON)
        if "list prices" in dialog.inner_text():
            break
        dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_contain_text("at AWS's list prices", timeout=SOON)
    expect(dialog).to_contain_text("OrdersPerInstance", timeout=SOON)
    return dialog


def _is_shared(sandbox: SandboxProcess) -> None:
    """A metric of the group web that says what other sizes come to: it was measured at some, a minute each."""
    sandbox.control("autoscaling", {"group": "web", "created_seconds_ago": 7200})
    cloudwatch, now = sandbox.client("cloudwatch"), datetime.now(UTC).replace(second=0, microsecond=0)
    sizes = [size for size in (3, 4, 3, 2) for _ in range(20)]
    times = [now - timedelta(minutes=len(sizes) - number) for number in range(len(sizes))]
    of_web = [{"Name": "AutoScalingGroupName", "Value": "web"}]
    for namespace, metric, total in (("Shop", "OrdersPerInstance", 180.0), ("AWS/AutoScaling", COUNTER, 0.0)):
        values = [total / size if total else float(size) for size in sizes]
        data = [
            {"MetricName": metric, "Dimensions": of_web, "Timestamp": at, "Value": value}
            for at, value in zip(times, values, strict=True)
        ]
        cloudwatch.put_metric_data(Namespace=namespace, MetricData=data)
    cloudwatch.put_metric_alarm(
        AlarmName=SHARED_ALARM,
        Namespace="Shop",
        MetricName="OrdersPerInstance",
        Dimensions=of_web,
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=100.0,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="ignore",
    )


def _has_been_measured(sandbox: SandboxProcess) -> None:
    """The group had something to do in the minutes before."""
    now, every = datetime.now(UTC), timedelta(seconds=10)
    for number in range(1, 20):
        value = 42.0 + number % 5 * 3 if number > 2 else 64.0 + 8 * (3 - number)
        datum = {"MetricName": "CPUUtilization", "Timestamp": now - number * every, "Value": value, "Unit": "Percent"}
        dimensions = [{"Name": "AutoScalingGroupName", "Value": "web"}]
        sandbox.client("cloudwatch").put_metric_data(
            Namespace="AWS/EC2", MetricData=[{**datum, "Dimensions": dimensions}]
        )


def _take_other_kinds(photographer: Photographer, sandbox: SandboxProcess) -> None:
    """A composite alarm, a finding of another service, and a storm."""
    desk, sns = photographer.light, sandbox.client("sns")
    for name, words in (("composite", "The shop is down for customers"), ("guardduty", "GuardDuty")):
        payload = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
        if "StateChangeTime" in payload:  # the storm begins with it
            payload["StateChangeTime"] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000+0000}"
        sns.publish(TopicArn=sandbox.at.alarm_topic_arn, Message=json.dumps(payload))
        card = desk.get_by_role("article").filter(has_text=words).last
        expect(card).to_be_visible(timeout=SOON)
        photographer.close_up(f"{name}-card", card)
    publish_all(sandbox, "ALARM", 60, 1)
    digest = desk.get_by_role("article").filter(has_text="Alarm storm:").last
    expect(digest).to_contain_text(re.compile(r"storm: [1-6]\d alarms"), timeout=SOON)  # a few have cards
    photographer.moment("digest-card", str(digest.get_attribute("data-ts")))
    photographer.join()


def take_new_alarm(photographer: Photographer, sandbox: SandboxProcess) -> None:
    """The last look at an alarm before it is made, and its message."""
    _has_a_past(sandbox)
    sandbox.act(user="U0ANA", channel="C0ALARMS", command="/alarms new worker")
    dialog = photographer.light.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Threshold").fill("75", timeout=SOON)
    dialog.get_by_role("button", name="Preview").click()
    expect(dialog).to_contain_text("it would have gone off", timeout=SOON)
    expect(dialog.get_by_role("button", name="Create alarm")).to_be_visible(timeout=SOON)
    photographer.light.wait_for_timeout(400)
    photographer.close_up("alarm-preview", dialog)
    dialog.get_by_role("button", name="Create alarm").click()
    made = _says(photographer.light, "made the alarm")
    made.scroll_into_view_if_needed()
    photographer.light.wait_for_timeout(400)
    photographer.close_up("alarm-made", made)


def _has_a_past(sandbox: SandboxProcess) -> None:
    """Two weeks of the group worker: calm nights, and on some afternoons too much to do."""
    now, every = datetime.now(UTC), timedelta(minutes=5)
    dimensions = [{"Name": "AutoScalingGroupName", "Value": "worker"}]
    data = [
        {
            "MetricName": "CPUUtilization",
            "Timestamp": at,
            "Value": _busy(at),
            "Unit": "Percent",
            "Dimensions": dimensions,
        }
        for at in (now - number * every for number in range(1, 14 * 288))
    ]
    for start in range(0, len(data), 500):
        sandbox.client("cloudwatch").put_metric_data(Namespace="AWS/EC2", MetricData=data[start : start + 500])


def _busy(at: datetime) -> float:
    hours = at.hour + at.minute / 60
    work = max(0.0, 1 - abs(hours - 14) / 8)
    return round(18 + 38 * work + (34 * work if at.day % 4 == 0 and 13 < hours < 14.5 else 0) + at.minute % 7, 1)


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


def _take_alarms(photographer: Photographer, sandbox: SandboxProcess) -> None:
    """What an audit finds, what a forced alarm would trigger, and the Home tab while something is in ALARM."""
    cloudwatch, scaling = sandbox.client("cloudwatch"), sandbox.client("autoscaling")
    policy = scaling.put_scaling_policy(
        AutoScalingGroupName="worker",
        PolicyName="one-more",
        PolicyType="SimpleScaling",
        AdjustmentType="ChangeInCapacity",
        ScalingAdjustment=1,
    )["PolicyARN"]
    topic = sandbox.at.alarm_topic_arn
    gone = f"arn:aws:sns:{sandbox.at.region}:123456789012:old-pager"
    for name, dimension, more in (
        ("worker-backlog", ("AutoScalingGroupName", "worker"), {"AlarmActions": [topic, policy]}),
        ("shop-orders-stuck", ("Service", "orders"), {}),
        ("shop-payments-slow", ("Service", "payments"), {"AlarmActions": [topic], "ActionsEnabled": False}),
        ("shop-cache-full", ("Service", "cache"), {"AlarmActions": [gone]}),
    ):
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            Namespace="Shop",
            MetricName="Load",
            Dimensions=[dict(zip(("Name", "Value"), dimension, strict=True))],
            Statistic="Average",
            Period=60,
            EvaluationPeriods=1,
            Threshold=100.0,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="ignore",
            **more,
        )
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="As expected")
    photographer.takes(sandbox, "audit", "/alarms audit", "notify nobody")
    photographer.takes(sandbox, "forcealarm-plan", "/forcealarm worker-backlog ALARM because fire drill", "Go ahead?")
    photographer.light.get_by_role("button", name="Cancel").last.click()
    cloudwatch.set_alarm_state(AlarmName="worker-queue-depth", StateValue="ALARM", StateReason="Threshold Crossed")
    _says(photographer.light, "worker-queue-depth", "Acknowledge")
    photographer.home()


def _says(window: Page, *words: str) -> Locator:
    """The newest message that says all these words, once it does."""
    message = window.get_by_role("article")
    for each in words:
        message = message.filter(has_text=each)
    expect(message.last).to_be_visible(timeout=2 * SOON)
    return message.last


def _window(browser: Browser, sandbox: SandboxProcess, scheme: Scheme, size: ViewportSize) -> Page:
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="en-GB", device_scale_factor=2)
    window = context.new_page()
    window.goto(sandbox.at.ui)
    expect(window.get_by_role("log", name="Messages")).to_be_visible()
    return window


def _message(window: Page, ts: str) -> Locator:
    return window.locator(f"#messages [data-ts='{ts}']")


def _joined(screens: list[bytes], *, beside: bool) -> Image.Image:
    """The pictures in a row, or one below the other."""
    pictures = [Image.open(io.BytesIO(each)).convert("RGB") for each in screens]
    widths, heights = [each.width for each in pictures], [each.height for each in pictures]
    gaps = GAP * (len(pictures) - 1)
    size = (sum(widths) + gaps, max(heights)) if beside else (max(widths), sum(heights) + gaps)
    whole, at = Image.new("RGB", size, "#808080"), 0
    for picture in pictures:
        whole.paste(picture, (at, 0) if beside else (0, at))
        at += (picture.width if beside else picture.height) + GAP
    return whole


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
