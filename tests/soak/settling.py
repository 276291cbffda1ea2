"""After the faults: wait until all is as it should be, or no more comes of it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from urllib.error import HTTPError

from tests.soak.acts import MEMBERS
from tests.soak.evidence import Evidence, Played
from tests.soak.judge import CARD, DELETED, OPEN, Violation, is_by, judge
from tests.soak.player import buttons
from tests.soak.witness import Witness
from tests.soak.world import World

LONGEST_SECONDS = 150.0
# What is wrong for so long, and stays as it is, stays wrong. A timer that met trouble comes again after as long as the
# trouble had lasted, and after a quarter of an hour at most (app/queues/backoff.py).
STUCK_SECONDS, LONGEST_PUT_OFF = 30.0, 900.0
LOOK_EVERY_SECONDS = 2.0
# What would still come twice has come by then.
QUIET_SECONDS = 4.0
CANCEL = "scale_cancel"


def settled(world: World, witness: Witness, played: Sequence[Played]) -> tuple[Evidence, tuple[Violation, ...]]:
    """The evidence once nothing is wrong for a while, or as it is when the time is over."""
    world.calm()
    world.give_back()
    for _ in range(2):  # after an hour more than a hundred questions are open, and each answer is a job
        _drain(witness)
        answer_questions(world)
    _drain(witness)
    began = since = time.monotonic()
    stuck = _stuck_after(played)
    before: tuple[Violation, ...] | None = None
    while True:
        if not witness.waiting()["jobs"]:  # each press is one more
            answer_questions(world)
            look_at(world, witness.deleted())
        evidence = witness.evidence(played)
        wrong, now = judge(evidence), time.monotonic()
        since, before = (since if wrong == before else now), wrong
        if now - began > LONGEST_SECONDS + stuck or now - since > (stuck if wrong else QUIET_SECONDS):
            print(f"soak: settled in {now - began:.0f} s", flush=True)
            return _as_listed(evidence, wrong, witness)
        time.sleep(LOOK_EVERY_SECONDS)


def _stuck_after(played: Sequence[Played]) -> float:
    """Seconds."""
    lasted = time.time() - played[0].at if played else 0.0
    return min(LONGEST_PUT_OFF, max(STUCK_SECONDS, lasted))


def _drain(witness: Witness) -> None:
    """Wait while what was asked is being worked off: a busy machine is no fault."""
    began, fewest = time.monotonic(), math.inf
    since = began
    while (waiting := sum(witness.waiting().values())) and time.monotonic() - since < LONGEST_SECONDS:
        if waiting < fewest:
            fewest, since = waiting, time.monotonic()
        time.sleep(LOOK_EVERY_SECONDS)
    print(f"soak: the queues took {time.monotonic() - began:.0f} s to drain", flush=True)


def _as_listed(
    evidence: Evidence, wrong: tuple[Violation, ...], witness: Witness
) -> tuple[Evidence, tuple[Violation, ...]]:
    """The same with the rows that the digests' lists show."""
    try:
        listed = replace(evidence, rows=witness.listed())
    except AssertionError as silence:
        return evidence, (*wrong, Violation("unlisted", "", str(silence)))
    return listed, judge(listed)


def look_at(world: World, alarms: frozenset[str]) -> None:
    """Somebody asks for the details of these alarms, where a card still shows them as they were."""
    for channel, message, how in list(buttons(world.sandbox.state(MEMBERS[0]), "alarm_details")):
        said = CARD.match(message["text"])
        if said and said[2] in alarms and said[1] not in ("OK", DELETED):
            _press(world, user=MEMBERS[0], channel=channel, ts=message["ts"], **how)


def answer_questions(world: World) -> None:
    """Whoever was asked to confirm says no: a question would wait for half an hour."""
    assert CANCEL in OPEN
    for user in MEMBERS:
        for channel, message, how in list(buttons(world.sandbox.state(user), CANCEL)):
            if is_by(user, message["text"]):
                _press(world, user=user, channel=channel, ts=message["ts"], **how)


def _press(world: World, **press: str) -> None:
    """Unless the message has changed since it was looked at; then the next look sees what there is to press."""
    with suppress(HTTPError):
        world.sandbox.try_to_act(**press)
