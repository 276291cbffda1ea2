"""The log of changes: begun once, changed, and found by group and by time."""

from __future__ import annotations

from dataclasses import replace

from app.commands.scale.change_log import OF_GROUP, SEARCHED, Changes
from app.commands.scale.logged_change import Change, ProgressMessage, Result
from app.store.table import MemoryTable
from tests.fakes.clock import SetClock
from tests.fakes.counted import CountedTable


def logged(changes: Changes, clock: SetClock, name: str, group: str = "web") -> Change:
    clock.advance(1)
    return changes.begin(Change(name, group, "U0ANA", clock(), f"set *{group}*", ProgressMessage("C0OPS", name)))


def test_the_newest_come_first_of_one_group_or_of_all(clock: SetClock) -> None:
    changes = Changes(MemoryTable(), clock)
    for name, group in (("a", "web"), ("b", "worker"), ("c", "web")):
        logged(changes, clock, name, group)
    assert [change.id for change in changes.newest("web")] == ["c", "a"]
    assert [change.id for change in changes.newest(most=2)] == ["c", "b"]


def test_what_is_begun_again_stays_as_it_is(clock: SetClock) -> None:
    changes = Changes(MemoryTable(), clock)
    change = logged(changes, clock, "a")
    changes.change("a", lambda known: replace(known, result=Result.PARTLY))
    assert changes.begin(change).result is Result.PARTLY
    assert len(changes.newest()) == 1


def test_an_unknown_one_is_not_there(clock: SetClock) -> None:
    assert Changes(MemoryTable(), clock).find("a") is None


def test_those_since_a_moment_are_the_newest_first_and_no_more_than_asked(clock: SetClock) -> None:
    changes = Changes(MemoryTable(), clock)
    for name in ("a", "b", "c"):
        logged(changes, clock, name)
    second = changes.find("b")
    assert second
    assert [change.id for change in changes.since(second.at, 10)] == ["c", "b"]
    assert [change.id for change in changes.since(second.at, 1)] == ["c"]


def test_a_groups_newest_changes_are_read_without_those_of_others(clock: SetClock) -> None:
    table = CountedTable()
    changes = Changes(table, clock)
    first = logged(changes, clock, "mine")
    for number in range(SEARCHED + 10):
        logged(changes, clock, f"other-{number}", "worker")
    table.documents.clear()
    assert changes.newest("web", most=1) == (first,)
    assert table.documents == ["query group-changes#web", "get_many change#mine"]


def test_those_of_an_older_bellhop_are_only_among_all(clock: SetClock) -> None:
    table = MemoryTable()
    changes = Changes(table, clock)
    for name, group in (("a", "web"), ("b", "worker"), ("c", "web")):
        change = logged(changes, clock, name, group)
        if name != "c":
            table.delete(f"{OF_GROUP}{group}", f"{change.at.timestamp():.3f}#{name}")
    assert [change.id for change in changes.newest("web")] == ["c", "a"]
    assert [change.id for change in changes.newest("web", most=1)] == ["c"]
    assert [change.id for change in changes.newest("worker", most=1)] == ["b"]
