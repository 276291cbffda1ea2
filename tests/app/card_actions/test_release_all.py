"""Release mine: what somebody has in hand in a storm, with a card or without one, they have no longer."""

from __future__ import annotations

import json

import pytest

from tests.app.alarms.storms import digest, incidents, press_digest, settle, storm
from tests.app.card_actions.pressing import interrupted, whispered
from tests.fakes.bellhop import Bellhop


def pressed(bellhop: Bellhop, button: str, user: str = "U0ANA") -> None:
    assert press_digest(bellhop, button, user)["ok"]
    bellhop.work()
    settle(bellhop, 5)


def holders(bellhop: Bellhop, count: int) -> set[str]:
    return {each.acknowledged.user_id if each.acknowledged else "" for each in incidents(bellhop, count)}


def test_what_was_acknowledged_with_all_others_is_released_again(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    assert "Release mine" not in json.dumps(digest(listening_bellhop.slack)["blocks"])
    pressed(listening_bellhop, "digest_ack")
    assert holders(listening_bellhop, 9) == {"U0ANA"}
    pressed(listening_bellhop, "digest_release")
    assert holders(listening_bellhop, 9) == {""}
    assert "You have released 9 alarms." in whispered(listening_bellhop)[-1]
    assert "Acknowledge all" in json.dumps(digest(listening_bellhop.slack)["blocks"])


def test_what_others_have_stays_theirs(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    pressed(listening_bellhop, "digest_ack")
    pressed(listening_bellhop, "digest_release", "U0BO")
    assert holders(listening_bellhop, 9) == {"U0ANA"}


def test_it_says_what_it_did_though_it_was_interrupted(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    pressed(listening_bellhop, "digest_ack")
    interrupted(monkeypatch, "app.alarms.processor.AlarmProcessor.amend_many")
    press_digest(listening_bellhop, "digest_release")
    settle(listening_bellhop, 60)
    listening_bellhop.work()
    assert holders(listening_bellhop, 6) == {""}
    assert "You have released 6 alarms." in whispered(listening_bellhop)[-1]
