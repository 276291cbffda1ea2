"""What only looks: all groups, one group, the history, what failed, and the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.values import dataclass
from app.commands.scale.verbs.verb import Intent, Look, Looking, Verb, nothing_more

if TYPE_CHECKING:
    from app.slack.interactions import Reply

HELP_FIRST = (
    "`/scale` lists the groups; `/scale GROUP` shows one, by its name or a part of it",
    "`/scale GROUP fit` proposes the smallest size that keeps its alarms OK",
)


@dataclass(frozen=True)
class ListAll(Intent):
    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class LookAt(Intent):
    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class History(Intent):
    """Who did what, on one group or all."""

    def __str__(self) -> str:
        return "history"


@dataclass(frozen=True)
class Failures(Intent):
    """Why scaling activities failed, in AWS's own words; those of a change, if there is one."""

    change_id: str = ""

    def __str__(self) -> str:
        return "failures"


@dataclass(frozen=True)
class Fit(Intent):
    """Which size keeps a group's alarms OK, as a dry run of that size."""

    def __str__(self) -> str:
        return "fit"


@dataclass(frozen=True)
class Help(Intent):
    def __str__(self) -> str:
        return "help"


def show_all(intent: ListAll, looking: Looking) -> Reply:
    return looking.show_all()


def show_one(intent: LookAt, looking: Looking) -> Reply:
    return looking.show_one()


def show_history(intent: History, looking: Looking) -> Reply:
    return looking.show_history()


def show_failures(intent: Failures, looking: Looking) -> Reply:
    return looking.show_failures(intent.change_id)


def show_fit(intent: Fit, looking: Looking) -> Reply:
    return looking.show_fit()


def show_help(intent: Help, looking: Looking) -> Reply:
    return looking.show_help()


VERB = Verb(
    parsers={
        "help": nothing_more(Help()),
        "history": nothing_more(History()),
        "failures": nothing_more(Failures()),
        "fit": nothing_more(Fit()),
    },
    alone={"": ListAll(), "list": ListAll(), "history": History(), "help": Help()},
    looks=(
        Look(ListAll, show_all),
        Look(LookAt, show_one),
        Look(History, show_history),
        Look(Failures, show_failures),
        Look(Fit, show_fit),
        Look(Help, show_help),
    ),
    help=HELP_FIRST,
    aws_actions=(
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribePolicies",
        "autoscaling:DescribeScalingActivities",
    ),
)
