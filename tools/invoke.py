"""`make invoke EVENT=file [FUNCTION=...]`: runs one Lambda function once, on a stored event, under python-lambda-local.

Slack events are signed afresh, as a stored signature is older than the five minutes that Slack allows. The answer goes
to stdout, the log to stderr. It exits non-zero where the function fails: on import, by an exception, by its time limit.
"""

from __future__ import annotations

import argparse
import ast
import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from slack_sdk.signature import SignatureVerifier

from app.aws.secrets import fetch
from app.config.secrets import Secret

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS = ("slack", "worker", "alarms")
SECRET = "SLACK_SIGNING_SECRET"
OF_THE_WORKER = ("jobs.fifo", "-watch")  # how the names of its queues end, see serverless.yml
TOO_LATE = 124  # the exit status of timeout(1)
GRACE_SECONDS = 10  # python-lambda-local keeps the time limit itself; this is for what it does not notice
RESULT = "RESULT:\n"

# What the functions cannot start without. Made up, it lets them start and reach nothing: nobody at Slack knows the
# token, and AWS is a port where nobody listens, lest a stored job be done in whatever account this shell is in.
NOWHERE = "http://127.0.0.1:9"
STAND_INS = {
    SECRET: "made-up-for-make-invoke",
    "SLACK_BOT_TOKEN": "xoxb-made-up-for-make-invoke",
    "BELLHOP_TABLE": "made-up-for-make-invoke",
    "BELLHOP_JOBS_QUEUE_URL": f"{NOWHERE}/000000000000/made-up.fifo",
    "BELLHOP_WATCH_QUEUE_URL": f"{NOWHERE}/000000000000/made-up",
}
OFFLINE = {
    "AWS_ENDPOINT_URL": NOWHERE,
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "made-up",
    "AWS_SECRET_ACCESS_KEY": "made-up",
}

NO_EVENT = "Which event? make invoke EVENT=tests/payloads/... [FUNCTION=slack|worker|alarms]"
NO_FILE = "There is no file {path}."
MADE_UP = """Not set, so made up, and AWS is out of reach: {names}.
`make demo` in another terminal gives you an AWS and a Slack that answer; .env is for real ones."""
NOT_IMPORTED = "handlers.{function} cannot be imported; nothing was invoked."
TIMED_OUT = "handlers.{function} did not answer within {seconds} s."
FAILED = "handlers.{function} failed."


def read_event(text: str) -> dict[str, Any]:
    """A JSON object is the event itself; anything else is the body of a request from Slack."""
    try:
        event = json.loads(text)
    except json.JSONDecodeError:
        event = None
    return event if isinstance(event, dict) else http_event(text.strip())


def http_event(body: str) -> dict[str, Any]:
    """A form body as API Gateway's HTTP API sends it, payload format 2.0."""
    return {
        "version": "2.0",
        "routeKey": "POST /slack/events",
        "rawPath": "/slack/events",
        "rawQueryString": "",
        "headers": {"content-type": "application/x-www-form-urlencoded"},
        "requestContext": {"http": {"method": "POST", "path": "/slack/events"}, "stage": "$default"},
        "body": base64.b64encode(body.encode()).decode(),
        "isBase64Encoded": True,
    }


def function_for(event: Mapping[str, Any]) -> str:
    """Which function AWS would hand this event to."""
    if "requestContext" in event or "headers" in event:
        return "slack"
    records = event.get("Records") or [{}]
    source = str(records[0].get("eventSourceARN", "")) if isinstance(records[0], dict) else ""
    return "worker" if source.endswith(OF_THE_WORKER) else "alarms"


def signed(event: Mapping[str, Any], secret: str, now: float) -> dict[str, Any]:
    """The event with Slack's two headers as Slack would have made them `now`."""
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    timestamp = str(int(now))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=raw)
    stored = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    fresh = {"x-slack-request-timestamp": timestamp, "x-slack-signature": signature}
    return {**event, "headers": {**stored, **fresh}}


def run(
    function: str, event: Mapping[str, Any], environment: Mapping[str, str], seconds: int, root: Path = ROOT
) -> int:
    """Invoke root/handlers/<function>.py with a time limit; returns the exit status after printing the answer."""
    limit = seconds + GRACE_SECONDS
    # python-lambda-local waits for ever for a module that fails to import, hence a try before it and a limit around it.
    if _finished([sys.executable, "-c", f"import handlers.{function}"], environment, limit, root)[0] != 0:
        return _fail(NOT_IMPORTED, function=function)
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "event.json"
        stored.write_text(json.dumps(event), encoding="utf-8")
        local = [sys.executable, "-m", "lambda_local", "-f", "handler", "-t", str(seconds), "-l", str(root)]
        command = [*local, f"handlers/{function}.py", str(stored)]
        status, printed = _finished(command, environment, limit, root)
    log, _, result = printed.rpartition(RESULT) if RESULT in printed else (printed, "", "")
    print(log, file=sys.stderr)
    print(answer(result))
    if status == 0:
        return 0
    timed_out = status == TOO_LATE or not result.startswith("{")
    return _fail(TIMED_OUT if timed_out else FAILED, function=function, seconds=seconds)


def _finished(command: Sequence[str], environment: Mapping[str, str], seconds: float, root: Path) -> tuple[int, str]:
    """Exit status and stdout of a command; it and all that it started are ended when the time is over."""
    process = subprocess.Popen(
        command, cwd=root, env=dict(environment), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        printed, _ = process.communicate(timeout=seconds)
        return process.returncode, printed
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return TOO_LATE, process.communicate()[0]
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def answer(result: str) -> str:
    """What the function returned, as JSON; python-lambda-local prints its repr. Errors it prints as JSON already."""
    try:
        return json.dumps(ast.literal_eval(result.strip()), indent=2, ensure_ascii=False)
    except (ValueError, SyntaxError):
        return result.strip()


def settings(given: Mapping[str, str]) -> dict[str, str]:
    """The environment, with a stand-in for what the functions cannot start without."""
    lacking = sorted(name for name in STAND_INS if not given.get(name))
    if not lacking:
        return dict(given)
    print(MADE_UP.format(names=", ".join(lacking)), file=sys.stderr)
    no_slack = {"SLACK_API_URL": f"{NOWHERE}/api/"} if "SLACK_BOT_TOKEN" in lacking else {}
    return {**given, **OFFLINE, **no_slack, **{name: STAND_INS[name] for name in lacking}}


def _fail(sentence: str, **names: object) -> int:
    print(sentence.format(**names), file=sys.stderr)
    return 1


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.invoke", description=__doc__)
    parser.add_argument("event", help="a file: the event as JSON, or the body of a request from Slack")
    parser.add_argument("--function", choices=FUNCTIONS, help="default: the one that AWS would hand the event to")
    parser.add_argument("--seconds", type=int, default=60, help="time limit of the function")
    options = parser.parse_args(arguments)
    if not options.event:
        return _fail(NO_EVENT)
    path = Path(options.event)
    if not path.is_file():
        return _fail(NO_FILE, path=path)
    environment = settings(os.environ)
    event = read_event(path.read_text(encoding="utf-8"))
    function = options.function or function_for(event)
    if function == "slack":
        event = signed(event, Secret(SECRET, environment[SECRET], fetch).reveal(), time.time())
    return run(function, event, environment, options.seconds)


if __name__ == "__main__":
    sys.exit(main())
