"""Shows Auto Scaling groups: reads what a list, a group's card or its instance refresh shows; changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from app.aws.cloudwatch import CloudWatch
from app.aws.scaling import Ability, Group
from app.base.clock import Clock
from app.base.places import local
from app.base.values import dataclass
from app.commands.scale import log, schedule_list
from app.commands.scale.assess import failed
from app.commands.scale.buttons import ListPage
from app.commands.scale.card import Around, group_card, refresh_card
from app.commands.scale.change_log import Changes
from app.commands.scale.failures import has_stopped, own_words
from app.commands.scale.group import meant
from app.commands.scale.outlook.values import About
from app.commands.scale.request.parse import Request
from app.commands.scale.request.size import Size
from app.commands.scale.request.sizes import Sizes
from app.commands.scale.snapshot import Snapshot, take_snapshot
from app.commands.scale.tied import tied_to
from app.commands.scale.verbs.catalogue import help_text
from app.commands.scale.verbs.resize import Resize
from app.scaling.targets import GROUP, Targets
from app.slack.interactions import Reply
from app.slack.messages.message import sentence
from app.slack.messages.text import code, escape

if TYPE_CHECKING:
    from app.alarms.keep.incidents import Incidents
    from app.scaling.target import Target

FITS = (
    "{group} fits: {size} is the smallest size that keeps its alarms OK (those that Bellhop can forecast), with a "
    "tenth of each threshold to spare."
)
NO_FAILURES = "No scaling activity of {group} has failed lately."
FAILURES = "What failed on {group}, in AWS's words:"

MOST_ACTIVITIES, MOST_FAILURES = 100, 8


@dataclass(frozen=True)
class Looking:
    """What a verb shows that only looks, of the request's group; without one, of all groups.

    fit      the smallest size that keeps a group's alarms OK; raises Wrong
    propose  shows what a request would do
    """

    targets: Targets
    cloudwatch: Callable[[Group], CloudWatch]
    changes: Changes
    incidents: Incidents
    clock: Clock
    request: Request
    mark: str
    fit: Callable[[About], int]
    propose: Callable[[Request], Reply]

    def show_all(self) -> Reply:
        return self._listed(())

    def _listed(self, kinds: tuple[str, ...]) -> Reply:
        from app.commands.scale.group_list import list_page

        return list_page(self.targets, ListPage(0, kinds, self.targets.scope))

    def show_one(self) -> Reply:
        """Or all of a kind, by its name: `dynamodb`."""
        kind = self._kind()
        if kind:
            return self._listed((kind,))
        snapshot = self._snapshot_of(self._group())
        group = snapshot.group
        alarms = tied_to(local(group.name), snapshot.policies, self.cloudwatch(group))
        newest = self.changes.newest(group.name, most=1)
        around = Around(tuple(alarms.alarms.values()), newest[0] if newest else None, alarms.has_more)
        return Reply(group_card(snapshot, around, self.mark))

    def show_refresh(self) -> Reply:
        group = self._group()
        why = group.cannot(Ability.REFRESH)
        return Reply(sentence(escape(why)) if why else refresh_card(self._snapshot_of(group), self.mark))

    def show_schedule(self) -> Reply:
        return schedule_list.show(self._name(), self.targets, self.mark)

    def show_history(self) -> Reply:
        from app.commands.scale.ledger_words import ledger

        name = self._name()
        return log.show(name, self.changes, ledger(name, self.changes, self.incidents, self.targets, self.clock()))

    def show_failures(self, change_id: str) -> Reply:
        """In AWS's own words, each once; those of one change, or the newest of the group."""
        group = self._group()
        change = self.changes.find(change_id) if change_id else None
        activities = self._target(group).activities(MOST_ACTIVITIES)
        about = failed(change, activities) if change else [each for each in activities if has_stopped(each)]
        lines = list(dict.fromkeys(own_words(each) for each in about))[:MOST_FAILURES]
        if not lines:
            return Reply(sentence(NO_FAILURES.format(group=code(group.name))))
        return Reply(sentence("\n".join([FAILURES.format(group=code(group.name)), *lines])))

    def show_fit(self) -> Reply:
        """As a dry run of that size; its button does it."""
        snapshot = self._snapshot_of(self._group())
        group = snapshot.group
        size = self.fit(About(group, snapshot.at, group.desired, group.desired, None, snapshot.activities))
        if size == group.desired:
            return Reply(sentence(FITS.format(group=code(group.name), size=size)))
        resize = Resize(Sizes(Size(Decimal(size))))
        return self.propose(Request(resize, group.name, is_dry_run=True, is_exact=True, arn=group.arn))

    def show_help(self) -> Reply:
        return Reply(sentence(help_text()))

    def _kind(self) -> str:
        """The kind that the request names, unless a group is called so; `group` may be a part of a name."""
        kind = self.request.group.casefold().removesuffix(":")
        is_one = kind in self.targets.listed and kind != GROUP and not self.request.is_exact
        return kind if is_one and not self.targets.at(self.request.group).now() else ""

    def _name(self) -> str:
        return self._group().name if self.request.group else ""

    def _group(self) -> Group:
        return meant(self.request, self.targets)

    def _target(self, group: Group) -> Target:
        return self.targets.at(group.name, group.arn)

    def _snapshot_of(self, group: Group) -> Snapshot:
        return take_snapshot(group, self._target(group), self.clock())
