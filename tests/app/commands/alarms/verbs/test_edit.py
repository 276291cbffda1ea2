"""Which alarm /alarms edit is about."""

from __future__ import annotations

from app.commands.alarms.verbs.edit import acts_on, opens
from app.commands.alarms.verbs.verb import Request


def test_without_a_name_it_is_about_none() -> None:
    assert (acts_on(Request("edit")), opens(Request("edit"))) == ("", None)
    assert acts_on(Request("edit", ("web", "5xx"))) == "alarm:web 5xx"
    assert opens(Request("edit", quoted="hot")) is not None
