"""Every kind in every envelope is one finished card, held in tests/payloads/cards (REWRITE_CARDS=1 writes them)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.alarms.read.sources import read
from app.alarms.read.transition import Transition
from app.alarms.show.layout import one_line
from app.alarms.show.markdown import plain_title
from app.slack.messages.text import escape
from tests import accessible
from tests.app.alarms.alarm_support import ALL_PAYLOADS, assert_slack_takes, message_for, only_record, payload
from tests.fakes.bellhop import sns_record

CARDS = Path(__file__).parents[3] / "payloads" / "cards"
# These are envelopes themselves, or not what a single record looks like.
NO_KINDS = {"lambda_on_failure", "event_sns", "event_sqs", "event_sqs_raw", "malformed"}
NO_ALARMS = {"eventbridge_configuration"}
KINDS = [name for name in ALL_PAYLOADS if name not in NO_KINDS]


def in_sqs(body: str) -> dict[str, Any]:
    record = {"messageId": "059f36b4", "receiptHandle": "AQEB", "eventSource": "aws:sqs", "body": body}
    return {"Records": [record]}


def to_lambda(message: Any) -> dict[str, Any]:
    sns = {"Type": "Notification", "MessageId": "95df01b4", "Subject": None, "Message": written(message)}
    return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": sns}]}


def in_a_lambda_action(event: Any) -> dict[str, Any]:
    """What CloudWatch sends to a Lambda function in place of the EventBridge event."""
    facts = {"source": "aws.cloudwatch", "accountId": event["account"], "time": event["time"]}
    return {**facts, "alarmArn": event["resources"][0], "region": event["region"], "alarmData": event["detail"]}


def written(message: Any) -> str:
    return message if isinstance(message, str) else json.dumps(message)


ENVELOPES: Mapping[str, Callable[[Any], Any]] = {
    "direct": lambda message: message,
    "sns": to_lambda,
    "sns-in-sqs": lambda message: in_sqs(sns_record(message, "95df01b4")),
    "raw-in-sqs": lambda message: in_sqs(written(message)),
}


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_looks_the_same_in_every_envelope(kind: str, envelope: str) -> None:
    message = message_for(ENVELOPES[envelope](payload(kind)))
    shown = {"text": message.text, "blocks": message.block_dicts()}
    file = CARDS / f"{kind}.json"
    if os.environ.get("REWRITE_CARDS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(shown, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    assert file.exists(), "run it with REWRITE_CARDS=1, and read the card"
    assert shown == json.loads(file.read_text(encoding="utf-8"))
    assert_slack_takes(message)


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith("eventbridge_") and kind not in NO_ALARMS])
def test_a_kind_looks_the_same_as_a_direct_lambda_action(kind: str, envelope: str) -> None:
    message = message_for(ENVELOPES[envelope](in_a_lambda_action(payload(kind))))
    shown = {"text": message.text, "blocks": message.block_dicts()}
    assert shown == json.loads((CARDS / f"{kind}.json").read_text(encoding="utf-8"))


def test_no_card_is_held_of_a_kind_that_is_gone() -> None:
    assert {path.stem for path in CARDS.glob("*.json")} == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (
            "guardduty",
            ["SSH brute force attacks", "UnauthorizedAccess:EC2/SSHBruteForce", "guardduty/home?region="],
        ),
        ("securityhub", ["block public access", "HIGH", "invoices"]),
        ("backup", ["backup of orders FAILED", "nightly", "Insufficient privileges"]),
        ("codepipeline", ["shop FAILED", "Deploy", "too many instances failed", "pipelines/shop/view"]),
        ("codebuild", ["shop-tests FAILED", "COMPLETED", "ana"]),
        (
            "ecs_deployment",
            ["SERVICE_DEPLOYMENT_FAILED", "shop/checkout", "circuit breaker: task failed to start"],
        ),
        ("ecs", ["service:checkout", "STOPPED", "Essential container in task exited"]),
        ("ec2", ["EC2 Spot Instance Interruption Warning", "i-1234567890abcdef0", "terminate"]),
        ("rds", ["orders", "RDS-EVENT-0049", "A Multi-AZ failover has completed."]),
        ("health", ["AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED", "i-abcd1111", "degradation of the hardware"]),
        ("asg_event_launch_unsuccessful", ["web", "sufficient m5.large capacity", "eu-west-1b"]),
        ("eventbridge_configuration", ["ServiceAggregatedAlarm was created", "Aggregated monitor for instance"]),
        ("asg_launch", ["launched an instance in web", "i-0a1b2c3d4e5f60718"]),
        ("asg_terminate_error", ["could not terminate an instance in web", "protected from scale in"]),
        ("budget", ["AWS Budget Notification", "$812.44"]),
        ("eventbridge_muted", ["Muted until <!date^1790967600^"]),
        ("eventbridge_composite_released", ["Its actions were suppressed and have now run", "ALARM → *ALARM*"]),
        ("metric_after_mute", ["The mute window ended"]),
        ("metric_tags", ["team: shop", "stage: prod"]),
    ],
)
def test_what_is_special_about_a_kind_is_said(kind: str, facts: list[str]) -> None:
    shown = (CARDS / f"{kind}.json").read_text(encoding="utf-8")
    assert not [fact for fact in facts if fact not in shown]


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_reader_can_use_it(kind: str) -> None:
    shown = json.loads((CARDS / f"{kind}.json").read_text(encoding="utf-8"))
    assert accessible.problems(shown) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_phones_lock_screen_shows_state_name_and_value(kind: str) -> None:
    seen = read(only_record(payload(kind)))
    glance = json.loads((CARDS / f"{kind}.json").read_text(encoding="utf-8"))["text"][:100]
    if isinstance(seen, Transition):
        assert f" {seen.new}: " in glance
        assert escape(one_line(seen.name))[:25] in glance
        assert escape(seen.value)[:20] in glance
    else:
        assert escape(one_line(plain_title(seen.title).removesuffix(".")))[:60] in glance
