"""Alarms through the deployed zip: CloudWatch -> SNS -> SQS -> λ alarms -> one living message in #alarms."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack.pings import pings
from tests.flows.deployed import dead_letters, queues_are_empty
from tests.flows.pressing import press
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

PAYLOADS = Path(__file__).parents[1] / "payloads" / "alarms"
ALARMS = "C0ALARMS"

Look = Callable[[], list[dict[str, Any]]]


def set_state(sandbox: SandboxProcess, alarm: str, state: str, reason: str = "a test") -> None:
    sandbox.client("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue=state, StateReason=reason)


def own_alarm(sandbox: SandboxProcess, name: str, group: str = "") -> str:
    """A new alarm that is OK, on a metric (of a group) that nobody measures: it stays as it is set. Its name."""
    client, name = sandbox.client("cloudwatch"), f"{name}-{uuid.uuid4().hex[:8]}"
    client.put_metric_alarm(
        AlarmName=name,
        Namespace="Tests",
        MetricName=name,
        Dimensions=[{"Name": "AutoScalingGroupName", "Value": group}] if group else [],
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="ignore",
        AlarmActions=[sandbox.at.alarm_topic_arn],
        OKActions=[sandbox.at.alarm_topic_arn],
    )
    set_state(sandbox, name, "OK")
    return name


def publish(sandbox: SandboxProcess, message: str) -> None:
    sandbox.client("sns").publish(TopicArn=sandbox.at.alarm_topic_arn, Message=message)


def new_messages(sandbox: SandboxProcess) -> Look:
    """What has come to #alarms since the test began, oldest first."""
    return lambda: sandbox.messages(ALARMS)


def payload(name: str, **changes: Any) -> dict[str, Any]:
    """A stored message of the true AWS shape, about an alarm of its own and no group of the sandbox."""
    text = (PAYLOADS / f"{name}.json").read_text(encoding="utf-8")
    message: dict[str, Any] = json.loads(text.replace('"value": "web"', '"value": "shop"'))
    name_of_its_own = f"{message['AlarmName']} {uuid.uuid4().hex[:8]}"
    arn = f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name_of_its_own}"
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
    return {**message, "AlarmName": name_of_its_own, "AlarmArn": arn, "StateChangeTime": now, **changes}


def shown(message: dict[str, Any]) -> str:
    """All that the blocks show, as Slack shows it: entities decoded."""
    texts: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            texts.extend(str(value[key]) for key in ("text", "url") if isinstance(value.get(key), str))
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    collect(message["blocks"])
    return decoded("\n".join(texts))


def decoded(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.alone
def test_an_alarm_is_a_message_within_three_seconds_and_ok_edits_it_and_answers_in_its_thread(
    sandbox: SandboxProcess, figure: Callable[[str], None]
) -> None:
    come = new_messages(sandbox)
    began = time.monotonic()

    set_state(sandbox, "web-high-cpu", "ALARM")
    (alarm,) = until(come, "the alarm's message", seconds=3)
    figure(f"SetAlarmState: message {time.monotonic() - began:.2f} s later")
    set_state(sandbox, "web-high-cpu", "OK", "the load fell")
    until(lambda: "OK: web-high-cpu" in come()[0]["text"], "the message to turn green")
    until(lambda: any("It lasted" in line["text"] for line in replies(come, alarm["ts"])), "an answer in the thread")

    (message,) = come()
    assert message["ts"] == alarm["ts"]
    assert "*ALARM*" in shown(alarm)
    assert "*OK*" in shown(message)


def test_the_same_record_delivered_twice_is_one_message(sandbox: SandboxProcess) -> None:
    come = new_messages(sandbox)
    message_id = str(uuid.uuid4())
    envelope = {"Type": "Notification", "MessageId": message_id, "Message": json.dumps(payload("metric"))}

    for _ in range(2):
        sandbox.client("sqs").send_message(QueueUrl=sandbox.at.alarms_queue_url, MessageBody=json.dumps(envelope))
    until(come, "the message")
    publish(sandbox, "a later one")
    until(lambda: "a later one" in come()[-1]["text"], "a later record to be shown")

    assert len(come()) == 2


@pytest.mark.parametrize("arrival", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0)])
def test_three_transitions_within_a_second_leave_the_last_state_on_the_card(
    sandbox: SandboxProcess, arrival: tuple[int, ...]
) -> None:
    come, first = new_messages(sandbox), payload("metric")
    second = first["StateChangeTime"][:-9]
    transitions = [
        {**first, "OldStateValue": old, "NewStateValue": new, "StateChangeTime": f"{second}.{at}+0000"}
        for old, new, at in (("OK", "ALARM", "100"), ("ALARM", "OK", "400"), ("OK", "ALARM", "700"))
    ]

    for position in arrival:
        publish(sandbox, json.dumps({**transitions[position], "NewStateReason": f"change {position}"}))
    publish(sandbox, "the last one")
    until(lambda: [m for m in come() if "the last one" in m["text"]], "all to be taken")
    until(lambda: queues_are_empty(sandbox), "what Slack's pace put off to be done")

    (card,) = [message for message in come() if first["AlarmName"] in message["text"]]
    assert f"ALARM: {first['AlarmName']}" in card["text"]
    assert "change 2" in shown(card)


def metric_facts(message: dict[str, Any]) -> list[str]:
    trigger = message["Trigger"]
    return [trigger["MetricName"], f"{trigger['Threshold']:g}", trigger["Dimensions"][0]["value"]]


def math_facts(message: dict[str, Any]) -> list[str]:
    metrics = message["Trigger"]["Metrics"]
    return [metric["MetricStat"]["Metric"]["MetricName"] for metric in metrics if "MetricStat" in metric]


KINDS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "metric": metric_facts,
    "math": math_facts,
    "anomaly": math_facts,
    "composite": lambda message: [message["AlarmRule"]],
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_true_aws_message_shows_its_facts_in_blocks_and_text(sandbox: SandboxProcess, kind: str) -> None:
    come, message = new_messages(sandbox), payload(kind)
    since = int(datetime.strptime(message["StateChangeTime"], "%Y-%m-%dT%H:%M:%S.%f%z").timestamp())
    facts = [
        message["AlarmName"],
        message["OldStateValue"],
        message["NewStateValue"],
        message["NewStateReason"].rpartition(":alarm:")[
            2
        ],  # a composite's says its children's ARNs, the card their names
        message["AWSAccountId"],
        "us-east-1",
        f"<!date^{since}^",
        "https://us-east-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=us-east-1#alarmsV2:alarm/",
        *KINDS[kind](message),
    ]

    publish(sandbox, json.dumps(message))
    (card,) = until(come, "the card")

    assert not [fact for fact in facts if fact not in shown(card)]
    assert not [fact for fact in facts if fact not in decoded(card["text"])]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('{"service": "checkout", "build": 4711}', "4711"),
        ("the coffee is ready", "the coffee is ready"),
        ("[1, 2, 3]", "1"),
        ("x" * 200_000, "xxxx"),
    ],
    ids=["unknown JSON", "a bare string", "a list", "200 KB"],
)
def test_whatever_else_comes_is_shown_and_later_alarms_go_on(sandbox: SandboxProcess, text: str, seen: str) -> None:
    come = new_messages(sandbox)

    publish(sandbox, text)
    publish(sandbox, json.dumps(payload("metric")))

    until(lambda: len(come()) == 2, "both messages")
    assert any(seen in shown(message) for message in come())
    assert dead_letters(sandbox) == 0


def test_an_empty_message_is_shown(sandbox: SandboxProcess) -> None:
    come = new_messages(sandbox)
    envelope = {"Type": "Notification", "MessageId": str(uuid.uuid4()), "Message": ""}

    sandbox.client("sqs").send_message(QueueUrl=sandbox.at.alarms_queue_url, MessageBody=json.dumps(envelope))

    (message,) = until(come, "the message")
    assert "empty" in message["text"]


def test_raw_delivery_an_eventbridge_event_and_a_direct_action_are_shown_too(sandbox: SandboxProcess) -> None:
    come = new_messages(sandbox)
    functions, queue = sandbox.client("lambda"), sandbox.at.alarms_queue_url
    raw, direct = payload("metric"), json.loads((PAYLOADS / "lambda_action.json").read_text(encoding="utf-8"))
    event = json.loads((PAYLOADS / "eventbridge_metric.json").read_text(encoding="utf-8"))

    sandbox.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(raw))
    sandbox.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(event))
    functions.invoke(FunctionName="bellhop-sandbox-alarms", InvocationType="Event", Payload=json.dumps(direct))

    until(lambda: len(come()) >= 3, "all three")
    texts = "\n".join(message["text"] for message in come())
    assert raw["AlarmName"] in texts
    assert event["detail"]["alarmName"] in texts
    assert direct["alarmData"]["alarmName"] in texts


def test_a_ping_in_a_name_pings_nobody(sandbox: SandboxProcess) -> None:
    come = new_messages(sandbox)
    message = payload("metric")
    for key in ("AlarmName", "AlarmArn"):
        message[key] = message[key].replace("web-high-cpu", "<!channel> <@U0BO> web-high-cpu")

    publish(sandbox, json.dumps(message))

    (card,) = until(come, "the card")
    assert "<!channel>" in shown(card)
    assert "<!channel>" not in card["text"]
    assert pings(card["text"], card["blocks"]) == []


def replies(come: Look, ts: str) -> list[dict[str, Any]]:
    return [reply for message in come() if message["ts"] == ts for reply in message.get("replies", [])]


def is_over(message: dict[str, Any]) -> bool:
    return "OK: web-high-cpu" in message["text"] and "from 2 to 5" in shown(message)


def test_the_whole_loop_load_alarm_scale_ok(sandbox: SandboxProcess) -> None:
    come = new_messages(sandbox)
    sandbox.control("autoscaling", {"group": "web", "seconds_per_launch": 1})

    sandbox.control("load", {"group": "web", "percent": 90})
    alarm = until(lambda: [m for m in come() if "ALARM: web-high-cpu" in m["text"]], "the alarm by itself")[0]
    press(sandbox, alarm, "scale_open:0")
    view = until(lambda: [v for v in sandbox.state()["views"] if v["view"].get("submit")], "the filled form")[0]
    refused = sandbox.act(user="U0ANA", view_id=view["id"], values={"desired": "20"})
    sandbox.act(user="U0ANA", view_id=view["id"], values={"desired": "5"})
    green = until(lambda: [m for m in come() if is_over(m)], "the same message, green, with what was done about it")[0]

    assert "web is limited to min 1, max 8." in json.dumps(refused)
    assert green["ts"] == alarm["ts"]
    assert "<@U0ANA>" in shown(green)
    until(lambda: any("It lasted" in line["text"] for line in replies(come, alarm["ts"])), "the end in the thread")
