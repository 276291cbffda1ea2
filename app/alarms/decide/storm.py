"""A storm: more new alarms at once than a channel gets cards for. The rest are rows of one digest message.

How many get cards is `digest_after` in app/config/configuration.py. No IO here; app/alarms/keep/digests.py stores these
values, app/alarms/show/digest.py brings them to Slack.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from app.base.values import dataclass

# A storm goes on while so many new alarms as get cards came within this time; then its digest is closed.
WINDOW = timedelta(seconds=10)
# If the last ones all came within this time, no more are noted: all of a storm's writers meet at the gate.
SURELY = timedelta(seconds=2)

AnyLane = TypeVar("AnyLane", bound="Lane")


@dataclass(frozen=True)
class Posted:
    """A new alarm that came to a channel, by its incident and the position of its target: with a card, or a row.

    `sent_at` is when AWS sent it; `at` may be much later, if it waited on the queue. `counted_in` is the digest that
    counts a card among its first.
    """

    at: datetime
    incident: str
    digest: str = ""
    position: int = 0
    route: str = ""
    sent_at: datetime | None = None
    counted_in: str = ""

    @property
    def is_new_card(self) -> bool:
        return not (self.digest or self.counted_in)

    def came_with(self, now: datetime, sent_at: datetime | None) -> bool:
        """Whether it came within the time before another one, or the two were sent that close to each other.

        The second keeps a storm together whose alarms wait on the queue, the first what had to wait for hours.
        """
        is_sent_close = sent_at is not None and self.sent_at is not None and abs(sent_at - self.sent_at) < WINDOW
        return now - self.at < WINDOW or is_sent_close


@dataclass(frozen=True)
class Lane:
    """What came lately, the newest last; and the digest for the rest of a storm, with its first `cards` and routes."""

    posted: tuple[Posted, ...] = ()
    digest: str = ""
    cards: tuple[Posted, ...] = ()
    routes: tuple[str, ...] = ()

    def lately(self, now: datetime, sent_at: datetime | None) -> tuple[Posted, ...]:
        return tuple(each for each in self.posted if each.came_with(now, sent_at))

    def is_storm(self, now: datetime, most: int, sent_at: datetime | None = None) -> bool:
        """Whether the next new alarm is a row."""
        return len(self.lately(now, sent_at)) >= most

    def knows(self, newcomer: Posted) -> bool:
        """Whether one of its routes is the storm's, or that of an alarm that came lately."""
        lately = self.lately(newcomer.at, newcomer.sent_at)
        routes = self.routes if self.digest else [each for card in lately for each in _each(card.route)]
        return not set(_each(newcomer.route)).isdisjoint(routes)


@dataclass(frozen=True)
class Gate(Lane):
    """A channel's gate. Alarms of routes that are not the storm's come in lanes of their own, `apart` from it."""

    apart: tuple[Lane, ...] = ()

    @property
    def lanes(self) -> tuple[Lane, ...]:
        return self, *self.apart

    def is_in_storm(self, now: datetime, most: int) -> bool:
        return any(lane.digest and lane.is_storm(now, most) for lane in self.lanes)

    def cards_of(self, digest: str) -> tuple[Posted, ...]:
        """The first alarms of the storm with this digest."""
        return next((lane.cards for lane in self.lanes if lane.digest == digest), ())

    def without(self, digest: str) -> Gate:
        """With this digest closed."""
        apart = tuple(_closed(lane) if lane.digest == digest else lane for lane in self.apart)
        return replace(_closed(self) if self.digest == digest else self, apart=apart)


def admitted(gate: Gate, channel: str, newcomer: Posted, most: int) -> tuple[Gate, str]:
    """The gate after one more new alarm, and '' if that gets a card, else the id of its digest."""
    now, sent_at = newcomer.at, newcomer.sent_at
    noted = (each for lane in gate.lanes for each in (*lane.posted, *lane.cards))
    known = next((each for each in noted if each.incident == newcomer.incident), None)
    if known and known.digest in ("", *(lane.digest for lane in gate.lanes)):
        return gate, known.digest
    apart = [lane for lane in gate.apart if lane.lately(now, sent_at)]
    at = next((at for at, lane in enumerate(apart) if lane.knows(newcomer)), None)
    if at is None and gate.is_storm(now, most, sent_at) and not gate.knows(newcomer):
        apart, at = [*apart, Lane()], len(apart)
    if at is not None:
        apart[at], digest = _let_in(apart[at], channel, newcomer, most)
        return replace(gate, apart=tuple(apart)), digest
    lane, digest = _let_in(gate, channel, newcomer, most)
    return replace(lane, apart=tuple(apart)), digest


def _let_in(lane: AnyLane, channel: str, newcomer: Posted, most: int) -> tuple[AnyLane, str]:
    """A storm is over when its rate is: then its digest takes no more, and the newcomer gets a card."""
    lately = lane.lately(newcomer.at, newcomer.sent_at)
    if len(lately) < most:
        return replace(_closed(lane), posted=(*lately, newcomer)), ""
    if not lane.digest:
        written = f"{channel} {newcomer.incident} {newcomer.at.isoformat()}"
        digest = hashlib.sha256(written.encode()).hexdigest()[:20]
        cards = tuple(each for each in lately if each.is_new_card)
        lately = tuple(replace(each, counted_in=digest) if each.is_new_card else each for each in lately)
        lane = replace(
            lane,
            posted=lately,
            digest=digest,
            cards=cards,
            routes=tuple(dict.fromkeys(route for each in (*lately, newcomer) for route in _each(each.route))),
        )
    elif all(newcomer.at - each.at < SURELY for each in lately):
        return lane, lane.digest
    return replace(lane, posted=(*lately, replace(newcomer, digest=lane.digest))[-most:]), lane.digest


def _closed(lane: AnyLane) -> AnyLane:
    return replace(lane, digest="", cards=(), routes=())


def _each(route: str) -> list[str]:
    """An alarm may have come by several routes, or by none."""
    return route.split() or [""]
