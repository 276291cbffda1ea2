"""The reason that CloudWatch is given, and whether an interrupted change is visible. test_run.py has the rest."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.alarms.read.tested import who_tested
from app.aws.alarm import HistoryItem
from app.aws.cloudwatch import REASON_LIMIT
from app.commands.forcealarm.consequences import state_of
from app.commands.forcealarm.followed import BY_HAND
from app.commands.forcealarm.force import is_in_history, reason_of, shows
from app.slack.interactions import Caller
from tests.fakes.aws import FakeCloudWatch, alarm

MARK = "0123456789ab"


@pytest.mark.parametrize("reason", ["", "a drill", "x" * 2000])
def test_it_says_why_and_who_and_by_which_mark_it_is_known_again(reason: str) -> None:
    told = reason_of(reason, Caller("U0ANA", "C0OPS", user_name="ana"), MARK)
    assert told.startswith(reason[:800] or "Test")
    assert told.endswith(f"{BY_HAND}ana; request {MARK})")
    assert len(told) <= REASON_LIMIT
    assert who_tested(told) == ""


def test_an_interrupted_change_is_known_by_its_mark() -> None:
    cloudwatch, before = FakeCloudWatch(alarm()), state_of(alarm())
    assert shows(replace(alarm(state="ALARM"), reason=f"x {MARK}"), before, MARK, cloudwatch) is True
    assert shows(alarm(), before, MARK, cloudwatch) is False
    moved = alarm(state="INSUFFICIENT_DATA")
    assert shows(moved, before, MARK, cloudwatch) is None
    item = HistoryItem(moved.name, None, "StateUpdate", "", json.dumps({"reason": MARK}))  # type: ignore[arg-type]
    cloudwatch.histories[moved.name] = (item,)
    assert shows(moved, before, MARK, cloudwatch) is True
    assert is_in_history(moved.name, MARK, cloudwatch)
