"""`/alarms audit` typed and read in Slack, its pages, and the weekly post."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from app.base.deadline import ending
from app.base.errors import Later, Refused, Wrong
from app.commands.alarms.audit import run
from app.commands.alarms.audit.buttons import PAGE
from app.commands.alarms.audit.keep import reports
from app.commands.alarms.audit.report import Report
from app.config.configuration import Configuration
from app.config.weekly_post import WeeklyPost
from app.queues.timers import Timer, timer_in
from app.slack.interactions import ButtonClick, Caller
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.alarms.audit.world import NOW, World, world
from tests.app.people import press, seen, type_in
from tests.fakes.aws import FakeCloudWatch
from tests.fakes.bellhop import ALARMS, Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.scaling import FakeAutoScaling
from tests.sandbox.aws.conftest import Fronts


def newest(bellhop: Bellhop, channel: str = "C0OPS") -> dict[str, Any]:
    return {**bellhop.slack.messages(channel)[-1], "channel": channel}


def test_it_answers_at_once_and_then_with_what_it_found_to_a_guest_too(account: World) -> None:
    account.put("deaf", AlarmActions=[])
    type_in(account.bellhop, "/alarms audit", user="U0EVE")
    looking, told = seen(account.bellhop, user="U0EVE")
    assert looking.startswith(":mag: Bellhop looks at all alarms and groups.")
    assert told.split("\n")[0] == ":bell: *1 of 2 alarms notifies nobody.*"
    assert "`deaf` has no action for ALARM. It goes off, and nobody is told." in told
    assert seen(account.bellhop, user="U0BO") == []


def test_the_first_answer_waits_for_nothing_in_aws(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: Any, **__: Any) -> None:
        raise AssertionError("AWS was asked")

    for name in ("page", "named", "alarms"):
        monkeypatch.setattr(FakeCloudWatch, name, ask)
    monkeypatch.setattr(FakeAutoScaling, "groups", ask)
    bellhop.command("/alarms audit")
    bellhop.jobs.deliver(bellhop._take_jobs)
    assert [text.split(".")[0] for text in seen(bellhop)] == [":mag: Bellhop looks at all alarms and groups"]
    assert len(bellhop.watch.waiting) == 1


def test_an_audit_leaves_no_timer(account: World) -> None:
    type_in(account.bellhop, "/alarms audit")
    assert account.bellhop.watch.waiting == []
    assert account.bellhop.watch.dead_letters == []


def test_a_clean_account_is_said_to_be_clean(account: World) -> None:
    type_in(account.bellhop, "/alarms audit")
    assert (
        seen(account.bellhop)[-1] == ":white_check_mark: *The audit found nothing*: 1 alarm and 1 group are in order."
    )


def test_it_is_told_once_though_a_timer_may_ring_twice(account: World) -> None:
    bellhop = account.bellhop
    type_in(bellhop, "/alarms audit")
    (timer,) = [timer for text in bellhop.watch.texts if (timer := timer_in(json.loads(text)))]
    run.look(bellhop.parts, timer.key)
    assert len(seen(bellhop)) == 2
    run.look(bellhop.parts, "unknown")
    assert len(seen(bellhop)) == 2


def test_further_findings_are_on_further_pages_for_whoever_presses(account: World) -> None:
    for number in range(20):
        account.put(f"deaf-{number:02}", AlarmActions=[])
    bellhop = account.bellhop
    type_in(bellhop, "/alarms audit")
    assert "`deaf-05` has" in seen(bellhop)[-1]
    assert "`deaf-06` has" not in seen(bellhop)[-1]
    press(bellhop, newest(bellhop), f"{PAGE}:next")
    bellhop.work()
    assert "Findings 7 to 12 of 20" in seen(bellhop)[-1]
    press(bellhop, newest(bellhop), f"{PAGE}:previous")
    bellhop.work()
    assert "Findings 1 to 6 of 20" in seen(bellhop)[-1]
    assert [text for text in seen(bellhop) if "Findings" in text] == [seen(bellhop)[-1]]


def test_an_audit_that_is_no_longer_kept_says_so(account: World) -> None:
    click = ButtonClick(Caller("U0ANA", "C0OPS"), PAGE, "old:8")
    with pytest.raises(Wrong, match="more than 30 days old"):
        run.turn(click, account.bellhop.parts, None)  # type: ignore[arg-type]


def test_with_too_little_time_left_it_comes_again(account: World) -> None:
    reports(account.bellhop.parts).begin("r1", Report(Caller("U0ANA", "C0OPS")))
    with ending(lambda: 20.0), pytest.raises(Later):
        run.look(account.bellhop.parts, "r1")
    run.look(account.bellhop.parts, "r1")
    assert ":white_check_mark:" in seen(account.bellhop)[-1]


def test_where_the_alarms_may_not_be_read_it_says_so(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Refused("AWS does not allow Bellhop to list the alarms.")

    monkeypatch.setattr(FakeCloudWatch, "page", refuse)
    type_in(listening_bellhop, "/alarms audit")
    assert seen(listening_bellhop)[-1].startswith("Bellhop could not audit the alarms: AWS does not allow")


def weekly(fronts: Fronts, slack: RunningSlack, clock: SetClock, channel: str) -> World:
    due = f"{NOW:%a} {NOW:%H:%M}".lower()
    return world(fronts, slack, clock, Configuration(ALARMS, audit=WeeklyPost(due, channel)))


def test_the_week_s_audit_is_posted_once_when_it_is_due(fronts: Fronts, slack: RunningSlack, clock: SetClock) -> None:
    bellhop = weekly(fronts, slack, clock, "#ops").bellhop
    posts = []
    for seconds in (-120, 240, 900, 7 * 86400, 86400):
        clock.advance(seconds)
        ring(bellhop)
        posts.append(len(seen(bellhop)))
    assert posts == [0, 1, 1, 2, 2]


def test_without_the_line_nothing_is_posted(account: World) -> None:
    ring(account.bellhop)
    assert seen(account.bellhop) == seen(account.bellhop, "C0ALARMS") == []


def test_where_it_cannot_be_posted_it_is_logged(
    fronts: Fronts, slack: RunningSlack, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    ring(weekly(fronts, slack, clock, "#no").bellhop)
    assert "weekly audit not posted" in caplog.text


def ring(bellhop: Bellhop) -> None:
    """The rule in infrastructure/audit.yml sends this every quarter of an hour."""
    bellhop.parts.timekeeper.set(Timer("alarms-audit-weekly", "", NOW - timedelta(days=1)))
    bellhop.work()
