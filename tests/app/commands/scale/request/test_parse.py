"""The words of /scale: each row of its table, and that no text at all does anything but parse or say what to type."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import Wrong
from app.commands.scale.request.parse import Request
from app.commands.scale.request.parse import words as known_words
from app.commands.scale.request.size import Size, Unit
from app.commands.scale.request.sizes import Sizes
from app.commands.scale.request.when import NOW, At, Every, For, In, Until
from app.commands.scale.verbs import catalogue
from app.commands.scale.verbs.keep import Keep
from app.commands.scale.verbs.look import Failures, Fit, Help, History, ListAll, LookAt
from app.commands.scale.verbs.processes import PROCESSES, Resume, Suspend
from app.commands.scale.verbs.refresh import Refresh, ShowRefresh
from app.commands.scale.verbs.resize import Resize
from app.commands.scale.verbs.schedule import Schedule, ShowSchedule, Unschedule
from app.commands.scale.verbs.stay import Stay
from app.commands.scale.verbs.undo import Undo
from app.listeners.times.days import WEEK, Day


def to(number: int) -> Size:
    return Size(Decimal(number))


WORDS = known_words()
WEEKDAYS = WEEK[:5]
ROWS: dict[str, Request] = {
    "": Request(ListAll()),
    "list": Request(ListAll()),
    "help": Request(Help()),
    "history": Request(History()),
    "schedule": Request(ShowSchedule()),
    "web": Request(LookAt(), "web"),
    "web 4": Request(Resize(Sizes(to(4))), "web"),
    "web +2": Request(Resize(Sizes(Size(Decimal(2), Unit.STEP))), "web"),
    "web -1": Request(Resize(Sizes(Size(Decimal(-1), Unit.STEP))), "web"),
    "web −1": Request(Resize(Sizes(Size(Decimal(-1), Unit.STEP))), "web"),
    "web x1.5": Request(Resize(Sizes(Size(Decimal("1.5"), Unit.FACTOR))), "web"),
    "web X2": Request(Resize(Sizes(Size(Decimal(2), Unit.FACTOR))), "web"),
    "web +50%": Request(Resize(Sizes(Size(Decimal(50), Unit.PERCENT_STEP))), "web"),
    "web -25%": Request(Resize(Sizes(Size(Decimal(-25), Unit.PERCENT_STEP))), "web"),
    "web 150%": Request(Resize(Sizes(Size(Decimal(150), Unit.PERCENT))), "web"),
    "web min=2 max=12 6": Request(Resize(Sizes(to(6), 2, 12)), "web"),
    "web 6 MAX=12": Request(Resize(Sizes(to(6), None, 12)), "web"),
    "web min=2": Request(Resize(Sizes(None, 2)), "web"),
    "web 4 for 2h": Request(Resize(Sizes(to(4)), For(timedelta(hours=2))), "web"),
    "web +2 for 1h30m": Request(
        Resize(Sizes(Size(Decimal(2), Unit.STEP)), For(timedelta(minutes=90))),
        "web",
    ),
    "web 4 for 2 hours": Request(Resize(Sizes(to(4)), For(timedelta(hours=2))), "web"),
    "web 4 in 1 h 30 min": Request(Schedule(Sizes(to(4)), In(timedelta(minutes=90))), "web"),
    "web 4 at 18:00": Request(Schedule(Sizes(to(4)), At(time(18))), "web"),
    "web 4 tomorrow 6pm UTC": Request(Schedule(Sizes(to(4)), At(time(18), "tomorrow", "UTC")), "web"),
    "web 4 until 18:00": Request(Resize(Sizes(to(4)), Until(time(18))), "web"),
    "web 4 mon-fri 08:00": Request(Schedule(Sizes(to(4)), Every(WEEKDAYS, time(8))), "web"),
    "web 4 in 30m": Request(Schedule(Sizes(to(4)), In(timedelta(minutes=30))), "web"),
    "web 4 every weekday 08:00": Request(Schedule(Sizes(to(4)), Every(WEEKDAYS, time(8))), "web"),
    "web 4 every fri,Mon 8.15": Request(Schedule(Sizes(to(4)), Every((Day.MON, Day.FRI), time(8, 15))), "web"),
    "web 4 every weekday at 08:00": Request(Schedule(Sizes(to(4)), Every(WEEKDAYS, time(8))), "web"),
    "web 4 every fri, mon at 8:15": Request(Schedule(Sizes(to(4)), Every((Day.MON, Day.FRI), time(8, 15))), "web"),
    "web 4 every sundays 23:59": Request(Schedule(Sizes(to(4)), Every((Day.SUN,), time(23, 59))), "web"),
    "web schedule": Request(ShowSchedule(), "web"),
    "web schedule delete bellhop-at-1": Request(Unschedule("bellhop-at-1"), "web"),
    "web suspend launch, terminate": Request(Suspend(("Launch", "Terminate")), "web"),
    "web suspend all": Request(Suspend(PROCESSES), "web"),
    "web resume Launch launch": Request(Resume(("Launch",)), "web"),
    "web refresh": Request(ShowRefresh(), "web"),
    "web refresh start": Request(Refresh("start"), "web"),
    "web refresh cancel": Request(Refresh("cancel"), "web"),
    "web refresh rollback": Request(Refresh("rollback"), "web"),
    "web undo": Request(Undo(), "web"),
    "web history": Request(History(), "web"),
    "web failures": Request(Failures(), "web"),
    "web fit": Request(Fit(), "web"),
    "web keep": Request(Keep(), "web"),
    "web stay": Request(Stay(), "web"),
    "dry-run web 4": Request(Resize(Sizes(to(4))), "web", is_dry_run=True),
    "DryRun web undo": Request(Undo(), "web", is_dry_run=True),
    "dry run web 4": Request(Resize(Sizes(to(4))), "web", is_dry_run=True),
    "dry–run web 4": Request(Resize(Sizes(to(4))), "web", is_dry_run=True),
    "web help": Request(Help(), "web"),
    "web max": Request(Resize(Sizes(Size(Decimal(), Unit.TO_MAXIMUM))), "web"),
    "web MIN for 2h": Request(Resize(Sizes(Size(Decimal(), Unit.TO_MINIMUM)), For(timedelta(hours=2))), "web"),
    "web 4 next monday 8:00": Request(Schedule(Sizes(to(4)), At(time(8), "next monday")), "web"),
    "web 4 because the sale begins": Request(Resize(Sizes(to(4))), "web", reason="the sale begins"),
    "web 4 Because of “the sale”": Request(Resize(Sizes(to(4))), "web", reason="of “the sale”"),
    "bob’s 4": Request(Resize(Sizes(to(4))), "bob’s"),
    "4 4": Request(Resize(Sizes(to(4))), "4"),
    "group:history 4": Request(Resize(Sizes(to(4))), "history"),
    "group:web": Request(LookAt(), "web"),
    'group:"two words" 4': Request(Resize(Sizes(to(4))), "two words"),
    '"two  words" 4': Request(Resize(Sizes(to(4))), "two  words"),
    '"a \\"b\\" \\\\c" 4 because "so"': Request(Resize(Sizes(to(4))), 'a "b" \\c', reason='"so"'),
    "dry-run “it is because so” 4": Request(Resize(Sizes(to(4))), "it is because so", is_dry_run=True),
    "group:“two words” undo": Request(Undo(), "two words"),
}


@pytest.mark.parametrize("words", ROWS)
def test_each_row_is_read(words: str) -> None:
    assert Request.parse(words) == ROWS[words]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("web frob", "`frob` is not a size. Try `/scale web 4`, `+2`"),
        ("web udno", "`udno` is not a size. Did you mean `undo`?"),
        ("web refesh start", "Did you mean `refresh`?"),
        ("web 4 4", "`4` does not belong there"),
        ("web 4 fro 2h", "`fro` does not belong there. Did you mean `from` or `for`?"),
        ("web 4 for 2h max=9", "`max=9` does not belong there"),
        ("web dry run 4", "`dry` is not a size"),
        ("group:", "Put its name right after `group:`"),
        ('group:"" 4', "Put its name right after `group:`"),
        ('group:"two words" 4 for', 'Try `/scale "two words" 4 for 2h`'),
        ("group:undo frob", "Try `/scale group:undo 4`"),
        ("web min 2", "Use `min=2`"),
        ("web 9999999999", "more than AWS supports"),
        ("web min=x", "Use `min=2`"),
        ("web min=2 min=3", "`min=3` is given twice"),
        ("web for 2h", "Which size? Try `/scale web 4 for 2h`"),
        ("web 6pm", "Which size? Try `/scale web 4 at 18:00`"),
        ("web till 18:00", "Which size? Try `/scale web 4 until 18:00`"),
        ("web 4 for", "Something is missing after `for`"),
        ("web 4 for 2 hs", "`2 hs` is not a duration"),
        ("web 4 for two", "`two` is not a duration"),
        ("web 4 in a", "`a` is not a duration"),
        ("web 4 for 4m", "`for` takes at least 5 minutes"),
        ("web 4 in 0m", "`in` takes at least 1 minute"),
        ("web 4 for 31d", "at most 30 days"),
        ("web 4 at lunch", "`lunch` is not a time of day"),
        ("web 4 at 24:00", "is not a time of day"),
        ("web 4 every frieday 08:00", "Did you mean `friday`"),
        ("web 4 every day", "At what time? Try `/scale web 4 every weekday 08:00`."),
        ("web +2 at 18:00", "so only a plain number can be scheduled"),
        ("web x2 every day 08:00", "so only a plain number can be scheduled"),
        ("web suspend", "Something is missing after `suspend`"),
        ("web suspend lunch", "Did you mean `Launch`?"),
        ("web refresh stop", "is not something a refresh can do"),
        ("web refresh start now", "`now` does not belong there"),
        ("web undo it", "`it` does not belong there"),
        ("web schedule delete", "Try `/scale web schedule delete NAME`"),
        ("undo", "Which group? Try `/scale GROUP undo`"),
        ("suspend Launch", "Which group? Try `/scale GROUP suspend Launch`"),
        ("refresh start", "Try `/scale GROUP refresh start`"),
        ("history of it", "Which group? Try `/scale GROUP history of it`"),
        ("web 4 because", "The reason after `because` is missing."),
        (f"web 4 because {'so ' * 101}", "The reason is too long: 300 characters at most"),
    ],
)
def test_each_mistake_gets_a_sentence_that_says_what_to_type(words: str, said: str) -> None:
    with pytest.raises(Wrong) as problem:
        Request.parse(words)
    assert said in str(problem.value)


@pytest.mark.parametrize(
    "words", ["", "web", "schedule", "web history", "web refresh", "dry-run web 4", "dry-run web undo"]
)
def test_looking_changes_nothing(words: str) -> None:
    assert not Request.parse(words).changes


@pytest.mark.parametrize("words", ["web 4", "web undo", "web refresh start", "web suspend all", "web 4 in 1h"])
def test_everything_else_does(words: str) -> None:
    assert Request.parse(words).changes


NUMBERS = st.integers(0, 10**9 - 1).map(Decimal)
STEPS = st.integers(-(10**9) + 1, 10**9 - 1).map(Decimal)
FACTORS = st.integers(0, 999_000).map(lambda thousandths: Decimal(thousandths) / 1000)
SIZES = st.one_of(
    st.builds(Size, NUMBERS),
    st.builds(Size, STEPS, st.just(Unit.STEP)),
    st.builds(Size, FACTORS, st.just(Unit.FACTOR)),
    st.builds(Size, NUMBERS, st.just(Unit.PERCENT)),
    st.builds(Size, STEPS, st.just(Unit.PERCENT_STEP)),
)
BOUNDS = st.none() | st.integers(0, 10**9 - 1)
CLOCKS = st.times().map(lambda at: time(at.hour, at.minute))
DAYS = st.sets(st.sampled_from(WEEK), min_size=1).map(lambda chosen: tuple(day for day in WEEK if day in chosen))
FORS = st.integers(5, 30 * 1440).map(lambda minutes: For(timedelta(minutes=minutes)))
INS = st.integers(1, 30 * 1440).map(lambda minutes: In(timedelta(minutes=minutes)))
ON_DAYS = st.sampled_from(["", "today", "tomorrow", "monday", "sunday", "2027-01-01", "29-feb", "1-jan"])
ZONES = st.sampled_from(["", "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Kolkata", "Etc/GMT+2"])
# Today's midnight is read as the next one, which is tomorrow's 00:00.
UNTIL_TIMES = st.builds(Until, CLOCKS, ON_DAYS, ZONES).filter(lambda until: (until.at, until.on) != (time(), "today"))
AT_TIMES = st.builds(At, CLOCKS, ON_DAYS, ZONES).filter(lambda when: (when.at, when.on) != (time(), "today"))
LATER = st.one_of(AT_TIMES, INS, st.builds(Every, DAYS, CLOCKS, ZONES))
WORD = st.text(st.characters(categories=("L", "N"), include_characters="-_./"), min_size=1).filter(
    lambda word: word.split() == [word]
)
NAMES = st.lists(WORD, min_size=1, max_size=3).map(" ".join) | st.sampled_from([*sorted(WORDS), "dry run", "dry–run"])
OTHER_WORD = WORD.filter(lambda word: word.casefold() != "because")
REASONS = st.just("") | st.lists(OTHER_WORD, min_size=1, max_size=4).map(" ".join).filter(lambda why: len(why) <= 300)
SET_NOW = st.builds(Sizes, SIZES, BOUNDS, BOUNDS)
SET_LATER = st.builds(Sizes, st.builds(Size, NUMBERS), BOUNDS, BOUNDS)
SOME = st.lists(st.sampled_from(PROCESSES), min_size=1, unique=True).map(tuple)
INTENTS: Any = st.one_of(
    st.builds(Resize, SET_NOW, st.just(NOW) | FORS | UNTIL_TIMES),
    st.builds(Schedule, SET_LATER, LATER),
    st.builds(Unschedule, OTHER_WORD),
    st.builds(Suspend, SOME),
    st.builds(Resume, SOME),
    st.builds(Refresh, st.sampled_from(["start", "cancel", "rollback"])),
    st.sampled_from([LookAt(), ShowSchedule(), ShowRefresh(), Undo(), History()]),
)
ALONE = [ListAll(), Help(), History(), ShowSchedule()]
REQUESTS = st.one_of(
    st.builds(Request, INTENTS, NAMES, st.booleans(), REASONS),
    st.builds(
        Request, st.sampled_from([ListAll(), Help(), History(), ShowSchedule()]), st.just(""), st.booleans(), REASONS
    ),
)


@given(REQUESTS)
def test_every_printed_request_parses_back_to_itself(request: Request) -> None:
    assert Request.parse(str(request)) == request


SCRAPS = sorted(
    {
        *WORDS,
        *PROCESSES,
        *ROWS,
        "dry",
        "run",
        ",",
        "hours",
        "for",
        "at",
        "in",
        "every",
        "day",
        "2h",
        "18:00",
        "min=",
        "group:",
        '"',
        "%",
        "x",
    }
)


@given(st.text() | st.lists(st.sampled_from(SCRAPS) | st.text(max_size=5)).map(" ".join))
def test_no_text_at_all_raises_anything_but_a_sentence(words: str) -> None:
    try:
        assert isinstance(Request.parse(words), Request)
    except Wrong as problem:
        assert str(problem).rstrip().endswith((".", "`", "?"))


def test_everything_that_can_be_asked_has_a_row() -> None:
    kinds = {kind.intent for verb in catalogue.VERBS for kind in verb.kinds}
    looks = {look.intent for verb in catalogue.VERBS for look in verb.looks}
    assert {type(request.intent) for request in ROWS.values()} == kinds | looks
