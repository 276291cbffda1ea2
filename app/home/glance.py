"""What there is to see at a glance: alarms that are not OK, groups, changes, approvals; read in few, bounded calls.

An account may have 10,000 alarms and 1,000 groups. CloudWatch is asked for those in a state, a hundred a call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from app.alarms.decide.incident import Incident
from app.alarms.read.regions import build_arn
from app.aws.alarm import Alarm
from app.aws.scaling import Group
from app.base.errors import BellhopError, Later
from app.base.values import dataclass
from app.commands.scale.approval_store import Approval, Approvals
from app.commands.scale.change_log import Changes
from app.commands.scale.logged_change import Change
from app.config.home import Home
from app.listeners.services import Services
from app.slack.messages.error_text import error_text

T = TypeVar("T")

# Calls of a hundred alarms each, for the states that are not OK, the worst first.
PAGES = {"ALARM": 2, "INSUFFICIENT_DATA": 1}
LAST = timedelta(days=1)
MOST_CHANGES = 50


@dataclass(frozen=True)
class NotOk:
    """An alarm that is not OK, with its incident if Bellhop has one that is open."""

    name: str
    state: str
    since: datetime | None = None
    incident: Incident | None = None


@dataclass(frozen=True)
class Glance:
    """`more_alarms` if there are more than these; `problems` are what could not be read, mrkdwn.

    public  the channels (ids) of the changes and approvals that anybody in the workspace may read
    """

    at: datetime
    home: Home
    alarms: tuple[NotOk, ...] = ()
    more_alarms: bool = False
    groups: tuple[Group, ...] = ()
    changes: tuple[Change, ...] = ()
    approvals: tuple[Approval, ...] = ()
    problems: tuple[str, ...] = ()
    public: frozenset[str] = frozenset()


def look(services: Services) -> Glance:
    """Whatever can be read: what AWS refuses leaves the rest. Raises Later if AWS or the table can't do it now."""
    now, problems = services.clock(), list[str]()
    nothing: tuple[tuple[NotOk, ...], bool] = ((), False)
    alarms, more = _tried(lambda: _not_ok(services), nothing, problems)
    found = services.targets.found()
    problems += map(error_text, found.problems)
    changes = Changes(services.table, services.clock).since(now - LAST, MOST_CHANGES)
    approvals = Approvals(services.table, services.clock).waiting()
    said_in = [*(each.message.channel for each in changes), *(each.channel for each in approvals)]
    return Glance(
        at=now,
        home=services.home,
        alarms=alarms,
        more_alarms=more,
        groups=found.groups,
        changes=changes,
        approvals=approvals,
        problems=tuple(problems),
        public=services.slack.public.among(said_in),
    )


def _tried(read: Callable[[], T], otherwise: T, problems: list[str]) -> T:
    try:
        return read()
    except Later:
        raise
    except BellhopError as refused:
        problems.append(error_text(refused))
        return otherwise


def _not_ok(services: Services) -> tuple[tuple[NotOk, ...], bool]:
    found, more = list[Alarm](), False
    for state, pages in PAGES.items():
        after = ""
        for _ in range(pages):
            page = services.cloudwatch.page(state, after=after)
            found += page.alarms
            after = page.after
            if not after:
                break
        more = more or bool(after)
    incidents = _incidents(found, services)
    return tuple(NotOk(each.name, each.state, each.since, incidents.get(each.name)) for each in found), more


def _incidents(alarms: Sequence[Alarm], services: Services) -> dict[str, Incident]:
    """The open one of each alarm, by its name."""
    names = {arn_of(alarm, services.home): alarm.name for alarm in alarms}
    last = services.processor.incidents.last_of_many(list(names))
    return {names[arn]: incident for arn, incident in last.items() if not incident.is_over}


def arn_of(alarm: Alarm, home: Home) -> str:
    return alarm.arn or build_arn(home.region, home.account, alarm.name)
