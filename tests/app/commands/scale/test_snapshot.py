"""A group at one moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.aws.scaling import Refresh, ScheduledAction
from app.commands.scale.snapshot import Snapshot, soonest_first, take_snapshot
from tests.fakes.scaling import FakeAutoScaling, target, web

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_only_a_refresh_that_runs_is_its_refresh() -> None:
    running, ended = Refresh("r", "InProgress"), Refresh("s", "Successful")
    assert Snapshot(NOW, web(), refreshes=(ended, running)).refresh == running
    assert Snapshot(NOW, web(), refreshes=(ended,)).refresh is None


def test_scheduled_actions_come_in_their_order() -> None:
    late, soon = ScheduledAction("web", "a", NOW + timedelta(hours=2)), ScheduledAction("web", "b", NOW)
    recurring = ScheduledAction("web", "c", None, "0 8 * * *")
    assert soonest_first([late, soon, recurring]) == (recurring, soon, late)


def test_it_holds_what_auto_scaling_shows_of_this_group_alone() -> None:
    scaling = FakeAutoScaling(web(), web(name="other"))
    scaling.schedule(ScheduledAction("other", "theirs", NOW))
    scaling.refreshed["web"] = (Refresh("r", "InProgress"),)
    taken = take_snapshot(web(), target(scaling), NOW)
    assert (taken.scheduled, taken.refreshes) == ((), (Refresh("r", "InProgress"),))
