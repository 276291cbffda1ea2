"""Digests in the table: one gate for all writers, rows that only grow newer, one edit due at a time."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.alarms.decide.digest import Row
from app.alarms.decide.storm import Posted
from app.alarms.keep.digests import LOST, Digests, gate_key, row_key
from app.alarms.read.transition import State
from app.aws.dynamodb import DynamoTable
from app.store.table import Table
from tests.fakes.clock import SetClock
from tests.fakes.dynamodb import FakeDynamoDB

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ROW = Row("i1", "web-high-cpu", State.ALARM, NINE, NINE, "us-east-1", "web")
PACE = timedelta(seconds=2)


@pytest.fixture
def digests(table: Table, clock: SetClock) -> Digests:
    return Digests(table, clock)


def test_of_many_at_once_just_the_first_few_get_cards_and_all_others_one_digest(digests: Digests) -> None:
    went: list[str] = []
    workers = [
        threading.Thread(target=lambda number=number: went.append(digests.admit("C1", Posted(NINE, f"i{number}"), 3)))
        for number in range(12)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert went.count("") == 3
    assert len(set(went)) == 2


def test_channels_do_not_share_a_gate(digests: Digests) -> None:
    went = [digests.admit(channel, Posted(NINE, channel), 1) for channel in ("C1", "C2", "C3")]
    assert went == ["", "", ""]


def test_what_joins_a_digest_is_a_row_of_it(digests: Digests) -> None:
    digests.join("d1", "C1", "arn:web", ROW)
    assert digests.rows("d1") == (replace(ROW, came_at=digests.clock()),)
    digest = digests.find("d1")
    assert digest is not None
    assert digest.channel == "C1"


def test_an_alarm_has_one_row_with_its_newest_state(digests: Digests) -> None:
    over = replace(ROW, state=State.OK, changed_at=NINE + timedelta(minutes=1))
    for row in (ROW, over, ROW):
        digests.join("d1", "C1", "arn:web", row)
    assert digests.rows("d1") == (replace(over, came_at=digests.clock()),)


def test_an_unknown_digest_is_none(digests: Digests) -> None:
    assert digests.find("d9") is None
    assert digests.rows("d9") == ()


def test_one_edit_is_due_at_a_time(digests: Digests, clock: SetClock) -> None:
    digests.join("d1", "C1", "arn:web", ROW)
    assert digests.arm("d1", PACE) == clock()
    assert digests.arm("d1", PACE) is None


def test_the_next_edit_keeps_the_pace(digests: Digests, clock: SetClock) -> None:
    digests.join("d1", "C1", "arn:web", ROW)
    digests.change("d1", lambda digest: replace(digest, shown_at=clock()))
    assert digests.arm("d1", PACE) == clock() + PACE


def test_an_edit_whose_timer_was_never_set_is_due_again_after_a_while(digests: Digests, clock: SetClock) -> None:
    digests.join("d1", "C1", "arn:web", ROW)
    digests.arm("d1", PACE)
    clock.advance(LOST.total_seconds())
    assert digests.arm("d1", PACE) == clock()


def test_all_of_a_storm_expires_90_days_after_its_last_change(digests: Digests, table: Table, clock: SetClock) -> None:
    digests.join("d1", "C1", "arn:web", ROW)
    digests.admit("C1", Posted(NINE, "i1"), 3)
    clock.advance(86400)
    digests.change("d1", lambda digest: replace(digest, ts="171.5"))
    digests.join("d1", "C1", "arn:web", replace(ROW, state=State.OK, changed_at=NINE + timedelta(minutes=1)))
    digests.admit("C1", Posted(NINE, "i2"), 3)
    kept = [table.get(*key).expires_at for key in (("digest#d1", "head"), row_key("d1", "arn:web"), gate_key("C1"))]
    assert kept == [int(clock.epoch()) + 90 * 86400] * 3


def test_a_list_keeps_the_order_in_which_it_was_opened_and_what_came_since_stands_last(digests: Digests) -> None:
    early, late = replace(ROW, name="early"), replace(ROW, name="late", began_at=NINE + PACE)
    over = replace(ROW, name="over", state=State.OK)
    assert digests.listed("l1", (over, late, early)) == (early, late, over)
    new, recovered = replace(late, name="new"), replace(early, state=State.OK)
    assert digests.listed("l1", (new, recovered, late, over)) == (recovered, late, over, new)
    assert digests.listed("l2", (over, late)) == (late, over)


def test_an_alarm_that_goes_off_again_keeps_its_place_in_a_list_that_stands_open(digests: Digests) -> None:
    first, second = replace(ROW, name="first"), replace(ROW, name="second", began_at=NINE + PACE)
    digests.listed("l1", (first, second))
    again = replace(first, incident="i2", began_at=NINE + 9 * PACE)
    assert digests.listed("l1", (second, again)) == (again, second)


def test_a_list_of_ten_thousand_fits_into_the_table(dynamodb: FakeDynamoDB, clock: SetClock) -> None:
    rows = [replace(ROW, name=f"alarm-{number}") for number in range(10_000)]
    assert len(Digests(DynamoTable("bellhop"), clock).listed("l1", rows)) == 10_000


def test_a_list_of_more_than_fit_into_the_table_shows_each(dynamodb: FakeDynamoDB, clock: SetClock) -> None:
    rows = [replace(ROW, incident=f"{number:020x}"[::-1], name=f"alarm-{number}") for number in range(36_000)]
    assert len(Digests(DynamoTable("bellhop"), clock).listed("l1", rows)) == 36_000
