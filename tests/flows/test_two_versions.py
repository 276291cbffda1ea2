"""A rollback and a deployment with full queues: what one version left behind, another one finishes; once, all of it."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.aws.stack import WITH_QUEUES
from tests.flows.deployed import FUNCTION, nobody_at_the_queues, woken
from tests.flows.desk import Desk
from tests.flows.pressing import press
from tests.flows.test_alarms import Look, new_messages, own_alarm, replies, set_state
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess
from tests.soak.builds import NO_SUCH_COMMIT, build_of, current_build, has_commit

OLDER = "a818248b22b27b210a06ebaddd57b696670134a8"
LAUNCH = 600.0  # seconds that pass only when the test lets them: until then the first change is not done
FUNCTIONS = ("slack", *WITH_QUEUES)


@pytest.fixture
def older(sandbox: SandboxProcess) -> Iterator[bytes]:
    if not has_commit(OLDER):
        pytest.skip(NO_SUCH_COMMIT.format(commit=OLDER))
    yield build_of(OLDER)
    if not runs(sandbox, current_build()):
        deploy(sandbox, current_build())


def runs(sandbox: SandboxProcess, zip_file: bytes) -> bool:
    """Whether the worker is of this build, by what Lambda says of its code."""
    found = sandbox.client("lambda").get_function_configuration(FunctionName=FUNCTION.format(name="worker"))
    return bool(found["CodeSha256"] == base64.b64encode(hashlib.sha256(zip_file).digest()).decode())


def deploy(sandbox: SandboxProcess, zip_file: bytes) -> None:
    """AWS lets invocations end and the emulator does not, so nothing may run meanwhile."""
    functions = sandbox.client("lambda")
    for function in FUNCTIONS:
        functions.update_function_code(FunctionName=FUNCTION.format(name=function), ZipFile=zip_file)
    for function in FUNCTIONS:
        woken(sandbox, function)


class Work:
    """What people and alarms ask of one version, half of it done, and another one has to finish."""

    def __init__(self, sandbox: SandboxProcess) -> None:
        self.sandbox, self.desk, self.come = sandbox, Desk(sandbox), new_messages(sandbox)
        self.word, self.size = uuid.uuid4().hex[:8], self.desk.group()["DesiredCapacity"]
        self.open, self.begun = own_alarm(sandbox, "open"), own_alarm(sandbox, "begun")

    def begin(self) -> None:
        """A card that is open, and a change whose progress is followed."""
        set_state(self.sandbox, self.open, "ALARM")
        until(lambda: self.cards(self.open), "a card of the version that runs")
        self.desk.types(f"/scale web {self.size + 1} because {self.word}-followed")
        self.desk.reads(f"{self.word}-followed")

    def leave(self) -> None:
        """On the queues: another change, a command, a press, the end of the open alarm and a new one."""
        self.desk.types(f"/scale web {self.size + 2} because {self.word}-waiting")
        self.desk.types(f"/echo {self.word}-echo")
        (card,) = self.cards(self.open)
        press(self.sandbox, card, "alarm_ack")
        set_state(self.sandbox, self.open, "OK")
        set_state(self.sandbox, self.begun, "ALARM")

    def is_finished(self) -> None:
        self.desk.reads(f"{self.word}-followed", "has set the desired capacity to")
        self.desk.things.pass_by("web", LAUNCH + 1)
        self.desk.reads(f"{self.word}-waiting", "Done in")
        self.desk.reads(f"{self.word}-echo")
        until(lambda: "OK: " in self.cards(self.open)[0]["text"], "the old card to turn green")
        thread: Look = lambda: replies(self.come, self.cards(self.open)[0]["ts"])  # noqa: E731
        until(lambda: any("It lasted" in line["text"] for line in thread()), "the end in its thread")
        until(lambda: self.cards(self.begun), "the card of what began meanwhile")
        assert [len(self.cards(name)) for name in (self.open, self.begun)] == [1, 1]
        assert len([m for m in self.desk.new() if f"{self.word}-waiting" in m["text"]]) == 1
        set_state(self.sandbox, self.begun, "OK")

    def cards(self, alarm: str) -> list[dict[str, Any]]:
        return [message for message in self.come() if alarm in message["text"]]


@pytest.mark.thorough
@pytest.mark.timeout(600)
def test_a_rollback_and_the_next_deployment_lose_nothing_of_what_waits(sandbox: SandboxProcess, older: bytes) -> None:
    sandbox.control("autoscaling", {"group": "web", "seconds_per_launch": LAUNCH})
    for zip_file in (older, current_build()):
        work = Work(sandbox)
        work.begin()
        with nobody_at_the_queues(sandbox):
            work.leave()
            deploy(sandbox, zip_file)
            assert runs(sandbox, zip_file)
        work.is_finished()
