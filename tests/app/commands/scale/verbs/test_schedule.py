"""Scheduled actions: once, or every so often, in the person's time zone."""

from __future__ import annotations

from datetime import UTC, datetime

from app.aws.scaling import ScheduledAction
from tests.app.commands.scale.test_plan import scheduling


def test_at_a_time_of_the_persons_day_it_is_a_scheduled_action_with_a_name_of_its_own() -> None:
    made = scheduling("web max=9 6 at 18:00")
    at = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert made.action == ScheduledAction("web", "bellhop-at-mark", at, maximum=9, desired=6)


def test_every_so_often_it_recurs_in_the_persons_zone() -> None:
    action = scheduling("web 6 every weekday 08:00").action
    assert action == ScheduledAction("web", "bellhop-every-mark", None, "0 8 * * 1,2,3,4,5", "Europe/Berlin", desired=6)
