"""Looks alarms up without reading all of an account: CloudWatch finds them by state and by the beginning of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from typing import TYPE_CHECKING

from app.base.values import dataclass

if TYPE_CHECKING:
    from app.aws.alarm import Alarm
    from app.aws.cloudwatch import CloudWatch

WHICH = "{word} matches {count} alarms. Which one?"
NO_ALARM_BUT = "There is no alarm {name}. Did you mean this?"

MOST_PAGES = 10  # of a hundred alarms: about a second
MOST_FOUND = MOST_PAGES * 100
MOST_BEGINNINGS = 3

WILD = re.compile(r"[*?]")


def is_glob(name: str) -> bool:
    return bool(WILD.search(name))


@dataclass(frozen=True)
class Found:
    """Alarms by name; `has_more` if there are others that were not read."""

    alarms: dict[str, Alarm]
    has_more: bool = False


def beginning(cloudwatch: CloudWatch, prefix: str = "", pages: int = MOST_PAGES) -> Found:
    """The alarms whose names begin like that, up to a thousand."""
    found: dict[str, Alarm] = {}
    after = ""
    for _ in range(pages):
        page = cloudwatch.page(prefix=prefix, after=after)
        found |= {alarm.name: alarm for alarm in page.alarms}
        after = page.after
        if not after:
            break
    return Found(found, bool(after))


def matching(cloudwatch: CloudWatch, glob: str) -> Found:
    """The alarms that a glob matches, of the first thousand that begin as it does."""
    begun = beginning(cloudwatch, WILD.split(glob)[0])
    fits = re.compile(translate(glob.replace("[", "[[]"))).match  # it never tries a star at all places, as `.*` does
    return Found({name: alarm for name, alarm in begun.alarms.items() if fits(name)}, begun.has_more)


def like(cloudwatch: CloudWatch, names: Iterable[str]) -> Found:
    """Those that may be meant by these names: the first thousand, and in a larger account those that begin so."""
    found = beginning(cloudwatch)
    if not found.has_more:
        return found
    begun = [beginning(cloudwatch, name, pages=1) for name in list(dict.fromkeys(names))[-MOST_BEGINNINGS:] if name]
    return Found({name: alarm for each in (found, *begun) for name, alarm in each.alarms.items()}, True)


def listed(cloudwatch: CloudWatch) -> Found:
    """What is in ALARM and then the others, a page of each."""
    red, all_of_them = cloudwatch.page(state="ALARM"), cloudwatch.page()
    found = {alarm.name: alarm for alarm in (*red.alarms, *all_of_them.alarms)}
    return Found(found, bool(red.after or all_of_them.after))
