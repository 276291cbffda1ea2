"""What a drill's message says: the score per alarm, per group and per person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.aws.scaling import Capacity
from app.commands.forcealarm.drills.drill import (
    BY_PEOPLE,
    FAILED,
    LEFT,
    NO_GROUP,
    REFUSED,
    RESET,
    SAME,
    By,
    Drilled,
    DrilledGroup,
    Run,
)
from app.commands.forcealarm.drills.score import NOT_WHOLE, WHOLE, message
from app.commands.forcealarm.followed import Followed
from app.slack.messages.buttons import button

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def step(name: str) -> Followed:
    return Followed(name, at=NOW, state="ALARM", due=NOW)


SEEN = Drilled(
    "<a>", before="OK", shown=later(1), seen=By("U0ANA", later(5)), acknowledged=By("U0BO", later(20)), end=RESET
)
OTHER = Drilled(
    "b", before="OK", shown=later(2), seen=By("U0BO", later(40)), acknowledged=By("U0BO", later(40)), end=RESET
)
RUN = Run(
    "d1",
    "database",
    "U0ANA",
    channel="C0OPS",
    began_at=NOW,
    ends_at=later(600),
    ended_at=later(120),
    steps=(step("<a>"), step("b")),
    alarms=(SEEN, replace(OTHER, scaled=By("U0BO", later(60)))),
    is_over=True,
)
GROUP = DrilledGroup("web", "arn:web", Capacity(1, 8, 2), now=5)


def said(run: Run) -> list[str]:
    return message(run, later(120)).text.splitlines()


def test_the_score_says_how_fast_each_alarm_was_taken_and_what_each_person_did() -> None:
    assert said(RUN) == [
        ":checkered_flag: The drill `database` of <@U0ANA|> is over after 2 min: 2 of 2 alarms acknowledged, the "
        "median after 30 s.",
        "• `&lt;a&gt;`: set to ALARM, card after 1 s, seen by <@U0ANA|> after 5 s, acknowledged by <@U0BO|> after "
        "20 s, set back to OK by Bellhop.",
        "• `b`: set to ALARM, card after 2 s, acknowledged by <@U0BO|> after 40 s, scaled by <@U0BO|> after 1 min, set "
        "back to OK by Bellhop.",
        "*By person*",
        "• <@U0BO|>: acknowledged 2 (fastest after 20 s), saw 1 first.",
        "• <@U0ANA|>: saw 1 first.",
        WHOLE,
    ]


def test_where_nobody_did_anything_that_is_said() -> None:
    quiet = tuple(replace(each, seen=None, acknowledged=None, scaled=None) for each in RUN.alarms)
    lines = said(replace(RUN, alarms=quiet))
    assert lines[0].endswith("is over after 2 min: 0 of 2 alarms acknowledged.")
    assert lines[1].endswith("card after 1 s, nobody reacted, set back to OK by Bellhop.")
    assert lines[-2:] == ["Nobody reacted.", WHOLE]
    seen_only = replace(RUN.alarms[0], acknowledged=None)
    assert "nobody acknowledged it" in said(replace(RUN, alarms=(seen_only,)))[1]


@pytest.mark.parametrize(
    ("end", "line", "is_whole"),
    [
        (SAME, "", True),
        (BY_PEOPLE, "• `web`: <@U0BO|> scaled it back to 2 after 1 min.", True),
        (NO_GROUP, "• `web`: there is no such group any more.", False),
        (REFUSED, "• `web`: it is at 5, and was at 2. It was not set back: no.", False),
        (LEFT, "• `web`: it is at 5, and was at 2. Somebody else has changed it since", False),
    ],
)
def test_a_group_that_changed_says_who_brought_it_back(end: str, line: str, is_whole: bool) -> None:
    group = replace(GROUP, end=end, by=By("U0BO", later(60)), problem="no")
    run = replace(RUN, groups=(group,))
    assert (line in message(run, NOW).text) is True
    assert ("`web`" in message(run, NOW).text) is bool(line)
    assert said(run)[-1] == (WHOLE if is_whole else NOT_WHOLE)
    assert ("scaled 1 back" in message(run, NOW).text) is (end == BY_PEOPLE)


def test_what_is_not_as_before_is_never_called_so() -> None:
    assert said(replace(RUN, left=("• `a`: muted.",)))[-2:] == ["• `a`: muted.", NOT_WHOLE]
    assert said(replace(RUN, alarms=(replace(SEEN, end=FAILED, problem="no"),)))[-1] == NOT_WHOLE


def test_while_it_ends_nothing_can_be_stopped_any_more() -> None:
    ending = replace(RUN, is_over=False, is_ending=True, stopped_by="U0BO")
    assert said(ending)[0] == (
        ":checkered_flag: The drill `database` of <@U0ANA|> is over, stopped by <@U0BO|>. Bellhop puts everything back."
    )
    assert "drill_stop" not in str(message(ending, NOW).block_dicts())
    assert "drill_stop" in str(message(replace(RUN, is_over=False), NOW).block_dicts())
    assert "Set web to 2" in str(message(RUN, NOW, [button("Set web to 2", "scale_do:0", "{}", "web")]).block_dicts())
