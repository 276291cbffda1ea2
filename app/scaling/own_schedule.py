"""Sizes at a time that Bellhop sets itself, of what nothing in AWS would set then: in the table, done by a timer.

Whoever asks /scale for `8 for 2h` does not see the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from app.aws.scaling import Ability, Activity, Capacity, Group, Refresh, ScheduledAction
from app.aws.scaling_policy import ScalingPolicy
from app.base.places import place_of
from app.base.values import dataclass
from app.queues.timers import Timekeeper, Timer
from app.scaling.catalogue import OWN_SCHEDULE
from app.scaling.target import Target
from app.store.codec import decode, encode
from app.store.table import Table, amend

INDEX = "own-schedule"
KEPT = timedelta(days=7)  # after its time: a timer may be late


@dataclass(frozen=True)
class Planned:
    """One action, and the ARN of what it is for."""

    action: ScheduledAction
    arn: str = ""


def as_written(name: str, _: str) -> str:
    return name


@dataclass(frozen=True)
class OwnSchedule:
    """Documents below `own-schedule`, each with a timer: what is in the table when it fires is done.

    called  the whole name, by now, of what had that name and has this ARN: its account may be called otherwise since
    """

    table: Table
    timekeeper: Timekeeper
    called: Callable[[str, str], str] = as_written

    def planned(self) -> tuple[Planned, ...]:
        """All, by the names of their targets by now; what is due is there until it is done."""
        return tuple(
            replace(each, action=replace(each.action, group=self.called(each.action.group, each.arn)))
            for each in self._all()
        )

    def of(self, name: str = "") -> tuple[ScheduledAction, ...]:
        """Those of one target, or all."""
        return tuple(each.action for each in self.planned() if name in ("", each.action.group))

    def find(self, key: str) -> Planned | None:
        document = self.table.get(INDEX, key)
        return decode(Planned, document.data) if document.version else None

    def add(self, planned: Planned) -> None:
        """The timer first: one without a document does nothing."""
        action = planned.action
        assert action.at is not None  # none is again and again
        key = _key(action.group, action.name)
        expires = int((action.at + KEPT).timestamp())
        self.timekeeper.set(Timer(OWN_SCHEDULE, key, action.at))
        amend(self.table, INDEX, key, lambda known: replace(known, data=encode(planned), expires_at=expires))

    def remove(self, name: str, action: str) -> None:
        """By its name as it was, or is."""
        self.table.delete(INDEX, _key(name, action))
        if place_of(name):
            for each in self._all():
                if each.action.name == action and self.called(each.action.group, each.arn) == name:
                    self.table.delete(INDEX, _key(each.action.group, action))

    def _all(self) -> Iterator[Planned]:
        return (decode(Planned, document.data) for document in self.table.query(INDEX))


def _key(name: str, action: str) -> str:
    """No name of a target has a space."""
    return f"{name} {action}"


def carried(group: Group) -> Group:
    """What it lacks once Bellhop sets a size at a time, or for a time, where nothing in AWS does."""
    if group.cannot(Ability.SIZE):
        return group
    return replace(group, lacks=tuple(each for each in group.lacks if each[0] is not Ability.ONCE))


@dataclass(frozen=True)
class Carried:
    """A target, with Bellhop's own schedule where its kind has none for it."""

    target: Target
    own: OwnSchedule

    @property
    def name(self) -> str:
        return self.target.name

    def now(self) -> Group | None:
        group = self.target.now()
        return carried(group) if group else None

    def activities(self, most: int = 20) -> tuple[Activity, ...]:
        return self.target.activities(most)

    def policies(self) -> tuple[ScalingPolicy, ...]:
        return self.target.policies()

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        return (*self.target.scheduled(), *self.own.of(self.name))

    def refreshes(self) -> tuple[Refresh, ...]:
        return self.target.refreshes()

    def set_desired(self, desired: int) -> None:
        self.target.set_desired(desired)

    def resize(self, to: Capacity) -> None:
        self.target.resize(to)

    def schedule(self, action: ScheduledAction) -> None:
        group = self.target.now()
        is_ours = action.at is not None and action.desired is not None
        if group and is_ours and group.cannot(Ability.ONCE) and not group.cannot(Ability.SIZE):
            self.own.add(Planned(action, group.arn))
        else:
            self.target.schedule(action)

    def unschedule(self, name: str) -> None:
        """It may have come to have a schedule of its own since."""
        if any(each.name == name for each in self.own.of(self.name)):
            self.own.remove(self.name, name)
        else:
            self.target.unschedule(name)

    def suspend(self, processes: Sequence[str]) -> None:
        self.target.suspend(processes)

    def resume(self, processes: Sequence[str]) -> None:
        self.target.resume(processes)

    def start_refresh(self) -> None:
        self.target.start_refresh()

    def cancel_refresh(self) -> None:
        self.target.cancel_refresh()

    def roll_back_refresh(self) -> None:
        self.target.roll_back_refresh()
