"""Documents: one kind of document, found, begun, changed and kept for some days; and each survives other versions."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import pytest

from app.base.errors import Later
from app.store.documents import Documents
from app.store.table import Document, MemoryTable, Table
from tests.app.store.test_table import Answering
from tests.fakes.clock import SetClock
from tests.fakes.counted import CountedTable

THREADS = 8


@dataclass(frozen=True)
class Score:
    """A document's value."""

    points: int = 0
    by: tuple[str, ...] = ()


@pytest.fixture
def scores(table: Table, clock: SetClock) -> Documents[Score]:
    return Documents(table, clock, Score, "score", days=2)


def one_more(score: Score) -> Score:
    return replace(score, points=score.points + 1)


def test_what_nobody_stored_is_not_found(scores: Documents[Score]) -> None:
    assert scores.find("ana") is None
    assert scores.find_many(["ana"]) == {}
    assert scores.find_many([]) == {}


def test_a_new_one_is_found_as_it_was_begun(scores: Documents[Score]) -> None:
    assert scores.begin("ana", Score(3, ("bo",))) == Score(3, ("bo",))
    assert scores.find("ana") == Score(3, ("bo",))


def test_what_is_begun_with_its_lines_is_known_again_though_its_answer_was_lost(clock: SetClock) -> None:
    scores = Documents[Score](Answering(Later("no answer", maybe_done=True)), clock, Score, "score", days=2)
    assert scores.begin("ana", Score(3), Document("scores", "ana")) == Score(3)


def test_what_was_begun_just_now_is_changed_without_reading_it(clock: SetClock) -> None:
    table = CountedTable()
    scores = Documents[Score](table, clock, Score, "score", days=2)
    begun = scores.begin("ana", Score(3))
    table.calls.clear()
    assert scores.change("ana", one_more, begun) == Score(4)
    assert table.calls == ["put"]
    assert scores.find("ana") == Score(4)


def test_what_others_made_since_of_what_was_begun_is_changed_too(scores: Documents[Score]) -> None:
    begun = scores.begin("ana", Score(3))
    scores.change("ana", lambda score: replace(score, by=("bo",)))
    assert scores.change("ana", one_more, begun) == Score(4, ("bo",))
    assert scores.find("ana") == Score(4, ("bo",))


def test_one_that_is_there_stays_as_it_is(scores: Documents[Score]) -> None:
    scores.begin("ana", Score(3))
    assert scores.begin("ana", Score(9)) == Score(3)
    assert scores.find("ana") == Score(3)


def test_a_change_begins_with_the_defaults_and_goes_on_from_what_is_stored(scores: Documents[Score]) -> None:
    assert [scores.change("ana", one_more) for _ in range(2)] == [Score(1), Score(2)]
    assert scores.find("ana") == Score(2)


def test_changes_at_the_same_instant_all_count(scores: Documents[Score]) -> None:
    threads = [threading.Thread(target=scores.change, args=("ana", one_more)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scores.find("ana") == Score(THREADS)


def test_many_are_found_in_the_order_that_was_asked_for(scores: Documents[Score]) -> None:
    for name in ("cy", "ana", "bo"):
        scores.begin(name, Score(by=(name,)))
    assert list(scores.find_many(["bo", "nobody", "cy", "bo", "ana"])) == ["bo", "cy", "ana"]


def test_each_write_keeps_it_for_its_days(scores: Documents[Score], table: Table, clock: SetClock) -> None:
    scores.begin("ana", Score(3))
    assert table.get("score#ana", "score").expires_at == int(clock.epoch()) + 2 * 86400
    clock.advance(86400)
    scores.change("ana", one_more)
    assert table.get("score#ana", "score").expires_at == int(clock.epoch()) + 2 * 86400


def test_a_change_that_changes_nothing_writes_nothing(scores: Documents[Score], table: Table) -> None:
    scores.begin("ana", Score(3))
    scores.change("ana", lambda score: score)
    assert table.get("score#ana", "score").version == 1


def test_a_change_returns_what_others_made_of_it_before_it_was_known_to_be_done(clock: SetClock) -> None:
    """The write's answer is lost, and the next writer comes before anybody looks."""

    class Lossy(MemoryTable):
        def put(self, document: Document) -> Document:
            stored = super().put(document)
            if document.data == {"points": 4, "by": []}:
                theirs = self.get(*document.key)
                super().put(replace(theirs, data={"points": 9}, token=f"theirs {theirs.token}"))
                raise Later("no answer", maybe_done=True)
            return stored

    scores = Documents(Lossy(), clock, Score, "score", days=2)
    scores.begin("ana", Score(3))
    assert scores.change("ana", one_more) == scores.find("ana") == Score(9)


def test_to_begin_one_is_a_single_call_and_to_change_one_is_two(clock: SetClock) -> None:
    table = CountedTable()
    scores = Documents(table, clock, Score, "score", days=2)
    scores.begin("ana", Score(3))
    assert table.calls == ["put"]
    scores.change("ana", one_more)
    assert table.calls == ["put", "get", "put"]


def test_what_another_version_wrote_is_read_without_what_is_unknown_and_with_defaults(
    scores: Documents[Score], table: Table
) -> None:
    table.put(Document("score#ana", "score", {"points": 3, "level": {"name": "gold"}}))
    assert scores.find("ana") == Score(3)
    assert scores.change("ana", one_more) == Score(4)
