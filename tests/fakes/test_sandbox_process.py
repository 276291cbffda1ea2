"""What a test does in a running sandbox is done, or the test ends there."""

from __future__ import annotations

from typing import Any

import pytest

from app.aws.door import Unreachable
from sandbox.slack.threaded import RunningSlack
from tests.fakes.bellhop import Bellhop
from tests.sandbox_process import NotTaken, SandboxProcess

TYPED = {"user": "U0ANA", "channel": "C0OPS", "command": "/echo hello"}


class InThisProcess(SandboxProcess):
    """Its control endpoint is a Slack in this process."""

    def __init__(self, slack: RunningSlack) -> None:
        self._slack, self._began = slack, 0.0

    def state(self, user: str = "U0ANA") -> Any:
        return self._slack.state(user)

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


def test_what_is_acknowledged_and_still_not_taken_in_ends_the_test_there(listening_bellhop: Bellhop) -> None:
    listening_bellhop.jobs.faults.append(Unreachable("AWS did not answer."))
    with pytest.raises(NotTaken, match="could not take this in"):
        InThisProcess(listening_bellhop.slack).act(**TYPED)


def test_whom_a_refusal_does_not_surprise_is_told_of_it(slack: RunningSlack) -> None:
    assert InThisProcess(slack).try_to_act(**TYPED) == {"ok": False, "status": None, "error": "app_did_not_respond"}


def test_what_was_said_and_opened_before_a_test_began_is_not_seen_by_it(listening_bellhop: Bellhop) -> None:
    sandbox = InThisProcess(listening_bellhop.slack)

    def says(text: str) -> list[str]:
        sandbox.act(user="U0EVE", channel="C0OPS", command=f"/echo {text}")
        listening_bellhop.work()
        return [message["text"].rpartition(" ")[2] for message in sandbox.messages("C0OPS", "U0EVE")]

    assert says("before") == ["`before`"]
    sandbox.begin()
    assert sandbox.messages("C0OPS", "U0EVE") == []
    assert says("after") == ["`after`"]
    sandbox.act(user="U0ANA", shortcut="scale_group")
    assert sandbox.state()["views"]
    sandbox.begin()
    assert sandbox.state()["views"] == []
