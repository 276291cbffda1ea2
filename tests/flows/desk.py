"""Somebody at #ops with /scale: at the sandbox with the deployed zip, or at all of it in one process."""

from __future__ import annotations

from typing import Any

from app.base.clock import now
from tests.flows.in_process import InProcess
from tests.flows.until import until
from tests.menus import press_of
from tests.sandbox_process import SandboxProcess

OPS = "C0OPS"
PATIENCE = 120


class Desk:
    """Somebody at #ops, who types and reads, and what Auto Scaling has then."""

    def __init__(self, sandbox: SandboxProcess | InProcess) -> None:
        self.sandbox = sandbox
        self.until, self.now = (until, now) if isinstance(sandbox, SandboxProcess) else (sandbox.until, sandbox.now)
        self.scaling = sandbox.client("autoscaling")
        self.before = {message["ts"] for message in sandbox.messages(OPS)}

    def types(self, command: str, user: str = "U0ANA") -> None:
        answer = self.sandbox.act(user=user, channel=OPS, command=command)
        assert answer["ok"], answer

    def new(self, user: str = "U0ANA") -> list[dict[str, Any]]:
        """What this person has seen in #ops since the test began; answers to others are not theirs."""
        return [m for m in self.sandbox.messages(OPS, user) if m["ts"] not in self.before]

    def reads(self, *words: str, user: str = "U0ANA") -> dict[str, Any]:
        """The first new message that holds all these words, once it is there."""

        def found() -> list[dict[str, Any]]:
            return [m for m in self.new(user) if all(word in m["text"] for word in words)]

        try:
            return self.until(found, f"a message with {words}", PATIENCE)[0]
        except AssertionError as never:
            raise AssertionError(f"{never}; there are {[m['text'] for m in self.new(user)]}") from never

    def presses(self, message: dict[str, Any], action_id: str, user: str = "U0ANA") -> None:
        answer = self.sandbox.act(user=user, channel=OPS, ts=message["ts"], **press_of(message, action_id))
        assert answer["ok"], answer

    def group(self, name: str = "web") -> dict[str, Any]:
        found: dict[str, Any] = self.scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])[
            "AutoScalingGroups"
        ][0]
        return found

    def wants(self, size: int, name: str = "web") -> None:
        self.until(lambda: self.group(name)["DesiredCapacity"] == size, f"{name} to want {size}", PATIENCE)

    def actions(self, name: str = "web") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.scaling.describe_scheduled_actions(AutoScalingGroupName=name)[
            "ScheduledUpdateGroupActions"
        ]
        return found

    def action(self) -> dict[str, Any]:
        """The one scheduled action of web, once it is there."""
        return self.until(self.actions, "a scheduled action", PATIENCE)[0]

    def tidy(self) -> None:
        """As the next test wants to find it."""
        self.sandbox.control("aws/faults", method="DELETE")
        self.sandbox.control("autoscaling", {"group": "web", "reset": True, "reset_clock": True})
