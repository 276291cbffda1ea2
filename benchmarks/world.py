"""The world around the measured process: a Slack and an AWS on loopback, over TLS, that note what they are asked."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import boto3

from benchmarks.aws import ALARM, OF_A_GROUP, Models, running_aws, served
from benchmarks.table import Table
from sandbox.certificates import Authority, ServerTls, temporary_authority
from sandbox.slack.threaded import RunningSlack, running_slack

REGION, ACCOUNT, TABLE = "us-east-1", "123456789012", "bellhop"


@dataclass
class World:
    """`asked` is what AWS was asked for, by operation."""

    slack: RunningSlack
    authority: Authority
    aws_url: str = ""
    models: Models = field(default_factory=Models)
    table: Table = field(default_factory=Table)
    queues: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)

    def typed(self, text: str) -> dict[str, Any]:
        """The event for λ slack of a command that somebody types now."""
        return self._event_of(user="U0ANA", channel="C0OPS", command=text)

    def pressed(self, ts: str, action_id: str) -> dict[str, Any]:
        """The same of a button of an alarm's card."""
        return self._event_of(user="U0ANA", channel="C0ALARMS", ts=ts, action_id=action_id)

    def opened_home(self) -> dict[str, Any]:
        """The event for λ slack of somebody who opens Bellhop's Home tab."""
        return self._event_of(user="U0ANA", home="home")

    def taken(self, queue: str) -> list[str]:
        """The messages that wait on a queue, which is empty then."""
        sqs, url, bodies = self.client("sqs"), self.queues[queue], list[str]()
        while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            for message in found:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                bodies.append(message["Body"])
        return bodies

    def card_of(self, alarm: str) -> str:
        """The ts of the alarm's card."""
        cards = self.slack.messages("C0ALARMS")
        return next(str(card["ts"]) for card in reversed(cards) if alarm in json.dumps(card))

    def client(self, service: str) -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload]
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            endpoint_url=self.aws_url,
            verify=str(self.authority.ca_file),
        )

    def forget(self) -> None:
        """Empty the table: there is no storm any more, and no card."""
        self.table.forget()

    def end_storms(self) -> None:
        """The next alarm is the first one for a while, and gets a card."""
        self.table.forget("gate#C0ALARMS")

    @contextmanager
    def calls_of(self, event: Any) -> Iterator[tuple[Any, Counter[str]]]:
        """The event, and what is asked of AWS and of Slack within the block."""
        aws, slack, calls = len(self.asked), len(self.slack.calls()), Counter[str]()
        yield event, calls
        calls.update(self.asked[aws:])
        calls.update(f"slack {call['method']}" for call in self.slack.calls()[slack:])

    def _event_of(self, **act: str) -> dict[str, Any]:
        answer = self.slack.act(**act)
        assert answer["ok"], answer
        return self.requests.pop()


@contextmanager
def running_world() -> Iterator[World]:
    """A fresh one: two groups, a few alarms, empty queues, an empty table."""
    with ExitStack() as stack:
        authority = stack.enter_context(temporary_authority())
        slack = stack.enter_context(running_slack(authority=authority))
        world = World(slack, authority)
        world.aws_url = stack.enter_context(running_aws(ServerTls(authority), world.models, world.table, world.asked))
        slack.set_request_url(stack.enter_context(_door(world)))
        _fill(world)
        yield world


def _event(headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """As an HTTP API makes it of a request."""
    return {
        "version": "2.0",
        "routeKey": "POST /slack/events",
        "rawPath": "/slack/events",
        "headers": {name.lower(): value for name, value in headers.items()},
        "requestContext": {"http": {"method": "POST", "path": "/slack/events"}},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


def challenge_in(body: bytes) -> bytes:
    """Of a url_verification event; nothing in any other request."""
    return str(json.loads(body).get("challenge", "")).encode() if body.startswith(b"{") else b""


@contextmanager
def _door(world: World) -> Iterator[str]:
    """Where Slack sends what people do: kept as the event that an HTTP API makes of it, to be measured later."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said = challenge_in(body)  # Slack asks once whether this is ours, before it sends events
            if not said:
                world.requests.append(_event(dict(self.headers), body))
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with served(Door) as address:
        yield f"http://{address}/slack/events"


def _fill(world: World) -> None:
    sqs, ssm = world.client("sqs"), world.client("ssm")
    for name in ("jobs.fifo", "watch", "alarms"):
        attributes = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
        world.queues[name.partition(".")[0]] = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    secrets = {"bot-token": world.slack.bot_token, "signing-secret": world.slack.signing_secret}
    for name, value in secrets.items():
        ssm.put_parameter(Name=f"/bellhop/bench/{name}", Value=value, Type="SecureString")
    cloudwatch = world.client("cloudwatch")
    for number in range(5):
        cloudwatch.put_metric_alarm(AlarmName=f"bench-{number}", Dimensions=[{**OF_A_GROUP, "Value": "web"}], **ALARM)
