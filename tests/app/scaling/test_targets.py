"""Which kind a name belongs to, and all kinds together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from app.aws.scaling import Group, ScheduledAction
from app.base.errors import Later, Refused
from app.scaling.groups import GroupTarget
from app.scaling.targets import Targets
from tests.fakes.scaling import FakeAutoScaling, targets, web

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Pools:
    """Groups whose names begin with `pool:`."""

    door: FakeAutoScaling
    prefix: str = "pool:"

    def all(self) -> tuple[Group, ...]:
        return self.door.groups()

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        return self.door.scheduled()

    def at(self, name: str, arn: str = "") -> GroupTarget:
        return GroupTarget(name, self.door)


def both() -> tuple[FakeAutoScaling, FakeAutoScaling, Targets]:
    groups, pools = FakeAutoScaling(web(name="pool"), web(name="web")), FakeAutoScaling(web(name="pool:web"))
    return groups, pools, targets(groups, pool=Pools(pools))


def test_a_name_belongs_to_the_kind_whose_prefix_it_has() -> None:
    groups, pools, known = both()
    known.at("web").set_desired(3)
    known.at("pool:web").set_desired(4)
    assert (groups.changes, pools.changes) == ([("web", 3)], [("pool:web", 4)])
    assert known.at("pool").now() == web(name="pool")


def test_all_kinds_are_listed_together_by_name() -> None:
    groups, pools, known = both()
    for scaling, name in ((groups, "web"), (pools, "pool:web")):
        scaling.schedule(ScheduledAction(name, "noon", NOON, desired=4))
    assert [group.name for group in known.all()] == ["pool", "pool:web", "web"]
    assert [action.group for action in known.scheduled()] == ["web", "pool:web"]


def test_a_kind_that_is_not_listed_any_more_is_found_by_its_whole_name() -> None:
    _, pools, known = both()
    known = replace(known, listed=("group",))
    assert [group.name for group in known.all()] == ["pool", "web"]
    known.at("pool:web").set_desired(4)
    assert pools.changes == [("pool:web", 4)]


class Refusing(Pools):
    def all(self) -> tuple[Group, ...]:
        raise Refused("AWS does not allow that.")

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        raise Refused("AWS does not allow that.")


class Busy(Pools):
    def all(self) -> tuple[Group, ...]:
        raise Later("AWS is busy.")


def test_a_kind_that_aws_refuses_to_list_does_not_hide_the_others() -> None:
    groups = FakeAutoScaling(web())
    known = targets(groups, pool=Refusing(FakeAutoScaling()))
    found = known.found()
    assert ([group.name for group in found.groups], [str(each) for each in found.problems]) == (
        ["web"],
        ["AWS does not allow that."],
    )
    assert known.all() == found.groups
    groups.schedule(ScheduledAction("web", "noon", NOON, desired=4))
    assert [action.name for action in known.scheduled()] == ["noon"]


def test_where_nothing_can_be_listed_the_reason_is_raised() -> None:
    with pytest.raises(Refused, match="does not allow"):
        targets(FakeAutoScaling(), pool=Refusing(FakeAutoScaling())).all()
    with pytest.raises(Refused, match="does not allow"):
        targets(FakeAutoScaling(), pool=Refusing(FakeAutoScaling())).scheduled()


def test_what_aws_can_not_say_now_is_asked_for_again() -> None:
    with pytest.raises(Later):
        targets(FakeAutoScaling(web()), pool=Busy(FakeAutoScaling())).all()


@pytest.mark.parametrize(
    ("word", "listed", "is_whole"),
    [
        ("web", ("group",), True),
        ("web", ("group", "pool"), False),
        ("pool:web", ("group", "pool"), True),
        ("pool:web", ("group",), False),
        ("ppol:web", ("group", "pool"), False),
    ],
)
def test_where_only_one_kind_can_have_a_name_nothing_is_listed(
    word: str, listed: tuple[str, ...], is_whole: bool
) -> None:
    assert replace(both()[2], listed=listed).is_whole(word) is is_whole
