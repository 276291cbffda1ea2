"""The last good configuration in the table."""

from __future__ import annotations

from app.runtime.kept_configuration import KeptConfiguration
from app.store.table import Table
from tests.fakes.clock import SetClock


def test_what_was_kept_last_is_there_for_another_process(table: Table, clock: SetClock) -> None:
    assert KeptConfiguration(table, clock).last() == ""
    KeptConfiguration(table, clock).keep("one")
    KeptConfiguration(table, clock).keep("two")
    assert KeptConfiguration(table, clock).last() == "two"


def test_it_is_written_once_a_day_so_that_it_does_not_expire(table: Table, clock: SetClock) -> None:
    kept = KeptConfiguration(table, clock)

    def version() -> tuple[int, int]:
        document = table.get("configuration#last", "configuration")
        return document.version, document.expires_at

    kept.keep("one")
    kept.keep("one")
    first, expires = version()
    assert first == 1
    clock.advance(86400)
    kept.keep("one")
    assert version() == (2, expires + 86400)
