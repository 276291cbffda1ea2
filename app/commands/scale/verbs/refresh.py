"""`/scale web refresh`, `refresh start`, `cancel`, `rollback`: a group's instance refresh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast

from app.aws.scaling import Ability, Group
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.scale.request.errors import plainly, too_many
from app.commands.scale.snapshot import Snapshot
from app.commands.scale.verbs.verb import Instruction, Intent, Kind, LogEntry, Look, Looking, Planning, Typed, Verb
from app.slack.messages.text import escape, near, ticked

if TYPE_CHECKING:
    from app.scaling.target import Target
    from app.slack.interactions import Reply

HELP = ("`/scale GROUP refresh` · `refresh start` · `cancel` · `rollback` replaces the instances",)
NOT_A_STEP = (
    "{word} is not something a refresh can do.{near} Use `/scale {group} refresh start`, `cancel` or `rollback`."
)
NO_REFRESH = "No instance refresh is running on {group}, so there is nothing to {step}."
REFRESH_RUNS = "An instance refresh of {group} is already running ({percent}%). `/scale {typed} refresh` shows it."
RUNS_BY_NOW = "Somebody has started an instance refresh of {group} since. Nothing was done."
NO_WAY_BACK = (
    "Auto Scaling can roll back only an instance refresh that was started with a desired configuration, and this "
    "one was not. `/scale {typed} refresh cancel` stops it where it is."
)
DONE = {
    "start": "started an instance refresh of *{group}*",
    "cancel": "cancelled the instance refresh of *{group}*",
    "rollback": "rolled back the instance refresh of *{group}*",
}
TO_DO = {
    "start": "start an instance refresh of *{group}*",
    "cancel": "cancel the instance refresh of *{group}*",
    "rollback": "roll back the instance refresh of *{group}*",
}
SHOWS = {"cancel": "Cancel", "rollback": "Rollback"}  # how the status of a refresh begins then (InstanceRefreshStatus)
VERBS = {"cancel": "cancel", "rollback": "roll back"}
LABELS = {"start": "Start the refresh", "cancel": "Yes, cancel the refresh", "rollback": "Roll back the refresh"}
RISKS = {
    "start": " It replaces every instance, a few at a time.",
    "cancel": " What is replaced so far stays replaced, and the rest stays as it was.",
    "rollback": " It replaces once more what is new so far, and cannot be taken back.",
}
NOTHING_TO_REFRESH = "InstanceRefresh is suspended on this group, so nothing is replaced until somebody resumes it."

Step = Literal["start", "cancel", "rollback"]
STEPS = ("start", "cancel", "rollback")


@dataclass(frozen=True)
class ShowRefresh(Intent):
    def __str__(self) -> str:
        return "refresh"


@dataclass(frozen=True)
class Refresh(Intent):
    step: Step

    def __str__(self) -> str:
        return f"refresh {self.step}"


@dataclass(frozen=True)
class Refreshing(Instruction):
    """A step of the instance refresh that is possible for the group now.

    known  the id of its newest refresh: the one that the step is for, or before the one that is to be started
    """

    step: Step
    known: str = ""


def parse(more: list[str], typed: Typed) -> Intent:
    if not more:
        return ShowRefresh()
    step = more[0].casefold()
    if step not in STEPS:
        raise Wrong(NOT_A_STEP.format(word=ticked(more[0]), near=near(step, STEPS), group=plainly(typed.group)))
    if len(more) > 1:
        raise too_many(more[1])
    return Refresh(cast(Step, step))


def plan(intent: Refresh, planning: Planning) -> Refreshing:
    running, group = planning.snapshot.refresh, planning.group.name
    if intent.step == "start" and running:
        raise Wrong(REFRESH_RUNS.format(group=ticked(group), typed=planning.typed, percent=running.percent))
    if intent.step != "start" and not running:
        raise Wrong(NO_REFRESH.format(group=ticked(group), step=VERBS[intent.step]))
    if intent.step == "rollback" and running and not running.can_roll_back:
        raise Wrong(NO_WAY_BACK.format(typed=planning.typed))
    newest = planning.snapshot.refreshes[:1]
    return Refreshing(intent.step, known=newest[0].id if newest else "")


def done(instruction: Refreshing, group: str) -> str:
    return DONE[instruction.step].format(group=escape(group))


def to_do(instruction: Refreshing, group: str) -> str:
    return TO_DO[instruction.step].format(group=escape(group))


def warn(instruction: Refreshing, snapshot: Snapshot) -> Iterable[str]:
    if instruction.step != "start":
        return ()
    return (NOTHING_TO_REFRESH,) if "InstanceRefresh" in snapshot.group.suspended else ()


def risk(instruction: Refreshing, group: str) -> str:
    return RISKS.get(instruction.step, "")


def label(instruction: Refreshing) -> str:
    return LABELS[instruction.step]


def do(instruction: Refreshing, target: Target, mark: str) -> None:
    steps = {"start": target.start_refresh, "cancel": target.cancel_refresh, "rollback": target.roll_back_refresh}
    steps[instruction.step]()


def look(instruction: Refreshing, group: Group, target: Target) -> bool | None:
    """A newer refresh than the known one was started, also if it is over; the known one is on its way to an end."""
    newest = next(iter(target.refreshes()), None)
    if instruction.step == "start":
        return newest is not None and newest.id != instruction.known
    if newest is None or newest.id != instruction.known:
        return None
    if newest.status.startswith(SHOWS[instruction.step]):
        return True
    return False if newest.is_running else None


def moved(instruction: Refreshing, snapshot: Snapshot) -> Refreshing | None:
    """Another refresh since is another world, and a step of one that is over has nothing to do."""
    newest, group = next(iter(snapshot.refreshes), None), ticked(snapshot.group.name)
    if instruction.step == "start" and snapshot.refresh:
        raise Wrong(RUNS_BY_NOW.format(group=group))
    newest_id = newest.id if newest else ""
    if instruction.step != "start" and not (snapshot.refresh and newest_id == instruction.known):
        raise Wrong(NO_REFRESH.format(group=group, step=VERBS[instruction.step]))
    return None if newest_id == instruction.known else replace(instruction, known=newest_id)


def log_entry(instruction: Refreshing) -> LogEntry:
    if instruction.step == "start":
        return LogEntry(refresh=True, followed=True, known=(instruction.known,))
    return LogEntry(refresh=True, followed=instruction.step == "rollback", refresh_id=instruction.known)


def show(intent: ShowRefresh, looking: Looking) -> Reply:
    return looking.show_refresh()


VERB = Verb(
    parsers={"refresh": parse},
    looks=(Look(ShowRefresh, show),),
    kinds=(
        Kind(
            name="refresh",
            intent=Refresh,
            instruction=Refreshing,
            needs=lambda intent: (Ability.REFRESH,),
            plan=plan,
            done=done,
            to_do=to_do,
            do=do,
            look=look,
            warn=warn,
            risk=risk,
            label=label,
            log_entry=log_entry,
            moved=moved,
        ),
    ),
    arguments=STEPS,
    help=HELP,
    aws_actions=(
        "autoscaling:DescribeInstanceRefreshes",
        "autoscaling:StartInstanceRefresh",
        "autoscaling:CancelInstanceRefresh",
        "autoscaling:RollbackInstanceRefresh",
    ),
)
