"""A forecast as people read it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.commands.scale.outlook.forecast.alarms import Outcome
from app.commands.scale.outlook.forecast.check import Check, Told
from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.foresight import Asked
from app.commands.scale.outlook.forecast.shared import Why
from app.commands.scale.outlook.forecast.words import amount, came, line, none, reason, record, several
from tests.fakes.aws import alarm

CPU = Asked("AWS/EC2", "CPUUtilization", (), "Average", 60)
REQUESTS = Asked("AWS/ApplicationELB", "RequestCount<PerTarget>", (), "Sum", 60)
FIGURE = Figure(90.2, 2, 4, 45.1, 42.3, 51.4)
AT = datetime(2026, 11, 30, tzinfo=UTC)


def check(value: float, asked: Asked = CPU) -> Check:
    return Check("change", Told(asked, FIGURE), value, AT)


@pytest.mark.parametrize(
    ("state", "outcome", "said"),
    [
        ("ALARM", Outcome("OK", 2), "`web-high-cpu` leaves ALARM within 2 periods (2 min)"),
        ("ALARM", Outcome("ALARM"), "`web-high-cpu` stays in ALARM"),
        ("OK", Outcome("ALARM", 1), "`web-high-cpu` goes to ALARM within 1 period (1 min)"),
        ("OK", Outcome("OK"), "`web-high-cpu` stays OK"),
        ("INSUFFICIENT_DATA", Outcome("OK", 1), "`web-high-cpu` goes to OK within 1 period (1 min)"),
        ("ALARM", Outcome(""), "too near the threshold of `web-high-cpu` to tell"),
    ],
)
def test_a_line_says_now_then_the_range_and_what_the_alarm_does(state: str, outcome: Outcome, said: str) -> None:
    found = line(CPU, FIGURE, [(alarm(state=state), outcome)])
    assert found == f":crystal_ball: CPUUtilization 90 % at 2, about 45 % at 4 (42–51): {said}."


def test_of_many_alarms_some_are_told_and_those_first_that_change() -> None:
    stay = [(alarm(f"stays-{number}-{'x' * 240}", state="OK"), Outcome("OK")) for number in range(9)]
    said = line(CPU, FIGURE, [*stay, (alarm("web-high-cpu", state="ALARM"), Outcome("OK", 2))])
    assert said.partition("): ")[2].startswith("`web-high-cpu` leaves ALARM within 2 periods (2 min); `stays-0-xxx")
    assert said.endswith("; 6 more.")
    assert len(said) < 600


def test_a_range_of_nothing_is_not_said_and_another_statistic_is() -> None:
    exact = Figure(900, 2, 4, 450, 450, 450)
    said = ":crystal_ball: RequestCount&lt;PerTarget&gt; (Sum) 900 at 2, about 450 at 4."
    assert line(REQUESTS, exact, []) == said


def test_some_sizes_are_one_line() -> None:
    figures = [FIGURE, Figure(90, 2, 3, 60, 58, 62)]
    assert several(CPU, figures) == ":crystal_ball: CPUUtilization 90 % at 2; about 45 % at 4, 60 % at 3."


def test_those_without_a_figure_are_one_line_with_why() -> None:
    (said,) = none([(CPU, Why.ONE_SIZE), (REQUESTS, Why.NOT_SHARED)])
    assert said.startswith(":grey_question: No forecast of CPUUtilization: the size has not changed twice")
    assert none([]) == []
    assert said.endswith("; RequestCount&lt;PerTarget&gt; (Sum): it does not divide by the size.")


@pytest.mark.parametrize("why", Why)
def test_each_reason_has_words(why: Why) -> None:
    assert reason(why)


def test_what_came_is_beside_what_was_foretold() -> None:
    assert came(check(44)) == ":dart: CPUUtilization is 44 % at 4; the forecast was 45 % (42–51)."


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        ([check(44)], ":dart: The last forecast here was off by 1 point."),
        ([check(45.1)], ":dart: The last forecast here was off by 0 points."),
        ([check(42.1), check(48.1)], ":dart: The last 2 forecasts here were off by 3 points."),
        ([check(50, REQUESTS), check(40)], ":dart: The last 2 forecasts here were off by 11 %."),
        ([check(0, REQUESTS)], ":dart: The last forecast here was off by 100 %."),
    ],
)
def test_a_record_is_in_points_of_a_share_and_else_in_percent(checks: list[Check], said: str) -> None:
    assert record(checks).startswith(said)


@pytest.mark.parametrize(
    ("asked", "value", "said"),
    [
        (CPU, 45.4, "45 %"),
        (CPU, 4.56, "4.6 %"),
        (CPU, 0.0, "0 %"),
        (REQUESTS, 12345.6, "12,346"),
        (REQUESTS, 0.123, "0.12"),
    ],
)
def test_an_amount_has_as_many_digits_as_say_something(asked: Asked, value: float, said: str) -> None:
    assert amount(asked, value) == said
