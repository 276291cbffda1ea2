"""A change as it is logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.aws.scaling import Capacity
from app.commands.scale.logged_change import Change, ProgressMessage, Result

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CHANGE = Change(
    "id", "web", "U0ANA", AT, "set *web*", ProgressMessage("C0OPS", "key"), Capacity(1, 8, 2), Capacity(1, 8, 4)
)


def test_what_was_surely_made_of_sizes_and_is_not_undone_can_be_undone() -> None:
    assert CHANGE.is_undoable
    assert not replace(CHANGE, before=None).is_undoable
    assert not replace(CHANGE, undone_by="another").is_undoable
    assert not replace(CHANGE, result=Result.UNKNOWN).is_undoable


def test_only_running_is_running() -> None:
    assert [each for each in Result if replace(CHANGE, result=each).is_running] == [Result.RUNNING]
