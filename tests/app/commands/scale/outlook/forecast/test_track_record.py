"""What came of forecasts is kept once for each change, the newest twelve."""

from __future__ import annotations

from app.commands.scale.outlook.forecast.check import Check
from app.commands.scale.outlook.forecast.track_record import MOST, TrackRecord, TrackRecords
from app.store.table import Table
from tests.app.commands.scale.outlook.forecast.series import at
from tests.app.commands.scale.outlook.forecast.test_check import TOLD
from tests.fakes.clock import SetClock


def check(change: str, value: float = 44.0) -> Check:
    return Check(change, TOLD, value, at(0))


def test_a_change_counts_once_and_the_newest_are_kept(table: Table, clock: SetClock) -> None:
    records = TrackRecords(table, clock)
    assert records.find("web") == TrackRecord()
    for number in [*range(MOST + 3), MOST + 2]:
        records.add("web", [check(f"c{number}")])
    kept = records.find("web").checks
    assert [each.change for each in kept] == [f"c{number}" for number in range(3, MOST + 3)]
    assert records.find("shop") == TrackRecord()


def test_all_metrics_of_a_change_count(table: Table, clock: SetClock) -> None:
    assert len(TrackRecords(table, clock).add("web", [check("c1"), check("c1", 46.0)]).checks) == 2


def test_what_came_before_a_group_was_made_was_about_another_of_its_name(table: Table, clock: SetClock) -> None:
    records = TrackRecords(table, clock)
    records.add("web", [check("c1"), check("c2")])
    assert len(records.find("web", since=at(0)).checks) == 2
    assert records.find("web", since=at(1)) == TrackRecord()
