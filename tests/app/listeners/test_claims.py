"""Claims: of several who press at the same instant one acts, and what was refused may be tried by another."""

from __future__ import annotations

import pytest

from app.base.errors import Later, Refused, Wrong
from app.listeners.claims import PRESSED, Claim, Claims
from app.listeners.operation import Operation
from app.store.table import Table
from tests.fakes.clock import SetClock

ANA, BO = Claim("job-1", "U0ANA"), Claim("job-2", "U0BO")


@pytest.fixture
def claims(table: Table, clock: SetClock) -> Claims:
    return Claims(table, clock)


@pytest.fixture
def operation(table: Table, clock: SetClock) -> Operation:
    return Operation("job-1", table, clock)


def test_the_first_has_it_and_the_second_is_told_who(claims: Claims) -> None:
    assert claims.find("undo-1") is None
    assert claims.first("undo-1", ANA) == ANA
    assert claims.first("undo-1", BO) == ANA
    assert claims.find("undo-1") == ANA


def test_who_is_tried_again_still_has_it(claims: Claims) -> None:
    claims.first("undo-1", ANA)
    assert claims.first("undo-1", ANA) == ANA


def test_what_could_not_be_done_may_be_done_by_another(claims: Claims) -> None:
    claims.first("undo-1", ANA)
    claims.release("undo-1", ANA.mark)
    assert claims.find("undo-1") is None
    assert claims.first("undo-1", BO) == BO


def test_nobody_gives_back_what_another_has(claims: Claims) -> None:
    claims.first("undo-1", ANA)
    claims.release("undo-1", BO.mark)
    assert claims.find("undo-1") == ANA


def test_a_refusal_gives_it_back(claims: Claims, operation: Operation) -> None:
    mine = Claim(operation.mark, "U0ANA")
    claims.first("undo-1", mine)
    with pytest.raises(Refused), claims.given_back("undo-1", operation):
        raise Refused("AWS said no.")
    assert claims.find("undo-1") is None


def test_what_is_tried_again_keeps_it(claims: Claims, operation: Operation) -> None:
    mine = Claim(operation.mark, "U0ANA")
    claims.first("undo-1", mine)
    with pytest.raises(Later), claims.given_back("undo-1", operation):
        raise Later("AWS is busy.")
    assert claims.find("undo-1") == mine


def test_who_takes_what_is_taken_is_told_by_whom(claims: Claims, operation: Operation) -> None:
    claims.take("undo-1", "U0ANA", operation, PRESSED)
    claims.take("undo-1", "U0ANA", operation, PRESSED)  # a second delivery
    claims.release("undo-1", operation.mark)
    claims.first("undo-1", BO)
    with pytest.raises(Wrong) as refused:
        claims.take("undo-1", "U0ANA", operation, PRESSED)
    assert refused.value.mrkdwn == "<@U0BO|> has already pressed this button. It works only once."
