"""A running `python -m sandbox --json` for tests: the session's fixture `sandbox`, and the class behind it.

In a conftest.py: `from tests.sandbox_process import sandbox, sandbox_log`. The first is the running sandbox, the second
shows what it logged under each test that fails.
"""

import json
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import pytest

from sandbox.handover import Handover
from sandbox.root import HOME, ROOT
from tests.patience import NO_TIMEOUT, PATIENCE

START_SECONDS = 240.0  # the first start on a machine installs the emulator and osls
STOP_SECONDS = 60.0
LOG_LINES = 60
NOT_TAKEN_IN = "could not take this in"
PEOPLE = ("U0ANA", "U0BO", "U0EVE")
MOST_WRITES = 25  # of DynamoDB's BatchWriteItem
NOT_MODIFIED = 304


class NotTaken(AssertionError):
    """What a person did in Slack did not reach the app, was refused by it, or not acknowledged in time."""


def taken(body: Mapping[str, Any], answer: Any) -> Any:
    """The answer to what a person did, where the app took it: it may acknowledge and say that it did not."""
    if not answer["ok"] or NOT_TAKEN_IN in str(answer.get("response")):
        raise NotTaken(f"{answer} to {dict(body)}")
    return answer


class SandboxProcess:
    """A sandbox of its own process; its addresses and names are in `at`."""

    def __init__(self, process: "subprocess.Popen[str]", line: str, stderr: Path) -> None:
        self.process = process
        self.stderr = stderr
        self.at = Handover(**json.loads(line))
        self._clients: dict[tuple[Any, ...], Any] = {}
        self._began = 0.0
        self._states: dict[str, tuple[str, Any]] = {}  # of each person: its ETag, and what it says

    def client(self, service: Any, **more: Any) -> Any:
        """A boto3 client with the account's root key, at the right one of the sandbox's endpoints.

        Each is made once: making one costs more than a call, and a test that waits asks again and again.
        """
        asked = (service, *sorted(more.items()))
        if asked not in self._clients:
            url = self.at.aws_endpoint_urls.get(service, self.at.aws_endpoint_url)
            key = {
                "aws_access_key_id": self.at.aws_access_key_id,
                "aws_secret_access_key": self.at.aws_secret_access_key,
            }
            where = {"endpoint_url": url, "verify": self.at.ca_file, "region_name": self.at.region}
            self._clients[asked] = boto3.Session().client(service, **{**key, **where, **more})
        return self._clients[asked]

    @cached_property
    def trust(self) -> ssl.SSLContext:
        """What a client uses that trusts this sandbox's authority, and no other."""
        return ssl.create_default_context(cafile=self.at.ca_file)

    def control(self, path: str, body: dict[str, Any] | None = None, method: str = "") -> Any:
        """A control endpoint's answer: `control("calls")`, `control("load", {"group": "web", "percent": 90})`."""
        return self._json(f"{self.at.control_url}/{path}", body, method)

    def refused(self, path: str, body: dict[str, Any]) -> Any:
        """What a control endpoint answers to a body that it refuses with 400."""
        with pytest.raises(urllib.error.HTTPError) as refusal:
            self.control(path, body)
        assert refusal.value.code == 400
        return json.loads(refusal.value.read())

    def dead_letters(self, queue: str) -> str:
        """The URL of the dead-letter queue behind `jobs`, `watch` or `alarms`."""
        return next(url for url in self.at.dead_letter_queue_urls if f"-{queue}-" in url)

    def act(self, **body: Any) -> Any:
        """What the page does for a person: `act(user="U0ANA", channel="C0OPS", command="/scale web 4")`.

        NotTaken where the app did not take it: what a test then waits for could not come.
        """
        return taken(body, self.try_to_act(**body))

    def try_to_act(self, **body: Any) -> Any:
        """The same for those whom a refusal does not surprise: `ok` of the answer says whether the app took it."""
        return self.control("act", body)

    def state(self, user: str = "U0ANA") -> Any:
        """What this person sees: channels with messages, views, notices, `aws`.

        Not to be changed: it is the same object until something is different.
        """
        tag, known = self._states.get(user, ("", None))
        request = urllib.request.Request(f"{self.at.ui}ui/state?user={user}", headers={"If-None-Match": tag})
        try:
            with urllib.request.urlopen(request, timeout=NO_TIMEOUT) as response:
                self._states[user] = (response.headers["ETag"], json.load(response))
        except urllib.error.HTTPError as answer:
            with answer:
                if answer.code != NOT_MODIFIED:
                    raise
            return known
        return self._states[user][1]

    def messages(self, channel: str, user: str = "U0ANA") -> list[dict[str, Any]]:
        """The messages of a channel that this person sees, oldest first: of those, what this test has seen come."""
        found: list[dict[str, Any]] = next(c["messages"] for c in self.state(user)["channels"] if c["id"] == channel)
        return [message for message in found if float(message["ts"]) > self._began]

    def begin(self) -> None:
        """Another test begins: what stands in Slack by now is no answer to what it does."""
        seen = {user: self.state(user) for user in PEOPLE}
        channels = [channel for state in seen.values() for channel in state["channels"]]
        self._began = max((float(each["ts"]) for it in channels for each in it["messages"]), default=self._began)
        for user, state in seen.items():
            for view in reversed(state["views"]):
                self.act(user=user, view_id=view["id"], close=True)

    def forget_the_past(self) -> None:
        """What went off within the last minutes, in all tests together, would be a storm; one alarm's, flapping."""
        table, name = self.client("dynamodb"), self.at.table
        pages = table.get_paginator("scan").paginate(TableName=name, ProjectionExpression="pk, sk")
        past = [key for page in pages for key in page["Items"] if key["pk"]["S"].startswith(("gate#", "alarm#"))]
        for first in range(0, len(past), MOST_WRITES):
            deletes = [{"DeleteRequest": {"Key": key}} for key in past[first : first + MOST_WRITES]]
            answer = table.batch_write_item(RequestItems={name: deletes})
            assert not answer.get("UnprocessedItems"), answer

    def fetch(self, path: str) -> bytes:
        """Something of the page's server, as it is."""
        with urllib.request.urlopen(f"{self.at.ui}{path}", timeout=NO_TIMEOUT) as response:
            return bytes(response.read())

    @property
    def folder(self) -> Path:
        """Where this sandbox keeps its logs while it runs."""
        return HOME / f"run-{self.process.pid}"

    def log(self) -> str:
        """The last lines of the sandbox itself and of the emulator, where the functions' output is."""
        files = (self.stderr, self.folder / "ministack.log")
        found = [(file.name, file.read_text(errors="replace").splitlines()) for file in files if file.exists()]
        return "\n".join(f"--- {name}\n" + "\n".join(lines[-LOG_LINES:]) for name, lines in found)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)

    def _json(self, url: str, body: dict[str, Any] | None, method: str) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(url, data, headers, method=method or ("POST" if data else "GET"))
        with urllib.request.urlopen(request, timeout=NO_TIMEOUT) as response:
            text = response.read()
        return json.loads(text) if text else None


@contextmanager
def running_sandbox(*arguments: str) -> Iterator[SandboxProcess]:
    """`python -m sandbox --json` with more arguments, ready; stopped at the end, whatever happened to it."""
    with tempfile.TemporaryDirectory() as folder:
        stderr = Path(folder) / "sandbox-stderr.log"
        with stderr.open("w") as errors:
            command = [sys.executable, "-m", "sandbox", "--json", *arguments]
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
        give_up = threading.Timer(START_SECONDS, process.kill)
        give_up.start()
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            give_up.cancel()
            if not line:
                pytest.fail(f"The sandbox did not start:\n{stderr.read_text()}")
            yield SandboxProcess(process, line, stderr)
        finally:
            give_up.cancel()
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()


@pytest.fixture(scope="session")
def sandbox(request: pytest.FixtureRequest) -> Iterator[SandboxProcess]:
    """One sandbox with the deployed zip, for all tests of the session.

    Its Slack is more patient than Slack, but for those who count seconds: where all of the machine's time goes to other
    tests for a moment, a person would press again.
    """
    is_counted = request.config.getoption("markexpr") == "alone"
    patience = () if is_counted else ("--answer-seconds", str(PATIENCE))
    with running_sandbox("--secrets", request.config.getoption("--secrets"), *patience) as running:
        yield running


@pytest.fixture(autouse=True)
def sandbox_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Shows the sandbox's log under a test that failed."""
    yield
    if "sandbox" in request.fixturenames:
        running: SandboxProcess = request.getfixturevalue("sandbox")
        request.node.add_report_section("teardown", "sandbox log", running.log())
