"""Acknowledge: somebody is looking into it, everybody sees who, and the reminders stop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.alarms.decide.decision import lease_name
from app.base.errors import Later
from app.card_actions.acknowledge import DONE, OTHERS
from app.card_actions.in_hand import NEWER, OVER, YOURS
from app.slack.messages.text import moment
from tests.app.alarms.ringing import cards, cloudwatch_says, ring, thread
from tests.app.card_actions.asking import cloudwatch_has
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import blocks, press, rung, whispered
from tests.app.people import press as press_button
from tests.fakes.bellhop import Bellhop


def test_the_card_and_the_thread_say_who_has_it_in_hand(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    press(listening_bellhop, "alarm_ack")
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert thread(listening_bellhop.slack, card["ts"]) == ["Acknowledged by ana"]
    assert "Acknowledged. The card shows your name" in whispered(listening_bellhop)[0]


def test_who_acknowledges_is_told_so_though_slack_refuses_to_change_the_card(listening_bellhop: Bellhop) -> None:
    """It is stored, and so it is in effect; that Slack refused the edit is no answer to whoever pressed."""
    rung(listening_bellhop)
    listening_bellhop.slack.fault("chat.update", "error", error="msg_too_long", count=1)
    press(listening_bellhop, "alarm_ack")
    assert "Acknowledged. The card shows your name" in whispered(listening_bellhop)[0]
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)


def test_nobody_is_asked_twice(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    press(listening_bellhop, "alarm_ack")
    assert "alarm_ack" not in blocks(listening_bellhop)


def test_who_pressed_at_the_same_time_is_told_who_was_first(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    for user in ("U0BO", "U0ANA"):
        listening_bellhop.slack.act(user=user, channel="C0ALARMS", ts=card["ts"], action_id="alarm_ack")
    listening_bellhop.work()
    assert "Acknowledged. The card shows your name" in whispered(listening_bellhop, "U0BO")[0]
    assert whispered(listening_bellhop, "U0ANA") == [OTHERS.format(user="bo", at="just now")]
    assert thread(listening_bellhop.slack, card["ts"]) == ["Acknowledged by bo"]  # as the card says


def test_who_presses_later_on_a_card_that_is_old_is_told_when_it_was(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = rung(listening_bellhop)
    for span in ("SOON", "DOUBLE_CLICK"):
        monkeypatch.setattr(f"app.card_actions.in_hand.{span}", timedelta(0))  # as if they had waited
    for user in ("U0BO", "U0ANA", "U0BO"):
        listening_bellhop.slack.act(user=user, channel="C0ALARMS", ts=card["ts"], action_id="alarm_ack")
    listening_bellhop.work()
    assert whispered(listening_bellhop, "U0ANA") == [OTHERS.format(user="bo", at=moment(listening_bellhop.clock()))]
    assert whispered(listening_bellhop, "U0BO") == [DONE, YOURS]


def test_a_double_click_has_it_in_hand_once_and_one_answer(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    for _ in range(2):
        listening_bellhop.slack.act(user="U0ANA", channel="C0ALARMS", ts=card["ts"], action_id="alarm_ack")
    listening_bellhop.work()
    assert whispered(listening_bellhop) == [DONE]
    assert thread(listening_bellhop.slack, card["ts"]) == ["Acknowledged by ana"]


@pytest.mark.parametrize("first", ["alarm_ack", "alarm_unmute"])
def test_who_acknowledges_and_who_mutes_do_not_overtake_each_other(
    first: str, listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.leases.WAIT_SECONDS", 0.0)
    rung(listening_bellhop)
    mute(listening_bellhop, span="240")
    (incident,) = listening_bellhop.parts.processor.open_incidents("web")
    with listening_bellhop.parts.leases.hold(lease_name(incident.latest), 90):
        press(listening_bellhop, first, user="U0BO")
        for _ in range(5):  # until it goes to the queue for waiting
            listening_bellhop.clock.advance(8)
            listening_bellhop.work()
    press(listening_bellhop, "alarm_unmute" if first == "alarm_ack" else "alarm_ack")
    for _ in range(10):
        listening_bellhop.clock.advance(30)
        listening_bellhop.work()
    assert "<@U0ANA> unmuted it" in blocks(listening_bellhop) or "<@U0BO> unmuted it" in blocks(listening_bellhop)
    assert ":eyes: Acknowledged by <@" in blocks(listening_bellhop)
    assert not any("Is it still wanted" in each["text"] for each in listening_bellhop.slack.messages("C0ALARMS"))


def test_of_two_who_acknowledge_the_one_who_had_to_wait_is_not_asked_whether_it_is_still_wanted(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.leases.WAIT_SECONDS", 0.0)
    rung(listening_bellhop)
    (incident,) = listening_bellhop.parts.processor.open_incidents("web")
    with listening_bellhop.parts.leases.hold(lease_name(incident.latest), 90):
        press(listening_bellhop, "alarm_ack", user="U0BO")
        for _ in range(5):  # until it goes to the queue for waiting
            listening_bellhop.clock.advance(8)
            listening_bellhop.work()
    press(listening_bellhop, "alarm_ack", user="U0ANA")
    for _ in range(10):
        listening_bellhop.clock.advance(30)
        listening_bellhop.work()
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert not any("Is it still wanted" in each["text"] for each in listening_bellhop.slack.messages("C0ALARMS"))


def test_a_guest_may_only_look(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    press(listening_bellhop, "alarm_ack", user="U0EVE")
    assert "guest" in whispered(listening_bellhop, "U0EVE")[0]
    assert ":eyes: Acknowledged by" not in blocks(listening_bellhop)


def test_what_is_over_needs_nobody_any_more(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    listening_bellhop.slack.act(user="U0ANA", channel="C0ALARMS", ts=card["ts"], action_id="alarm_ack")
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 60))
    listening_bellhop.work()
    assert "back to OK" in whispered(listening_bellhop)[0]


def test_what_is_over_by_what_cloudwatch_says_is_not_acknowledged_and_its_card_says_so(
    listening_bellhop: Bellhop,
) -> None:
    rung(listening_bellhop)
    cloudwatch_has(listening_bellhop, "OK", seconds=600)
    press(listening_bellhop, "alarm_ack")
    assert whispered(listening_bellhop)[-1] == OVER.format(do="acknowledge")
    assert "`web-high-cpu` *OK* " in blocks(listening_bellhop)
    assert listening_bellhop.cloudwatch.asked == [("web-high-cpu",)]


def test_an_old_card_of_an_alarm_that_is_off_again_leads_to_the_newer_one(listening_bellhop: Bellhop) -> None:
    old = rung(listening_bellhop)
    press_button(listening_bellhop, {**old, "channel": "C0ALARMS"}, "alarm_ack")
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 60))
    cloudwatch_has(listening_bellhop, "ALARM", seconds=600)
    listening_bellhop.work()
    assert whispered(listening_bellhop)[-1] == NEWER
    before, after = [card["text"] for card in cards(listening_bellhop.slack) if not card["ephemeral_to"]]
    assert before.startswith(":large_green_circle: OK")
    assert after.startswith(":red_circle: ALARM")


def test_a_deleted_alarm_is_not_acknowledged_and_its_card_closes(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.remove("web-high-cpu")
    press(listening_bellhop, "alarm_ack")
    assert "deleted in CloudWatch" in whispered(listening_bellhop)[-1]
    assert "alarm_ack" not in blocks(listening_bellhop)
    assert "`web-high-cpu` *DELETED* " in blocks(listening_bellhop)


def test_while_cloudwatch_does_not_answer_an_alarm_can_be_acknowledged(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.silence = Later("AWS is busy.")
    press(listening_bellhop, "alarm_ack")
    assert whispered(listening_bellhop)[-1] == DONE
