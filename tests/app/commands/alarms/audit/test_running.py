"""Several people ask for an audit at once."""

from __future__ import annotations

from typing import Any

import pytest

from app.base.errors import Refused
from tests.app.commands.alarms.audit.world import World
from tests.app.people import by_name, seen
from tests.fakes.aws import FakeCloudWatch
from tests.fakes.bellhop import Bellhop


def ask(bellhop: Bellhop, user: str = "U0ANA", channel: str = "C0OPS") -> None:
    """The command is worked off; the timer that looks waits."""
    bellhop.clock.advance(1)
    bellhop.command("/alarms audit", user=user, channel=channel)
    bellhop.jobs.deliver(bellhop._take_jobs)


def test_one_audit_runs_at_a_time_and_whoever_asks_meanwhile_hears_what_it_finds(account: World) -> None:
    account.put("deaf", AlarmActions=[])
    bellhop = account.bellhop
    ask(bellhop)
    ask(bellhop, "U0BO", "C0ALARMS")
    assert len(bellhop.watch.waiting) == 1
    told = by_name(seen(bellhop, "C0ALARMS", "U0BO")[-1])
    assert told.startswith(":mag: Bellhop already looks at all alarms and groups, for ana since ")
    assert told.endswith("What it finds comes here too.")
    bellhop.work()
    for channel, user in (("C0OPS", "U0ANA"), ("C0ALARMS", "U0BO")):
        assert seen(bellhop, channel, user)[-1].startswith(":bell: *1 of 2 alarms notifies nobody.*")


def test_who_asks_again_meanwhile_is_answered_once(account: World) -> None:
    bellhop = account.bellhop
    ask(bellhop)
    ask(bellhop)
    assert seen(bellhop)[-1].endswith("What it finds comes here.")
    bellhop.work()
    assert sum(":white_check_mark:" in text for text in seen(bellhop)) == 1
    ask(bellhop)
    bellhop.work()
    assert sum(":white_check_mark:" in text for text in seen(bellhop)) == 2


def test_an_audit_that_broke_off_keeps_nobody_from_another(account: World) -> None:
    bellhop = account.bellhop
    ask(bellhop)
    bellhop.watch._waiting.clear()  # its timer is a dead letter
    bellhop.clock.advance(16 * 60)
    ask(bellhop)
    bellhop.work()
    assert ":white_check_mark:" in seen(bellhop)[-1]


def test_all_who_asked_hear_that_the_alarms_may_not_be_read(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Refused("AWS does not allow Bellhop to list the alarms.")

    monkeypatch.setattr(FakeCloudWatch, "page", refuse)
    for user in ("U0ANA", "U0BO"):
        ask(listening_bellhop, user)
    listening_bellhop.work()
    for user in ("U0ANA", "U0BO"):
        assert seen(listening_bellhop, user=user)[-1].startswith("Bellhop could not audit the alarms: AWS")


@pytest.mark.parametrize("user", ["U0ANA", "U0BO"])
def test_nobody_hears_that_it_begins_after_what_it_found(user: str, account: World) -> None:
    """Slack does not take the first answer to one of the two who ask."""
    bellhop = account.bellhop
    for each in ("U0ANA", "U0BO"):
        if each == user:
            bellhop.slack.fault("chat.postEphemeral", "status", status=503, count=1)
            bellhop.slack.fault("chat.postMessage", "status", status=503, count=1)
        ask(bellhop, each)
    for _ in range(20):
        bellhop.clock.advance(5)
        bellhop.work()
    first, *_, last = [text for text in seen(bellhop, user=user) if text[0] == ":"]
    assert first.startswith(":mag:")
    assert last.startswith(":white_check_mark:")
    assert bellhop.watch.next_due() is None


def test_a_first_answer_that_never_comes_keeps_the_result_from_nobody_for_ever(account: World) -> None:
    bellhop = account.bellhop
    bellhop.clock.advance(1)
    bellhop.slack.fault("chat.postEphemeral", "status", status=503, count=1)
    bellhop.command("/alarms audit")
    bellhop.jobs.deliver(bellhop._take_jobs)
    bellhop.watch._waiting[:] = [each for each in bellhop.watch._waiting if "timer" in each.text]  # its job is lost
    for _ in range(100):
        bellhop.clock.advance(900)
        bellhop.work()
    assert [text.split(" ")[0] for text in seen(bellhop)] == [":white_check_mark:"]
