"""The list of a digest: every alarm of a storm, page by page, in the order of the first page."""

from __future__ import annotations

import re

from app.alarms.decide.digest import Row
from app.alarms.read.transition import State
from app.alarms.show.digest_card import FORGOTTEN, ROWS_A_PAGE
from app.card_actions.digest_list import run
from app.listeners.operation import Operation
from app.slack.interactions import ButtonClick, Caller, Reply
from tests.fakes.bellhop import Bellhop

CALLER = Caller("U0ANA", "C0ALARMS")


def pressed(bellhop: Bellhop, value: str, job: str) -> Reply:
    click = ButtonClick(CALLER, "digest_list:all", value)
    return run(click, bellhop.parts, Operation(job, bellhop.parts.table, bellhop.clock))


def join(bellhop: Bellhop, number: int) -> None:
    at = bellhop.clock()
    row = Row(f"i-{number}", f"storm-{number:02}", State.ALARM, began_at=at, changed_at=at)
    bellhop.parts.digest_display.digests.join("d1", "C0ALARMS", f"key-{number}", row)


def test_a_digest_that_is_forgotten_is_said_to_be(bellhop: Bellhop) -> None:
    assert pressed(bellhop, "d0:0:", "job-1").message.text == FORGOTTEN


def test_a_page_shows_so_many_for_who_pressed_alone(bellhop: Bellhop) -> None:
    for number in range(ROWS_A_PAGE + 5):
        join(bellhop, number)
    reply = pressed(bellhop, "d1:0:", "job-1")
    assert not reply.public
    assert f"1 to {ROWS_A_PAGE} of {ROWS_A_PAGE + 5}" in reply.message.text


def test_the_digest_stays_and_a_page_of_its_list_is_replaced_by_the_next_one(bellhop: Bellhop) -> None:
    join(bellhop, 1)
    assert not pressed(bellhop, "d1:0:", "job-1").replaces
    assert pressed(bellhop, "d1:0:list", "job-2").replaces


def test_the_next_page_goes_on_in_the_list_of_the_first_and_what_joined_since_is_last(
    bellhop: Bellhop,
) -> None:
    for number in range(ROWS_A_PAGE + 5):
        join(bellhop, number)
    first = pressed(bellhop, "d1:0:", "job-1")
    list_id = Operation("job-1", bellhop.parts.table, bellhop.clock).mark
    bellhop.clock.advance(-3600)  # it would be the first of a new list
    join(bellhop, 99)
    second = pressed(bellhop, f"d1:{ROWS_A_PAGE}:{list_id}", "job-2")
    shown = str(first.message.block_dicts()) + str(second.message.block_dicts())
    found = re.findall(r"`(storm-\d\d)`", shown)
    assert found == [*(f"storm-{number:02}" for number in range(ROWS_A_PAGE + 5)), "storm-99"]
