"""The parts of the Home tab."""

from __future__ import annotations

import pytest

from app.aws.scaling import NO_LIMIT, Group, Instance
from app.home.glance import NotOk
from app.home.parts import NO_INCIDENT, alarm_blocks, bar
from tests.fakes.aws import HOME


def group(minimum: int, maximum: int, desired: int, in_service: int) -> Group:
    return Group("web", minimum, maximum, desired, tuple(Instance(f"i-{n}", "InService") for n in range(in_service)))


@pytest.mark.parametrize(
    ("sizes", "drawn"),
    [
        ((0, 10, 4, 2), "▰▰▱▱······"),
        ((0, 10, 10, 10), "▰▰▰▰▰▰▰▰▰▰"),
        ((0, 0, 0, 0), "··········"),
        ((0, 4, 2, 4), "▰▰▰▰▰▰▰▰▰▰"),
        ((0, 1000, 3, 3), "··········"),
        ((0, 2, 1, 8), "▰▰▰▰▰▰▰▰▰▰"),
    ],
)
def test_a_group_is_a_bar_of_ten_up_to_its_max(sizes: tuple[int, int, int, int], drawn: str) -> None:
    assert bar(group(*sizes)) == drawn


def test_what_has_no_max_is_a_bar_up_to_what_it_wants() -> None:
    assert bar(group(0, NO_LIMIT, 4, 2)) == "▰▰▰▰▰▱▱▱▱▱"


def test_an_alarm_that_bellhop_was_not_told_of_says_so_and_has_no_button() -> None:
    (block,) = alarm_blocks(NotOk("<web> & *more*", "ALARM"), HOME)
    assert NO_INCIDENT in block.to_dict()["text"]["text"]
    assert "&lt;web&gt; &amp;" in block.to_dict()["text"]["text"]
