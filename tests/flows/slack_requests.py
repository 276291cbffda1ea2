"""Requests as Slack sends them, for tests that need the bytes in their own hands."""

from __future__ import annotations

import hashlib
import hmac
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.patience import NO_TIMEOUT
from tests.sandbox_process import SandboxProcess

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str


def command_body(text: str, user: str = "U0ANA", channel: str = "C0OPS") -> str:
    """The form of a slash command; a fresh trigger id makes each one its own."""
    word, _, rest = text.partition(" ")
    return urlencode(
        {
            "team_id": "T0SANDBOX",
            "channel_id": channel,
            "user_id": user,
            "user_name": user,
            "command": word,
            "text": rest,
            "api_app_id": "A0BELLHOP",
            "trigger_id": f"trigger.{time.time_ns()}",
        }
    )


def signature(secret: str, timestamp: str, body: str) -> str:
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()


def signed(sandbox: SandboxProcess, body: str, age: int = 0) -> dict[str, str]:
    """The headers of a truly signed request that is `age` seconds old."""
    timestamp = str(int(time.time()) - age)
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(sandbox.at.signing_secret, timestamp, body),
    }


def send(sandbox: SandboxProcess, body: str | bytes, headers: dict[str, str]) -> Answer:
    """POST the bytes to the request URL."""
    data = body if isinstance(body, bytes) else body.encode()
    assert sandbox.at.request_url
    request = urllib.request.Request(sandbox.at.request_url, data, {"Content-Type": FORM, **headers})
    try:
        with urllib.request.urlopen(request, timeout=NO_TIMEOUT, context=sandbox.trust) as response:
            return Answer(response.status, response.read().decode())
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, refused.read().decode())
