"""Scheduled actions: once, or every so often, in the person's time zone."""

from __future__ import annotations

from datetime import UTC, datetime

from app.aws.scaling import ScheduledAction
from app.commands.scale.buttons import CONFIRM
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import asked
from tests.app.commands.scale.test_plan import scheduling
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop


def test_at_a_time_of_the_persons_day_it_is_a_scheduled_action_with_a_name_of_its_own() -> None:
    made = scheduling("web max=9 6 at 18:00")
    at = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert made.action == ScheduledAction("web", "bellhop-at-mark", at, maximum=9, desired=6)


def test_every_so_often_it_recurs_in_the_persons_zone() -> None:
    action = scheduling("web 6 every weekday 08:00").action
    assert action == ScheduledAction("web", "bellhop-every-mark", None, "0 8 * * 1,2,3,4,5", "Europe/Berlin", desired=6)


def test_deleting_what_somebody_made_elsewhere_is_asked_about(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    bellhop.scaling.planned["web", "morning"] = ScheduledAction("web", "morning", recurrence="0 8 * * *", desired=4)
    type_in(bellhop, "/scale web schedule delete morning")
    assert "Somebody made it outside Bellhop, which cannot bring it back. Go ahead?" in seen(bellhop)[-1]
    assert bellhop.scaling.done == []
    press(bellhop, newest(bellhop), CONFIRM)
    bellhop.work()
    assert bellhop.scaling.planned == {}


def test_a_yes_to_deleting_one_is_not_for_another_of_its_name(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    bellhop.scaling.planned["web", "morning"] = ScheduledAction("web", "morning", recurrence="0 8 * * *", desired=4)
    type_in(bellhop, "/scale web schedule delete morning")
    changed = ScheduledAction("web", "morning", recurrence="0 8 * * *", desired=8)
    bellhop.scaling.planned["web", "morning"] = changed
    press(bellhop, newest(bellhop), CONFIRM)
    bellhop.work()
    assert bellhop.scaling.planned == {("web", "morning"): changed}
    assert "(to 8, every day at 08:00 UTC)" in seen(bellhop)[0]
    assert "*The group has changed since*" in seen(bellhop)[0]
    press(bellhop, asked(bellhop), CONFIRM)
    bellhop.work()
    assert bellhop.scaling.planned == {}


def test_a_yes_to_deleting_one_that_is_gone_meanwhile_says_so(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    bellhop.scaling.planned["web", "morning"] = ScheduledAction("web", "morning", recurrence="0 8 * * *", desired=4)
    type_in(bellhop, "/scale web schedule delete morning")
    bellhop.scaling.planned.clear()
    press(bellhop, newest(bellhop), CONFIRM)
    bellhop.work()
    assert bellhop.scaling.done == []
    assert "`web` has no scheduled action `morning`." in seen(bellhop)[0]
