"""Words that several verbs share."""

from __future__ import annotations

from typing import Any

import pytest

from app.aws.scaling import Capacity, ScheduledAction
from app.commands.scale.words import because, group_line, people, planned, sizes_now, sizes_words
from tests.fakes.scaling import web


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ({"desired": 4}, "4"),
        ({"minimum": 2, "maximum": 8}, "min 2, max 8"),
        ({"desired": 4, "maximum": 8}, "4 (max 8)"),
    ],
)
def test_the_sizes_of_a_scheduled_action(sizes: dict[str, Any], words: str) -> None:
    assert sizes_words(ScheduledAction("web", "a", **sizes)) == words


def test_a_group_in_one_line_with_its_unit_where_it_counts_no_instances() -> None:
    assert group_line(web()) == "`web`: desired 2, 2 in service (min 1, max 8)"
    assert group_line(web(unit="vcpu")) == "`web`: desired 2 vCPUs, 2 in service (min 1, max 8)"


def test_a_reason_is_part_of_a_sentence() -> None:
    assert because("I say so.") == " because I say so"
    assert because(".") == ""


def test_how_many_people() -> None:
    assert (people(1), people(2)) == ("one other person", "2 other people")


def test_sizes_with_their_limits() -> None:
    assert sizes_now(Capacity(1, 8, 4)) == "4 (min 1, max 8)"


def test_the_outlook_and_the_warnings_are_in_the_text_and_in_a_block_each() -> None:
    message = planned("This is planned.", (":mag: It will do.",), ("It may not last.",))
    assert message.text == "This is planned.\n:mag: It will do.\n:warning: It may not last."
    assert len(message.block_dicts()) == 3
    assert len(planned("This is planned.", (), ()).block_dicts()) == 1
