"""What a flow asks of the sandbox, in one process: Bellhop, Slack and Auto Scaling over HTTP, the queues in memory.

Each look lets a second pass, so nothing really waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import pytest

from app.aws import autoscaling as door
from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_api import autoscaling_operations
from sandbox.aws.autoscaling_control import apply
from sandbox.aws.clients import Endpoint, root_client
from sandbox.aws.clock import Clock
from sandbox.aws.front import Front
from sandbox.aws.front_faults import parse_front_fault
from sandbox.aws.world import create_groups
from sandbox.slack.threaded import running_slack
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.sandbox.aws.fakes import FakeMinistack, Loop, loop_thread

T = TypeVar("T")


class InProcess:
    """The part of `SandboxProcess` that the flows of /scale use."""

    def __init__(self, bellhop: Bellhop, model: AutoScaling, front: Front, client: Any, loop: Loop) -> None:
        self._slack, self._bellhop = bellhop.slack, bellhop
        self._model, self._front, self._client, self._loop = model, front, client, loop

    def act(self, **body: Any) -> Any:
        return self._slack.act(**body)

    def messages(self, channel: str, user: str = "U0ANA") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = next(
            each["messages"] for each in self._slack.state(user)["channels"] if each["id"] == channel
        )
        return found

    def client(self, service: str) -> Any:
        assert service == "autoscaling"
        return self._client

    def control(self, path: str, body: dict[str, Any] | None = None, method: str = "") -> Any:
        faults = self._front.faults
        if path == "aws/calls":
            return list(faults.calls)
        if path == "aws/faults":
            return faults.faults.append(parse_front_fault(body)) if body else faults.faults.clear()
        assert body
        return self._loop.run(self._apply(body))

    def now(self) -> datetime:
        return self._bellhop.clock()

    def until(self, look: Callable[[], T], what: str, seconds: float = 60.0) -> T:
        """The first truthy answer of `look`, before each of which a second passes and what is due is done."""
        for _ in range(round(seconds)):
            self._bellhop.work()
            if found := look():
                return found
            self._bellhop.clock.advance(1)
            self._loop.run(self._settle())
        raise AssertionError(f"{seconds:.0f} s passed without {what}; the last look gave {look()!r}")

    async def _apply(self, request: dict[str, Any]) -> None:
        apply(self._model, request)

    async def _settle(self) -> None:
        self._model.settle()


@contextmanager
def in_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[InProcess]:
    """A world with the sandbox's groups; Bellhop's own door to Auto Scaling leads to the sandbox's front."""
    clock = SetClock()
    model, ministack = AutoScaling(Clock(clock.epoch)), FakeMinistack()
    create_groups(model)
    for group in model.groups.values():
        group.seconds_per_launch = 1.0
    with loop_thread() as loop, running_slack(clock=clock.epoch) as slack:
        loop.run(ministack.start())
        front = Front("autoscaling", autoscaling_operations(model), Endpoint(ministack.url))
        client = root_client("autoscaling", Endpoint(loop.run(front.start())))
        monkeypatch.setattr(door, "_client", lambda: client)
        bellhop = Bellhop(slack, clock, scaling=door.AutoScaling())
        try:
            with listening(bellhop):
                yield InProcess(bellhop, model, front, client, loop)
        finally:
            loop.run(front.stop())
            loop.run(ministack.stop())
