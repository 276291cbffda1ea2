"""`python -m sandbox` as a process: what it prints, what it binds, and that it leaves nothing behind."""

import asyncio
import contextlib
import http.client
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession
from botocore.exceptions import ClientError

from sandbox.aws.account import ENDPOINT_SETTINGS
from sandbox.handover import Handover
from sandbox.root import ROOT
from tests.patience import NO_TIMEOUT, PATIENCE
from tests.sandbox_process import SandboxProcess, running_sandbox

pytestmark = [
    pytest.mark.timeout(240),  # the first start on a machine installs the emulator
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc"),
]
TYPED = {"user": "U0ANA", "channel": "C0OPS", "command": "/echo hello"}
KEYS = {
    "ui",
    "slack_api_url",
    "request_url",
    "signing_secret",
    "bot_token",
    "app_token",
    "aws_endpoint_url",
    "aws_endpoint_urls",
    "region",
    "alarm_topic_arn",
    "alarm_channel",
    "table",
    "jobs_queue_url",
    "alarms_queue_url",
    "dead_letter_queue_urls",
    "control_url",
    "ca_file",
    "aws_access_key_id",
    "aws_secret_access_key",
}


@pytest.fixture
def bare() -> Iterator[SandboxProcess]:
    """A sandbox without Bellhop on it: it starts in two seconds."""
    with running_sandbox("--no-deploy") as running:
        yield running


@dataclass(frozen=True)
class Killed:
    """What was left to the system: `started` are its processes, `folder` is where it kept its files; and its key."""

    started: list[int]
    folder: Path
    key: tuple[str, str]


@pytest.fixture(scope="module")
def killed() -> Killed:
    """A sandbox that was ended by kill -9."""
    with running_sandbox("--no-deploy") as running:
        left = Killed(family(running.process.pid), running.folder, key_of(running.at))
        assert left.folder.exists()
        running.stop(signal.SIGKILL)
    return left


@pytest.fixture(scope="module")
def lasting(killed: Killed) -> Iterator[SandboxProcess]:
    """One for all tests that neither end it nor want a new one, the next after a killed one; its Slack is impatient."""
    with running_sandbox("--no-deploy", "--answer-seconds", "0.0001") as running:
        yield running


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def session_of(leader: int) -> list[int]:
    """The processes of the session that a process leads."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(int(folder.name))
    return found


def family(sandbox: int) -> list[int]:
    """The process ids of everything that the sandbox started, the leash first."""
    children = Path(f"/proc/{sandbox}/task/{sandbox}/children").read_text().split()
    return [pid for child in children for pid in session_of(int(child))]


def until(true: Callable[[], object], what: str, seconds: float = NO_TIMEOUT) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def gone(pids: list[int]) -> Callable[[], bool]:
    return lambda: not any(alive(pid) for pid in pids)


def key_of(at: Handover) -> tuple[str, str]:
    return at.aws_access_key_id, at.aws_secret_access_key


def urls(at: Handover) -> list[str]:
    return [at.ui, at.slack_api_url, at.aws_endpoint_url, *at.aws_endpoint_urls.values()]


def test_it_prints_one_line_with_all_that_a_script_needs(lasting: SandboxProcess) -> None:
    at = lasting.at
    assert set(vars(at)) >= KEYS
    assert at.slack_api_url.endswith("/api/")
    assert (at.region, at.alarm_channel, at.request_url) == ("us-east-1", "C0ALARMS", None)
    assert [lasting.dead_letters(name) for name in ("jobs", "watch", "alarms")] == at.dead_letter_queue_urls


def test_only_loopback_is_bound(lasting: SandboxProcess) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing; it only tells which address of ours would be used
        own = probe.getsockname()[0]
    if own.startswith("127."):
        pytest.skip("this machine has no other address than loopback")
    for url in urls(lasting.at):
        port = urlsplit(url).port
        assert port is not None
        with socket.create_connection(("127.0.0.1", port), 2):
            pass
        with pytest.raises(OSError):
            socket.create_connection((own, port), 2)


def test_nothing_listens_but_what_the_line_names(lasting: SandboxProcess) -> None:
    at, started = lasting.at, [lasting.process.pid, *family(lasting.process.pid)]
    named = {urlsplit(url).port or 0 for url in (*urls(at), at.socket_proxy_url)}
    assert listening(started) == {("127.0.0.1", port) for port in named}


def listening(pids: list[int]) -> set[tuple[str, int]]:
    """The addresses and ports where these processes take TCP connections, and those where they take UDP."""
    own = set()
    for pid in pids:
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                own.add(str(file.readlink()))
    found = set()
    for table, state in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == state and f"socket:[{fields[9]}]" in own:
                address, _, port = fields[1].partition(":")
                is_loopback = address == "0100007F"
                found.add(("127.0.0.1" if is_loopback else f"{table} {address}", int(port, 16)))
    return found


METHODS = ("GET", "POST", "OPTIONS")
# What a web page elsewhere, or its own name for this machine (DNS rebinding), sends along.
OF_A_PAGE = [
    {"Host": "evil.example"},
    {"Host": "localhost.evil.example"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"},
]


@pytest.mark.parametrize("headers", OF_A_PAGE, ids=str)
def test_no_port_answers_a_web_page(lasting: SandboxProcess, headers: dict[str, str]) -> None:
    asked = [(url, method) for url in (*urls(lasting.at), lasting.at.socket_proxy_url) for method in METHODS]
    told = [(url, method, *answered(url, method, headers, lasting.trust)) for url, method in asked]
    assert [each for each in told if each[2:] != (403, [])] == []


def answered(url: str, method: str, headers: dict[str, str], trust: ssl.SSLContext) -> tuple[int, list[str]]:
    """Its status, and what it lets pages of others do."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=PATIENCE)
    if address.scheme == "https":
        connection = http.client.HTTPSConnection(address.netloc, timeout=PATIENCE, context=trust)
    with contextlib.closing(connection):
        connection.request(method, address.path or "/", headers=headers)
        answer = connection.getresponse()
        return answer.status, [name for name in answer.headers if name.lower().startswith("access-control")]


def test_the_env_file_is_for_its_owner_alone(lasting: SandboxProcess) -> None:
    file = lasting.folder / "env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    sourced = subprocess.run(
        ["sh", "-c", f"set -a; . '{file}'; env"], env={}, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert f"SLACK_API_URL={lasting.at.slack_api_url}" in sourced
    for service, name in ENDPOINT_SETTINGS.items():
        assert f"{name}={lasting.at.aws_endpoint_urls[service]}" in sourced
    assert f"BELLHOP_ALARMS_QUEUE_URL={lasting.at.alarms_queue_url}" in sourced
    assert f"AWS_ACCESS_KEY_ID={lasting.at.aws_access_key_id}" in sourced
    assert f"AWS_SECRET_ACCESS_KEY={lasting.at.aws_secret_access_key}" in sourced


def test_each_start_makes_up_another_key(killed: Killed, lasting: SandboxProcess) -> None:
    assert set(killed.key).isdisjoint(key_of(lasting.at))


def test_a_signal_stops_everything_and_is_no_failure(bare: SandboxProcess) -> None:
    started, folder = family(bare.process.pid), bare.folder
    assert len(started) >= 2
    assert (folder / "env").exists()
    assert bare.stop(signal.SIGTERM) == 0
    until(gone(started), "its processes to end")
    assert not folder.exists()
    assert bare.process.stdout and bare.process.stdout.read() == "", "one line was all"


def test_after_kill_9_nothing_is_left_and_the_next_one_starts(killed: Killed, lasting: SandboxProcess) -> None:
    until(gone(killed.started), "its processes to end")
    assert lasting.state()["aws"]["groups"]
    assert not killed.folder.exists()


def test_the_emulators_end_is_said_and_ends_it_all(bare: SandboxProcess) -> None:
    leash, *others = family(bare.process.pid)
    emulator = next(pid for pid in others if b"ministack" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(emulator, signal.SIGKILL)
    assert bare.process.wait(NO_TIMEOUT) == 1
    assert "ministack, the emulated AWS, ended by itself with status 137" in bare.stderr.read_text()
    until(gone([leash, *others]), "its processes to end")


def test_without_bellhop_it_says_how_to_connect_one_and_a_second_signal_does_not_disturb_the_clearing_up() -> None:
    command = [sys.executable, "-m", "sandbox", "--no-deploy", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = ""
        while "Ctrl-C" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        started = family(process.pid)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        assert process.wait(NO_TIMEOUT) == 0
    until(gone(started), "its processes to end")
    assert "Slack and AWS are ready, without Bellhop. Open http://127.0.0.1:" in said
    assert "make run in another terminal connects Bellhop from your source tree." in said
    assert "Deploying" not in said


def test_the_page_is_told_that_bellhop_is_not_there(lasting: SandboxProcess) -> None:
    state = lasting.state()
    assert (state["app"], state["is_deployed"], state["run"]) == ("", False, f"run-{lasting.process.pid}")


def test_slack_waits_for_an_answer_as_long_as_it_was_told(lasting: SandboxProcess) -> None:
    async def give_a_command() -> Any:
        headers = {"Authorization": f"Bearer {lasting.at.app_token}"}
        async with ClientSession(headers=headers) as http:
            async with http.post(f"{lasting.at.slack_api_url}apps.connections.open", ssl=lasting.trust) as answer:
                url = (await answer.json())["url"]
            async with http.ws_connect(url, ssl=lasting.trust) as app:
                assert (await app.receive_json())["type"] == "hello"
                given = asyncio.create_task(asyncio.to_thread(lasting.try_to_act, **TYPED))
                await app.send_json({"envelope_id": (await app.receive_json())["envelope_id"]})
                return await given

    assert asyncio.run(give_a_command())["error"] == "operation_timeout"


def test_a_taken_port_ends_the_start_at_once_and_names_the_flag(lasting: SandboxProcess) -> None:
    port = str(urlsplit(lasting.at.ui).port)
    second = subprocess.run(
        [sys.executable, "-m", "sandbox", "--port", port], cwd=ROOT, capture_output=True, text=True, timeout=NO_TIMEOUT
    )
    assert second.returncode == 1
    assert second.stderr.strip() == (
        f"Port {port} of 127.0.0.1 is taken. Choose another one: python -m sandbox --port {int(port) + 1}"
    )
    assert second.stdout == ""
    assert lasting.state()["me"] == "U0ANA"


def test_the_controls_of_the_load_and_the_launches_answer_on_the_pages_port(lasting: SandboxProcess) -> None:
    assert lasting.control("load", {"group": "web", "percent": 40}) == {"ok": True}
    web = next(group for group in lasting.state()["aws"]["groups"] if group["name"] == "web")
    assert web["load"] == 40
    lasting.control("autoscaling", {"group": "web", "launch_failure": True})
    lasting.client("autoscaling").set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=3)
    activities = lasting.client("autoscaling").describe_scaling_activities(AutoScalingGroupName="web")["Activities"]
    assert activities[0]["StatusCode"] == "Failed"
    assert "sufficient t3.micro capacity" in activities[0]["StatusMessage"]
    lasting.control("autoscaling", {"group": "web", "launch_failure": None, "seconds_per_launch": 100})
    until(lambda: in_state(lasting, "Pending") == 1, "the launch")
    lasting.control("autoscaling", {"group": "web", "advance_seconds": 101})
    assert in_state(lasting, "InService") == 3


def in_state(running: SandboxProcess, state: str) -> int:
    web = next(group for group in running.state()["aws"]["groups"] if group["name"] == "web")
    return sum(instance["state"] == state for instance in web["instances"])


def test_a_storm_breaks_out_and_is_over_on_request(lasting: SandboxProcess) -> None:
    assert lasting.control("storm", {"alarms": 3}) == {"ok": True}
    assert lasting.state()["aws"]["storm"] == {"alarms": 3, "firing": 3}
    queue = lasting.client("sqs").get_queue_attributes(QueueUrl=lasting.at.alarms_queue_url, AttributeNames=["All"])
    assert queue["Attributes"]["ApproximateNumberOfMessages"] == "3"
    lasting.control("storm", {"alarms": None})
    assert lasting.state()["aws"]["storm"] == {"alarms": 3, "firing": 0}


def test_a_service_is_controlled_and_its_calls_are_listed(lasting: SandboxProcess) -> None:
    assert lasting.control("ecs", {"service": "shop/api", "task_failure": True, "alarm": True}) == {"ok": True}
    names = {alarm["name"]: alarm["state"] for alarm in lasting.state()["aws"]["alarms"]}
    assert names["api-high-cpu"] == "OK"
    lasting.client("ecs").update_service(cluster="shop", service="api", desiredCount=3)
    (call,) = lasting.control("aws/calls?service=ecs")
    assert (call["operation"], call["parameters"]["desiredCount"], call["error"]) == ("UpdateService", 3, "")
    lasting.control("aws/faults", {"service": "ecs", "operation": "ListClusters", "error": "ServerException"})
    with pytest.raises(ClientError, match="ServerException"):
        lasting.client("ecs").list_clusters()
    lasting.control("ecs", {"service": "shop/api", "reset": True, "reset_clock": True})


def test_a_second_account_is_there_on_request_and_controlled_by_its_number_and_region(lasting: SandboxProcess) -> None:
    assert lasting.state()["aws"]["elsewhere"] == []
    given = lasting.control("account", {})
    assert lasting.control("account", {}) == given
    where = f"account={given['account']}&region={given['region']}"
    lasting.control(f"load?{where}", {"group": "web", "percent": 50})
    lasting.control(f"autoscaling?{where}", {"group": "web", "launch_failure": True})
    lasting.control(f"ecs?{where}", {"service": "shop/api", "kill": 1})
    (there,) = lasting.state()["aws"]["elsewhere"]
    assert [group["load"] for group in there["groups"]] == [50]
    assert 50 not in [group["load"] for group in lasting.state()["aws"]["groups"]]
    lasting.control(f"load?{where}", {"group": "web", "percent": None})


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("ecs", {"service": "shop/apu"}, "There is no service 'shop/apu' here; there are shop/api, shop/batch."),
        ("ecs", {}, "There is no service None here"),
        ("load", {"service": "shop/apu", "percent": 1}, "AutoScalingGroup name not found"),
        ("load", {"group": "nope", "percent": 1}, "There is no group 'nope' here; there are web, worker."),
        ("load", {"group": "web", "percent": 300}, "percent is a number from 0 to 100"),
        ("autoscaling", {"group": "web", "advance_seconds": -1}, "advance_seconds is a number above 0."),
        ("autoscaling", {"seconds_per_launch": 1}, "Send a JSON object with a group's name"),
        ("storm", {"alarms": 1001}, "alarms is a number from 1 to 1,000, or null to let them recover."),
        ("storm", {"alarms": 0}, "from 1 to 1,000"),
        ("storm", {"alarms": True}, "from 1 to 1,000"),
        ("storm", {}, "from 1 to 1,000"),
    ],
)
def test_a_wrong_control_says_what_is_wrong(
    lasting: SandboxProcess, path: str, body: dict[str, object], words: str
) -> None:
    answer = lasting.refused(path, body)
    assert (answer["ok"], words in answer["error"]) == (False, True)
