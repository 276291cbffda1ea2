"""At 390 px, a phone's width: everything that the page says can be read to its end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Json, Stage, message, snapshot

WIDTH = 390
# What is cut: wider than its own box, which hides the rest, or beyond the window's edge.
CUT = """() => [...document.querySelectorAll("body *")].filter((node) => {
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  if (box.width <= 1 || style.visibility === "hidden" || node.closest(".sr-only, #skip, textarea")) return false;
  const hides = ["hidden", "clip"].includes(style.overflowX) && node.scrollWidth > node.clientWidth + 1;
  const lines = ["hidden", "clip"].includes(style.overflowY) && node.scrollHeight > node.clientHeight + 2;
  const beyond = box.right > innerWidth + 1 || box.left < -1;
  const spills = node.childElementCount === 0 && node.scrollWidth > node.clientWidth + 1 && style.display !== "inline";
  return (node.textContent.trim() && (hides || lines || spills)) || beyond;
}).map((node) => `${node.tagName}.${node.className} ${node.textContent.trim().slice(0, 80)}`)"""
REASON = (
    "Threshold Crossed: 1 out of the last 1 datapoints [93.0 (29/11/26 03:00:00)] was greater than the threshold "
    "(80.0) (minimum 1 datapoint for OK -> ALARM transition). It was the same yesterday, and the day before."
)
COMMANDS = [
    {
        "command": "/scale",
        "usage_hint": "[GROUP [N | +N | x2 | +50% | min=A max=B | undo | history | help]]",
        "description": "Show Auto Scaling groups, or change their sizes, schedules and processes",
    }
]


def cut(phone: Page) -> list[str]:
    found: list[str] = phone.evaluate(CUT)
    return found


def instance(number: int, state: str) -> Json:
    return {"id": f"i-0000000000000000{number}", "state": state, "zone": "us-east-1a", "since": 1_700_000_000}


def full() -> Json:
    activity = {"status": "Failed", "description": "Launching a new EC2 instance: i-0123456789abcdef0", "progress": 40}
    group = {
        "name": "checkout-service-production-blue",
        "min": 1,
        "max": 12,
        "desired": 4,
        "load": 90,
        "suspended": ["Launch", "Terminate", "AZRebalance"],
        "instances": [instance(1, "InService"), instance(2, "Pending"), instance(3, "Terminating:Wait")],
        "activities": [{**activity, "message": "Could not launch: " + REASON, "at": 1_700_000_000}],
        "scheduled": [
            {"name": "n", "due": 1_700_000_000, "recurrence": "0 8 * * 1-5", "desired": 4, "min": 1, "max": 12}
        ],
        "refresh": {"status": "RollbackInProgress", "percent": 50},
    }
    alarm = {
        "name": "checkout-service-production-blue-target-5xx",
        "kind": "metric",
        "state": "ALARM",
        "reason": REASON,
        "since": 1_700_000_000,
        "metric": "HTTPCode_Target_5XX_Count",
        "threshold": 80,
        "value": 12345.6,
        "group": group["name"],
    }
    aws = {"groups": [group], "alarms": [alarm, {**alarm, "name": "quiet", "state": "OK"}]}
    card = [{"type": "section", "text": {"type": "mrkdwn", "text": f"*{alarm['name']}*\n{REASON}"}}]
    return snapshot(
        aws={**aws, "storm": {"alarms": 1000, "firing": 998}},
        commands=COMMANDS,
        shortcuts=[{"type": "global", "name": "Scale a group", "callback_id": "scale_group"}],
        channels=[
            {"id": "C0ALARMS", "name": "alarms", "messages": [message(REASON, blocks=card)]},
            *({"id": f"C0{name}", "name": name, "messages": []} for name in ("ops", "private-room")),
            {"id": "D0", "name": "Bellhop", "direct": True, "messages": []},
        ],
    )


@pytest.fixture
def phone(window: Page, stage: Stage) -> Page:
    stage.shows(full())
    window.set_viewport_size({"width": WIDTH, "height": 844})
    window.goto(stage.url)
    expect(window.get_by_role("article")).to_have_count(1)
    return window


def test_nothing_is_cut_in_slacks_half(phone: Page) -> None:
    assert cut(phone) == []


def test_the_entries_at_the_top_take_one_line_each_and_are_within_the_window(phone: Page) -> None:
    entries = phone.locator("#sidebar .channel")
    expect(entries).to_have_count(6)
    boxes = entries.evaluate_all("nodes => nodes.map((node) => node.getBoundingClientRect().toJSON())")
    assert all(box["height"] < 40 and box["top"] >= 0 and box["right"] <= WIDTH for box in boxes), boxes


def test_nothing_is_cut_of_the_commands_that_are_offered_and_their_usage(phone: Page) -> None:
    line = phone.get_by_role("combobox", name="Message or command")
    line.fill("/")
    expect(phone.get_by_role("option")).to_have_count(1)
    assert cut(phone) == []
    line.fill("/scale web")
    expect(phone.locator("#composer-note")).to_contain_text("min=A max=B")
    assert cut(phone) == []


def test_nothing_is_cut_in_awss_half(phone: Page) -> None:
    phone.get_by_role("tab", name="AWS").click()
    expect(phone.get_by_role("region", name="Alarm storm")).to_be_visible()
    assert cut(phone) == []
