"""Which alarms somebody wants to see."""

from __future__ import annotations

import pytest

from app.commands.alarms.filters import Filters, read_filters


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("", Filters()),
        ("web-*", Filters("web-*")),
        ("RED web", Filters("web", ("ALARM",))),
        ("state:ok nodata", Filters(states=("OK", "INSUFFICIENT_DATA"))),
        ("tag:team=shop stage=prod", Filters(tags=(("team", "shop"), ("stage", "prod")))),
        ("group:web mine", Filters(group="web", mine=True)),
        ("CPU is high", Filters("CPU is high")),
    ],
)
def test_words_become_filters_and_filters_words(typed: str, filters: Filters) -> None:
    assert read_filters(typed.split()) == filters
    assert read_filters(str(filters).split()) == filters


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("web-* in alarm", Filters("web-*", ("ALARM",))),
        ("web-* in ALARM state", Filters("web-*", ("ALARM",))),
        ("web-* that are in alarm", Filters("web-*", ("ALARM",))),
        ("muted in alarm", Filters(states=("ALARM",), muted=True)),
        ("web-* which is muted", Filters("web-*", muted=True)),
        ("5xx in checkout", Filters("5xx in checkout")),
        ("state of the shop", Filters("state of the shop")),
    ],
)
def test_words_that_only_lead_to_a_filter_are_no_name(typed: str, filters: Filters) -> None:
    assert read_filters(typed.split()) == filters


@pytest.mark.parametrize(
    ("name", "fits"), [("web-5xx", True), ("WEB-5XX", True), ("my-web-5xx", False), ("web", False)]
)
def test_a_glob_fits_whole_names_in_any_case(name: str, fits: bool) -> None:
    assert Filters("web-*").fits_name(name) is fits


def test_brackets_are_part_of_a_name() -> None:
    assert Filters("web-[1]*").fits_name("web-[1]-cpu")
    assert not Filters("web-[1]*").fits_name("web-1-cpu")


def test_a_word_fits_any_part_of_a_name() -> None:
    assert Filters("5xx").fits_name("web-5XX-errors")
    assert not Filters("5xx").fits_name("web-4xx")


@pytest.mark.parametrize(
    ("name", "prefix", "asks_more"),
    [("web-*", "web-", False), ("*cpu*", "", True), ("web-?", "web-", True), ("web", "", True), ("", "", False)],
)
def test_cloudwatch_is_asked_for_the_start_of_a_glob(name: str, prefix: str, asks_more: bool) -> None:
    filters = Filters(name)
    assert (filters.prefix, filters.asks_more) == (prefix, asks_more)
