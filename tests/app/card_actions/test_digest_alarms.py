"""Whom Acknowledge all and Mute all are for: the alarms that are in ALARM now, and that this person may change."""

from __future__ import annotations

import json

from app.alarms.show.digest_card import FORGOTTEN
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.storms import press_digest, settle, storm, stormy
from tests.app.card_actions.pressing import whispered
from tests.app.card_actions.test_acknowledge_all import ACK, holders
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock


def test_who_may_not_is_told_so_and_nothing_is_changed(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, guards=(Guard(alarm="storm-*", users=("U0BO",)),))
    with listening(bellhop):
        storm(bellhop, 9)
        settle(bellhop, 5)
        press_digest(bellhop, ACK)
    assert holders(bellhop, 9) == [""] * 9
    assert "U0BO" in json.dumps(slack.messages("C0ALARMS"))


def test_who_may_change_some_has_those_and_is_told_of_the_others(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, guards=(Guard(alarm="storm-1", users=("U0BO",)),))
    with listening(bellhop):
        storm(bellhop, 9)
        settle(bellhop, 5)
        press_digest(bellhop, ACK)
    assert holders(bellhop, 9) == ["U0ANA", ""] + ["U0ANA"] * 7
    assert "`storm-1` left out" in whispered(bellhop)[-1]


def test_pressed_when_all_are_over_it_says_so(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    storm(listening_bellhop, 6, "OK")
    press_digest(listening_bellhop, ACK)
    assert "None of these alarms is in ALARM any more" in whispered(listening_bellhop)[-1]


def test_a_digest_that_is_forgotten_is_said_to_be(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    gate = listening_bellhop.parts.digest_display.digests.gate("C0ALARMS")
    listening_bellhop.table.delete(f"digest#{gate.digest}", "head")
    press_digest(listening_bellhop, ACK)
    assert FORGOTTEN in whispered(listening_bellhop)[-1]
