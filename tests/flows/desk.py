"""Somebody at #ops with /scale: at the sandbox with the deployed zip, or at all of it in one process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.aws.scaling import Capacity
from app.base.clock import now
from tests.flows.in_process import InProcess
from tests.flows.things import Groups, Planned
from tests.flows.until import until
from tests.menus import press_of
from tests.sandbox_process import SandboxProcess

OPS = "C0OPS"
PATIENCE = 120


class Desk:
    """Somebody at #ops, who types and reads, and what AWS has then."""

    def __init__(self, sandbox: SandboxProcess | InProcess) -> None:
        self.sandbox = sandbox
        self.until, self.now = (until, now) if isinstance(sandbox, SandboxProcess) else (sandbox.until, sandbox.now)
        kind = sandbox.things if isinstance(sandbox, InProcess) else Groups
        self.things = kind(sandbox.client, sandbox.control)
        self.before = {message["ts"] for message in sandbox.messages(OPS)}

    def types(self, command: str, user: str = "U0ANA") -> None:
        self.sandbox.act(user=user, channel=OPS, command=command)

    def new(self, user: str = "U0ANA") -> list[dict[str, Any]]:
        """What this person has seen in #ops since the test began; answers to others are not theirs."""
        return [m for m in self.sandbox.messages(OPS, user) if m["ts"] not in self.before]

    def reads_below(self, message: dict[str, Any], *words: str) -> None:
        """An answer in this message's thread."""
        said = [self.things.said(word) for word in words]

        def found() -> list[Any]:
            below = [line for each in self.new() if each["ts"] == message["ts"] for line in each["replies"]]
            return [line for line in below if all(word in line["text"] for word in said)]

        self.until(found, f"an answer with {said}", PATIENCE)

    def reads(self, *words: str, user: str = "U0ANA") -> dict[str, Any]:
        """The first new message that holds all these words, once it is there: of a group, or as of its kind."""
        said = [self.things.said(word) for word in words]

        def found() -> list[dict[str, Any]]:
            return [m for m in self.new(user) if all(word in m["text"] for word in said)]

        try:
            return self.until(found, f"a message with {said}", PATIENCE)[0]
        except AssertionError as never:
            raise AssertionError(f"{never}; there are {[m['text'] for m in self.new(user)]}") from never

    def presses(self, message: dict[str, Any], action_id: str, user: str = "U0ANA") -> None:
        self.sandbox.act(user=user, channel=OPS, ts=message["ts"], **press_of(message, action_id))

    @property
    def groups(self) -> Groups:
        """For what only Auto Scaling groups have."""
        assert isinstance(self.things, Groups)
        return self.things

    @property
    def scaling(self) -> Any:
        return self.groups.client("autoscaling")

    def group(self, name: str = "web") -> dict[str, Any]:
        return self.groups.describe(name)

    def sizes(self, name: str = "web") -> Capacity:
        return self.things.sizes(name)

    def wants(self, size: int, name: str = "web") -> None:
        self.until(lambda: self.sizes(name).desired == size, f"{name} to want {size}", PATIENCE)

    def comes_to(self, sizes: Capacity, name: str = "web") -> None:
        """What is set by limits that are both that size has its own limits again a minute later."""
        self.until(lambda: self.sizes(name) == sizes, f"{name} to come to {sizes}", PATIENCE)

    def planned(self, name: str = "web") -> Planned:
        """The one scheduled action, once it is there."""
        return self.until(lambda: self.things.planned(name), "a scheduled action", PATIENCE)[0]

    def has_nothing_planned(self, name: str = "web") -> None:
        self.until(lambda: not self.things.planned(name), "the scheduled actions to be deleted", PATIENCE)

    def sleeps(self, seconds: float, until: Callable[[], object]) -> None:
        """Nobody looks for long, where time passes as the test says."""
        assert isinstance(self.sandbox, InProcess)
        self.sandbox.until(until, "what was to come", seconds, step=30)

    def tidy(self) -> None:
        """As the next test wants to find it."""
        self.sandbox.control("aws/faults", method="DELETE")
        self.sandbox.control("autoscaling", {"group": "web", "reset": True, "reset_clock": True})
