"""When things go wrong: Slack fails, answers are lost, jobs come late, our own code fails; nothing is lost or twice."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import pytest

from tests.flows.deployed import messages_on, nobody_at_the_queues
from tests.flows.pressing import press
from tests.flows.test_alarms import ALARMS, new_messages, own_alarm, payload, publish, set_state
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


def in_ops(sandbox: SandboxProcess, words: str = "", user: str = "U0ANA") -> list[dict[str, Any]]:
    return [message for message in sandbox.messages("C0OPS", user) if words in message["text"]]


@pytest.mark.parametrize("kind", ["status", "ratelimited", "drop_after_work"])
def test_an_alarm_that_slack_fails_to_take_is_there_once_when_slack_is_back(sandbox: SandboxProcess, kind: str) -> None:
    come, message = new_messages(sandbox), payload("metric")
    fault = {"method": "chat.postMessage", "channel": ALARMS, "count": 2, "kind": kind, "status": 500, "retry_after": 1}

    sandbox.control("faults", fault)
    publish(sandbox, json.dumps(message))

    until(come, "the alarm")
    until(lambda: not messages_on(sandbox, sandbox.at.alarms_queue_url), "the queue to be empty")
    assert [message["AlarmName"] in found["text"] for found in come()] == [True]


def test_a_change_whose_answer_slack_lost_is_made_and_told_once(sandbox: SandboxProcess) -> None:
    fault = {"method": "chat.postMessage", "channel": "C0OPS", "count": 1, "kind": "drop_after_work"}
    sandbox.control("faults", fault)

    sandbox.act(user="U0ANA", channel="C0OPS", command="/scale worker +1")
    until(lambda: in_ops(sandbox), "the answer")
    second = sandbox.act(user="U0BO", channel="C0OPS", command="/scale worker +1")
    until(lambda: desired(sandbox, "worker") == 3, "the second step")
    until(lambda: len(in_ops(sandbox)) == 2, "the second answer")

    assert second["ok"]
    assert ["from 1 to 2" in message["text"] for message in in_ops(sandbox)] == [True, False]


def test_two_steps_add_up_though_slack_lets_the_first_wait(sandbox: SandboxProcess) -> None:
    sandbox.control("faults", {"method": "users.info", "count": 1, "kind": "ratelimited", "retry_after": 3})

    for user in ("U0ANA", "U0BO"):
        sandbox.act(user=user, channel="C0OPS", command="/scale worker +1")

    until(lambda: desired(sandbox, "worker") == 3, "both steps")


def test_a_job_twenty_minutes_old_does_nothing_and_asks_and_two_presses_act_once(sandbox: SandboxProcess) -> None:
    enqueue(sandbox, job("/scale", "worker +1", age=1200))
    (offer,) = until(lambda: in_ops(sandbox, "nothing was done"), "the offer")
    assert desired(sandbox, "worker") == 1
    assert "/scale worker +1" in offer["text"]
    assert "wants to set *worker* from 1 to 2" in offer["text"]
    with nobody_at_the_queues(sandbox, "worker"):  # else there is nothing to press any more once the first is done
        for user in ("U0BO", "U0ANA"):
            press(sandbox, offer, "scale_confirm", user=user, channel="C0OPS")
    until(lambda: desired(sandbox, "worker") == 2, "the request to be done")
    until(lambda: in_ops(sandbox, "confirmed by <@U0BO>"), "the answer, at Slack's pace")
    until(lambda: not messages_on(sandbox, sandbox.at.jobs_queue_url), "the second press to be done")

    assert desired(sandbox, "worker") == 2


def test_a_guest_cannot_confirm_a_late_job(sandbox: SandboxProcess) -> None:
    enqueue(sandbox, job("/scale", "worker +1", age=1200))
    (offer,) = until(lambda: in_ops(sandbox, "nothing was done", "U0EVE"), "the offer")

    press(sandbox, offer, "scale_confirm", user="U0EVE", channel="C0OPS")

    until(lambda: in_ops(sandbox, "guests may only look", "U0EVE"), "the refusal")
    assert desired(sandbox, "worker") == 1


def test_a_bug_reaches_the_dead_letters_and_the_person(sandbox: SandboxProcess) -> None:
    """A job of a listener that this version does not have, as after a deployment that went back."""
    broken = job("/no-such-listener", "worker +1")
    dead = sandbox.dead_letters("jobs")

    enqueue(sandbox, broken)

    (letter,) = until(lambda: received(sandbox, dead), "the dead message")
    sandbox.client("sqs").delete_message(QueueUrl=dead, ReceiptHandle=letter["ReceiptHandle"])
    assert json.loads(letter["Body"])["id"] == broken["id"]
    (told,) = until(lambda: in_ops(sandbox, "A bug in Bellhop"), "the person to be told")
    assert "/no-such-listener worker +1" in told["text"]
    assert told["ephemeral"]


def received(sandbox: SandboxProcess, url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.client("sqs").receive_message(QueueUrl=url).get("Messages", [])
    return found


def pressable(sandbox: SandboxProcess) -> dict[str, Any]:
    """The card of an alarm of `web` that stays as it is."""
    come, name = new_messages(sandbox), own_alarm(sandbox, "pressed", group="web")
    set_state(sandbox, name, "ALARM")
    return until(lambda: [m for m in come() if f"ALARM: {name}" in m["text"]], "the alarm")[0]


def test_a_modal_opens_before_any_worker_has_started(sandbox: SandboxProcess) -> None:
    """The worker's queue is held up for as long as it likes, as by a slow start."""
    card = pressable(sandbox)
    with nobody_at_the_queues(sandbox, "worker"):
        answer = press(sandbox, card, "scale_open:0")
        loading = sandbox.state()["views"]
        assert "Loading *web*" in json.dumps(loading)

    filled = until(lambda: [v for v in sandbox.state()["views"] if v["view"].get("submit")], "the filled form")
    assert answer["ok"]
    assert filled[-1]["id"] == loading[-1]["id"]


def test_a_guests_click_and_modal_change_nothing_and_say_why(sandbox: SandboxProcess) -> None:
    press(sandbox, pressable(sandbox), "scale_open:0", user="U0EVE")
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
