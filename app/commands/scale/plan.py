"""What will be done to a group, decided before it is done: made from a request, shown, and stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.access.authority import Authority
from app.aws.scaling import Group
from app.base.clock import Clock
from app.base.errors import Refused, Wrong
from app.base.values import dataclass
from app.commands.scale.change_log import Changes
from app.commands.scale.group import exactly, meant
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

NOTHING_CHANGED = "{why} Nothing changed."
LOCKED = "{group} is managed by {operator}, and only that service can change it. Nothing changed."


@dataclass(frozen=True)
class Plan:
    """One change of one group, by its name and ARN; `warnings` (mrkdwn) say what may come of it.

    activities  the ids of those that were there when it was made; None if that may be long ago
    outlook     what it would come to besides, which is information: nobody's yes depends on it
    """

    group: str
    instruction: Instruction
    reason: str = ""
    warnings: tuple[str, ...] = ()
    arn: str = ""
    activities: tuple[str, ...] | None = None
    outlook: Outlook = NOTHING

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
    return {**encode(plan.instruction), **own, "warnings": list(plan.warnings), **known, **outlook}


def from_document(data: dict[str, Any]) -> Plan:
    instruction = decode(kind_named(data["kind"]).instruction, data)
    warnings = tuple(data.get("warnings", ()))
    known = tuple(data["activities"]) if "activities" in data else None
    outlook = decode(Outlook, data.get("outlook", {}))
    return Plan(data["group"], instruction, data.get("reason", ""), warnings, data.get("arn", ""), known, outlook)


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
    """Makes plans from what AWS and the table say now; `look_ahead` says what other sizes come to besides."""

    targets: Targets
    authority: Authority
    changes: Changes
    claims: Claims
    look_ahead: Callable[[About], Outlook]
    clock: Clock

    def plan(self, request: Request, caller: Caller, operation: Operation) -> Plan:
        """Steps become sizes here, and are stored before anybody acts."""
        return from_document(operation.once("plan", lambda: to_document(self._decide(request, caller, operation.mark))))

    def moved(self, plan: Plan) -> Plan | None:
        """The same plan from where the group is now, if that has changed; else None. Raises Wrong."""
        snapshot = self._snapshot(exactly(plan.group, plan.arn, self.targets))
        instruction = plan.kind.moved(plan.instruction, snapshot)
        if instruction is None:
            return None
        warnings = tuple(plan.kind.warn(instruction, snapshot))
        return self._with_outlook(replace(plan, instruction=instruction, warnings=warnings), snapshot)

    def _decide(self, request: Request, caller: Caller, mark: str) -> Plan:
        snapshot = self._snapshot(meant(request, self.targets))
        zone = self.authority.person(caller).zone
        named = typed(snapshot.group.name)
        planning = Planning(snapshot, named, zone, mark, self.changes, self.claims, caller.user_id)
        plan = plan_for(request, planning)
        return plan if is_planned_again(request, plan) else self._with_outlook(plan, snapshot)

    def _with_outlook(self, plan: Plan, snapshot: Snapshot) -> Plan:
        """Of what changes the size now."""
        record = plan.kind.record(plan.instruction)
        if record.before is None or record.after is None or record.before.desired == record.after.desired:
            return replace(plan, outlook=NOTHING)
        sizes = (record.before.desired, record.after.desired, record.until)
        about = About(snapshot.group, snapshot.at, *sizes, snapshot.activities, snapshot.policies)
        return replace(plan, outlook=self.look_ahead(about))

    def _snapshot(self, group: Group) -> Snapshot:
        return take_snapshot(group, self.targets.at(group.name, group.arn), self.clock())
