"""All that can be scaled, of every kind that there is here: who asks for a name gets the right kind's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from app.base.errors import BellhopError, Later
from app.base.places import in_arn, local, place_of, placed
from app.base.values import dataclass
from app.config.home import NOWHERE, Home

if TYPE_CHECKING:
    from app.aws.elsewhere import Door, Doors
    from app.aws.scaling import Group, ScheduledAction
    from app.queues.timers import Timekeeper
    from app.scaling.own_schedule import OwnSchedule
    from app.scaling.target import Target, TargetKind
    from app.store.table import Table

T = TypeVar("T")

GROUP = "group"


def all_kinds() -> Mapping[str, Callable[[], TargetKind]]:
    from app.scaling.catalogue import KINDS

    return KINDS


@dataclass(frozen=True)
class Found:
    """All that there are, by name, and why there may be more; `missing` says which accounts said nothing."""

    groups: tuple[Group, ...]
    problems: tuple[BellhopError, ...] = ()
    missing: str = ""


@dataclass(frozen=True)
class Targets:
    """`catalogue` is that of catalogue.py, which λ alarms does not load: it scales nothing.

    listed  the kinds that are looked for and listed. What is known by its whole name is found whatever its kind: a
            change is followed to its end also after its kind was taken off the list.
    own     where Bellhop's own schedule is, for what has none in AWS, as Auto Scaling groups always have
    doors   the ways to other accounts and regions than `home`; None if bellhop.toml names none
    scope   the accounts and regions that are meant; None for all
    """

    catalogue: Callable[[], Mapping[str, Callable[[], TargetKind]]] = all_kinds
    listed: tuple[str, ...] = (GROUP,)
    own: tuple[Table, Timekeeper] | None = None
    doors: Doors | None = None
    home: Home = NOWHERE
    scope: frozenset[tuple[str, str]] | None = None

    def within(self, scope: frozenset[tuple[str, str]] | None) -> Targets:
        """Only those of these accounts and regions."""
        return replace(self, scope=scope) if scope is not None else self

    def by_word(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """Accounts and regions by all that people call them, case-folded; nothing where there is only home."""
        if self.doors is None:
            return {}
        found: dict[str, set[tuple[str, str]]] = {}
        for (account, region), known in self.doors.environments.items():
            for word in (known.place, known.name, account, region):
                found.setdefault(word.casefold(), set()).add((account, region))
        names = (each.name.casefold() for each in self.doors.environments.values() if each.account == self.home.account)
        for word in (self.home.account, self.home.region, *names):
            found.setdefault(word, set()).add((self.home.account, self.home.region))
        return {word: frozenset(places) for word, places in found.items() if word}

    @property
    def kinds(self) -> tuple[TargetKind, ...]:
        return tuple(map(self._kind, self.listed))

    def load(self) -> None:
        """Make what is listed now, so that no job waits for it."""
        for kind in self.listed:
            self._kind(kind)

    def all(self) -> tuple[Group, ...]:
        """All that there are, by name; without the kinds that AWS refuses to list, unless that is each."""
        return self.all_found().groups

    def all_found(self) -> Found:
        """The same, and what is missing."""
        found = self.found()
        if found.problems and not found.groups:
            raise found.problems[0]
        return found

    def found(self) -> Found:
        """What there is of each kind, everywhere; raises Later if AWS can't say now what there is at home."""
        if not self._ways:
            groups, problems = self._of_each(lambda kind: kind.all())
            return self._found(groups, problems)
        from app.scaling.elsewhere import named_there

        groups, problems, missing = self._of_all(lambda kind: kind.all(), named_there)
        return self._found(groups, problems, missing)

    def scheduled(self) -> tuple[ScheduledAction, ...]:
        """The scheduled actions of all; without what AWS refuses to tell of, unless that is everything."""
        if not self._ways:
            known, problems = self._of_each(lambda kind: kind.scheduled())
        else:
            from app.scaling.elsewhere import planned_there

            known, problems, _ = self._of_all(lambda kind: kind.scheduled(), planned_there)
        is_part = bool(self._ways) and self._is_meant(self.home)
        if problems and not known and not is_part:
            raise problems[0]
        return (*known, *self.planned_by_bellhop())

    def planned_by_bellhop(self) -> tuple[ScheduledAction, ...]:
        """Of its own schedule what is meant: where the ARN says, or else the name."""
        if self.own_schedule is None or self.listed == (GROUP,):
            return ()
        places, home = self.by_word(), frozenset({(self.home.account, self.home.region)})

        def is_meant(name: str, arn: str) -> bool:
            named = places.get(place_of(name).casefold(), frozenset()) if place_of(name) else home
            where = frozenset({in_arn(arn)}) if all(in_arn(arn)) else named
            return self.scope is None or not where.isdisjoint(self.scope)

        return tuple(each.action for each in self.own_schedule.planned() if is_meant(each.action.group, each.arn))

    def _found(self, groups: Iterable[Group], problems: Iterable[BellhopError], missing: str = "") -> Found:
        carried = map(self._carried, groups)
        return Found(tuple(sorted(carried, key=lambda group: group.name)), tuple(problems), missing)

    def _carried(self, group: Group) -> Group:
        if self.own is None or not group.lacks:
            return group
        from app.scaling.own_schedule import carried

        return carried(group)

    def _of_each(self, ask: Callable[[TargetKind], Iterable[T]]) -> tuple[list[T], list[BellhopError]]:
        """What each kind answers, and what AWS refuses."""
        found: list[T] = []
        problems: list[BellhopError] = []
        for kind in self.kinds:
            try:
                found += ask(kind)
            except Later:
                raise
            except BellhopError as problem:
                problems.append(problem)
        return found, problems

    def _of_all(
        self, ask: Callable[[TargetKind], Iterable[T]], named: Callable[[Door, list[T]], Iterable[T]]
    ) -> tuple[list[T], list[BellhopError], str]:
        """The same of each account and region, all at once; and which of the others did not answer."""
        from app.base.at_once import at_once
        from app.scaling.elsewhere import LIST_SECONDS, not_listed

        def there(way: Door) -> tuple[list[T], list[BellhopError]]:
            with way.leads():
                way.enter()
                return self._of_each(ask)

        def here() -> tuple[list[T], list[BellhopError]]:
            return self._of_each(ask) if self._is_meant(self.home) else ([], [])

        answers, (found, problems) = at_once([partial(there, way) for way in self._ways], here, LIST_SECONDS)
        missing: list[str] = []
        for way, answer in zip(self._ways, answers, strict=True):
            if isinstance(answer, BellhopError):
                problems.append(not_listed(way, answer))
                missing.append(str(problems[-1]))
            else:
                found += named(way, answer[0])
                problems += [not_listed(way, each) for each in answer[1]]
        return found, problems, " ".join(missing)

    @cached_property
    def _ways(self) -> tuple[Door, ...]:
        """To the other accounts and regions that are meant."""
        meant = (
            [each for each in self.doors.environments if self.scope is None or each in self.scope] if self.doors else []
        )
        return tuple(way for each in meant if self.doors and (way := self.doors.to(*each)))

    def _is_meant(self, home: Home) -> bool:
        return self.scope is None or (home.account, home.region) in self.scope

    def is_whole(self, word: str) -> bool:
        """Whether only one can have this name: then nothing need be listed."""
        kind = self._kind_of(word)
        is_one_place = bool(place_of(word)) or len(self._ways) + self._is_meant(self.home) == 1
        return is_one_place and kind in self.listed and (kind != GROUP or len(self.listed) == 1)

    def at(self, name: str, arn: str = "") -> Target:
        """The one with this whole name, where its ARN says, without a call to AWS."""
        target = self._found_at(name, arn)
        if self._kind_of(name) == GROUP or self.own_schedule is None:
            return target
        from app.scaling.own_schedule import Carried

        return Carried(target, self.own_schedule)

    @cached_property
    def own_schedule(self) -> OwnSchedule | None:
        if self.own is None:
            return None
        from app.scaling.own_schedule import OwnSchedule

        return OwnSchedule(*self.own, self._called) if self.doors else OwnSchedule(*self.own)

    def _called(self, name: str, arn: str) -> str:
        way = self.doors.to(*in_arn(arn)) if self.doors else None
        return placed(way.to.place, local(name)) if way else name

    def _found_at(self, name: str, arn: str) -> Target:
        kind = self._kind(self._kind_of(name))
        if not self._is_elsewhere(arn) and self.doors is None and not place_of(name):
            return kind.at(name, arn)
        from app.scaling.elsewhere import no_target, target_at

        way = self._way_to(name, arn)
        if way is not None:
            return target_at(way, name, arn, kind)
        place = place_of(name) or ("/".join(in_arn(arn)) if self._is_elsewhere(arn) else "")
        is_home = in_arn(arn) == self.home.at
        return kind.at(local(name), arn) if is_home or not place else no_target(name, place)

    def _is_elsewhere(self, arn: str) -> bool:
        """Whether it says so: what has that name here is another one."""
        return bool(self.home.account) and all(in_arn(arn)) and in_arn(arn) != self.home.at

    def _way_to(self, name: str, arn: str) -> Door | None:
        """None for home, and where there is none; what says nothing of it is where alone is looked."""
        if self.doors and (place_of(name) or all(in_arn(arn))):
            return self.doors.way(name, arn)
        return self._ways[0] if len(self._ways) == 1 and not self._is_meant(self.home) else None

    def place_at(self, name: str) -> tuple[str, str]:
        """The account and region of what has this whole name; '' where there is only home, or nothing is known."""
        if self.doors is None:
            return "", ""
        way = self._way_to(name, "")
        return (way.to.account, way.to.region) if way else (self.home.at if not place_of(name) else ("", ""))

    def whole(self, name: str) -> str:
        """A name that somebody typed, with its place as that is called, where just one is meant."""
        way = self._way_to(name, "")
        return placed(way.to.place, local(name)) if way else name

    def _kind_of(self, name: str) -> str:
        """`ecs` of `ecs:shop/web`: the name of no Auto Scaling group has a colon."""
        before, colon, _ = local(name).partition(":")
        return before if colon and before in self.catalogue() else GROUP

    def _kind(self, name: str) -> TargetKind:
        if name not in self._made:
            self._made[name] = self.catalogue()[name]()
        return self._made[name]

    @cached_property
    def _made(self) -> dict[str, TargetKind]:
        return {}
