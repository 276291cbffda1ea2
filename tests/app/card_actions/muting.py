"""Muting an alarm by its card, as people do it."""

from __future__ import annotations

from typing import Any

from tests.app.card_actions.pressing import press
from tests.fakes.bellhop import Bellhop


def mute(bellhop: Bellhop, **values: str) -> dict[str, Any]:
    """Somebody opens the form of the card and submits it; it is worked on."""
    opened = press(bellhop, "alarm_mute")
    assert opened["ok"], opened
    view = bellhop.slack.state("U0ANA")["views"][-1]
    answer = bellhop.slack.act(user="U0ANA", view_id=view["id"], values=values)
    bellhop.work()
    return answer
