"""In an account with ten thousand alarms nothing reads all of them."""

from __future__ import annotations

import time

import pytest

from app.listeners.alarm_search import MOST_BEGINNINGS, MOST_PAGES, beginning, like, listed, matching
from tests.app.commands.forcealarm.test_find import offered
from tests.app.people import seen, type_in
from tests.fakes.aws import FakeCloudWatch, alarm
from tests.fakes.bellhop import Bellhop

MANY = [alarm(f"svc-{number:05d}-cpu", "ALARM" if number == 9000 else "OK") for number in range(10_000)]


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    for each in MANY:
        listening_bellhop.cloudwatch.add(each)
    return listening_bellhop


def test_the_list_is_two_pages_and_has_what_is_in_alarm(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm")
    assert "`svc-09000-cpu`" in seen(bellhop)[0].splitlines()[0]
    assert "and more than" in seen(bellhop)[0]
    assert bellhop.cloudwatch.pages == [("ALARM", ""), ("", "")]


@pytest.mark.parametrize("words", ["svc-08123-cpu", "svc-08123"])
def test_one_is_found_by_its_name_and_by_its_beginning(words: str, bellhop: Bellhop) -> None:
    type_in(bellhop, f"/forcealarm {words} ALARM")
    assert [name for name, _, _ in bellhop.cloudwatch.changes] == ["svc-08123-cpu"]
    assert len(bellhop.cloudwatch.pages) <= MOST_PAGES + MOST_BEGINNINGS


def test_a_part_of_a_name_is_never_sure_where_not_all_names_are_known(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm vc-00123 ALARM")
    assert bellhop.cloudwatch.changes == []
    assert offered(bellhop) == ["svc-00123-cpu ALARM"]


def test_what_is_not_found_is_said_with_what_to_type(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm frob ALARM")
    assert seen(bellhop)[0].startswith("No alarm begins with `frob`")
    assert len(bellhop.cloudwatch.pages) <= MOST_PAGES + MOST_BEGINNINGS


def test_a_small_account_is_read_once() -> None:
    cloudwatch = FakeCloudWatch(alarm("a"), alarm("b", "ALARM"))
    assert set(like(cloudwatch, ["a"]).alarms) == {"a", "b"}
    assert cloudwatch.pages == [("", "")]
    assert (set(listed(cloudwatch).alarms), listed(cloudwatch).has_more) == ({"a", "b"}, False)
    assert set(beginning(cloudwatch, "b").alarms) == {"b"}


@pytest.mark.parametrize(
    ("glob", "names"),
    [
        ("web-*", ["web-[1]", "web-[1]-x", "web-a-b"]),
        ("*-?", ["web-[1]-x", "web-a-b"]),
        ("web-[1]*", ["web-[1]", "web-[1]-x"]),
        ("*\n*", ["two\nlines"]),
        ("WEB*", []),
    ],
)
def test_a_glob_has_stars_and_question_marks_and_all_else_is_itself(glob: str, names: list[str]) -> None:
    known = ("web-[1]", "web-[1]-x", "web-a-b", "two\nlines")
    found = matching(FakeCloudWatch(*map(alarm, known)), glob)
    assert list(found.alarms) == names


@pytest.mark.parametrize("unit", ["*a", "*?", "?*", "*", "*a*"])
def test_a_glob_of_many_stars_is_matched_soon(unit: str) -> None:
    """Each star that is tried at each place would take longer than there is time, from the fifth on."""
    cloudwatch = FakeCloudWatch(*(alarm("a" * 240 + f"-{number}") for number in range(100)))
    begun = time.thread_time()
    assert matching(cloudwatch, (unit * 1000)[:1000] + "b").alarms == {}
    assert time.thread_time() - begun < 5
