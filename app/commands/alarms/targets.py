"""Which alarms a mute is about, and which of them this person may mute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.access.guards import Attempt
from app.alarms.read.regions import is_within, parse_arn
from app.alarms.show.elsewhere import no_access
from app.aws.cloudwatch import MOST_NAMES, NAME_LIMIT
from app.base.errors import Wrong
from app.base.values import dataclass
from app.commands.alarms.filters import Filters
from app.commands.alarms.find import exactly, find
from app.listeners.alarm_effects import kept_from, require_for_mute
from app.listeners.alarm_search import beginning
from app.slack.messages.text import shorten, ticked

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.aws.cloudwatch import CloudWatch
    from app.listeners.services import Services
    from app.slack.interactions import Caller

WHICH = "Which alarms? Try `/alarms {verb} web-*`."
NONE = "No alarm is called {glob}. `/alarms` lists what is not OK."
TOO_MANY = "{glob} is more than {most} alarms. Name fewer: begin it as their names begin."

MOST = 200


@dataclass(frozen=True)
class Meant:
    """The alarms, and whether that is sure: a part of a name is a guess."""

    alarms: tuple[Alarm, ...]
    is_sure: bool = True


@dataclass(frozen=True)
class Allowed:
    """Those that somebody may mute, and those that the guards keep from them."""

    alarms: tuple[Alarm, ...]
    refused: tuple[Alarm, ...] = ()


def meant(glob: str, verb: str, cloudwatch: CloudWatch) -> Meant:
    """By a whole name, a glob, or a part of one; raises Unclear or Wrong."""
    if not glob:
        raise Wrong(WHICH.format(verb=verb))
    if len(glob) > NAME_LIMIT:  # what names an alarm is no longer, and a button has to hold it
        raise Wrong(NONE.format(glob=ticked(shorten(glob, NAME_LIMIT))))
    alarm = exactly(glob, cloudwatch)
    if alarm:
        return Meant((alarm,))
    filters = Filters(glob)
    if not filters.is_glob:
        return Meant((find(glob, cloudwatch),), is_sure=False)
    names = beginning(cloudwatch, filters.prefix)
    if not names.alarms and filters.prefix:
        names = beginning(cloudwatch)
    found = tuple(each for each in names.alarms.values() if filters.fits_name(each.name))
    if names.has_more or len(found) > MOST:
        raise Wrong(TOO_MANY.format(glob=ticked(glob), most=MOST))
    if not found:
        raise Wrong(NONE.format(glob=ticked(glob)))
    return Meant(found)


def require_near(arn: str, services: Services) -> None:
    """Raises Wrong for the ARN of an alarm of another account or region: the same name here is another alarm."""
    if not is_within(arn, services.home):
        there = parse_arn(arn)
        raise Wrong(no_access(there.name, there.account, there.region, services.home))


def allowed(alarms: Sequence[Alarm], caller: Caller, services: Services) -> Allowed:
    """By the guards of the alarms and of what they scale; raises Forbidden if that leaves none."""
    kept = kept_from(alarms, caller, services.scaling, services.authority)
    rulings = {each.name: services.authority.ruling(caller, _attempt(each, caller)) for each in alarms}
    may = tuple(each for each in alarms if each.name not in kept and not rulings[each.name].refusal)
    if not may and alarms:
        services.authority.require(caller, _attempt(alarms[0], caller))
        require_for_mute(alarms[0].name, caller, services.cloudwatch, services.scaling, services.authority)
    return Allowed(may, tuple(each for each in alarms if each not in may))


def still_there(names: Sequence[str], cloudwatch: CloudWatch) -> tuple[Alarm, ...]:
    """Those of the names that CloudWatch has; a call for a hundred."""
    parts = [names[at : at + MOST_NAMES] for at in range(0, len(names), MOST_NAMES)]
    return tuple(alarm for part in parts for alarm in cloudwatch.named(part))


def _attempt(alarm: Alarm, caller: Caller) -> Attempt:
    return Attempt("alarm", alarm.name, caller.channel_id, act="mute")
