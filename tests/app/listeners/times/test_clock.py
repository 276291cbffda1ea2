"""A time of day with its day and its zone: in any order, and never a guess."""

from __future__ import annotations

from datetime import time

import pytest

from app.base.errors import Wrong
from app.listeners.help import Usage
from app.listeners.times.clock import Clock, read_clock
from app.listeners.times.days import WEEK, Day

USAGE = Usage("`/scale web 4 at 18:00`", "`/scale help`", frozenset({"please"}))


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("18:00", Clock(time(18))),
        ("6.30", Clock(time(6, 30))),
        ("6pm", Clock(time(18))),
        ("6:30PM", Clock(time(18, 30))),
        ("12am", Clock(time(0))),
        ("12pm", Clock(time(12))),
        ("6 p.m.", Clock(time(18))),
        ("18", Clock(time(18))),
        ("1830", Clock(time(18, 30))),
        ("noon", Clock(time(12))),
        ("midnight", Clock(time(0))),
        ("18:00 UTC", Clock(time(18), zone="UTC")),
        ("18:00Z", Clock(time(18), zone="UTC")),
        ("UTC 18:00", Clock(time(18), zone="UTC")),
        ("18:00 gmt", Clock(time(18), zone="UTC")),
        ("18:00 Europe/Berlin tomorrow", Clock(time(18), "tomorrow", zone="Europe/Berlin")),
        ("18:00 Berlin", Clock(time(18), zone="Berlin")),
        ("18:00 New York", Clock(time(18), zone="New_York")),
        ("tonight at 23:30", Clock(time(23, 30), "today")),
        ("2027-01-01T08:00Z", Clock(time(8), "2027-01-01", zone="UTC")),
        ("2027-01-01 08:00", Clock(time(8), "2027-01-01")),
        ("8am on the 1st of jan", Clock(time(8), "1-jan")),
        ("08:00 the day after tomorrow", Clock(time(8), "day after tomorrow")),
        ("Day after tmrw at 8am UTC", Clock(time(8), "day after tomorrow", zone="UTC")),
        ("Monday 08:00", Clock(time(8), "monday")),
        ("mon, wed 08:00", Clock(time(8), days=(Day.MON, Day.WED))),
        ("mon-fri at 08:00", Clock(time(8), days=WEEK[:5])),
    ],
)
def test_the_parts_in_any_order(words: str, clock: Clock) -> None:
    assert read_clock(words.split(), USAGE) == clock


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("6", "`6` can be morning or evening. Type `6am`, `6pm` or `06:00`."),
        ("24:00", "`24:00` is not a time of day. Try `18:00` or `6pm`, as in `/scale web 4 at 18:00`."),
        ("13pm", "is not a time of day"),
        ("0am", "is not a time of day"),
        ("8:75", "is not a time of day"),
        ("555", "is not a time of day"),
        ("soon", "`soon` is not a time of day"),
        ("tomorrow", "At what time?"),
        ("18:00 EST", "`EST` is not clear as a time zone. Type `UTC`, or a place such as `America/New_York`."),
        ("18:00 +02:00", "is not clear as a time zone"),
        ("18:00 UTC+2", "is not clear as a time zone"),
        ("18:00 for 2h", "`2h` does not belong there"),
        ("today tomorrow 18:00", "`tomorrow` does not belong there"),
        ("tomorrow mon-fri 18:00", "does not belong there"),
        ("18:00 becaus", "does not belong there"),
        ("18:00 1/2", "can be two dates"),
        ("yesterday", "`yesterday` is over. Try `/scale web 4 at 18:00`."),
        ("9am yesterday", "`yesterday` is over."),
    ],
)
def test_what_is_none_or_can_be_two_gets_a_sentence(words: str, said: str) -> None:
    with pytest.raises(Wrong) as problem:
        read_clock(words.split(), USAGE)
    assert said in str(problem.value)
