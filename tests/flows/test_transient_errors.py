"""When things go wrong: Slack fails, answers are lost, jobs come late, our own code fails; nothing is lost or twice."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest

from sandbox.slack.triggers import TRIGGER_SECONDS
from tests.flows.test_alarms import ALARMS, new_messages, payload, publish
from tests.flows.test_requests import desired
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.slow  # begins first


def job(function: str, text: str, age: float = 0.0, user: str = "U0ANA", **body: Any) -> dict[str, Any]:
    """A job as the edge puts it on the queue."""
    payload_of_slack = {"command": function, "text": text, "user_id": user, "channel_id": "C0OPS", **body}
    topic = f"scale:{text.split()[0]}" if text else ""
    return {
        "id": uuid.uuid4().hex,
        "function": function,
        "body": payload_of_slack,
        "asked_at": time.time() - age,
        "topic": topic,
        "view_id": "",
        "attempt": 0,
        "request_id": "",
    }


def enqueue(sandbox: SandboxProcess, job: dict[str, Any], **more: Any) -> None:
    sandbox.client("sqs").send_message(
        QueueUrl=sandbox.at.jobs_queue_url,
        MessageBody=json.dumps(job),
        MessageGroupId=job["id"],
        MessageDeduplicationId=job["id"],
        **more,
    )


def in_ops(sandbox: SandboxProcess, since: int) -> list[dict[str, Any]]:
    return sandbox.messages("C0OPS")[since:]


@pytest.mark.parametrize("kind", ["status", "ratelimited", "drop_after_work"])
def test_an_alarm_that_slack_fails_to_take_is_there_once_when_slack_is_back(sandbox: SandboxProcess, kind: str) -> None:
    come, message = new_messages(sandbox), payload("metric")
    fault = {"method": "chat.postMessage", "channel": ALARMS, "count": 2, "kind": kind, "status": 500, "retry_after": 1}

    sandbox.control("faults", fault)
    publish(sandbox, json.dumps(message))

    until(come, "the alarm")
    until(lambda: not waiting(sandbox), "the queue to be empty")
    assert [message["AlarmName"] in found["text"] for found in come()] == [True]


def waiting(sandbox: SandboxProcess) -> int:
    names = [f"ApproximateNumberOfMessages{kind}" for kind in ("", "NotVisible", "Delayed")]
    sqs = sandbox.client("sqs")
    counts = sqs.get_queue_attributes(QueueUrl=sandbox.at.alarms_queue_url, AttributeNames=names)["Attributes"]
    return sum(int(count) for count in counts.values())


def test_a_change_whose_answer_slack_lost_is_made_and_told_once(sandbox: SandboxProcess) -> None:
    known = len(sandbox.messages("C0OPS"))
    fault = {"method": "chat.postMessage", "channel": "C0OPS", "count": 1, "kind": "drop_after_work"}
    sandbox.control("faults", fault)

    sandbox.act(user="U0ANA", channel="C0OPS", command="/scale worker +1")
    until(lambda: in_ops(sandbox, known), "the answer")
    second = sandbox.act(user="U0BO", channel="C0OPS", command="/scale worker +1")
    until(lambda: desired(sandbox, "worker") == 3, "the second step")
    until(lambda: len(in_ops(sandbox, known)) == 2, "the second answer")

    assert second["ok"]
    assert ["from 1 to 2" in message["text"] for message in in_ops(sandbox, known)] == [True, False]


def test_two_steps_add_up_though_slack_lets_the_first_wait(sandbox: SandboxProcess) -> None:
    sandbox.control("faults", {"method": "users.info", "count": 1, "kind": "ratelimited", "retry_after": 3})

    for user in ("U0ANA", "U0BO"):
        sandbox.act(user=user, channel="C0OPS", command="/scale worker +1")

    until(lambda: desired(sandbox, "worker") == 3, "both steps")


def test_a_job_twenty_minutes_old_does_nothing_and_asks_and_two_presses_act_once(sandbox: SandboxProcess) -> None:
    known = len(sandbox.messages("C0OPS"))

    enqueue(sandbox, job("/scale", "worker +1", age=1200))
    offered = "nothing was done"
    (offer,) = until(lambda: [m for m in in_ops(sandbox, known) if offered in m["text"]], "the offer")
    assert desired(sandbox, "worker") == 1
    assert "/scale worker +1" in offer["text"]
    assert "wants to set *worker* from 1 to 2" in offer["text"]
    for user in ("U0BO", "U0ANA"):
        sandbox.act(user=user, channel="C0OPS", ts=offer["ts"], action_id="scale_confirm")
    until(lambda: desired(sandbox, "worker") == 2, "the request to be done")
    told = "confirmed by <@U0BO>"
    until(lambda: [m for m in in_ops(sandbox, known) if told in m["text"]], "the answer, at Slack's pace")

    assert desired(sandbox, "worker") == 2


def test_a_guest_cannot_confirm_a_late_job(sandbox: SandboxProcess) -> None:
    known = len(sandbox.messages("C0OPS", "U0EVE"))

    def new(words: str) -> list[dict[str, Any]]:
        return [message for message in sandbox.messages("C0OPS", "U0EVE")[known:] if words in message["text"]]

    enqueue(sandbox, job("/scale", "worker +1", age=1200))
    (offer,) = until(lambda: new("nothing was done"), "the offer")

    sandbox.act(user="U0EVE", channel="C0OPS", ts=offer["ts"], action_id="scale_confirm")

    until(lambda: new("guests may only look"), "the refusal")
    assert desired(sandbox, "worker") == 1


def test_a_bug_reaches_the_dead_letters_and_the_person(sandbox: SandboxProcess) -> None:
    """A job of a listener that this version does not have, as after a deployment that went back."""
    broken = job("/no-such-listener", "worker +1")
    dead = sandbox.dead_letters("jobs")

    enqueue(sandbox, broken)

    messages = until(lambda: received(sandbox, dead), "the dead message")
    assert json.loads(messages[0]["Body"])["id"] == broken["id"]
    told = until(lambda: [m for m in sandbox.messages("C0OPS") if "A bug in Bellhop" in m["text"]], "the person")
    assert "/no-such-listener worker +1" in told[0]["text"]
    assert told[0]["ephemeral"]


def received(sandbox: SandboxProcess, url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.client("sqs").receive_message(QueueUrl=url).get("Messages", [])
    return found


def test_a_modal_opens_before_any_worker_has_started(sandbox: SandboxProcess) -> None:
    """The trigger id lives for 3 s; the worker's queue is held up for longer, as by a slow start."""
    come = new_messages(sandbox)
    sandbox.client("cloudwatch").set_alarm_state(AlarmName="web-high-cpu", StateValue="ALARM", StateReason="a test")
    alarm = until(come, "the alarm")[0]
    mapping = worker_mapping(sandbox)
    functions = sandbox.client("lambda")
    functions.update_event_source_mapping(UUID=mapping, Enabled=False)
    try:
        answer = sandbox.act(user="U0ANA", channel=ALARMS, ts=alarm["ts"], action_id="scale_open:0")
        clicked, loading = time.monotonic(), sandbox.state()["views"]
        until(lambda: time.monotonic() > clicked + 1.1 * TRIGGER_SECONDS, "the trigger id to end")
    finally:
        functions.update_event_source_mapping(UUID=mapping, Enabled=True)

    filled = until(lambda: [v for v in sandbox.state()["views"] if v["view"].get("submit")], "the filled form")
    assert answer["ok"]
    assert "Loading *web*" in json.dumps(loading)
    assert filled[-1]["id"] == loading[-1]["id"]
    sandbox.act(user="U0ANA", view_id=filled[-1]["id"], close=True)


def worker_mapping(sandbox: SandboxProcess) -> str:
    mappings = sandbox.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    return next(str(m["UUID"]) for m in mappings if m["EventSourceArn"].endswith("jobs.fifo"))


def test_a_guests_click_and_modal_change_nothing_and_say_why(sandbox: SandboxProcess) -> None:
    come = new_messages(sandbox)
    sandbox.client("cloudwatch").set_alarm_state(AlarmName="web-high-cpu", StateValue="ALARM", StateReason="a test")
    alarm = until(come, "the alarm")[0]

    sandbox.act(user="U0EVE", channel=ALARMS, ts=alarm["ts"], action_id="scale_open:0")
    told = until(lambda: "guests may only look" in json.dumps(sandbox.state("U0EVE")["views"]), "the form to say why")

    assert told
    assert not sandbox.state("U0EVE")["views"][-1]["view"].get("submit")
    enqueue(sandbox, submission_by("U0EVE"))
    said = until(lambda: [m for m in sandbox.messages(ALARMS, "U0EVE") if m.get("ephemeral")], "the refusal")
    assert "guests may only look" in said[-1]["text"]
    assert desired(sandbox, "web") == 2


def submission_by(user: str) -> dict[str, Any]:
    """The job of a submitted form, as if a guest had come by a filled one."""
    about = {"group": "web", "minimum": "1", "maximum": "8", "channel": ALARMS}
    values = {"desired": {"desired": {"type": "number_input", "value": "6"}}}
    view = {
        "type": "modal",
        "id": "V1",
        "callback_id": "scale_form",
        "private_metadata": json.dumps(about),
        "state": {"values": values},
    }
    body = {"type": "view_submission", "user": {"id": user, "name": "eve"}, "view": view}
    return {**job("modal:scale_form", ""), "body": body, "topic": "scale:web"}
