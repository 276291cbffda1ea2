"""What came of forecasts is kept once for each change, the newest twelve."""

from __future__ import annotations

from datetime import timedelta

from app.commands.scale.outlook.forecast.check import Check, Told, came, due, told_in
from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.foresight import Asked
from app.commands.scale.outlook.forecast.record import MOST, Record, Records
from app.store.codec import encode
from app.store.table import Table
from tests.app.commands.scale.outlook.forecast.series import at
from tests.fakes.clock import SetClock

TOLD = Told(
    Asked("AWS/EC2", "CPUUtilization", (("AutoScalingGroupName", "web"),), "Average", 60), Figure(90, 2, 4, 45, 43, 47)
)


def check(change: str, value: float = 44.0) -> Check:
    return Check(change, TOLD, value, at(0))


def test_a_change_counts_once_and_the_newest_are_kept(table: Table, clock: SetClock) -> None:
    records = Records(table, clock)
    assert records.find("web") == Record()
    for number in [*range(MOST + 3), MOST + 2]:
        records.add("web", [check(f"c{number}")])
    kept = records.find("web").checks
    assert [each.change for each in kept] == [f"c{number}" for number in range(3, MOST + 3)]
    assert records.find("shop") == Record()


def test_all_metrics_of_a_change_count(table: Table, clock: SetClock) -> None:
    assert len(Records(table, clock).add("web", [check("c1"), check("c1", 46.0)]).checks) == 2


def test_what_was_told_is_read_from_what_a_change_keeps() -> None:
    assert told_in({"told": [encode(TOLD)]}) == (TOLD,)
    assert told_in(None) == told_in({}) == ()


def test_what_came_is_the_level_after_the_change_has_settled() -> None:
    values = [(at(number), value) for number, value in enumerate([90.0, 70.0, 46.0, 44.0, 45.0, 99.0])]
    assert came(TOLD, values, at(0)) == 45.0
    assert came(TOLD, values[:4], at(0)) is None


def test_it_is_compared_once_cloudwatch_has_those_values() -> None:
    assert due([TOLD], at(0)) == at(6) + timedelta(minutes=2)
