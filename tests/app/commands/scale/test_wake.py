"""What fires for /scale: a size at a time that nothing in AWS would set, which Bellhop sets to the same effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.base.errors import Later, Refused, Wrong
from app.commands.scale import parts
from app.commands.scale.logged_change import Result
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_ecs import World, world
from tests.app.people import press, seen
from tests.fakes.ecs import limits, service

__all__ = ["world"]


def test_what_is_not_registered_comes_back_by_bellhop(world: World) -> None:
    assert "until <!date" in world.type("plain 4 for 2h because the sale")
    assert "then back to 2" in world.last()
    assert world.ecs.done == ["set shop/plain to 4"]
    world.pass_by(timedelta(hours=2, minutes=8))
    assert world.ecs.done == ["set shop/plain to 4", "set shop/plain to 2"]
    assert [text for text in seen(world.bellhop) if "is back at 2, as planned" in text]
    assert "No group has a scheduled action" in world.type("schedule")


def test_what_is_not_registered_does_not_come_back_where_somebody_has_changed_it_in_the_last_second(
    world: World,
) -> None:
    world.type("plain 4 for 2h")
    world.pass_by(timedelta(hours=2) - timedelta(seconds=40))
    world.ecs.set_desired("shop", "plain", 3)
    world.pass_by(timedelta(minutes=8))
    assert world.ecs.done[-1] == "set shop/plain to 3"
    assert len([text for text in seen(world.bellhop) if "somebody has changed it since" in text]) == 1
    assert "No group has a scheduled action" in world.type("schedule")


def test_what_is_not_registered_goes_to_a_size_at_a_time(world: World) -> None:
    assert "scheduled *ecs:shop/plain* to go to 4" in world.type("plain 4 in 30m")
    assert "*ecs:shop/plain* to 4, " in world.type("schedule")
    assert "*ecs:shop/plain* to 4, " in world.type("plain schedule")
    world.pass_by(timedelta(minutes=31))
    assert world.ecs.done == ["set shop/plain to 4"]
    assert "has no scheduled actions" in world.type("plain schedule")


def test_what_bellhop_was_to_set_is_deleted_by_its_button(world: World) -> None:
    world.type("plain 4 in 30m")
    press(world.bellhop, newest(world.bellhop), "scale_do:0")
    world.bellhop.work()
    assert "deleted the scheduled action" in world.last()
    world.pass_by(timedelta(minutes=31))
    assert world.ecs.done == []


@pytest.mark.parametrize("words", ["plain stay", "plain 4"])
def test_the_way_back_by_bellhop_is_cancelled(world: World, words: str) -> None:
    world.type("plain 4 for 2h")
    assert "let *ecs:shop/plain* stay at 4" in world.type(words)
    world.pass_by(timedelta(hours=2, minutes=8))
    assert world.ecs.done == ["set shop/plain to 4"]


def test_what_aws_refuses_when_its_time_has_come_is_told(world: World) -> None:
    world.type("plain 4 in 30m")
    world.pass_by(timedelta(minutes=29))
    world.ecs.unsure.append(Wrong("The service is <being> deleted."))
    world.pass_by(timedelta(minutes=2))
    assert (
        "`ecs:shop/plain` was due to go to 4, but that was refused: The service is &lt;being&gt; deleted."
        in (seen(world.bellhop)[-1])
    )


def test_a_service_that_was_made_anew_is_not_set(world: World) -> None:
    world.type("plain 4 in 30m")
    world.ecs.put(service("plain", arn="arn:aws:ecs:us-east-1:123456789012:service/plain"))
    world.pass_by(timedelta(minutes=31))
    assert world.ecs.done == []


def test_what_is_registered_meanwhile_still_comes_back_by_bellhop(world: World) -> None:
    world.type("plain 4 for 2h")
    world.scalable.registered["service/shop/plain"] = limits("plain")
    world.pass_by(timedelta(hours=2, minutes=8))
    assert world.ecs.done[-1] == "set shop/plain to 2"


def test_what_fires_twice_or_late_sets_the_size_once(world: World) -> None:
    world.type("plain 4 in 30m")
    (text,) = [each for each in world.bellhop.watch.texts if "scale-own" in each]
    world.pass_by(timedelta(minutes=31))
    world.ecs.set_desired("shop", "plain", 3)
    world.bellhop.watch.put(text)
    world.bellhop.work()
    assert world.ecs.done == ["set shop/plain to 4", "set shop/plain to 3"]


def test_while_ecs_does_not_answer_it_is_tried_again(world: World) -> None:
    world.type("plain 4 in 30m")
    world.ecs.unsure.append(Later("AWS did not answer.", wait=5, maybe_done=True))
    world.pass_by(timedelta(minutes=33))
    assert world.ecs.done == ["set shop/plain to 4"]
    assert "No group has a scheduled action" in world.type("schedule")


def test_what_bellhop_may_not_do_for_a_while_is_done_once_it_may(world: World) -> None:
    world.type("plain 4 in 30m")
    world.ecs.unsure += [Refused("AWS does not allow Bellhop to set it.")]
    world.pass_by(timedelta(minutes=31))
    assert "was refused" not in str(seen(world.bellhop))
    world.pass_by(timedelta(minutes=20))
    assert world.bellhop.watch.next_due() is None
    assert "No group has a scheduled action" in world.type("schedule")


def test_what_one_change_gave_up_another_keeps(world: World) -> None:
    world.type("plain 4 for 2h")
    assert "way back to 2" in world.type("plain 5")
    assert "kept the way back of *ecs:shop/plain* to 2" in world.type("plain keep")
    world.pass_by(timedelta(hours=2, minutes=8))
    assert world.ecs.done[-2:] == ["set shop/plain to 5", "set shop/plain to 2"]


def test_once_a_size_is_set_at_its_time_no_timer_is_left(world: World) -> None:
    world.type("plain 4 in 30m")
    world.type("plain 3 for 2h")
    world.pass_by(timedelta(hours=2, minutes=30))
    assert world.bellhop.watch.next_due() is None
    assert world.bellhop.watch.dead_letters == []


def test_what_was_set_without_an_answer_does_not_undo_what_somebody_asked_for_since(world: World) -> None:
    world.type("plain 4 in 30m")
    world.pass_by(timedelta(minutes=29, seconds=58))
    world.ecs.unsure += [Later("AWS did not answer.", wait=300, maybe_done=True)]
    world.pass_by(timedelta(minutes=1))
    world.type("plain 3")
    world.pass_by(timedelta(minutes=10))
    assert world.ecs.done == ["set shop/plain to 4", "set shop/plain to 3"]
    assert "No group has a scheduled action" in world.type("schedule")


def test_a_request_of_which_nobody_knows_whether_it_was_done_leaves_the_way_back(world: World) -> None:
    """What it may have set is seen on the service itself."""
    world.type("plain 4 for 2h")
    world.bellhop.clock.advance(timedelta(hours=2, minutes=1).total_seconds())
    changes = parts.follower(world.bellhop.parts).changes
    (known,) = changes.newest("ecs:shop/plain", 1)
    assert known.after
    other = replace(known, id="other", at=world.bellhop.clock(), after=replace(known.after, desired=3), until=None)
    changes.begin(replace(other, result=Result.UNKNOWN))
    world.bellhop.work()
    assert world.ecs.done == ["set shop/plain to 4", "set shop/plain to 2"]
