"""Bellhop's cards as the page draws them on a phone: nothing is cut, and what is over takes little room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from app.alarms.decide.incident import Incident, Response
from app.alarms.decide.way_back import StillSet
from tests.app.alarms.alarm_support import card, incident, payload, transition
from tests.browser.stage import Json, Stage, message

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", timezone_id="Asia/Tokyo")
    yield context.new_page()
    context.close()


def posted(shown: Incident, number: int = 1) -> Json:
    seen = card(shown)
    return message(seen.text, f"{number}.000001", blocks=seen.block_dicts())


def over(name: str) -> Incident:
    """It lasted eleven seconds, and somebody scaled meanwhile."""
    latest = replace(transition(payload("metric_ok")), name=name)
    scaled = Response(latest.changed_at, "U0ANA", "<@U0ANA|> set `web` from 2 to 4", "c1")
    way_back = StillSet("c1", "web", "", 4, 2, latest.changed_at)
    began = latest.changed_at - timedelta(seconds=11)
    return incident(latest, began_at=began, responses=(scaled,), way_back=way_back)


def test_five_alarms_that_are_over_fit_on_a_phones_screen(phone: Page, stage: Stage) -> None:
    names = ["web-high-cpu", "web-5xx", "worker-queue-depth", "orders-latency-p99", "checkout-errors"]
    stage.says(*(posted(over(name), number) for number, name in enumerate(names, 1)))
    phone.goto(stage.url)
    cards = phone.get_by_role("log", name="Messages").get_by_role("article")
    expect(cards).to_have_count(5)
    expect(cards.first).to_contain_text("web-high-cpu OK after 11 s · @ana set web from 2 to 4")
    expect(cards.first.get_by_role("button", name="web is still at 4: back to 2")).to_be_visible()
    boxes = [cards.nth(number).bounding_box() for number in range(5)]
    seen = phone.get_by_role("log", name="Messages").bounding_box()
    first, last = boxes[0], boxes[-1]
    assert seen
    assert first
    assert last
    assert first["y"] >= seen["y"]
    assert last["y"] + last["height"] <= seen["y"] + seen["height"] <= PHONE["height"]
    assert all(box and box["x"] + box["width"] <= PHONE["width"] for box in boxes)


def test_a_red_card_shows_the_answer_and_its_buttons_and_folds_the_rest(phone: Page, stage: Stage) -> None:
    stage.says(posted(incident(transition(payload("metric")))))
    phone.goto(stage.url)
    shown = phone.get_by_role("article")
    expect(shown).to_contain_text(re.compile(r"ALARM\s+web-high-cpu\s+93.2 % > 80 % since"))
    expect(shown.get_by_role("button", name="Acknowledge web-high-cpu")).to_be_visible()
    expect(shown.get_by_text("Threshold Crossed")).to_be_hidden()
    shown.get_by_text("What CloudWatch says").click()
    expect(shown.get_by_text("Threshold Crossed")).to_be_visible()


def test_a_chart_has_its_lines_its_times_in_utc_and_words_for_who_cannot_see_it(phone: Page, stage: Stage) -> None:
    stage.says(posted(incident(transition(payload("metric")))))
    phone.goto(stage.url)
    chart = phone.get_by_role("img", name=re.compile("CPUUtilization average of web, in %: CPUUtilization 93.2"))
    expect(chart).to_be_visible()
    expect(chart.locator("polyline")).to_have_count(2)
    expect(chart.get_by_text("UTC")).to_be_visible()
    heights = chart.locator("text").evaluate_all("texts => texts.map((text) => text.getBoundingClientRect().height)")
    assert min(heights) >= 11, "legible on a phone"
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_pie_is_said_not_to_be_drawn(phone: Page, stage: Stage) -> None:
    pie = {"type": "pie", "segments": [{"label": "a", "value": 1}]}
    stage.says(message("x", blocks=[{"type": "data_visualization", "title": "t", "chart": pie}]))
    phone.goto(stage.url)
    expect(phone.locator(".unknown")).to_have_text("This page does not draw pie charts.")
