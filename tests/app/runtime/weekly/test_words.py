"""The weekly post, as it reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.alarms.decide.target import MessageId
from app.commands.alarms.buttons import TUNE, alarm_in
from app.runtime.weekly.summary import Often, Summary, Unanswered
from app.runtime.weekly.words import Week, message
from app.slack.messages.message import Message
from tests.app.alarms.alarm_support import assert_slack_takes, buttons, seen_in_blocks

SINCE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAYS = "<!date^1795424400^{date_short_pretty}|2026-11-23 09:00:00 UTC> to "
FULL = Summary(
    incidents=14,
    alarms=6,
    still_open=1,
    acknowledged=9,
    to_acknowledge=timedelta(seconds=200),
    to_ok=timedelta(minutes=12),
    often=(Often("web-5xx", 22, 18, tunable=True), Often("queue", 130, 9, is_more=True, tunable=True)),
    unanswered=(
        Unanswered("db", timedelta(hours=2, minutes=5), is_open=True),
        Unanswered("cache", timedelta(minutes=40), place=MessageId("C1", "1.2")),
    ),
)


def said(summary: Summary, *costs: str, notes: tuple[str, ...] = (), link: str = "") -> Message:
    made = message(Week(SINCE, SINCE + timedelta(days=7), summary, costs, notes), lambda place: link)
    assert_slack_takes(made)
    return made


def lines(made: Message) -> list[str]:
    """Without the last one, which says from when to when it is."""
    found = made.text.split("\n")
    assert found[-1].startswith(DAYS)
    return found[:-1]


def test_a_full_week_fits_a_screen() -> None:
    assert lines(said(FULL, ":moneybag: Raised.", link="https://sandbox.slack.com/x")) == [
        ":bellhop_bell: *Your week in alarms*: 14 incidents from 6 alarms, 1 still open.",
        "Half of the 9 that somebody acknowledged were acknowledged within 3 min 20 s; half of those that are over "
        "were OK again within 12 min.",
        ":repeat: `web-5xx` went off 22 times, 18 of them over within 5 minutes without anybody doing anything. "
        "`/alarms tune` may make it quieter.",
        ":repeat: `queue` went off about 130 times.",
        ":eyes: Nobody did anything about 2 of them: `db` (2 h 5 min, still open), "
        "<https://sandbox.slack.com/x|cache> (40 min).",
        ":moneybag: Raised.",
    ]


def test_nothing_to_report_is_one_cheerful_line() -> None:
    assert lines(said(Summary())) == [":sunny: *A quiet week*: no alarm went off, and nothing was left up. Enjoy it!"]


def test_a_week_without_incidents_is_not_called_quiet_when_something_is_missing_or_cost() -> None:
    made = said(Summary(), notes=("Not checked.",))
    assert lines(made) == [":bellhop_bell: *Your week in alarms*: none went off."]
    assert made.text.endswith(" · Not checked.")
    assert lines(said(Summary(), ":moneybag: Raised."))[1:] == [":moneybag: Raised."]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"acknowledged": 1, "to_acknowledge": timedelta(seconds=9)}, "One was acknowledged, after 9 s."),
        ({}, "Nobody acknowledged any."),
        (
            {"to_ok": timedelta(minutes=1)},
            "Nobody acknowledged any; half of those that are over were OK again within 1 min.",
        ),
    ],
)
def test_what_was_not_acknowledged_has_no_median(changed: dict[str, Any], words: str) -> None:
    head, second = lines(said(replace(Summary(incidents=1, alarms=1), **changed)))
    assert head.endswith("1 incident from 1 alarm.")
    assert second == words


def test_a_noisy_alarm_has_a_button_that_looks_how_to_tune_it_and_one_elsewhere_has_none() -> None:
    elsewhere = Often("there", 9, 9, tunable=False)
    found = buttons(said(replace(FULL, often=(*FULL.often[:1], elsewhere))))
    assert [(each["action_id"], alarm_in(each["value"])) for each in found] == [(f"{TUNE}:0", "web-5xx")]


def test_names_of_people_s_making_mention_nobody_and_never_overfill_the_message() -> None:
    name = "<!here>&|`" * 25
    often = tuple(Often(name, 9, 9, tunable=True) for _ in range(9))
    missed = tuple(Unanswered(name, timedelta(1), place=MessageId("C1", "1.2")) for _ in range(9))
    made = said(replace(FULL, often=often, unanswered=missed), link="https://sandbox.slack.com/x")
    assert len(lines(made)) == 6
    assert "Nobody did anything about 9 of them, the longest were: " in seen_in_blocks(made)
