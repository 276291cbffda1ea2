"""An alarm where it is: `in prod` in a command, and the ARN that a question or a button of it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.base.places import placed
from app.slack.messages.text import ticked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.alarms.decide.incident import Incident
    from app.listeners.place import Scope
    from app.listeners.services import Services

WHICH_REGION = "Which one? Say it with the region: {places}."
NO_PLACE = "There is no place {word}: bellhop.toml names {known}."
ONE_AT_A_TIME = "In another account or region {command} takes one alarm at a time, by its name: `NAME in {place}`."


def split_place(text: str, services: Services) -> tuple[str, Scope | None]:
    """The text without where that is, and the places that are meant; None for everywhere. Raises Wrong."""
    by_word = services.targets.by_word()
    if not by_word:  # most have none besides home, and need not load it
        return text, None
    from app.listeners import place

    return place.split_place(text, place.Places(by_word))


def no_place(text: str, services: Services) -> tuple[str, str]:
    """What is said as a place and is none, '' for nothing, and those that bellhop.toml names."""
    from app.listeners import place

    places = place.Places(services.targets.by_word())
    return place.no_place(text, places), str(places)


def misplaced(wrong: Wrong, text: str, services: Services) -> Wrong:
    """The same, and which places there are, of words that name one which is none."""
    word, known = no_place(text, services)
    if not word or wrong.mrkdwn or type(wrong) is not Wrong:
        return wrong
    said = str(wrong)
    more = "" if said.startswith(ticked(word)) else f" {said}"  # what else may be wrong with that word
    return Wrong(NO_PLACE.format(word=ticked(word), known=known) + more)


def at_place(text: str, services: Services) -> tuple[str, Services]:
    """The text without its place, and the services seen from there; raises Wrong if it names several places."""
    targets = services.targets
    text, scope = split_place(text, services)
    if scope is None or targets.doors is None:
        return text, services
    if len(scope) > 1:
        known = targets.doors.environments
        places = sorted(known[each].place if each in known else each[1] for each in scope)
        raise Wrong(WHICH_REGION.format(places=" or ".join(ticked(f"in {each}") for each in places)))
    (there,) = scope
    return text, services.at(*there)


def there(arn: str, services: Services) -> Services:
    """The services seen from where an alarm is; '' for home. Raises Wrong if there is no way any more."""
    from app.alarms.read.regions import is_within, parse_arn
    from app.alarms.show.elsewhere import no_access

    if not arn:
        return services
    seen, alarm = services.seen_from(arn), parse_arn(arn)
    if not is_within(arn, seen.home):
        raise Wrong(no_access(alarm.name, alarm.account, alarm.region, services.home))
    return seen


def arn_there(name: str, services: Services) -> str:
    """What `there` needs to find an alarm again; '' at home."""
    from app.alarms.read.regions import build_arn

    return build_arn(services.home.region, services.home.account, name) if services.place else ""


def known_as(name: str, services: Services) -> str:
    """An alarm's name with where it is, for people."""
    return placed(services.place, name)


def by_place(incidents: Iterable[Incident], services: Services) -> Iterator[tuple[Services, list[Incident]]]:
    """Those of each account and region, with the services seen from there."""
    found: dict[tuple[str, str], list[Incident]] = {}
    for each in incidents:
        found.setdefault((each.latest.account, each.latest.region), []).append(each)
    for there in found.values():
        yield services.seen_from(there[0].latest.arn), there
