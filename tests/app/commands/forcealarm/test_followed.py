"""What became of an alarm that was set by hand, as a value and in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.aws.alarm import Alarm
from app.commands.forcealarm.followed import GONE, OWN, SET, Followed, Following, message, seen
from app.store.codec import decode, encode
from tests.fakes.aws import alarm

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)
FORCED = Followed("web", "OK", "m1", AT)
MINE = "Test (set by hand in Slack by ana; request m1)"
OTHERS = "Test (set by hand in Slack by bo; request m2)"
NOW = AT + timedelta(seconds=30)
AS_SET = replace(alarm("web", "ALARM"), reason=MINE, since=AT)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("found", "end", "to", "seconds"),
    [
        (AS_SET, "", "", 0),
        (replace(AS_SET, state="OK", reason="fine", since=after(12)), "back", "OK", 12),
        (replace(AS_SET, state="OK", reason="fine", since=None), "back", "OK", 30),
        (replace(AS_SET, state="OK", reason="fine", since=after(12), updated=True), "back", "OK", 30),
        (replace(AS_SET, state="OK", reason="fine", since=after(-60)), "", "", 0),
        (replace(AS_SET, state="OK", reason=OTHERS, since=after(8)), SET, "OK", 8),
        (replace(AS_SET, reason="1 datapoint [90]", since=AT), OWN, "ALARM", 0),
        (replace(AS_SET, reason=OTHERS, since=after(9)), SET, "ALARM", 9),
        (None, GONE, "", 0),
    ],
)
def test_what_cloudwatch_says_is_what_became_of_it(found: Alarm | None, end: str, to: str, seconds: float) -> None:
    looked = seen(FORCED, "ALARM", found, NOW)
    assert (looked.end, looked.to, looked.seconds) == (end, to, seconds)
    assert seen(looked, "ALARM", AS_SET, NOW) == looked


def test_each_of_several_is_told_with_its_name() -> None:
    ended = [
        replace(FORCED, end="back", to="OK", seconds=12.4),
        replace(FORCED, alarm="<b>", end=OWN, to="ALARM"),
        replace(FORCED, alarm="c", end=SET, to="OK", seconds=61),
    ]
    told = message(Following("1", "ALARM", words="ana set 3 alarms.", alarms=tuple(ended)))
    assert told.text.splitlines() == [
        "ana set 3 alarms.",
        "`web`: CloudWatch set it back to *OK* after 12 s.",
        "`&lt;b&gt;`: CloudWatch has evaluated it since, and its own state is *ALARM*, too.",
        "`c`: Somebody set it to *OK* by hand after 1 min 1 s.",
    ]
    assert len(told.blocks) == 2


def test_it_is_the_same_from_the_table_and_one_of_another_version_has_defaults() -> None:
    stored = Following("1", "ALARM", ("k",), "C1", "", "words", (FORCED,), 3)
    assert decode(Following, encode(stored)) == stored
    assert decode(Following, {"newer": 1}) == Following()
