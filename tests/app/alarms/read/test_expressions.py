"""Expressions in words."""

import pytest

from app.alarms.read.expressions import said
from tests.app.growth import assert_linear


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (
            "SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Errors\"', 'Sum', 60)",
            "Errors sum of each FunctionName in AWS/Lambda",
        ),
        ("AVG(METRICS())", "the average of all its metrics"),
        ("MAX(METRICS('cpu'))", "the highest of all metrics with “cpu”"),
        ("FILL(m1, 0) / m2", "m1 (0 where it has none) / m2"),
        ("100 * m2 / m1", "100 * m2 / m1"),
        ("SUM([m1, m2])", "SUM([m1, m2])"),
        ('SELECT AVG(x) FROM "S" GROUP BY y', 'SELECT AVG(x) FROM "S" GROUP BY y'),
    ],
)
def test_an_expression_is_said_in_words_as_far_as_there_are_some(expression: str, words: str) -> None:
    assert said(expression) == words


@pytest.mark.parametrize("unit", ["SEARCH('{", "SEARCH('{a} b', 'Sum'", "SUM(", "FILL(m1,", "METRICS('", "'{a,b} "])
def test_an_expression_of_any_length_takes_no_longer(unit: str) -> None:
    assert_linear(lambda size: said(unit * (size // len(unit))))
