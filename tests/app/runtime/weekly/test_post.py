"""The weekly post in Slack: once, when it is due, with what the table and AWS say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.config.configuration import Configuration
from app.config.weekly_post import WeeklyPost
from app.queues.timers import Timer
from app.runtime.weekly import post
from sandbox.slack.threaded import RunningSlack
from tests.app.runtime.weekly.posted import DAY, MONDAY, WEEK, made, posts, wake
from tests.fakes.bellhop import ALARMS, Bellhop
from tests.fakes.clock import SetClock


def test_the_week_is_posted_once_when_it_is_due_and_again_a_week_later(bellhop: Bellhop, clock: SetClock) -> None:
    counts = []
    for seconds in (-120, 240, 900, 3600, WEEK - 4620, DAY):
        clock.advance(seconds)
        wake(bellhop)
        counts.append(len(posts(bellhop)))
    assert counts == [0, 1, 1, 1, 2, 2]


def test_two_deliveries_and_a_new_deployment_post_it_once(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    for _ in range(2):
        bellhop.parts.timekeeper.set(Timer("weekly-post", "", clock()))
    bellhop.work()
    deployed = Bellhop(slack, clock, table=bellhop.table, configuration=Configuration(ALARMS, weekly=MONDAY))
    wake(deployed)
    assert len(posts(bellhop)) == 1


def test_once_it_is_posted_the_week_is_not_read_again(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    wake(bellhop)

    def read(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(post, "read", read)
    wake(bellhop)
    assert bellhop.watch.dead_letters == []
    assert bellhop.watch.waiting == []


def test_another_day_or_channel_in_bellhop_toml_makes_no_second_post_in_the_week(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    wake(bellhop)
    clock.advance(DAY)
    moved = WeeklyPost("tue 03:00", "#alarms")
    wake(Bellhop(slack, clock, table=bellhop.table, configuration=Configuration(ALARMS, weekly=moved)))
    assert (len(posts(bellhop)), posts(bellhop, "C0ALARMS")) == (1, [])


def test_without_the_line_nothing_is_posted(slack: RunningSlack, clock: SetClock) -> None:
    with made(slack, clock, WeeklyPost()) as silent:
        wake(silent)
        assert posts(silent) == posts(silent, "C0ALARMS") == []


def test_without_a_channel_it_goes_where_alarms_go(slack: RunningSlack, clock: SetClock) -> None:
    with made(slack, clock, WeeklyPost("mon 03:00")) as each:
        wake(each)
        assert len(posts(each, "C0ALARMS")) == 1


def test_nothing_to_report_is_one_line(bellhop: Bellhop) -> None:
    wake(bellhop)
    (text,) = posts(bellhop)
    assert text.startswith(":sunny: *A quiet week*")


def test_where_it_cannot_be_posted_it_is_logged_and_comes_once_it_can(
    slack: RunningSlack, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    with made(slack, clock, WeeklyPost("mon 03:00", "#no")) as nowhere:
        wake(nowhere)
        assert "week not posted" in caplog.text
        assert nowhere.watch.dead_letters == []
        there = Bellhop(slack, clock, table=nowhere.table, configuration=Configuration(ALARMS, weekly=MONDAY))
        clock.advance(timedelta(minutes=15).total_seconds())
        wake(there)
        assert len(posts(there)) == 1
