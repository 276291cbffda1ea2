"""Somebody at #ops with /scale: at the sandbox with the deployed zip, or at all of it in one process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.aws.scaling import Capacity
from app.base.clock import now
from tests.flows.in_process import InProcess
from tests.flows.things import Groups, Planned
from tests.flows.until import until
from tests.menus import presses_of
from tests.sandbox_process import PEOPLE, SandboxProcess

OPS = "C0OPS"
LATE, TURNS = ("within 2 s", "in time", "the next plan knows more"), 8


class Desk:
    """Somebody at #ops, who types and reads, and what AWS has then."""

    def __init__(self, sandbox: SandboxProcess | InProcess) -> None:
        self.sandbox = sandbox
        self.until, self.now = (until, now) if isinstance(sandbox, SandboxProcess) else (sandbox.until, sandbox.now)
        kind = sandbox.things if isinstance(sandbox, InProcess) else Groups
        self.things = kind(sandbox.client, sandbox.control)
        self._stood: set[tuple[str, str]] = set()

    def types(self, command: str, user: str = "U0ANA") -> None:
        self._looks()
        self.sandbox.act(user=user, channel=OPS, command=command)

    def new(self, user: str = "U0ANA") -> list[dict[str, Any]]:
        """What this person has seen in #ops since the test began; answers to others are not theirs."""
        return self.sandbox.messages(OPS, user)

    def reads_below(self, message: dict[str, Any], *words: str) -> None:
        """An answer in this message's thread."""
        said = [self.things.said(word) for word in words]

        def found() -> list[Any]:
            below = [line for each in self.new() if each["ts"] == message["ts"] for line in each["replies"]]
            return [line for line in below if all(word in line["text"] for word in said)]

        self.until(found, f"an answer with {said}")

    def reads(self, *words: str, user: str = "U0ANA") -> dict[str, Any]:
        """The message that holds all these words, of a group or as of its kind, once it is there.

        It says so since this desk's last act: what stood there before that is no answer to it.
        """
        said = [self.things.said(word) for word in words]

        def found() -> list[dict[str, Any]]:
            since = [m for m in self.new(user) if (m["ts"], m["text"]) not in self._stood]
            return [m for m in since if all(word in m["text"] for word in said)]

        try:
            answers = self.until(found, f"a message with {said}")
        except AssertionError as never:
            raise AssertionError(f"{never}; there are {[m['text'] for m in self.new(user)]}") from never
        assert len(answers) == 1, f"{said} is said by several messages: {[m['text'] for m in answers]}"
        return answers[0]

    def foretells(self, command: str, *words: str) -> str:
        """A plan's text with all that it says of the future: it leaves out what it is not told within two seconds."""
        for _ in range(TURNS):
            self.types(command)
            text = str(self.reads(*words)["text"])
            if not any(late in text for late in LATE):
                return text
        raise AssertionError(f"{TURNS} plans came without what the last one lacks: {text}")

    def text_of(self, message: dict[str, Any]) -> str:
        """What a message says by now."""
        (text,) = [each["text"] for each in self.new() if each["ts"] == message["ts"]]
        return str(text)

    def presses(self, message: dict[str, Any], action_id: str, user: str = "U0ANA") -> None:
        """What stands on the message as it was read."""
        (how,) = [how for name, how in presses_of(message) if name == action_id]
        self._looks()
        self.sandbox.act(user=user, channel=OPS, ts=message["ts"], **how)

    def _looks(self) -> None:
        """At all that stands there before somebody acts."""
        self._stood = {(m["ts"], m["text"]) for user in PEOPLE for m in self.new(user)}

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
        self.until(lambda: self.sizes(name).desired == size, f"{name} to want {size}")

    def comes_to(self, sizes: Capacity, name: str = "web") -> None:
        """What is set by limits that are both that size has its own limits again a minute later."""
        self.until(lambda: self.sizes(name) == sizes, f"{name} to come to {sizes}")

    def planned(self, name: str = "web") -> Planned:
        """The one scheduled action, once it is there."""
        return self.until(lambda: self.things.planned(name), "a scheduled action")[0]

    def has_nothing_planned(self, name: str = "web") -> None:
        self.until(lambda: not self.things.planned(name), "the scheduled actions to be deleted")

    def sleeps(self, seconds: float, until: Callable[[], object]) -> None:
        """Nobody looks for long, where time passes as the test says."""
        assert isinstance(self.sandbox, InProcess)
        self.sandbox.until(until, "what was to come", seconds, step=30)
