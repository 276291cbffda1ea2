"""What a test does in a running sandbox is done, or the test ends there."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack.threaded import RunningSlack
from tests.fakes.bellhop import Bellhop
from tests.sandbox_process import NotTaken, SandboxProcess

TYPED = {"user": "U0ANA", "channel": "C0OPS", "command": "/echo hello"}


class InThisProcess(SandboxProcess):
    """Its control endpoint is a Slack in this process."""

    def __init__(self, slack: RunningSlack) -> None:
        self._slack = slack

    def control(self, path: str, body: dict[str, Any] | None = None, method: str = "") -> Any:
        assert path == "act"
        return self._slack.act(**(body or {}))


def test_what_the_app_takes_is_answered(listening_bellhop: Bellhop) -> None:
    assert InThisProcess(listening_bellhop.slack).act(**TYPED)["ok"]


def test_what_nobody_takes_ends_the_test_there_and_says_what_it_was(slack: RunningSlack) -> None:
    with pytest.raises(NotTaken, match=r"app_did_not_respond.*/echo hello"):
        InThisProcess(slack).act(**TYPED)


def test_what_is_not_acknowledged_in_time_ends_the_test_there(listening_bellhop: Bellhop) -> None:
    listening_bellhop.slack.answer_within(0)
    with pytest.raises(NotTaken, match="operation_timeout"):
        InThisProcess(listening_bellhop.slack).act(**TYPED)


def test_whom_a_refusal_does_not_surprise_is_told_of_it(slack: RunningSlack) -> None:
    assert InThisProcess(slack).try_to_act(**TYPED) == {"ok": False, "status": None, "error": "app_did_not_respond"}
