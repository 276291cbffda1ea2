"""The list of what can be scaled, and its pages."""

from __future__ import annotations

import pytest

from app.aws.scaling import Group
from app.commands.scale.buttons import PAGE, ListPage, page_in, page_value
from app.commands.scale.group_list import HINT, group_list
from app.slack.messages.buttons import NEXT, PREVIOUS, REFRESH
from app.slack.messages.text import SECTION_LIMIT
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.test_run import shown
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


def test_no_groups_at_all_is_a_sentence() -> None:
    assert group_list([]).text == "There are no Auto Scaling groups in this account and region."


def test_a_long_list_has_pages_of_whole_lines_and_each_group_is_on_one() -> None:
    groups = [web(name=f"{number:03d}-{'x' * 200}") for number in range(45)]
    listed, start, pages = list[str](), 0, 0
    while True:
        message = group_list(groups, asked=ListPage(start))
        title, *lines = message.block_dicts()[0]["text"]["text"].splitlines()
        assert title == f"Showing {start + 1} to {start + len(lines)} of 45."
        assert HINT in shown(message)
        listed, pages = listed + [line[1:4] for line in lines], pages + 1
        turns = {each["text"]["text"]: each["value"] for each in message.block_dicts()[1]["elements"]}
        assert set(turns) == ({PREVIOUS} if start else set()) | ({NEXT} if len(listed) < 45 else set()) | {REFRESH}
        if NEXT not in turns:
            break
        start = page_in(turns[NEXT]).start
    assert pages > 2
    assert listed == [f"{number:03d}" for number in range(45)]
    assert page_in(turns[PREVIOUS]).start == page_in(before(groups, start)).start


def before(groups: list[Group], start: int) -> str:
    """Where the page before that one begins: its *Refresh* says so."""
    earlier = group_list(groups, asked=ListPage(start - 1)).block_dicts()[1]["elements"]
    return str(next(each["value"] for each in earlier if each["text"]["text"] == REFRESH))


def test_a_list_that_fits_has_no_buttons_and_says_no_numbers() -> None:
    message = group_list([web(name=f"g{number}") for number in range(40)])
    assert [block["type"] for block in message.block_dicts()] == ["section", "context"]
    assert "Here" not in message.text


def test_what_could_not_be_listed_leaves_room_for_what_could() -> None:
    message = group_list([web()], ["The account did not answer. " * 10] * 20)
    assert "… and 15 more could not be listed.\n`web`: desired 2" in message.text
    assert len(message.block_dicts()[0]["text"]["text"]) <= SECTION_LIMIT


def test_a_page_that_is_no_more_is_the_last_one() -> None:
    assert (
        "Showing 41 to 45 of 45."
        in group_list([web(name=f"g{number:02d}") for number in range(45)], asked=ListPage(90)).text
    )


def test_the_pages_are_turned_in_place(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock, groups=tuple(web(name=f"g{number:02d}") for number in range(45)))
    with listening(bellhop):
        type_in(bellhop, "/scale")
        assert "Showing 1 to 40 of 45." in seen(bellhop)[-1]
        for button, title in (
            ("next", "Showing 41 to 45 of 45.\n`g40`"),
            ("refresh", "Showing 41 to 45 of 45.\n`g40`"),
            ("previous", "Showing 1 to 40 of 45.\n`g00`"),
        ):
            press(bellhop, {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}, f"{PAGE}:{button}")
            bellhop.work()
            (shown_now,) = seen(bellhop)
            assert shown_now.startswith(title)


@pytest.mark.parametrize(
    "asked",
    [
        ListPage(40),
        ListPage(0, ("dynamodb",)),
        ListPage(40, (), frozenset({("210987654321", "eu-west-1"), ("123456789012", "us-east-1")})),
    ],
)
def test_a_button_carries_the_row_the_kinds_and_the_places(asked: ListPage) -> None:
    assert page_in(page_value(asked)) == asked


@pytest.mark.parametrize("value", ["", "[]", "{}", '{"from":-1}', '{"from":"x","kinds":1,"in":[1]}'])
def test_whatever_a_button_carries_is_a_page(value: str) -> None:
    assert page_in(value) == ListPage()
