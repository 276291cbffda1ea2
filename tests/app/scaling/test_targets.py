"""Which kind a name belongs to, and all kinds together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from app.aws.scaling import Group, ScheduledAction
from app.scaling.groups import Groups, GroupTarget
from app.scaling.targets import Targets
from tests.fakes.scaling import FakeAutoScaling, web

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
    return groups, pools, Targets(lambda: (Groups(groups), Pools(pools)))


def test_a_name_belongs_to_the_kind_whose_prefix_it_has() -> None:
    groups, pools, targets = both()
    targets.at("web").set_desired(3)
    targets.at("pool:web").set_desired(4)
    assert (groups.changes, pools.changes) == ([("web", 3)], [("pool:web", 4)])
    assert targets.at("pool").now() == web(name="pool")


def test_all_kinds_are_listed_together_by_name() -> None:
    groups, pools, targets = both()
    for scaling, name in ((groups, "web"), (pools, "pool:web")):
        scaling.schedule(ScheduledAction(name, "noon", NOON, desired=4))
    assert [group.name for group in targets.all()] == ["pool", "pool:web", "web"]
    assert [action.group for action in targets.scheduled()] == ["web", "pool:web"]
