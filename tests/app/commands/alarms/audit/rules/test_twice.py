"""Two alarms on the same thing: which of them stays."""

from __future__ import annotations

import pytest

from app.commands.alarms.audit.buttons import Fix
from app.commands.alarms.audit.rules.twice import TWICE
from app.commands.alarms.audit.snapshot import Watched
from tests.app.commands.alarms.audit.rules.planted import snapshot, watched
from tests.fakes.aws import TOPIC

PARENT = watched("parent", children=("a",))


@pytest.mark.parametrize(
    ("alarms", "found", "fix"),
    [
        ((watched("a"), watched("b")), "b", Fix.DELETE),
        ((watched("a", is_enabled=False), watched("b")), "a", Fix.DELETE),
        ((watched("a"), watched("b", actions=(TOPIC, "x"))), "a", Fix.DELETE),
        ((watched("a", actions=("x",)), watched("b", actions=("y",))), "b", Fix.NONE),
        ((watched("b", actions=("x", "y")), watched("a"), PARENT), "b", Fix.NONE),
        ((watched("a", kind="log"), watched("b", kind="log")), "b", Fix.NONE),
    ],
)
def test_the_one_that_does_less_is_the_one_too_many(alarms: tuple[Watched, ...], found: str, fix: Fix) -> None:
    same = [alarm if alarm.children else _same(alarm) for alarm in alarms]
    assert [(each.name, each.fix) for each in TWICE.find(snapshot(*same))] == [(found, fix)]


def _same(alarm: Watched) -> Watched:
    return watched(alarm.name, kind=alarm.kind, is_enabled=alarm.is_enabled, actions=alarm.actions, same="same")
