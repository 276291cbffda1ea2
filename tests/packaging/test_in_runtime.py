"""The zip under Lambda's own runtime client, with nothing else to import, in the environment of stage `prod`.

Each variable is as the template sets it, defaults and `ssm:` references included; `changed` is all that is otherwise.
"""

from __future__ import annotations

import base64
import hashlib
import json
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier
from uv import find_uv_bin

from sandbox.certificates import Authority, ServerTls
from tests.fakes.serving import Door, serving
from tests.packaging.osls import variables, written
from tests.patience import NO_TIMEOUT
from tools.bytecode import Compiler

SIGNING_SECRET = "a-signing-secret"
QUEUES = {"JobsQueue": "jobs.fifo", "WatchQueue": "watch", "AlarmsQueue": "alarms"}
PARAMETERS = {"/bellhop/prod/signing-secret": SIGNING_SECRET, "/bellhop/prod/bot-token": "xoxb-test"}
SESSION_TOKEN = "a-session-token"  # as those of an execution role have it


@dataclass
class Loopback:
    """What a function talks to: the Runtime API (invocations out, answers in), SSM, SQS and an empty DynamoDB.

    `tokens` came with the calls. Runtime API: docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html; the others speak
    their JSON protocol.
    """

    invocations: queue.Queue[Any] = field(default_factory=queue.Queue)
    answers: queue.Queue[tuple[str, Any]] = field(default_factory=queue.Queue)
    sent: list[dict[str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        assert path.endswith("/runtime/invocation/next")
        event = self.invocations.get()
        headers = {
            "Content-Type": "application/json",  # without it the client's C++ half crashes
            "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "Lambda-Runtime-Deadline-Ms": str(int(time.time() + NO_TIMEOUT) * 1000),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:123456789012:function:bellhop-test-slack",
        }
        return 200, headers, json.dumps(event).encode()

    def post(self, path: str, target: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if "/runtime/" in path:
            self.answers.put((path.rpartition("/")[2], json.loads(body)))  # "response" or "error"
            return 202, {}, b"{}"
        if target == "AmazonSSM.GetParameter":
            asked = json.loads(body)
            assert asked["WithDecryption"] is True
            return 200, {}, json.dumps({"Parameter": {"Value": PARAMETERS[asked["Name"]]}}).encode()
        if target == "AmazonSQS.SendMessage":
            message = json.loads(body)
            self.sent.append(message)
            digest = hashlib.md5(message["MessageBody"].encode(), usedforsecurity=False).hexdigest()
            return 200, {}, json.dumps({"MessageId": "1", "MD5OfMessageBody": digest}).encode()
        if target == "DynamoDB_20120810.BatchGetItem":
            return 200, {}, json.dumps({"Responses": {}, "UnprocessedKeys": {}}).encode()
        return 200, {}, b"{}"


@dataclass(frozen=True)
class Addresses:
    """host:port of the Runtime API, which is plain HTTP on Lambda too, and of AWS and Slack, which speak TLS."""

    runtime: str
    outside: str


@pytest.fixture
def loopback(authority: Authority) -> Iterator[tuple[Loopback, Addresses]]:
    world = Loopback()

    class Handler(Door):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.answer(*world.get(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            target = self.headers.get("X-Amz-Target", "")
            if target:
                world.tokens.add(self.headers.get("X-Amz-Security-Token", ""))
            self.answer(*world.post(self.path, target, body))

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with serving(Handler) as runtime, serving(Handler, ServerTls(authority).context) as outside:
        yield world, Addresses(runtime.partition("://")[2], outside.partition("://")[2])


@pytest.fixture(scope="module")
def interpreter(compiler: Compiler | None) -> str:
    """The runtime's own version where it can be had, else the Python of the tests, which ignores that bytecode."""
    return compiler.path if compiler else str(getattr(sys, "_base_executable", sys.executable))


@pytest.fixture(scope="module")
def task(package: Path, interpreter: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """/var/task and, apart from it, the runtime client that Lambda brings."""
    folder = tmp_path_factory.mktemp("lambda")
    shutil.unpack_archive(package, folder / "task")
    client = f"awslambdaric=={version('awslambdaric')}"
    command = [find_uv_bin(), "pip", "install", "--quiet", "--no-config", "--target", str(folder / "runtime")]
    subprocess.run([*command, "--python", interpreter, client], check=True, timeout=NO_TIMEOUT)
    return folder / "task", folder / "runtime"


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Each function's variables as `make deploy STAGE=prod` sets them."""
    return variables(written(tmp_path_factory.mktemp("prod"), stage="prod"))


@pytest.fixture
def start(
    interpreter: str,
    task: tuple[Path, Path],
    loopback: tuple[Loopback, Addresses],
    prod: dict[str, dict[str, Any]],
    authority: Authority,
) -> Iterator[Callable[[str], Loopback]]:
    """Starts a function as Lambda does: an empty environment but for what serverless.yml and Lambda set."""
    world, addresses = loopback
    code, runtime = task
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str) -> Loopback:
        # -S: no site-packages, so a dependency that the zip lacks is missing here as it would be on Lambda.
        command = [interpreter, "-S", "-B", "-m", "awslambdaric", f"handlers.{name}.handler"]
        environment = {
            **{key: as_deployed(value, addresses.outside) for key, value in prod[name].items()},
            **set_by_lambda(name, addresses.runtime, code, runtime),
            **changed(name, addresses.outside, authority.ca_file),
        }
        process = subprocess.Popen(command, cwd=code, env=environment)
        started.append(process)
        threading.Thread(target=lambda: world.answers.put(("exit", process.wait())), daemon=True).start()
        return world

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def function(start: Callable[[str], Loopback]) -> Loopback:
    return start("slack")


def as_deployed(value: Any, address: str) -> str:
    """A value of the template, its references as CloudFormation resolves them: a queue's URL, a topic's ARN, a name."""
    if not isinstance(value, dict):
        return str(value)
    named = {"Table": "bellhop-prod", "AlarmTopic": "arn:aws:sns:eu-west-1:123456789012:bellhop-prod-alarms"}
    name = value["Ref"]
    return named.get(name) or f"https://{address}/123456789012/bellhop-prod-{QUEUES[name]}"


def set_by_lambda(name: str, address: str, code: Path, runtime: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": f"{runtime}:{code}",
        "LAMBDA_TASK_ROOT": str(code),
        "_HANDLER": f"handlers.{name}.handler",
        "AWS_LAMBDA_RUNTIME_API": address,
        "AWS_LAMBDA_FUNCTION_NAME": f"bellhop-prod-{name}",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "ASIATEST",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": SESSION_TOKEN,
    }


def changed(name: str, address: str, ca_file: Path) -> dict[str, str]:
    """All that is otherwise than in stage prod: where AWS is, and Slack for those that call it, and whom to trust."""
    aws = {"AWS_ENDPOINT_URL": f"https://{address}", "AWS_CA_BUNDLE": str(ca_file)}
    slack = {"SLACK_API_URL": f"https://{address}/api/", "SSL_CERT_FILE": str(ca_file)}
    return aws if name == "slack" else {**aws, **slack}


def request(fields: dict[str, str], secret: str | None) -> dict[str, Any]:
    """A request from Slack as an HTTP API hands it to a function; unsigned without a secret."""
    body, timestamp = urlencode(fields), str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body) if secret else ""
    signed = {"x-slack-request-timestamp": timestamp, "x-slack-signature": signature or ""} if secret else {}
    return {
        "version": "2.0",
        "routeKey": "POST /slack/events",
        "rawPath": "/slack/events",
        "headers": {"content-type": "application/x-www-form-urlencoded", **signed},
        "requestContext": {"http": {"method": "POST", "path": "/slack/events"}},
        "body": base64.b64encode(body.encode()).decode(),
        "isBase64Encoded": True,
    }


def command(text: str) -> dict[str, str]:
    name, _, rest = text.partition(" ")
    return {
        "command": name,
        "text": rest,
        "user_id": "U1",
        "user_name": "ana",
        "channel_id": "C1",
        "channel_name": "ops",
        "team_id": "T1",
        "team_domain": "example",
        "api_app_id": "A1",
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.slack.invalid/commands/1",
    }


def invoke(function: Loopback, event: dict[str, Any]) -> dict[str, Any]:
    function.invocations.put(event)
    kind, answer = function.answers.get(timeout=NO_TIMEOUT)
    assert kind == "response", answer
    response: dict[str, Any] = answer
    return response


def test_a_signed_command_is_acknowledged_and_put_on_the_queue(function: Loopback) -> None:
    answer = invoke(function, request(command("/echo hello"), SIGNING_SECRET))

    assert answer["statusCode"] == 200
    (job,) = function.sent
    assert job["QueueUrl"].endswith("/bellhop-prod-jobs.fifo")
    assert job["MessageGroupId"] and job["MessageDeduplicationId"]
    assert "hello" in job["MessageBody"]
    assert function.tokens == {SESSION_TOKEN}


def test_an_unknown_command_is_answered_by_bellhop(function: Loopback) -> None:
    answer = invoke(function, request(command("/nosuchcommand"), SIGNING_SECRET))

    assert answer["statusCode"] == 200
    assert "/nosuchcommand" in answer["body"]
    assert function.sent == []


@pytest.mark.parametrize("secret", [None, "another-secret"])
def test_an_unsigned_or_forged_request_is_rejected(function: Loopback, secret: str | None) -> None:
    fields = {"ssl_check": "1", "token": "x"} if secret is None else command("/echo hello")

    assert invoke(function, request(fields, secret))["statusCode"] == 401
    assert function.sent == []


def batch(body: str) -> dict[str, Any]:
    """One message as Lambda takes it from a queue."""
    attributes = {"ApproximateReceiveCount": "1"}
    arn = "arn:aws:sqs:us-east-1:123456789012:bellhop-test"
    message = {"messageId": "m-1", "receiptHandle": "r", "body": body, "attributes": attributes, "eventSourceARN": arn}
    return {"Records": [{**message, "eventSource": "aws:sqs"}]}


def test_the_worker_leaves_what_it_cannot_read_to_sqs(start: Callable[[str], Loopback]) -> None:
    assert invoke(start("worker"), batch("no job")) == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}


def test_an_alarm_that_slack_does_not_take_waits_on_the_queue(start: Callable[[str], Loopback]) -> None:
    function = start("alarms")

    assert invoke(function, batch('{"AlarmName": "web"}')) == {"batchItemFailures": []}
    (again,) = function.sent
    assert again["QueueUrl"].endswith("/bellhop-prod-alarms")
    assert again["DelaySeconds"] > 0
    assert "web" in again["MessageBody"]
