"""Where the message about something is."""

from datetime import timedelta

from app.alarms.decide.target import MessageId
from app.alarms.keep.notice_places import NoticePlaces
from app.store.table import MemoryTable
from tests.fakes.clock import SetClock


def test_what_is_related_belongs_to_the_last_message_that_was_as_grave(clock: SetClock) -> None:
    places = NoticePlaces(MemoryTable(), clock)
    assert places.place_of("finding 1", "C1", 3) is None
    places.keep("finding 1", "C1", "1.0", 3)
    assert places.place_of("finding 1", "C1", 3) == MessageId("C1", "1.0")
    assert places.place_of("finding 1", "C1", 0) == MessageId("C1", "1.0")
    assert places.place_of("finding 1", "C1", 4) is None
    assert places.place_of("finding 1", "C2", 3) is None
    assert places.place_of("finding 2", "C1", 3) is None


def test_after_a_day_it_belongs_to_nothing(clock: SetClock) -> None:
    places = NoticePlaces(MemoryTable(), clock)
    places.keep("finding 1", "C1", "1.0", 3)
    clock.advance(timedelta(hours=25).total_seconds())
    places.keep("finding 1", "C1", "1.0", 3)  # the same message is not newer for being found again
    assert places.place_of("finding 1", "C1", 3) is None
