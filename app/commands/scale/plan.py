"""What will be done to a group, decided before it is done: made from a request, shown, and stored."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from app.access.authority import Authority
from app.aws.scaling import Activity, Group
from app.base.clock import Clock
from app.base.errors import BellhopError, Refused, Wrong
from app.base.values import dataclass
from app.commands.scale.change_log import Changes
from app.commands.scale.group import exactly, is_same, meant
from app.commands.scale.outlook.values import NOTHING, About, Outlook
from app.commands.scale.request.parse import Request, typed
from app.commands.scale.snapshot import Snapshot, take_snapshot
from app.commands.scale.verbs.catalogue import kind_for, kind_named, kind_of
from app.commands.scale.verbs.verb import Instruction, Kind, Planning
from app.listeners.claims import Claims
from app.listeners.operation import Operation
from app.scaling.targets import Targets
from app.slack.interactions import Caller
from app.slack.messages.text import ticked
from app.store.codec import decode, encode

# What other sizes come to, once it is waited for.
Coming = Callable[[], Outlook]

NOTHING_CHANGED = "{why} Nothing changed."
LOCKED = "{group} is managed by {operator}, and only that service can change it. Nothing changed."


logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """How many were in service when a plan was made."""

    at: datetime
    in_service: int


@dataclass(frozen=True)
class Plan:
    """One change of one group, by its name and ARN; `warnings` (mrkdwn) say what may come of it.

    activities  the ids of those that were there when it was made; None if that may be long ago
    outlook     what it would come to besides, which is information: nobody's yes depends on it, and no action waits
                for it
    seen        from what that is made, while it is not there yet
    """

    group: str
    instruction: Instruction
    reason: str = ""
    warnings: tuple[str, ...] = ()
    arn: str = ""
    activities: tuple[str, ...] | None = None
    outlook: Outlook = NOTHING
    seen: Seen | None = None

    @property
    def kind(self) -> Kind[Any, Any]:
        return kind_of(self.instruction)

    @property
    def done(self) -> str:
        """What was done, mrkdwn, to be read after a person's name: "set *web* from 2 to 4"."""
        return self.kind.done(self.instruction, self.group)

    @property
    def to_do(self) -> str:
        """The same for something that is still to be done: "have *web* set to 4 every weekday at 08:00"."""
        return self.kind.to_do(self.instruction, self.group)

    @property
    def risk(self) -> str:
        """Why Bellhop asks for confirmation, whatever the guards say."""
        return self.kind.risk(self.instruction, self.group)

    @property
    def more(self) -> str:
        """What follows the reason, in both: ", until 18:00, then back to 2"."""
        return self.kind.more(self.instruction)


def to_document(plan: Plan) -> dict[str, Any]:
    """For the table: the instruction's fields beside the plan's own, and its kind's name."""
    own = {"kind": plan.kind.name, "group": plan.group, "arn": plan.arn, "reason": plan.reason}
    known = {} if plan.activities is None else {"activities": list(plan.activities)}
    outlook = {} if plan.outlook == NOTHING else {"outlook": encode(plan.outlook)}
    seen = {} if plan.seen is None else {"seen": encode(plan.seen)}
    return {**encode(plan.instruction), **own, "warnings": list(plan.warnings), **known, **outlook, **seen}


def from_document(data: dict[str, Any]) -> Plan:
    instruction = decode(kind_named(data["kind"]).instruction, data)
    warnings = tuple(data.get("warnings", ()))
    known = tuple(data["activities"]) if "activities" in data else None
    outlook = decode(Outlook, data.get("outlook", {}))
    seen = decode(Seen, data["seen"]) if "seen" in data else None
    return Plan(data["group"], instruction, data.get("reason", ""), warnings, data.get("arn", ""), known, outlook, seen)


def plan_for(request: Request, planning: Planning) -> Plan:
    """The plan for a request that changes something; raises Wrong or Refused with the reason if there is none."""
    group, kind = planning.group, kind_for(request.intent)
    assert kind is not None  # what only looks is not planned
    if group.operator:
        raise Refused(LOCKED.format(group=ticked(group.name), operator=ticked(group.operator)))
    for why in filter(None, map(group.cannot, kind.needs(request.intent))):
        raise Wrong(NOTHING_CHANGED.format(why=why))
    instruction = kind.plan(request.intent, planning)
    warnings = tuple(kind_of(instruction).warn(instruction, planning.snapshot))
    known = tuple(activity.id for activity in planning.snapshot.activities)
    return Plan(group.name, instruction, request.reason, warnings, group.arn, known)


def is_planned_again(request: Request, plan: Plan) -> bool:
    """Whether the name was only a part of the group's: then it is planned in its turn among what acts on the group."""
    return request.changes and request.group != plan.group


@dataclass(frozen=True)
class Planner:
    """Makes plans from what AWS and the table say now; `look_ahead` asks what other sizes come to besides."""

    targets: Targets
    authority: Authority
    changes: Changes
    claims: Claims
    look_ahead: Callable[[About], Coming]
    clock: Clock

    def plan(self, request: Request, caller: Caller, operation: Operation) -> tuple[Plan, Coming]:
        """Steps become sizes here, and are stored before anybody acts; the outlook is asked for meanwhile."""
        begun: list[Coming] = []

        def decide() -> dict[str, Any]:
            plan, coming = self._decide(request, caller, operation.mark)
            begun.append(coming)
            return to_document(plan)

        plan = from_document(operation.once("plan", decide))
        return plan, begun[0] if begun else partial(self._again, plan)

    def now(self, plan: Plan) -> Plan:
        """The same with what may come of it now, and from where the group is, if that has changed; raises Wrong."""
        snapshot = self._snapshot(exactly(plan.group, plan.arn, self.targets))
        moved = plan.kind.moved(plan.instruction, snapshot)
        instruction = plan.instruction if moved is None else moved
        now = replace(plan, instruction=instruction, warnings=tuple(plan.kind.warn(instruction, snapshot)))
        if moved is None:
            return now
        now, coming = self._begun(now, snapshot)
        return replace(now, outlook=coming(), seen=None)

    def _decide(self, request: Request, caller: Caller, mark: str) -> tuple[Plan, Coming]:
        snapshot = self._snapshot(meant(request, self.targets))
        zone = self.authority.person(caller).zone
        named = typed(snapshot.group.name)
        planning = Planning(snapshot, named, zone, mark, self.changes, self.claims, caller.user_id)
        plan = plan_for(request, planning)
        return (plan, nothing) if is_planned_again(request, plan) else self._begun(plan, snapshot)

    def _begun(self, plan: Plan, snapshot: Snapshot) -> tuple[Plan, Coming]:
        about = _about(plan, snapshot.group, snapshot.at, snapshot.activities)
        if about is None:
            return plan, nothing
        return replace(plan, seen=Seen(snapshot.at, about.in_service)), self.look_ahead(about)

    def _again(self, plan: Plan) -> Outlook:
        """Of a plan that an earlier try began to carry out, and that did not wait for it: as it was before that."""
        if plan.outlook != NOTHING or plan.seen is None:
            return plan.outlook
        target = self.targets.at(plan.group, plan.arn)
        try:
            group, known = target.now(), target.activities()
        except BellhopError as problem:
            logger.warning("a plan has no outlook", extra={"group": plan.group, "why": str(problem)})
            return NOTHING
        before = tuple(each for each in known if each.id in (plan.activities or ()))
        about = _about(plan, group, plan.seen.at, before) if group and is_same(group, plan.arn) else None
        return self.look_ahead(replace(about, size=plan.seen.in_service))() if about else NOTHING

    def _snapshot(self, group: Group) -> Snapshot:
        return take_snapshot(group, self.targets.at(group.name, group.arn), self.clock())


def nothing() -> Outlook:
    return NOTHING


def _about(plan: Plan, group: Group, at: datetime, activities: tuple[Activity, ...]) -> About | None:
    """What is asked about it, if it changes the size now."""
    entry = plan.kind.log_entry(plan.instruction)
    if entry.before is None or entry.after is None or entry.before.desired == entry.after.desired:
        return None
    return About(group, at, entry.before.desired, entry.after.desired, entry.until, activities)
