"""Who has an alarm in hand: what its buttons share."""

from __future__ import annotations

import pytest

from app.alarms.decide.incident import Incident
from app.store.codec import decode, encode
from tests.app.alarms.ringing import cloudwatch_says, ring
from tests.app.card_actions.in_hand import acknowledged, labels
from tests.app.card_actions.pressing import blocks, card_of, press, rung, whispered
from tests.fakes.bellhop import Bellhop


def test_while_nobody_has_it_acknowledge_is_the_primary_button(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    rows = [block["elements"] for block in card_of(listening_bellhop)["blocks"] if block["type"] == "actions"]
    assert [each["action_id"] for row in rows for each in row if each.get("style") == "primary"] == ["alarm_ack"]
    assert not {"Join", "Take over", "Hand over…", "Release"} & set(labels(listening_bellhop))


def test_once_somebody_has_it_the_others_are_in_the_menu(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    (row,) = [block["elements"] for block in card_of(listening_bellhop)["blocks"] if block["type"] == "actions"]
    assert len(row) == 5
    assert labels(listening_bellhop)[-4:] == ["Take over from ana", "Join", "Hand over…", "Release"]


@pytest.mark.parametrize("action_id", ["alarm_join", "alarm_take_over", "alarm_release"])
def test_a_guest_may_only_look(action_id: str, listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, action_id, "U0EVE")
    assert "guest" in whispered(listening_bellhop, "U0EVE")[-1]
    assert "U0EVE" not in blocks(listening_bellhop)


def test_an_ok_keeps_who_had_it_on_the_card_and_offers_nothing_more(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 60))
    assert "· Acknowledged by <@U0ANA>" in blocks(listening_bellhop)
    assert not {"Take over from ana", "Join", "Hand over…", "Release"} & set(labels(listening_bellhop))


def test_a_document_of_a_newer_version_is_read_without_what_is_unknown(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_join", "U0BO")
    (incident,) = listening_bellhop.parts.processor.open_incidents("web")
    assert decode(Incident, {**encode(incident), "something_new": [1]}) == incident
