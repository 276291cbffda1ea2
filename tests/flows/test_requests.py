"""Slack's requests to the deployed zip: what is accepted, what is rejected, and that each acts once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.flows.deployed import queues_are_empty
from tests.flows.slack_requests import command_body, send, signature, signed
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess


def desired(sandbox: SandboxProcess, group: str = "web") -> int:
    answer = sandbox.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[group])
    size: int = answer["AutoScalingGroups"][0]["DesiredCapacity"]
    return size


@pytest.mark.alone
def test_a_signed_scale_changes_the_group_within_five_seconds(
    sandbox: SandboxProcess, figure: Callable[[str], None]
) -> None:
    body = command_body("/scale web 4")
    began = time.monotonic()

    answer = send(sandbox, body, signed(sandbox, body))
    until(lambda: desired(sandbox) == 4, "web to want 4 instances", seconds=5)

    assert answer.status == 200
    figure(f"/scale web 4: desired capacity changed {time.monotonic() - began:.2f} s after the request")


def test_the_same_bytes_again_change_nothing_and_answer_200(sandbox: SandboxProcess) -> None:
    body = command_body("/scale web +1")
    headers = signed(sandbox, body)
    send(sandbox, body, headers)
    until(lambda: desired(sandbox) == 3, "web to want 3 instances")

    again = [send(sandbox, body, headers) for _ in range(3)]
    until(lambda: queues_are_empty(sandbox), "the queue to be empty")

    assert [answer.status for answer in again] == [200, 200, 200]
    assert desired(sandbox) == 3


def forged(sandbox: SandboxProcess, body: str) -> dict[str, dict[str, str]]:
    good = signed(sandbox, body)
    return {
        "wrong signature": {**good, "X-Slack-Signature": "v0=" + "0" * 64},
        "signed by another": {**good, "X-Slack-Signature": signature("other", good["X-Slack-Request-Timestamp"], body)},
        "six minutes old": signed(sandbox, body, age=360),
        "timestamp abc": {**good, "X-Slack-Request-Timestamp": "abc"},
        "non-ASCII signature": {**good, "X-Slack-Signature": "v0=\u00e9\u00e8"},
        "no headers": {},
        "lazy headers of Bolt": {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "/scale"},
    }


FORGERIES = (
    "wrong signature",
    "signed by another",
    "six minutes old",
    "timestamp abc",
    "non-ASCII signature",
    "no headers",
    "lazy headers of Bolt",
)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_request_answers_401_and_reaches_no_listener(sandbox: SandboxProcess, forgery: str) -> None:
    body = command_body("/scale web 7")

    answer = send(sandbox, body, forged(sandbox, body)[forgery])
    probe = command_body("/scale worker 2")
    send(sandbox, probe, signed(sandbox, probe))
    until(lambda: desired(sandbox, "worker") == 2, "a true request sent after it to be done")
    until(lambda: queues_are_empty(sandbox), "the queue to be empty")

    assert answer.status == 401
    assert desired(sandbox) == 2


def test_an_unsigned_ssl_check_answers_401(sandbox: SandboxProcess) -> None:
    assert send(sandbox, "ssl_check=1&token=whatever", {}).status == 401


@pytest.mark.parametrize("body", [b"\xff\xfe", b"payload=%7Bnot-json", b"payload=[]", b"=&&;%"])
def test_a_body_that_is_no_form_answers_400_or_401(sandbox: SandboxProcess, body: bytes) -> None:
    text = body.decode("latin-1")

    answer = send(sandbox, body, signed(sandbox, text))

    # Bytes that are no UTF-8 cannot be signed as text; the others are signed and only then found wanting.
    assert answer.status == 400


def ephemerals(sandbox: SandboxProcess, user: str, channel: str) -> list[dict[str, Any]]:
    return [message for message in sandbox.messages(channel, user) if message.get("ephemeral")]


def test_a_guests_command_changes_nothing_and_says_why(sandbox: SandboxProcess) -> None:
    sandbox.act(user="U0EVE", channel="C0OPS", command="/scale web 5")

    told = until(lambda: ephemerals(sandbox, "U0EVE", "C0OPS"), "the guest to be told")
    assert "guests may only look" in told[0]["text"]
    assert desired(sandbox) == 2


def test_a_guest_may_look(sandbox: SandboxProcess) -> None:
    sandbox.act(user="U0EVE", channel="C0OPS", command="/scale web")

    told = until(lambda: ephemerals(sandbox, "U0EVE", "C0OPS"), "the card")
    assert "`web`: desired 2" in told[0]["text"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/scale wbe 3", "There is no Auto Scaling group `wbe`. Did you mean this?"),
        ("/scale web many", "is not a size"),
        ("/scale web 99", "may have 1 to 8, not 99"),
        ("/forcealarm web-high-cpo ALARM", "There is no alarm `web-high-cpo`. Did you mean this?"),
        ("/forcealarm web-high-cpu ALRAM", "`ALRAM` is not an alarm state. Did you mean this?"),
        ("/echo", "There is nothing to echo"),
    ],
)
def test_a_wrong_word_gets_a_sentence_that_says_what_to_type(sandbox: SandboxProcess, typed: str, said: str) -> None:
    sandbox.act(user="U0ANA", channel="C0OPS", command=typed)

    told = until(lambda: ephemerals(sandbox, "U0ANA", "C0OPS"), "an answer")
    assert said in told[0]["text"]
    assert desired(sandbox) == 2


def test_echo_says_who_where_which_command_and_which_text(sandbox: SandboxProcess) -> None:
    sandbox.act(user="U0BO", channel="C0OPS", command="/echo hello <!channel> & all")

    (told,) = until(lambda: ephemerals(sandbox, "U0BO", "C0OPS"), "the echo")
    assert told["text"] == (
        "<@U0BO> invoked `/echo` in <#C0OPS> with the following text: `hello &lt;!channel&gt; &amp; all`"
    )


def test_where_the_bot_is_not_the_answer_comes_all_the_same_and_says_how_to_invite_it(sandbox: SandboxProcess) -> None:
    sandbox.act(user="U0ANA", channel="C0PRIVATE", command="/scale web 3")

    (told,) = until(lambda: sandbox.messages("C0PRIVATE"), "the answer by response_url")
    assert "from 2 to 3" in told["text"]
    assert "/invite @Bellhop" in told["text"]
    assert desired(sandbox) == 3
