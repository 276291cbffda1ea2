"""`python -m app`: what keeps it from starting is one sentence and a status that is not zero."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.__main__ import join_all
from sandbox.slack.threaded import RunningSlack
from tests.fakes.http import answering

pytestmark = pytest.mark.slow  # each starts a Python of its own

ROOT = Path(__file__).parents[2]
AWS = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
SETTINGS = {"SLACK_APP_TOKEN": "xapp-test", "SLACK_BOT_TOKEN": "xoxb-test", "SLACK_API_URL": "http://127.0.0.1:9/api/"}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "bellhop: SLACK_APP_TOKEN is not set. It starts with xapp-;"),
        ({"SLACK_APP_TOKEN": "xapp-test"}, "bellhop: SLACK_BOT_TOKEN is not set. It starts with xoxb-;"),
        ({**SETTINGS, "BELLHOP_CONFIG": "nowhere.toml"}, "bellhop: nowhere.toml: there is no such file."),
        (SETTINGS, "bellhop: Slack did not answer apps.connections.open."),
        ({**SETTINGS, "SLACK_APP_TOKEN": "kms:not base64"}, "bellhop: SLACK_APP_TOKEN: a kms: value must be base64"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(settings: dict[str, str], sentence: str) -> None:
    ran = start(settings)
    assert ran.returncode != 0
    assert ran.stderr.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("token", ["xapp-wrong", "xoxb-a-bot-token"])
def test_an_app_token_that_slack_does_not_take_is_said_with_what_it_must_be(token: str, slack: RunningSlack) -> None:
    settings = {"SLACK_APP_TOKEN": token, "SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url}
    ran = start(settings)
    assert ran.stderr.splitlines()[-1].startswith("bellhop: SLACK_APP_TOKEN: Slack refused apps.connections.open: ")
    assert "connections:write" in ran.stderr
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False)


@pytest.mark.parametrize("what", ["catch-up --since 1h", "replay", "manifest", "doctor"])
def test_the_words_of_aws_are_said_as_they_are(what: str) -> None:
    refused = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>%s</Message></Error></ErrorResponse>"
    with answering(400, refused % "a &lt;stack&gt; &amp; co", {"Content-Type": "text/xml"}) as aws:
        ran = start({**AWS, "AWS_ENDPOINT_URL": aws.url}, *what.split(), "--stage", "prod")
    assert "a <stack> & co" in ran.stdout + ran.stderr
    assert "&amp;" not in ran.stdout + ran.stderr
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False)


def start(settings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", *words]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=60, check=False)


BUSY = """
import time
from app.__main__ import stopped_by_signals
stop = stopped_by_signals()
print("runs", flush=True)
stop.wait()
print("finishes", flush=True)
time.sleep(60)
"""


def test_a_second_ctrl_c_ends_at_once_what_the_first_lets_finish() -> None:
    with subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for said in ("runs\n", "finishes\n"):
            assert process.stdout.readline() == said
            process.send_signal(signal.SIGINT)
        assert process.wait(10) == -signal.SIGINT


def test_threads_that_do_not_end_are_waited_for_together() -> None:
    over = threading.Event()
    threads = [threading.Thread(target=over.wait, daemon=True) for _ in range(20)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    join_all(threads, 0.2)
    assert 0.2 <= time.monotonic() - began < 2
    over.set()
