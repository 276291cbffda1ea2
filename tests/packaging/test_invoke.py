"""`make invoke`: one function once, on a stored event."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from slack_sdk.signature import SignatureVerifier

from tests.patience import NO_TIMEOUT
from tools import invoke
from tools.invoke import answer, function_for, http_event, read_event, signed
from tools.package import ROOT

COMMAND = "command=%2Fnosuchcommand&text=web+4&user_id=U1&channel_id=C1&team_id=T1&trigger_id=1.2.3"


def run(event: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`python -m tools.invoke` with no settings but these."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", **variables}
    command = [sys.executable, "-m", "tools.invoke", str(event), "--seconds", "30"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    file = tmp_path / "command.txt"
    file.write_text(COMMAND + "\n")
    return file


def test_a_stored_body_becomes_the_event_of_an_http_api() -> None:
    event = read_event(COMMAND + "\n")

    assert event == http_event(COMMAND)
    assert base64.b64decode(event["body"]).decode() == COMMAND


def test_a_stored_event_is_signed_afresh_whatever_signature_it_bears() -> None:
    stale = {"X-Slack-Signature": "v0=stale", "X-Slack-Request-Timestamp": "1", "Content-Type": "text/plain"}

    event = signed({**http_event(COMMAND), "headers": stale}, "secret", now=1_700_000_000)

    timestamp, signature = event["headers"]["x-slack-request-timestamp"], event["headers"]["x-slack-signature"]
    assert timestamp == "1700000000"
    assert signature == SignatureVerifier("secret").generate_signature(timestamp=timestamp, body=COMMAND)
    assert event["headers"]["content-type"] == "text/plain"
    assert set(event["headers"]) == {"content-type", "x-slack-signature", "x-slack-request-timestamp"}


@pytest.mark.parametrize(
    ("event", "function"),
    [
        (http_event(COMMAND), "slack"),
        ({"Records": [{"eventSourceARN": "arn:aws:sqs:us-east-1:1:bellhop-dev-jobs.fifo"}]}, "worker"),
        ({"Records": [{"eventSourceARN": "arn:aws:sqs:us-east-1:1:bellhop-dev-watch"}]}, "worker"),
        ({"Records": [{"eventSourceARN": "arn:aws:sqs:us-east-1:1:bellhop-dev-alarms"}]}, "alarms"),
        ({"Records": [{"EventSource": "aws:sns", "Sns": {}}]}, "alarms"),
        ({"source": "aws.cloudwatch", "detail-type": "CloudWatch Alarm State Change"}, "alarms"),
    ],
)
def test_an_event_goes_where_aws_would_send_it(event: dict[str, object], function: str) -> None:
    assert function_for(event) == function


def test_the_answer_is_shown_as_json() -> None:
    assert answer("{'statusCode': 200, 'ok': True, 'none': None}\n") == (
        '{\n  "statusCode": 200,\n  "ok": true,\n  "none": null\n}'
    )


def test_a_stored_command_gets_bellhops_answer(stored: Path) -> None:
    done = run(stored)

    assert done.returncode == 0, done.stderr
    assert '"statusCode": 200' in done.stdout
    assert "/nosuchcommand" in done.stdout
    assert "made up" in done.stderr


@pytest.mark.parametrize(
    ("code", "seconds", "said"),
    [
        ("import no_such_module", NO_TIMEOUT, "handlers.alarms cannot be imported"),
        ("def handler(event, context): return event['absent']", NO_TIMEOUT, "handlers.alarms failed"),
        ("import time\ndef handler(event, context): time.sleep(600)", 1, "handlers.alarms did not answer within 1 s"),
    ],
    ids=["import error", "exception", "time limit"],
)
def test_a_function_that_fails_fails_the_command(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], code: str, seconds: int, said: str
) -> None:
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "alarms.py").write_text(code)

    status = invoke.run("alarms", {}, os.environ, seconds=seconds, root=tmp_path)

    assert status != 0
    assert said in capfd.readouterr().err


def test_a_missing_file_is_named() -> None:
    done = run(Path("no-such-event.json"))

    assert done.returncode != 0
    assert "no-such-event.json" in done.stderr
