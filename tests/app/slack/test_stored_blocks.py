"""What Slack refused is in the table for a day."""

from __future__ import annotations

from app.slack.messages.newer import CHART, FOLDED
from app.slack.stored_blocks import REFUSED_FOR, StoredBlocks
from app.store.table import MemoryTable
from tests.fakes.clock import SetClock


def test_each_type_is_refused_for_a_day_from_the_last_time(clock: SetClock) -> None:
    stored = StoredBlocks(MemoryTable(), clock)
    assert stored.refused() == frozenset()
    stored.refuse({CHART})
    clock.advance(REFUSED_FOR.total_seconds() / 2)
    stored.refuse({FOLDED})
    assert stored.refused() == {CHART, FOLDED}
    clock.advance(REFUSED_FOR.total_seconds() / 2)
    assert stored.refused() == {FOLDED}
