"""Bellhop in one process: its real edge, worker and alarm desk over HTTP to the Slack stand-in, with fakes for AWS."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from app.alarms.decide.decision import Decision
from app.alarms.intake import Intake
from app.alarms.keep.outcomes import Outcomes, decision_of, outcome_key
from app.alarms.processor import AlarmProcessor
from app.alarms.read.envelopes import Record
from app.aws.autoscaling import AutoScaling
from app.aws.cloudwatch import CloudWatch
from app.aws.pricing import PriceList
from app.aws.scaling import Group
from app.config.configuration import Configuration, SlackChannel
from app.config.home import Home
from app.config.secrets import Secret
from app.config.settings import listed
from app.listeners.services import Aws, Services
from app.runtime import wiring
from app.runtime.batch import Worker
from app.runtime.edge import Edge
from app.scaling.target import TargetKind
from app.slack.client import Slack
from app.store.table import MemoryTable, Table
from sandbox.slack.threaded import RunningSlack
from tests.fakes.aws import HOME, FakeCloudWatch, FakeInstances, FakeTopics, alarm
from tests.fakes.clock import SetClock
from tests.fakes.queues import RememberingQueue
from tests.fakes.scaling import FakeAutoScaling, targets, web
from tests.fakes.serving import Door, serving
from tests.patience import NO_TIMEOUT

ALARMS = SlackChannel("#alarms")


@dataclass
class Context:
    """What a handler reads of Lambda's context."""

    function_name: str = "bellhop-test"
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:bellhop-test"
    aws_request_id: str = "request-1"
    seconds_left: float = 60.0

    def get_remaining_time_in_millis(self) -> int:
        return round(self.seconds_left * 1000)


class Bellhop:
    """The three functions as on Lambda, each message delivered when the test says so."""

    def __init__(
        self,
        slack: RunningSlack,
        clock: SetClock,
        groups: tuple[Group, ...] = (web(),),
        table: Table | None = None,
        configuration: Configuration | None = None,
        scaling: AutoScaling | None = None,
        cloudwatch: CloudWatch | None = None,
        home: Home = HOME,
        price_list: PriceList | None = None,
        roles: str = "",
        **kinds: TargetKind,
    ) -> None:
        self.slack = slack
        self.clock = clock
        self.scaling = FakeAutoScaling(*groups)
        self.cloudwatch = FakeCloudWatch(alarm(), alarm("web-5xx", "ALARM"))
        self.topics = FakeTopics()
        self.instances = FakeInstances()
        self.jobs = RememberingQueue(clock)
        self.watch = RememberingQueue(clock)
        self.alarms = RememberingQueue(clock)
        self.table = table or MemoryTable()
        door = Slack(Secret("SLACK_BOT_TOKEN", slack.bot_token, fetch=str), slack.api_url, timeout=NO_TIMEOUT)
        at = scaling or self.scaling
        doors = (at, targets(at, **kinds), cloudwatch or self.cloudwatch, self.topics, self.instances)
        aws = Aws(*doors, (lambda: price_list) if price_list else None)
        self.parts: Services = wiring.assemble(
            door,
            aws,
            self.table,
            self.watch,
            configuration or Configuration(ALARMS),
            clock,
            home,
            roles=listed(roles),
        )
        self.intake = Intake(self.parts.processor, self.alarms, self.alarms.retry_after)

    @cached_property
    def _edge(self) -> Edge:
        """Made where a test needs it: a Bolt App costs as much as all else here."""
        secret = Secret("SLACK_SIGNING_SECRET", self.slack.signing_secret, fetch=str)
        return wiring.build_edge(secret, self.parts.slack, self.jobs, self.clock, "")

    @cached_property
    def worker(self) -> Worker:
        return wiring.build_worker(self.parts, self.watch, self._retry_after)

    def _retry_after(self, record: Any, seconds: float) -> None:
        queue = self.jobs if "MessageGroupId" in record["attributes"] else self.watch
        queue.retry_after(record, seconds)

    def edge(self, event: dict[str, Any]) -> dict[str, Any]:
        """What handlers/slack.py does."""
        return self._edge.take(event, Context())

    def work(self) -> int:
        """Deliver the jobs that are due."""
        return self.jobs.deliver(self._take_jobs) + self.watch.deliver(self._take_jobs)

    def ring(self) -> int:
        """Deliver the alarms that are due."""
        return self.alarms.deliver(self.intake.take)

    def command(self, text: str, user: str = "U0ANA", channel: str = "C0OPS") -> dict[str, Any]:
        """Type a slash command, signed as Slack signs it, and return the HTTP answer; nothing is worked on yet."""
        word, _, rest = text.partition(" ")
        fields = {
            "token": "verification-token",
            "team_id": "T0SANDBOX",
            "channel_id": channel,
            "user_id": user,
            "user_name": user.lower(),
            "command": word,
            "text": rest,
            "api_app_id": "A0BELLHOP",
            "trigger_id": f"trigger-{self.clock.epoch()}",
        }
        return self.edge(self.signed(urlencode(fields)))

    def interaction(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The signed event that carries a click or a submitted modal."""
        return self.signed(urlencode({"payload": json.dumps(payload)}))

    def signed(self, body: str, **headers: str) -> dict[str, Any]:
        """An HTTP API v2 event with this form body, signed now."""
        timestamp = str(int(self.clock.epoch()))
        digest = hmac.new(self.slack.signing_secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
        return {
            "version": "2.0",
            "rawPath": "/slack/events",
            "headers": {
                "content-type": "application/x-www-form-urlencoded",
                "x-slack-request-timestamp": timestamp,
                "x-slack-signature": f"v0={digest.hexdigest()}",
                **headers,
            },
            "requestContext": {"http": {"method": "POST", "path": "/slack/events"}},
            "body": body,
            "isBase64Encoded": False,
        }

    def _take_jobs(self, event: Any) -> dict[str, Any]:
        return self.worker.take(event, request_id="request-1")


@contextmanager
def listening(bellhop: Bellhop) -> Iterator[None]:
    """Bellhop's edge on a loopback port, and the stand-in's commands, clicks and modals sent there."""

    class EdgeDoor(Door):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            # The stand-in signs by the wall clock; this Bellhop lives by the test's, so it is signed again.
            more = {"content-type": self.headers["Content-Type"]}
            answer = bellhop.edge(bellhop.signed(body, **more))
            self.send_response(answer["statusCode"])
            for name, value in answer["headers"].items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer["body"].encode())

    with serving(EdgeDoor) as address:
        bellhop.slack.set_request_url(f"{address}/slack/events")
        yield


def sns_record(message: Any, message_id: str) -> str:
    """An SQS body as an SNS subscription without raw delivery makes it."""
    text = message if isinstance(message, str) else json.dumps(message)
    return json.dumps({"Type": "Notification", "MessageId": message_id, "Message": text, "Subject": None})


def take(processor: AlarmProcessor, record: Record) -> str:
    """One record's outcome; raises Later or SlackError, and then nothing is lost."""
    (result,) = processor.process([record])
    if result.error:
        raise result.error
    return result.outcome


def decision_on(outcomes: Outcomes, record_id: str) -> Decision:
    """What the table says of a record."""
    return decision_of(outcomes.table.get(*outcome_key(record_id)))
