"""What the tests of the Slack stand-in share: a clock to turn, a client, and an app that hears from Slack."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from sandbox.slack.threaded import RunningSlack
from tests.fakes.serving import Door, serving
from tests.patience import NO_TIMEOUT

Json = dict[str, Any]


class HandClock:
    """A clock that moves only by hand."""

    def __init__(self) -> None:
        self.now = 1_732_330_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def client(slack: RunningSlack, token: str = "") -> WebClient:
    return WebClient(token or slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=NO_TIMEOUT)


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, label: str = "Press", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}


def actions(*elements: Json, block_id: str = "row") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


class HttpApp:
    """An app at the end of a request URL: remembers what Slack sent, answers as told."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []
        self.bodies: list[str] = []
        self.status = 200
        self.first_statuses: list[int] = []  # those of the next answers, before `status`
        self.verifies = True
        self.no_retry = False
        self.answer: Json | str = ""
        self.hangs = False  # until it is over
        self.over = threading.Event()
        self.url = ""

    @property
    def forms(self) -> list[Json]:
        return [dict(parse_qsl(body, keep_blank_values=True)) for body in self.bodies if not body.startswith("{")]

    @property
    def envelopes(self) -> list[Json]:
        """What came of events, in order, retries included."""
        return [json.loads(body) for body in self.bodies if body.startswith("{")]

    @property
    def events(self) -> list[Json]:
        return [envelope["event"] for envelope in self.envelopes]

    @property
    def payloads(self) -> list[Json]:
        return [json.loads(form["payload"]) for form in self.forms if "payload" in form]

    def payloads_of(self, kind: str) -> list[Json]:
        """The interactions of this kind."""
        return [payload for payload in self.payloads if payload["type"] == kind]

    def signed_by(self, secret: str) -> bool:
        """Whether everything received carries a good signature of this secret."""
        verifier = SignatureVerifier(secret)
        return all(verifier.is_valid_request(body, head) for body, head in zip(self.bodies, self.headers, strict=True))


@contextmanager
def http_app(slack: RunningSlack) -> Iterator[HttpApp]:
    """An HttpApp that this Slack sends to."""
    app = HttpApp()

    class AppDoor(Door):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if app.verifies and sent.startswith("{") and "challenge" in sent:
                self.answer(200, json.loads(sent)["challenge"])
                return
            app.bodies.append(sent)
            app.headers.append({name.lower(): value for name, value in self.headers.items()})
            if app.hangs:
                app.over.wait()
            self.answer(app.first_statuses.pop(0) if app.first_statuses else app.status, app.answer)

        def answer(self, status: int, answer: Json | str) -> None:
            is_json = isinstance(answer, dict)
            body = json.dumps(answer) if is_json else str(answer)
            self.send_response(status)
            if app.no_retry:
                self.send_header("X-Slack-No-Retry", "1")
            self.send_header("Content-Type", "application/json;charset=utf-8" if is_json else "text/plain")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

    with serving(AppDoor) as address:
        app.url = f"{address}/slack/events"
        slack.set_request_url(app.url)
        try:
            yield app
        finally:
            app.over.set()
