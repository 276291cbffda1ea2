"""Who has an alarm in hand: each change is made once, and only to what its button said."""

from __future__ import annotations

from datetime import UTC, datetime

from app.alarms.decide.in_hand import handed_over, in_hand_of, joined_by, released_by, taken_over_by
from app.alarms.decide.incident import Incident, Response, acknowledged_by
from tests.app.alarms.alarm_support import incident, payload, transition

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)


def press(user: str, mark: str = "") -> Response:
    return Response(AT, user, "...", mark or f"{user} pressed", name=user.lower())


def held(*users: str) -> Incident:
    """By the first of them, whom the others joined."""
    known = acknowledged_by(incident(transition(payload("metric"))), press(users[0]))
    for user in users[1:]:
        known = joined_by(known, press(user))
    return known


def test_nobody_joins_what_nobody_has() -> None:
    free = incident(transition(payload("metric")))
    assert joined_by(free, press("U0BO")) == free
    assert in_hand_of(free) == ()


def test_who_takes_it_over_is_no_longer_among_those_who_joined() -> None:
    assert in_hand_of(taken_over_by(held("U0ANA", "U0BO", "U0CY"), press("U0BO", "2"), "U0ANA")) == ("U0BO", "U0CY")


def test_from_whom_no_longer_has_it_nobody_takes_it_over() -> None:
    known = taken_over_by(held("U0ANA"), press("U0BO"), "U0ANA")
    assert taken_over_by(known, press("U0CY"), "U0ANA") == known


def test_whom_it_is_handed_to_is_no_longer_among_those_who_joined_and_has_their_name() -> None:
    known = handed_over(held("U0ANA", "U0BO"), press("U0ANA", "2"), "U0ANA", "U0BO", "Bo Chen")
    assert in_hand_of(known) == ("U0BO",)
    assert known.handed_by == "U0ANA"
    assert known.acknowledged is not None
    assert known.acknowledged.name == "Bo Chen"


def test_who_hands_it_to_themselves_has_taken_it() -> None:
    assert handed_over(held("U0ANA"), press("U0BO"), "U0ANA", "U0BO", "bo").handed_by == ""


def test_released_by_one_after_the_other_it_is_free_in_the_end() -> None:
    known = held("U0ANA", "U0BO", "U0CY")
    known = released_by(known, press("U0CY", "2"))
    assert in_hand_of(known) == ("U0ANA", "U0BO")
    known = released_by(known, press("U0ANA", "3"))
    assert in_hand_of(known) == ("U0BO",)
    known = released_by(known, press("U0BO", "4"))
    assert (in_hand_of(known), known.released_at) == ((), AT)


def test_whoever_does_not_have_it_releases_nothing() -> None:
    known = held("U0ANA")
    assert released_by(known, press("U0BO")) == known
