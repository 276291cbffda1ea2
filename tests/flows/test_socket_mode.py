"""`make run` beside a sandbox: the same commands, buttons and modals over Socket Mode, worked on by threads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.flows.deployed import queues_are_empty
from tests.flows.pressing import press
from tests.flows.staying_alarm import an_alarm_that_stays
from tests.flows.test_alarms import new_messages
from tests.flows.test_requests import desired
from tests.flows.until import until
from tests.patience import NO_TIMEOUT
from tests.sandbox_process import SandboxProcess

ROOT = Path(__file__).parents[2]
TOO_MANY = "web is limited to min 1, max 8."
QUEUES = ("BELLHOP_JOBS_QUEUE_URL", "BELLHOP_WATCH_QUEUE_URL")


@dataclass(frozen=True)
class Desk:
    """`python -m app` with the settings that the sandbox writes into `.sandbox/env`."""

    log: Path
    in_memory: bool


@pytest.fixture(params=["in memory", "on the queues"])
def desk(request: pytest.FixtureRequest, sandbox: SandboxProcess, tmp_path: Path) -> Iterator[Desk]:
    until(lambda: queues_are_empty(sandbox), "the queues to be empty")  # it would take what other tests left
    log = tmp_path / "desk.log"
    settings = {**os.environ, **sandbox.at.environment(), "PYTHONFAULTHANDLER": "1"}
    in_memory = request.param == "in memory"
    if in_memory:
        settings = {name: value for name, value in settings.items() if name not in QUEUES}
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "app"], cwd=ROOT, env=settings, stdout=out, stderr=out)
    try:
        until(lambda: "connected to Slack" in log.read_text(), "the connection")
        yield Desk(log, in_memory)
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(NO_TIMEOUT) == 0, log.read_text()
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # with PYTHONFAULTHANDLER it says where its threads are
            process.wait()
            pytest.fail(log.read_text())
    finally:
        process.kill()
        process.wait()


def all_done(desk: Desk, sandbox: SandboxProcess) -> bool:
    """Jobs on the queues may be done by any process that polls them."""
    return desk.log.read_text().count('"job done"') == 3 or (not desk.in_memory and queues_are_empty(sandbox))


def test_command_button_and_modal_work_over_socket_mode_and_no_secret_is_in_the_desks_log(
    sandbox: SandboxProcess, desk: Desk
) -> None:
    come = new_messages(sandbox)
    sandbox.act(user="U0ANA", channel="C0OPS", command="/scale web 3")
    told = until(lambda: sandbox.messages("C0OPS"), "the command's answer")
    name = an_alarm_that_stays(sandbox)
    sandbox.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")
    alarm = until(lambda: [m for m in come() if f"ALARM: {name}" in m["text"]], "the alarm")[0]
    press(sandbox, alarm, "scale_open:0")
    view = until(lambda: [v for v in sandbox.state()["views"] if v["view"].get("submit")], "the filled form")[0]
    form: dict[str, Any] = {"user": "U0ANA", "view_id": view["id"]}
    # Pressed again where Slack's three seconds were over, as a person would.
    until(lambda: TOO_MANY in str(sandbox.try_to_act(**form, values={"desired": "99"})), "the form's error")
    sandbox.act(**form, values={"desired": "4"})
    until(lambda: desired(sandbox, "web") == 4, "the group to want 4 instances")
    until(lambda: all_done(desk, sandbox), "three jobs")

    assert "from 2 to 3" in told[0]["text"]
    secrets = [sandbox.at.bot_token, sandbox.at.app_token, sandbox.at.signing_secret, "/response_url/", "hooks."]
    assert not [secret for secret in secrets if secret in desk.log.read_text()]
