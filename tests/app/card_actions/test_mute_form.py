"""The form of Mute: until when, and what cannot be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import blocks, press, rung, whispered
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


def test_a_chosen_time_goes_before_the_span(
    listening_bellhop: Bellhop, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.card_actions.mute_form.now", clock)
    rung(listening_bellhop)
    chosen = clock() + timedelta(days=2)
    mute(listening_bellhop, span="60", until=f"{chosen.timestamp():.0f}")
    ((_, _, until),) = listening_bellhop.cloudwatch.rules.values()
    assert until == chosen.replace(microsecond=0)


@pytest.mark.parametrize(
    ("chosen", "said"), [(timedelta(hours=-1), "has passed"), (timedelta(days=16), "15 days at most")]
)
def test_a_time_that_cannot_be_is_said_in_the_form(
    chosen: timedelta, said: str, listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.card_actions.mute_form.now", listening_bellhop.clock)
    rung(listening_bellhop)
    answer = mute(listening_bellhop, until=f"{(listening_bellhop.clock() + chosen).timestamp():.0f}")
    assert said in str(answer)
    assert listening_bellhop.cloudwatch.rules == {}


def test_a_time_that_has_passed_before_bellhop_came_to_it_mutes_nothing(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.card_actions.mute_form.now", listening_bellhop.clock)
    rung(listening_bellhop)
    press(listening_bellhop, "alarm_mute")
    view = listening_bellhop.slack.state("U0ANA")["views"][-1]
    chosen = listening_bellhop.clock() + timedelta(minutes=5)
    values = {"until": f"{chosen.timestamp():.0f}"}
    listening_bellhop.slack.act(user="U0ANA", view_id=view["id"], values=values)
    listening_bellhop.clock.advance(600)
    listening_bellhop.work()
    assert listening_bellhop.cloudwatch.rules == {}
    assert "Muted by" not in blocks(listening_bellhop)
    assert "has passed" in whispered(listening_bellhop)[-1]
