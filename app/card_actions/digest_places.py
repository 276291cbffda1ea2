"""A digest's alarms by where they are: AWS is asked there, and who lets nobody in is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from app.alarms.read.regions import is_reached
from app.aws.cloudwatch import MOST_NAMES
from app.base.errors import Refused
from app.base.values import dataclass
from app.card_actions.digest_alarms import Allowed, names_of
from app.listeners.alarm_effects import kept_from
from app.listeners.elsewhere import by_place
from app.slack.messages.error_text import error_text

if TYPE_CHECKING:
    from app.alarms.decide.incident import Incident
    from app.listeners.services import Services
    from app.slack.interactions import Caller

ELSEWHERE = "{names} left out: Bellhop has no access to {their} account and region."
SHUT = "{names} left out: {why}"


@dataclass(frozen=True)
class Mutable:
    """Those that somebody may mute, those where Bellhop has no way, and those of who lets nobody in, with why."""

    allowed: Allowed
    elsewhere: tuple[Incident, ...] = ()
    shut: tuple[tuple[str, tuple[Incident, ...]], ...] = ()

    @property
    def left_out(self) -> str:
        """Sentences about all that are not muted; '' if there are none."""
        their = "its" if len(self.elsewhere) == 1 else "their"
        away = ELSEWHERE.format(names=names_of(self.elsewhere), their=their) if self.elsewhere else ""
        return " ".join(filter(None, (self.allowed.left_out, away, *_told(self.shut))))


def _told(shut: Iterable[tuple[str, Sequence[Incident]]]) -> list[str]:
    return [SHUT.format(names=names_of(incidents), why=why) for why, incidents in shut]


def in_parts(incidents: Iterable[Incident], services: Services) -> Iterator[tuple[Services, list[Incident]]]:
    """The same, of as many as a mute rule takes."""
    for seen, there in by_place(incidents, services):
        for at in range(0, len(there), MOST_NAMES):
            yield seen, there[at : at + MOST_NAMES]


def mutable(allowed: Allowed, caller: Caller, services: Services) -> Mutable:
    """By the guards of what they scale, too."""
    reached = [each for each in allowed.incidents if is_reached(each.latest.arn, services.home)]
    elsewhere = tuple(each for each in allowed.incidents if each not in reached)
    may: list[Incident] = []
    shut: list[tuple[str, tuple[Incident, ...]]] = []
    refused = list(allowed.refused)
    for seen, there in by_place(reached, services):
        try:
            kept = _kept_from(there, caller, seen)
        except Refused as problem:
            if not seen.place:
                raise
            shut.append((error_text(problem), tuple(there)))
            continue
        may += [each for each in there if each.latest.name not in kept]
        refused += [each for each in there if each.latest.name in kept]
    return Mutable(Allowed(tuple(may), tuple(refused)), elsewhere, tuple(shut))


def _kept_from(incidents: Sequence[Incident], caller: Caller, seen: Services) -> set[str]:
    """The names of the alarms there that the guards of what they scale keep from this person."""
    names = sorted({each.latest.name for each in incidents})
    parts = [seen.cloudwatch.named(names[at : at + MOST_NAMES]) for at in range(0, len(names), MOST_NAMES)]
    return {name for part in parts for name in kept_from(part, caller, seen.scaling, seen.authority)}
