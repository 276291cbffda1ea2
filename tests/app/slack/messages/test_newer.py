"""Blocks that a workspace may not take yet: what they become, and which of them a refusal is about."""

from __future__ import annotations

import pytest

from app.slack.messages.blocks import section
from app.slack.messages.message import Message
from app.slack.messages.newer import CHART, FOLDED, Line, folded, line_chart, suspected, without
from sandbox.slack.limits import problems

LINE = Line("CPUUtilization", (1.0, 2.0))
CARD = Message(
    "x", (section("x"), line_chart("CPU", ["02:41", "02:42"], [LINE], "UTC"), folded("More", [section("y")]))
)


def test_the_longest_names_and_the_most_values_fit_what_slack_takes() -> None:
    labels = [f"{number:02d}:00" for number in range(60)]
    lines = [Line(name * 40, tuple(map(float, range(60)))) for name in "ab"]
    chart = line_chart("t" * 200, labels, lines, "UTC").to_dict()
    assert problems({"text": "x", "blocks": [chart]}) == []
    assert chart["chart"]["axis_config"]["categories"] == labels[-20:]
    assert chart["chart"]["series"][0]["data"][-1] == {"label": "59:00", "value": 59.0}


def test_no_more_is_folded_than_slack_takes() -> None:
    fold = folded("More", [section("y")] * 30).to_dict()
    assert problems({"text": "x", "blocks": [fold]}) == []


@pytest.mark.parametrize(
    ("said", "about"),
    [
        (("unsupported type: container [json-pointer:/blocks/2/type]",), {FOLDED}),
        (("unsupported type: data_visualization [json-pointer:/blocks/1/type]",), {CHART}),
        (("must be less than 3001 characters [json-pointer:/blocks/0/text/text]",), set()),
        (("bad [json-pointer:/blocks/1/type]", "bad [json-pointer:/blocks/2/type]"), {CHART, FOLDED}),
        (("bad [json-pointer:/blocks/9/type]",), set()),
        ((f"bad [json-pointer:/blocks/{'9' * 5000}/type]",), {CHART, FOLDED}),
        ((), {CHART, FOLDED}),
    ],
)
def test_a_refusal_is_about_what_it_points_to_or_else_about_all_of_them(said: tuple[str, ...], about: set[str]) -> None:
    assert suspected(CARD, said) == about


def test_what_is_left_out_leaves_the_rest() -> None:
    assert [block.type for block in without(CARD, {CHART}).blocks] == ["section", FOLDED]
    assert without(CARD, {"image"}) is CARD


def test_a_value_of_a_chart_is_shown_without_what_computing_added() -> None:
    (series,) = line_chart("CPU", ["a", "b"], [Line("CPU", (95.00000000000001, 1e300))], "UTC").to_dict()["chart"][
        "series"
    ]
    assert [point["value"] for point in series["data"]] == [95.0, 1e300]
