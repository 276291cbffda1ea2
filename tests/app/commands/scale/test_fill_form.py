"""The form, filled with the group's sizes and limits."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from slack_sdk.models.views import View

from app.commands.scale.fill_form import ON_ITS_WAY
from app.commands.scale.outlook import ask, catalogue
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.values import About, Estimate
from app.slack.client import Slack
from tests.app.people import modal_of, open_form
from tests.fakes.bellhop import Bellhop
from tests.patience import NO_TIMEOUT


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def test_the_modal_starts_from_what_is_and_says_its_bounds(bellhop: Bellhop) -> None:
    shown_modal = json.dumps(open_form(bellhop)["view"])
    assert '"initial_value": "2"' in shown_modal
    assert "1 to 8" in shown_modal


class Slow:
    """Its forecast comes once Slack was asked to show the form without it; `shows` has what was shown then."""

    def __init__(self, bellhop: Bellhop) -> None:
        self.bellhop, self.asked, self.closes = bellhop, threading.Event(), False
        self.shows: list[str] = []
        self.update = Slack.update_view

    def estimate(self, about: About, parts: Parts) -> Estimate:
        self.asked.wait(NO_TIMEOUT)
        return Estimate((":mag: It gets warmer.",))

    def show(self, slack: Slack, view_id: str, view: View) -> None:
        if self.closes:
            self.bellhop.slack.act(user="U0ANA", view_id=view_id, close=True)
        self.asked.set()
        self.update(slack, view_id, view)
        self.shows.append("\n".join(texts(modal_of(self.bellhop)["view"]["blocks"])))


def texts(blocks: list[dict[str, Any]]) -> list[str]:
    return [json.dumps({key: value for key, value in block.items() if key != "block_id"}) for block in blocks]


@pytest.fixture
def slow(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow(bellhop)
    monkeypatch.setattr(catalogue, "ESTIMATORS", {"weather": made.estimate})
    monkeypatch.setattr(ask, "SECONDS", 0.0)
    monkeypatch.setattr(ask, "FORM_SECONDS", NO_TIMEOUT)
    monkeypatch.setattr(Slack, "update_view", lambda *args: made.show(*args))
    return made


def test_a_form_does_not_wait_for_what_takes_long_and_has_it_once_it_is_there(bellhop: Bellhop, slow: Slow) -> None:
    open_form(bellhop)
    first, second = slow.shows
    assert ON_ITS_WAY in first and '"initial_value": "2"' in first
    assert second == first.replace(ON_ITS_WAY, ":mag: It gets warmer.")


def test_a_form_that_is_closed_before_all_is_there_is_no_failure(bellhop: Bellhop, slow: Slow) -> None:
    slow.closes = True
    with pytest.raises(IndexError):  # there is none to look at
        open_form(bellhop)
    assert (slow.shows, bellhop.jobs.dead_letters) == ([], [])
