"""A page of the list of alarms, as a message."""

from __future__ import annotations

import json

import pytest

from app.alarms.read.described import seen
from app.alarms.show.layout import BLOCKS_LIMIT
from app.commands.alarms.filters import Filters
from app.commands.alarms.page import ROWS_A_PAGE, Overview, page
from app.commands.alarms.rows import listed
from tests.app.commands.alarms.world import NOON, metric_alarm
from tests.fakes.aws import HOME

QUIET = ":large_green_circle: No alarm is in ALARM or INSUFFICIENT_DATA."


@pytest.mark.parametrize(
    ("overview", "filters", "title"),
    [
        (Overview(0), Filters(), QUIET),
        (Overview(0), Filters("web-*", ("OK",)), "No alarm that fits `web-* ok` is OK."),
        (Overview(0, ok=(100, True)), Filters(), f"{QUIET} More than 100 OK."),
    ],
)
def test_without_rows_it_says_what_was_asked(overview: Overview, filters: Filters, title: str) -> None:
    assert page([], 0, overview, filters).text == title


@pytest.mark.parametrize(
    ("overview", "filters", "title"),
    [
        (Overview(1, ok=(24, False)), Filters(), "*One alarm is not OK.* 24 OK."),
        (
            Overview(0),
            Filters("web-* in nowhere"),
            "No alarm that fits `web-* in nowhere` is in ALARM or INSUFFICIENT_DATA. bellhop.toml names no place "
            "`nowhere`, so it was looked for in the name.",
        ),
        (Overview(0), Filters("*x in a*"), "No alarm that fits `*x in a*` is in ALARM or INSUFFICIENT_DATA."),
        (Overview(0), Filters(muted=True), "No alarm is muted."),
        (Overview(0, ok=(1, False)), Filters("", ("INSUFFICIENT_DATA",)), "No alarm is in INSUFFICIENT_DATA. 1 OK."),
        (Overview(1), Filters(muted=True), "*1 alarm is muted.*"),
        (Overview(3), Filters(muted=True), "*3 alarms are muted*, worst first. Showing 1 to 1."),
        (
            Overview(0),
            Filters("web-*", muted=True),
            "No alarm that fits `web-* muted` is held by an active mute rule or has disabled actions.",
        ),
        (Overview(12), Filters(), "*12 alarms are not OK*, worst first. Showing 1 to 1."),
        (Overview(1), Filters(mine=True), "*1 alarm* for `mine`."),
        (Overview(300, cut=("ALARM",)), Filters("w*"), "*More than 300 alarms* for `w*`, worst first. Showing 1 to 1."),
    ],
)
def test_the_title_counts(overview: Overview, filters: Filters, title: str) -> None:
    row = listed(seen(metric_alarm("a"), HOME, NOON), ())
    assert page([row], 0, overview, filters).text.splitlines()[0] == title


@pytest.mark.parametrize("name", ["&", "n"])
def test_the_longest_names_fit_a_message(name: str) -> None:
    rows = [listed(seen(metric_alarm(f"{name * 250}{at:05}"), HOME, NOON), ()) for at in range(ROWS_A_PAGE)]
    message = page(rows, 8, Overview(400, (100, True), ("ALARM", "INSUFFICIENT_DATA"), 9), Filters(tags=(("a", "b"),)))
    assert len(json.dumps(message.block_dicts(), ensure_ascii=False)) <= BLOCKS_LIMIT
