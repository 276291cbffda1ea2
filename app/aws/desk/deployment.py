"""What is deployed, for the doctor: functions, their event sources and roles, queues, the topic."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any
from urllib.parse import unquote

from app.aws.cloudwatch import MUTE_RULE
from app.aws.door import AwsError, client, translated
from app.base.errors import Later
from app.base.values import dataclass


@dataclass(frozen=True)
class Function:
    """A Lambda function's configuration; `timeout` in seconds, `role` by its name, `code` the SHA-256 of its zip."""

    name: str
    runtime: str
    timeout: int
    role: str
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    code: str = ""


@dataclass(frozen=True)
class Source:
    """An event source mapping: the queue (its name) that a function reads from, and whether it is enabled."""

    queue: str
    state: str


@dataclass(frozen=True)
class Waiting:
    """A queue's numbers; `dead_letters` is the name of its dead-letter queue, '' if there is none.

    `held` counts all messages: visible, in flight, and delayed.
    """

    visible: int
    visibility_timeout: int
    dead_letters: str
    held: int = 0


@dataclass(frozen=True)
class MuteRule:
    """One of CloudWatch's alarm mute rules, of whoever; `is_over` if it mutes nothing any more."""

    name: str
    is_over: bool


class Deployment:
    """What is read from AWS; None for things that don't exist."""

    def function(self, name: str) -> Function | None:
        found = self._found(
            f"look at the function {name}",
            lambda: client("lambda").get_function_configuration(FunctionName=name),
        )
        if found is None:
            return None
        return Function(
            name=name,
            runtime=found.get("Runtime", ""),
            timeout=found.get("Timeout", 0),
            role=str(found.get("Role", "")).rpartition("/")[2],
            variables=found.get("Environment", {}).get("Variables", {}),
            code=_hex(found.get("CodeSha256", "")),
        )

    def start(self, name: str) -> str:
        """Invoke a function with nothing to do; what it said if it failed, else ''."""
        try:
            answer = self._invoked(name)
        except Later:  # a cold start may take longer than a call waits, and nothing to do is done twice without harm
            answer = self._invoked(name)
        if "FunctionError" not in answer:
            return ""
        said = json.loads(answer["Payload"].read() or b"{}")
        return str(said.get("errorMessage", said))[:300]

    def _invoked(self, name: str) -> Any:
        with translated(f"invoke the function {name}"):
            return client("lambda").invoke(FunctionName=name, Payload=b'{"Records": []}')

    def may_loop(self, name: str) -> bool:
        """Whether Lambda lets a function send to its own queue as often as it likes."""
        with translated(f"look at the recursion setting of {name}"):
            return bool(client("lambda").get_function_recursion_config(FunctionName=name)["RecursiveLoop"] == "Allow")

    def sources(self, name: str) -> tuple[Source, ...]:
        with translated(f"look at what wakes {name}"):
            found = client("lambda").list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
        return tuple(Source(str(each["EventSourceArn"]).rpartition(":")[2], each["State"]) for each in found)

    def allowed(self, role: str) -> frozenset[str]:
        """All actions that a role's own policies allow."""
        iam = client("iam")
        with translated(f"look at the role {role}"):
            names = iam.list_role_policies(RoleName=role)["PolicyNames"]
            documents = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names]
        statements = [each for document in documents for each in _statements(document)]
        return frozenset(action for each in statements if each["Effect"] == "Allow" for action in _list(each["Action"]))

    def queue(self, url: str) -> Waiting:
        with translated("look at a queue"):
            found = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        redrive = json.loads(found.get("RedrivePolicy") or "{}")
        counts = [int(found.get(f"ApproximateNumberOfMessages{each}", 0)) for each in ("", "NotVisible", "Delayed")]
        return Waiting(
            visible=counts[0],
            held=sum(counts),
            visibility_timeout=int(found.get("VisibilityTimeout", 0)),
            dead_letters=str(redrive.get("deadLetterTargetArn", "")).rpartition(":")[2],
        )

    def subscribers(self, topic: str) -> tuple[str, ...]:
        with translated("look at the topic's subscriptions"):
            found = client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        return tuple(str(each["Endpoint"]) for each in found)

    def mute_rules(self) -> tuple[MuteRule, ...]:
        """All of the account and region."""
        with translated("count the alarm mute rules"):
            pages = client("cloudwatch").get_paginator("list_alarm_mute_rules").paginate()
            found = [rule for page in pages for rule in page["AlarmMuteRuleSummaries"]]
        return tuple(
            MuteRule(each["AlarmMuteRuleArn"].partition(MUTE_RULE)[2], each["Status"] == "EXPIRED") for each in found
        )

    def rules(self, target: str) -> dict[str, bool]:
        """The EventBridge rules that send to this ARN, and whether each is enabled."""
        events = client("events")
        with translated("look at the EventBridge rules"):
            names = events.list_rule_names_by_target(TargetArn=target)["RuleNames"]
            return {name: events.describe_rule(Name=name)["State"].startswith("ENABLED") for name in names}

    def publish(self, topic: str, message: str) -> str:
        """Returns the message's id."""
        with translated("publish on the topic"):
            return str(client("sns").publish(TopicArn=topic, Message=message)["MessageId"])

    def _found(self, what: str, ask: Any) -> Any:
        try:
            with translated(what):
                return ask()
        except AwsError as problem:
            if problem.code == "ResourceNotFoundException":
                return None
            raise


def _hex(digest: str) -> str:
    """Lambda gives the digest in base64."""
    return base64.b64decode(digest).hex() if digest else ""


def _statements(document: Any) -> list[Any]:
    """IAM gives a document as URL-quoted JSON, which the SDK may have decoded already."""
    read = json.loads(unquote(document)) if isinstance(document, str) else document
    return list(_list(read["Statement"]))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
