"""`make doctor` at the deployed sandbox: everything is OK, and each planted fault is named with its fix."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.flows.deployed import deployed_with
from tests.flows.until import until
from tests.forked import Forking, forking
from tests.patience import NO_TIMEOUT
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.slow  # begins first
ROOT = Path(__file__).parents[2]
PLANTED = "/bellhop/sandbox/planted"
Fault = Callable[[SandboxProcess, Path], contextlib.AbstractContextManager[dict[str, str]]]


AS_MODULE = "import runpy; runpy.run_module('app', run_name='__main__', alter_sys=True)"
ASKED = (
    *("cloudformation", "cloudwatch", "dynamodb", "events", "iam", "kms", "lambda"),
    *("secretsmanager", "sns", "sqs", "ssm", "sts"),
)
Doctor = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def python() -> Iterator[Forking]:
    """Importing the app and reading about AWS's services would be two thirds of what each doctor computes."""
    with forking(["app.__main__"], ASKED, again=["app.__main__"]) as forks:
        yield forks


@pytest.fixture
def doctor(sandbox: SandboxProcess, python: Forking) -> Doctor:
    """The exit status, and what it printed."""

    def asked(**more: str) -> tuple[int, str]:
        words = ["doctor", "--stage", "sandbox"]
        words += ["--request-url", more["REQUEST_URL"]] if "REQUEST_URL" in more else []
        ran = python.run(AS_MODULE, words, {**os.environ, **sandbox.at.environment(), **more})
        return ran.returncode, ran.stdout + ran.stderr

    return asked


def with_reference(variable: str, value: str) -> Fault:
    """λ slack refers to another parameter, which holds this value, or is not there."""

    @contextmanager
    def plant(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
        ssm = sandbox.client("ssm")
        if value:
            ssm.put_parameter(Name=PLANTED, Value=value, Type="SecureString", Overwrite=True)
        with deployed_with(sandbox, "slack", **{variable: f"ssm:{PLANTED}"}):
            yield {}
        if value:
            ssm.delete_parameter(Name=PLANTED)

    return plant


def with_route(channel: str) -> Fault:
    @contextmanager
    def plant(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
        file = folder / "bellhop.toml"
        file.write_text(f'[slack]\nchannel = "#alarms"\n[[route]]\nchannel = "{channel}"\n', encoding="utf-8")
        yield {"BELLHOP_CONFIG": str(file)}

    return plant


@contextmanager
def at_another_address(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
    yield {"REQUEST_URL": "http://127.0.0.1:9/slack/events"}


def without_the_scope(scope: str) -> Fault:
    @contextmanager
    def plant(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
        sandbox.control("scopes", {"lacks": [scope]})
        try:
            yield {}
        finally:
            sandbox.control("scopes", {"lacks": []})

    return plant


@contextmanager
def without_a_subscription(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
    sns = sandbox.client("sns")
    (subscription,) = sns.list_subscriptions_by_topic(TopicArn=sandbox.at.alarm_topic_arn)["Subscriptions"]
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    try:
        yield {}
    finally:
        sns.subscribe(TopicArn=sandbox.at.alarm_topic_arn, Protocol="sqs", Endpoint=subscription["Endpoint"])


@contextmanager
def without_a_setting(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
    functions, name = sandbox.client("lambda"), "bellhop-sandbox-worker"
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    broken = {key: value for key, value in variables.items() if key != "BELLHOP_TABLE"}
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": broken})
    try:
        yield {}
    finally:
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
        with deployed_with(sandbox, "worker"):
            pass


@contextmanager
def with_other_code(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
    """As where a deployment broke off: one function has a zip with another comment."""
    functions, name = sandbox.client("lambda"), "bellhop-sandbox-alarms"
    zipped = (ROOT / ".build" / "bellhop.zip").read_bytes()
    other = folder / "other.zip"
    other.write_bytes(zipped)
    with zipfile.ZipFile(other, "a") as archive:
        archive.comment = b"another"
    functions.update_function_code(FunctionName=name, ZipFile=other.read_bytes())
    try:
        yield {}
    finally:
        functions.update_function_code(FunctionName=name, ZipFile=zipped)
        with deployed_with(sandbox, "alarms"):
            pass


@contextmanager
def without_a_right(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
    iam, configuration = sandbox.client("iam"), sandbox.client("lambda")
    role = configuration.get_function_configuration(FunctionName="bellhop-sandbox-worker")["Role"].rpartition("/")[2]
    name = next(each for each in iam.list_role_policies(RoleName=role)["PolicyNames"] if each == "worker")
    document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    text = document if isinstance(document, str) else json.dumps(document)
    broken = text.replace("autoscaling:SuspendProcesses", "autoscaling:DescribeTags")
    assert broken != text
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=broken)
    try:
        yield {}
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=text)


@contextmanager
def with_a_dead_letter(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
    sqs, url = sandbox.client("sqs"), sandbox.dead_letters("watch")
    sqs.send_message(QueueUrl=url, MessageBody="dead")
    try:
        yield {}
    finally:
        sqs.purge_queue(QueueUrl=url)


def mapping(sandbox: SandboxProcess) -> dict[str, Any]:
    found = sandbox.client("lambda").list_event_source_mappings(FunctionName="bellhop-sandbox-alarms")
    (only,) = found["EventSourceMappings"]
    return dict(only)


@contextmanager
def with_a_source_switched_off(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
    functions, uuid = sandbox.client("lambda"), mapping(sandbox)["UUID"]
    functions.update_event_source_mapping(UUID=uuid, Enabled=False)
    until(lambda: mapping(sandbox)["State"] == "Disabled", "the source to be off")
    try:
        yield {}
    finally:
        functions.update_event_source_mapping(UUID=uuid, Enabled=True)
        until(lambda: mapping(sandbox)["State"] == "Enabled", "the source to be on")


@contextmanager
def with_loops_stopped(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
    functions, name = sandbox.client("lambda"), "bellhop-sandbox-worker"
    functions.put_function_recursion_config(FunctionName=name, RecursiveLoop="Terminate")
    try:
        yield {}
    finally:
        functions.put_function_recursion_config(FunctionName=name, RecursiveLoop="Allow")


@contextmanager
def without_a_dead_letter_queue(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
    sqs, url = sandbox.client("sqs"), sandbox.at.alarms_queue_url
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": ""})
    try:
        yield {}
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": before})


def with_a_rule(target: str, state: str) -> Fault:
    """EventBridge sends alarms to the `queue` or the `topic`."""

    @contextmanager
    def plant(sandbox: SandboxProcess, folder: Path) -> Iterator[dict[str, str]]:
        events, name = sandbox.client("events"), "alarms-to-bellhop"
        pattern = json.dumps({"source": ["aws.cloudwatch"]})
        queue = sandbox.client("sqs").get_queue_attributes(
            QueueUrl=sandbox.at.alarms_queue_url, AttributeNames=["QueueArn"]
        )
        arn = {"queue": queue["Attributes"]["QueueArn"], "topic": sandbox.at.alarm_topic_arn}[target]
        events.put_rule(Name=name, EventPattern=pattern, State=state)
        events.put_targets(Rule=name, Targets=[{"Id": "bellhop", "Arn": arn}])
        try:
            yield {}
        finally:
            events.remove_targets(Rule=name, Ids=["bellhop"])
            events.delete_rule(Name=name)

    return plant


FAULTS: dict[str, tuple[Fault, int, str]] = {
    "a token that Slack does not take": (
        with_reference("SLACK_BOT_TOKEN", "xoxb-revoked"),
        1,
        "Slack refused auth.test: invalid",
    ),
    "no token where it should be": (with_reference("SLACK_BOT_TOKEN", ""), 1, "FAIL  bot token: SLACK_BOT_TOKEN:"),
    "no signing secret": (with_reference("SLACK_SIGNING_SECRET", ""), 1, "FAIL  signing secret: SLACK_SIGNING_SECRET:"),
    "an address where nobody listens": (at_another_address, 1, "request URL: nobody answers there"),
    "a scope that the app was not installed with": (without_the_scope("chat:write"), 1, "it is missing chat:write"),
    "an optional scope that it was installed without": (
        without_the_scope("files:write"),
        0,
        "WARN  bot: it is missing files:write, so cards have no graphs",
    ),
    "a route's channel without Bellhop": (
        with_route("#random"),
        1,
        "channel #random: there is no such channel, or Bellhop is not in it",
    ),
    "a route's channel that is not there": (with_route("#nowhere"), 1, "channel #nowhere: there is no such channel"),
    "a topic that nobody hears": (without_a_subscription, 1, "the alarms queue is not subscribed to it"),
    "a function without a setting": (without_a_setting, 1, "bellhop-sandbox-worker: it does not start:"),
    "a function of another version": (with_other_code, 1, "the functions run different code"),
    "a role that lacks a right": (without_a_right, 1, "its role is missing autoscaling:SuspendProcesses"),
    "dead letters": (with_a_dead_letter, 0, "1 dead letters in bellhop-sandbox-watch-dead"),
    "a source that is switched off": (with_a_source_switched_off, 1, "it does not read from the queue"),
    "a worker whose loops are stopped": (with_loops_stopped, 1, "drops them after 16 steps"),
    "a rule that is switched off": (
        with_a_rule("queue", "DISABLED"),
        1,
        "FAIL  rule alarms-to-bellhop: it is disabled",
    ),
    "a rule that sends to the topic": (
        with_a_rule("topic", "ENABLED"),
        1,
        "FAIL  rule alarms-to-bellhop: it sends to the topic, which accepts nothing from EventBridge",
    ),
    "a queue without dead letters": (without_a_dead_letter_queue, 1, "it has no dead-letter queue"),
}


def test_where_all_is_well_it_says_so(sandbox: SandboxProcess, doctor: Doctor) -> None:
    status, said = doctor()
    assert said.splitlines()[-1] == "Everything is OK.", said
    assert status == 0
    assert not any("make doctor" in message["text"] for message in sandbox.messages("C0ALARMS"))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named_with_how_to_fix_it(
    fault: str, sandbox: SandboxProcess, doctor: Doctor, tmp_path: Path
) -> None:
    plant, expected, sentence = FAULTS[fault]
    with plant(sandbox, tmp_path) as settings:
        status, said = doctor(**settings)
    at_it = [number for number, line in enumerate(said.splitlines()) if sentence in line]
    assert at_it, said
    assert said.splitlines()[at_it[0] + 1].strip().startswith("-> "), said
    assert status == expected, said


def test_a_stage_that_is_mistyped_is_said(sandbox: SandboxProcess) -> None:
    env = {**os.environ, **sandbox.at.environment()}
    command = [sys.executable, "-m", "app", "doctor", "--stage", "nowhere"]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=NO_TIMEOUT, check=False)
    sentence = "There is no stack bellhop-nowhere in this account and region."
    assert (ran.returncode, sentence in ran.stderr) == (1, True), ran.stderr


@pytest.mark.parametrize("words", [[], ["STAGE=sandbox"]])
def test_make_doctor_is_green_in_the_sandbox_named_or_not(
    words: list[str], sandbox: SandboxProcess, tmp_path: Path
) -> None:
    """In a folder like the project's, where no other test's sandbox runs."""
    for each in ROOT.iterdir():
        if each.name not in (".sandbox", ".env"):
            (tmp_path / each.name).symlink_to(each)
    (tmp_path / ".sandbox").mkdir()
    settings = "".join(f"{name}={shlex.quote(value)}\n" for name, value in sandbox.at.environment().items())
    (tmp_path / ".sandbox" / "env").write_text(settings)
    command = ["make", "--no-print-directory", "doctor", *words]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SLACK_", "STAGE"))}
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=150, check=False)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "Everything is OK."), ran.stdout + ran.stderr


def test_the_manifest_of_a_stage_has_its_request_url(sandbox: SandboxProcess) -> None:
    env = {**os.environ, **sandbox.at.environment()}
    command = [sys.executable, "-m", "app", "manifest", "--stage", "sandbox"]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=NO_TIMEOUT, check=True)
    urls = {each["url"] for each in json.loads(ran.stdout)["features"]["slash_commands"]}
    assert len(urls) == 1
    assert "REPLACE" not in urls.pop()


def test_before_a_stage_is_removed_it_is_said_what_goes_and_what_stays(sandbox: SandboxProcess) -> None:
    env = {**os.environ, **sandbox.at.environment()}
    command = [sys.executable, "-m", "app", "prepare-removal", "--stage", "sandbox"]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=NO_TIMEOUT, check=True)
    said = ran.stdout.splitlines()
    assert [line.split()[-1] for line in said if line.startswith("  ")] == [
        "bellhop-sandbox-alarms",
        "bellhop-sandbox-jobs.fifo",
        "bellhop-sandbox-watch",
        "bellhop-sandbox-alarms-dead",
        "bellhop-sandbox-jobs-dead.fifo",
        "bellhop-sandbox-watch-dead",
    ]
    assert sandbox.at.table in said[-1]
