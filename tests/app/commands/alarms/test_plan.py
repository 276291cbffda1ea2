"""The plan of a mute, as a message."""

from __future__ import annotations

import pytest

from app.commands.alarms.plan import MutePlan, listed, message
from tests.app.commands.alarms.world import NOON


def plan(names: tuple[str, ...], **more: object) -> MutePlan:
    given = {"id": "1", "do": "mute", "what": "*", "names": names, "minutes": 90, "reason": "", "user_id": "U0ANA"}
    return MutePlan(**{**given, "channel": "C0OPS", "key": "k", "asked_at": NOON, **more})  # type: ignore[arg-type]


def test_it_says_how_many_which_and_for_how_long() -> None:
    made = message(plan(tuple(f"a-{at}" for at in range(12)), reason="a <b>"))
    assert "wants to mute *12 alarms* for 1 h 30 min, because a &lt;b&gt;: `a-0`, `a-1`," in made.text
    assert "`a-9` and 2 more." in made.text
    assert made.block_dicts()[-1]["elements"][0]["text"]["text"] == "Mute 12 alarms"


@pytest.mark.parametrize(("left", "them"), [(("x",), "it"), (("x", "y"), "them")])
def test_what_is_left_out_is_named(left: tuple[str, ...], them: str) -> None:
    assert f"don't let <@U0ANA|> change {them}: {listed(left)}." in message(plan(("a",), left_out=left)).text


def test_an_unmute_says_what_runs_then() -> None:
    assert "What is in ALARM runs its actions." in message(plan(("a",), do="unmute")).text


def test_the_longest_names_fit_a_section() -> None:
    assert len(message(plan(("&" * 255,) * 200, left_out=("&" * 255,) * 200)).block_dicts()[0]["text"]["text"]) <= 3000
