"""Asks CloudWatch for alarms by state and prefix, in a bounded number of calls: an account may have 10,000 of them."""

from __future__ import annotations

from collections.abc import Sequence

from app.aws.alarm import Alarm, MuteRule
from app.aws.cloudwatch import MOST_NAMES, CloudWatch
from app.base.values import dataclass
from app.commands.alarms.filters import MOST_HELD, OK, Filters, pages_of
from app.listeners.alarm_search import beginning


@dataclass(frozen=True)
class Found:
    """The alarms that fit, the states of which there are more than were read, and whether more are muted.

    is_partly_read  whether there are alarms of which nobody looked whether their actions are disabled
    """

    alarms: tuple[Alarm, ...]
    cut: tuple[str, ...] = ()
    has_more: bool = False
    is_partly_read: bool = False


def by_filters(filters: Filters, cloudwatch: CloudWatch) -> Found:
    """By name and state; in another case only if nothing is called exactly so."""
    found = _read(filters, filters.prefix, cloudwatch)
    if not found.alarms and not found.cut and filters.prefix:
        return _read(filters, "", cloudwatch)
    return found


def muted(filters: Filters, rules: Sequence[MuteRule], cloudwatch: CloudWatch) -> Found:
    """The alarms that these mute rules name and those whose actions are disabled, of every state that is wanted.

    CloudWatch finds neither: the first thousand are read, and of others that rules name a hundred with each call.
    """
    read = beginning(cloudwatch, filters.prefix)
    if not read.alarms and filters.prefix:
        read = beginning(cloudwatch)
    held = [name for name in dict.fromkeys(each for rule in rules for each in rule.alarms) if filters.fits_name(name)]
    others = [name for name in held[:MOST_HELD] if name not in read.alarms]
    parts = [others[at : at + MOST_NAMES] for at in range(0, len(others), MOST_NAMES)]
    known = read.alarms | {alarm.name: alarm for part in parts for alarm in cloudwatch.named(part)}
    disabled = [name for name, alarm in known.items() if not alarm.actions_enabled and filters.fits_name(name)]
    found = [known[name] for name in dict.fromkeys((*held[:MOST_HELD], *disabled)) if name in known]
    wanted = tuple(alarm for alarm in found if alarm.state in filters.wanted)
    return Found(wanted, has_more=len(held) > MOST_HELD, is_partly_read=read.has_more)


def count_ok(filters: Filters, cloudwatch: CloudWatch) -> tuple[int, bool]:
    """How many are OK, and whether there are more than that; one call."""
    page = cloudwatch.page(OK, filters.prefix)
    return len(page.alarms), bool(page.after)


def _read(filters: Filters, prefix: str, cloudwatch: CloudWatch) -> Found:
    found, cut = list[Alarm](), list[str]()
    for state in filters.wanted:
        after = ""
        for _ in range(pages_of(state)):
            page = cloudwatch.page(state, prefix, after)
            found += page.alarms
            after = page.after
            if not after:
                break
        cut += [state] if after else []
    return Found(tuple(alarm for alarm in found if filters.fits_name(alarm.name)), tuple(cut))
