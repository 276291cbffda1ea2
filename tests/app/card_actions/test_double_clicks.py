"""Two presses at nearly the same time: a double click is answered once, and who was second learns that."""

from __future__ import annotations

import pytest

from app.card_actions.muting import NOT_MUTED
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.alarms.storms import digest, press_digest, settle, storm
from tests.app.card_actions.in_hand import at_once
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import rung, whispered
from tests.app.card_actions.test_muting_all import mute_all
from tests.fakes.bellhop import Bellhop

pytestmark = pytest.mark.slow


def test_a_double_click_on_unmute_is_answered_once(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    mute(listening_bellhop, span="240")
    at_once(listening_bellhop, "alarm_unmute", "U0ANA", "U0ANA")
    assert len([told for told in whispered(listening_bellhop) if "nmuted" in told or "not muted" in told]) == 1


def test_of_two_who_unmute_it_the_second_is_told_that_it_is_not_muted(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    mute(listening_bellhop, span="240")
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 60))  # a mute may be lifted then too
    at_once(listening_bellhop, "alarm_unmute", "U0BO", "U0ANA")
    assert listening_bellhop.cloudwatch.rules == {}
    assert "Unmuted." in whispered(listening_bellhop, "U0BO")[-1]
    assert whispered(listening_bellhop)[-1] == NOT_MUTED


@pytest.mark.parametrize("action_id", ["digest_ack", "digest_release", "digest_unmute"])
def test_a_double_click_on_a_button_for_all_is_answered_once(action_id: str, listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop) if action_id == "digest_unmute" else press_digest(listening_bellhop, "digest_ack")
    settle(listening_bellhop, 5)
    if action_id == "digest_ack":
        press_digest(listening_bellhop, "digest_release")
        settle(listening_bellhop, 5)
    before = len(whispered(listening_bellhop))
    ts = digest(listening_bellhop.slack)["ts"]
    for _ in range(2):
        assert listening_bellhop.slack.act(user="U0ANA", channel="C0ALARMS", ts=ts, action_id=action_id)["ok"]
    listening_bellhop.work()
    assert len(whispered(listening_bellhop)) == before + 1
