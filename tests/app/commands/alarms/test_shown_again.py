"""After a press in what one person sees, that is what is now; and where it can't be, the press counts all the same."""

from __future__ import annotations

import pytest

from app.base.errors import Later, Refused
from tests.app.commands.alarms.test_muting import bellhop, last, muted
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop

__all__ = ["bellhop"]


def test_a_card_offers_the_way_back_of_what_was_pressed(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms web-mem")
    shown = last(bellhop)
    for pressed, offers in (("alarms_mute_one", "alarms_unmute_one"), ("alarms_unmute_one", "alarms_mute_one")):
        press(bellhop, shown, pressed)
        bellhop.work()
        shown = next(each for each in bellhop.slack.messages("C0OPS") if each["ts"] == shown["ts"])
        shown = {**shown, "channel": "C0OPS"}
        assert f"'{offers}'" in str(shown["blocks"])


@pytest.mark.parametrize("problem", [Later("Slack is away", wait=1), Refused("no")])
def test_where_it_cannot_be_shown_again_it_is_muted_all_the_same(
    problem: Exception, bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise problem

    type_in(bellhop, "/alarms web-mem")
    card = last(bellhop)
    monkeypatch.setattr("app.commands.alarms.one.show", fails)
    press(bellhop, card, "alarms_mute_one")
    bellhop.work()
    assert muted(bellhop) == ["web-mem"]
    assert "ana muted `web-mem`" in seen(bellhop)[-1]
