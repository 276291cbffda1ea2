"""Who may act: full members; everybody else is told why not and whom to ask."""

from __future__ import annotations

import pytest

from app.policy import GONE, GUEST, STRANGER, Person, refusal


def test_a_full_member_may_act() -> None:
    assert refusal(Person("U0ANA")) is None


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (Person("U0EVE", is_guest=True), GUEST),
        (Person("U0ZOE", is_stranger=True), STRANGER),
        (Person("U0OLD", is_gone=True), GONE),
        (Person("U0ALL", is_guest=True, is_stranger=True, is_gone=True), GONE),
    ],
)
def test_everybody_else_is_told_why_not(person: Person, why: str) -> None:
    assert refusal(person) == why
