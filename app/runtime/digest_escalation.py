"""Escalation of a storm: its digest mentions, once for all its rows, whom their routes' steps name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.alarms.decide.digest import Digest
from app.alarms.decide.digest_escalation import DigestEscalation, Waiting, said, waiting
from app.alarms.decide.escalation import LEAST_WAIT
from app.alarms.follow_up import is_forgotten
from app.alarms.keep.digests import KEPT_DAYS
from app.alarms.show.fields import red_since
from app.alarms.show.layout import inline
from app.base.errors import Later
from app.listeners.services import Services
from app.listeners.state_check import check_all, kept_quiet
from app.queues.timers import Timer
from app.slack.messages.message import sentence
from app.slack.messages.text import and_more, moment
from app.store.documents import Documents

# The key is `<digest>:<number of the message>`.
TIMER = "digest-escalate"

NOBODY = (
    "{who} :rotating_light: *{counted} of this storm* {have} been in *ALARM* {since}, and nobody has acknowledged "
    "{them}: {names}. Please press *Acknowledge all* on the storm's message."
)
ONE, MANY = "One alarm", "{count:,} alarms"
OR_LONGER = "since {at} or longer"
NAMES, NAME_LIMIT = 5, 80
MOST_ASKED = 10
NOT_THERE = "The storm's message is not in Slack yet."


def begin(services: Services, digest_id: str) -> None:
    """After the digest was edited: somebody must look when the first step is due, if a row waits for one."""
    if not any(route.escalate for route in services.processor.routes):
        return
    state, digest = _store(services).find(digest_id) or DigestEscalation(), _digest(services, digest_id)
    if digest and not state.is_set:
        _set_next(services, digest_id, state, _waiting(services, digest, state), services.clock())


def escalate(services: Services, key: str) -> None:
    """The timer: says what is due once, and sets the next one before that is stored."""
    digest_id, _, number = key.rpartition(":")
    state, digest = _store(services).find(digest_id), _digest(services, digest_id)
    if state is None or digest is None or state.number != int(number):
        return
    now, found = services.clock(), _waiting(services, digest, state)
    check_all(list({each.incident.id for each in found if each.due <= now}), services)
    found = _waiting(services, digest, state)
    due = [each for each in found if each.due <= now]
    if due and not digest.ts:
        raise Later(NOT_THERE, wait=60)
    heard = _heard(due, services)
    if heard:
        _say(services, digest, state, heard)
        state = said(state, heard, now)
        found = _waiting(services, digest, state)
    _set_next(services, digest_id, state, found, now if heard or not due else now + LEAST_WAIT)


def _heard(due: Sequence[Waiting], services: Services) -> list[Waiting]:
    """Without those whose actions a mute rule keeps back that their rows say nothing of.

    Each is asked about by itself, so of many only the first are; a rule takes a hundred alarms.
    """
    asked = list({each.incident.id: each.incident for each in due}.values())[:MOST_ASKED]
    quiet = {incident.id for incident in asked if kept_quiet(incident, services)}
    return [] if len(quiet) == len(asked) else [each for each in due if each.incident.id not in quiet]


def _say(services: Services, digest: Digest, state: DigestEscalation, due: Sequence[Waiting]) -> None:
    key, text = f"digest-{digest.id}-escalation-{state.number}", _words(due)
    services.poster.post_once(key, digest.channel, sentence(text), digest.ts, in_channel=True)


def _set_next(
    services: Services, digest_id: str, state: DigestEscalation, found: Sequence[Waiting], first: datetime
) -> None:
    """Not before `first`. A timer that comes twice, or one of a message that was said, does nothing."""
    now = services.clock()
    next_due = min((max(each.due, first) for each in found if not is_forgotten(each.incident, now)), default=None)
    if next_due:
        services.timekeeper.set(Timer(TIMER, f"{digest_id}:{state.number}", next_due))
    stored = DigestEscalation(state.number, next_due is not None, state.said)
    _store(services).change(digest_id, lambda known: known if known.number > stored.number else stored)


def _digest(services: Services, digest_id: str) -> Digest | None:
    return services.digest_display.digests.find(digest_id)


def _waiting(services: Services, digest: Digest, state: DigestEscalation) -> list[Waiting]:
    rows = [row.incident for row in services.digest_display.digests.rows(digest.id) if not row.is_over]
    incidents = services.processor.incidents.find_many(rows)
    return waiting(digest, incidents, state, services.processor.rules.escalation_of, services.clock())


def _words(due: Sequence[Waiting]) -> str:
    incidents = list({each.incident.id: each.incident for each in due}.values())
    names = ", ".join(inline(each.latest.name, NAME_LIMIT) for each in incidents[:NAMES])
    is_one, newest = len(incidents) == 1, max(each.latest.changed_at for each in incidents)
    return NOBODY.format(
        who=" ".join(dict.fromkeys(each.call.mention for each in due)),
        counted=ONE if is_one else MANY.format(count=len(incidents)),
        have="has" if is_one else "have",
        since=red_since(incidents[0]) if is_one else OR_LONGER.format(at=moment(newest)),
        them="it" if is_one else "them",
        names=and_more(names, len(incidents) - NAMES),
    )


def _store(services: Services) -> Documents[DigestEscalation]:
    return Documents(services.table, services.clock, DigestEscalation, "digest-escalation", KEPT_DAYS)
