"""The front door: requests without a valid signature get 401, unreadable ones 400, the rest come in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slack_bolt import BoltRequest

from app.config.secrets import Secret
from app.slack.signature import MOST_BYTES, Rejected, admit, sorry

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_795_402_800.0
COMMAND = urlencode({"command": "/scale", "text": "web 4", "user_id": "U0ANA"})


def signature(body: bytes, timestamp: str, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()


def event(body: str = COMMAND, age: float = 0, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """An HTTP API event, truly signed `age` seconds ago; headers given replace its own."""
    timestamp = str(int(NOW - age))
    own = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature(body.encode("utf-8", "surrogatepass"), timestamp),
    }
    return {"version": "2.0", "headers": {**own, **(headers or {})}, "body": body, "isBase64Encoded": False}


def known(value: str) -> Secret:
    return Secret("SLACK_SIGNING_SECRET", value, fetch=str)


def admitted(request: dict[str, Any]) -> dict[str, Any]:
    return admit(request, known(SECRET), NOW)


def status_of(request: Any) -> int:
    with pytest.raises(Rejected) as rejected:
        admitted(request)
    return rejected.value.status


def test_a_truly_signed_request_comes_in_with_its_body() -> None:
    assert admitted(event())["body"] == COMMAND


@given(blank=st.sampled_from(["", " ", "\n"]), text=st.text())
def test_of_an_interaction_bolt_reads_the_payload_and_the_form_is_read_once(blank: str, text: str) -> None:
    payload = {"type": "block_actions", "actions": [{"action_id": "a", "value": text}]}
    request = admitted(event(urlencode({"payload": blank + json.dumps(payload)})))
    assert BoltRequest(body=request["body"], headers=request["headers"]).body == payload


def test_slacks_own_example_of_a_signature_is_accepted() -> None:
    # docs.slack.dev, "Verifying requests from Slack": its secret, body and signature.
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
    request = {"headers": headers, "body": body}
    assert admit(request, known(SECRET), 1_531_420_620)["body"] == body


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-slack-request-timestamp", "abc"),
        ("x-slack-request-timestamp", ""),
        ("x-slack-request-timestamp", "-1"),
        ("x-slack-request-timestamp", "٣"),
        ("x-slack-request-timestamp", "9" * 5000),
        ("x-slack-signature", "v0=ü"),
        ("x-slack-signature", ""),
        ("x-slack-signature", "v0=" + "0" * 64),
        ("x-slack-signature", "v1=" + "0" * 64),
    ],
)
def test_a_malformed_or_wrong_signature_or_timestamp_is_answered_401(header: str, value: str) -> None:
    assert status_of(event(headers={header: value})) == 401


def test_a_signature_by_another_secret_is_answered_401() -> None:
    timestamp = str(int(NOW))
    assert status_of(event(headers={"x-slack-signature": signature(COMMAND.encode(), timestamp, "another")})) == 401


def test_a_body_that_was_changed_after_signing_is_answered_401() -> None:
    assert status_of({**event(), "body": COMMAND.replace("web+4", "web+8")}) == 401


def test_a_request_is_good_for_five_minutes_and_answered_401_after_six() -> None:
    assert admitted(event(age=299))
    assert status_of(event(age=360)) == 401


def test_a_request_from_the_future_is_answered_401() -> None:
    assert status_of(event(age=-360)) == 401


def test_an_unsigned_ssl_check_is_answered_401() -> None:
    assert status_of({"headers": {}, "body": "ssl_check=1"}) == 401


@pytest.mark.parametrize("headers", [None, [], {}, "headers"])
def test_a_request_without_headers_is_answered_401(headers: Any) -> None:
    assert status_of({"body": COMMAND, "headers": headers}) == 401


def test_the_secret_is_not_even_fetched_for_what_is_malformed() -> None:
    kept = Kept(SECRET)
    with pytest.raises(Rejected):
        admit({"headers": {}, "body": "x"}, kept.secret, NOW)
    assert kept.reads == 0


@dataclass
class Kept:
    """A signing secret behind a reference: `value` is what is kept there, `reads` how often that was looked up."""

    value: str
    reads: int = 0
    now: float = 1000.0

    def __post_init__(self) -> None:
        self.secret = Secret("SLACK_SIGNING_SECRET", "ssm:/s", self._fetch, monotonic=lambda: self.now)

    def _fetch(self, reference: str) -> str:
        self.reads += 1
        return self.value

    def admits(self, request: dict[str, Any]) -> bool:
        try:
            return bool(admit(request, self.secret, NOW))
        except Rejected as rejected:
            assert rejected.status == 401
            return False


def signed_by(secret: str, age: float = 0) -> dict[str, Any]:
    timestamp = str(int(NOW - age))
    return event(age=age, headers={"x-slack-signature": signature(COMMAND.encode(), timestamp, secret)})


def test_a_request_signed_by_the_new_secret_comes_in_though_the_old_one_was_read_a_moment_ago() -> None:
    kept = Kept("old")
    assert kept.admits(signed_by("old"))
    kept.value = "new"
    assert kept.admits(signed_by("new"))
    assert not kept.admits(signed_by("old"))


def test_during_a_rotation_both_of_two_secrets_are_good() -> None:
    kept = Kept("old new\n")
    assert kept.admits(signed_by("old"))
    assert kept.admits(signed_by("new"))
    assert not kept.admits(signed_by("old new"))


def test_a_flood_of_forgeries_causes_two_reads_a_minute() -> None:
    kept = Kept(SECRET)
    assert kept.admits(signed_by(SECRET))
    first = kept.reads
    for _ in range(600):
        assert not kept.admits(signed_by("a forger's"))
        kept.now += 0.1
    assert kept.reads - first == 2
    assert kept.admits(signed_by(SECRET))


@pytest.mark.parametrize("timestamp", ["", "1"], ids=["unsigned", "an old one"])
def test_of_a_flood_no_body_is_read(timestamp: str) -> None:
    """Six megabytes of it would cost a thousand times as much as the refusal."""
    flood = {**event(headers={"x-slack-request-timestamp": timestamp}), "body": "no base64", "isBase64Encoded": True}
    assert status_of(flood) == 401


def test_a_body_that_is_too_large_is_not_decoded_first() -> None:
    with pytest.raises(Rejected, match="larger than"):
        admitted({**event(), "body": "no base64" * MOST_BYTES, "isBase64Encoded": True})


def test_a_request_that_is_too_old_renews_nothing() -> None:
    kept = Kept(SECRET)
    kept.admits(signed_by(SECRET))
    assert not kept.admits(signed_by("another", age=360))
    assert kept.reads == 1


def test_a_base64_body_comes_in_as_plain_text() -> None:
    encoded = base64.b64encode(COMMAND.encode()).decode()
    comes_in = admitted({**event(), "body": encoded, "isBase64Encoded": True})
    assert (comes_in["body"], comes_in["isBase64Encoded"]) == (COMMAND, False)


def test_a_missing_is_base64_encoded_means_plain_text() -> None:
    request = event()
    del request["isBase64Encoded"]
    assert admitted(request)["isBase64Encoded"] is False


@pytest.mark.parametrize("body", ["not base64!", "äöü", base64.b64encode(b"\xff\xfe").decode()])
def test_a_body_that_is_not_base64_of_utf8_is_answered_400(body: str) -> None:
    assert status_of({**event(), "body": body, "isBase64Encoded": True}) == 400


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("\\ud83d", "?"),
        ("\\uDE00 x", "? x"),
        ("\\ud83d\\ude00", "\U0001f600"),
        ("\\\\ud83d", "\\ud83d"),
        ("\\ud83d \\ude00", "? ?"),
    ],
)
def test_of_half_a_character_in_json_a_question_mark_is_left(sent: str, read: str) -> None:
    """Nothing can be made of it: no topic, no message on a queue. All else of it is as it was sent."""
    body = urlencode({"payload": f'{{"type": "shortcut", "callback_id": "{sent}", "é": "\\\\n"}}'})
    assert json.loads(admitted(event(body))["body"]) == {"type": "shortcut", "callback_id": read, "é": "\\n"}


def test_half_a_surrogate_pair_is_answered_400() -> None:
    assert status_of({**event(), "body": "\ud800"}) == 400


@pytest.mark.parametrize(
    "body",
    [
        "no form at all",
        "text=%ff",
        "payload=%7B",
        "payload=%5B%5D",
        urlencode({"payload": "[" * 100_000}),
    ],
)
def test_a_signed_body_that_is_no_form_or_holds_no_json_is_answered_400(body: str) -> None:
    assert status_of(event(body)) == 400


@pytest.mark.parametrize("body", ["{", "[]", "[" * 100_000])
def test_signed_json_that_is_no_object_is_answered_400(body: str) -> None:
    assert status_of(event(body, headers={"content-type": "application/json; charset=utf-8"})) == 400


def test_signed_events_as_json_come_in() -> None:
    body = json.dumps({"type": "event_callback", "event": {"type": "app_home_opened"}})
    assert admitted(event(body, headers={"content-type": "application/json"}))["body"] == body


@pytest.mark.parametrize("version", [{"requestContext": {"http": {"method": "GET"}}}, {"httpMethod": "GET"}])
def test_what_is_signed_and_not_posted_is_answered_404(version: dict[str, Any]) -> None:
    assert status_of({**event(), **version}) == 404


def test_header_names_may_be_written_in_any_case() -> None:
    request = event()
    request["headers"] = {name.title(): value for name, value in request["headers"].items()}
    assert admitted(request)


def test_the_headers_that_would_run_a_lazy_listener_are_dropped() -> None:
    orders = {"X-Slack-Bolt-Lazy-Only": "1", "x-slack-bolt-lazy-function-name": "/scale"}
    request = event()
    request["headers"] |= orders
    assert not [name for name in admitted(request)["headers"] if "bolt" in name.lower()]


def test_what_is_rejected_says_no_more_than_why() -> None:
    with pytest.raises(Rejected) as rejected:
        admitted(event(headers={"x-slack-signature": "v0=" + "0" * 64}))
    answer = rejected.value.answer()
    assert answer["statusCode"] == 401
    assert "not signed" in answer["body"]
    assert SECRET not in json.dumps(answer)


def test_a_command_that_could_not_be_taken_in_is_answered_with_a_sentence() -> None:
    answer = sorry({"body": COMMAND}, {"statusCode": 500})
    said = json.loads(answer["body"])
    assert answer["statusCode"] == 200
    assert said["response_type"] == "ephemeral"
    assert "nothing was done" in said["text"]


def test_a_click_that_could_not_be_taken_in_keeps_its_500_so_that_slack_shows_a_warning_sign() -> None:
    failed = {"statusCode": 500, "body": ""}
    assert sorry({"body": "payload=%7B%7D"}, failed) is failed


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries({}, optional={"headers": JSON, "body": JSON, "isBase64Encoded": JSON, "version": JSON}),
)
def test_no_event_at_all_raises_anything_but_rejected(request_event: dict[str, Any]) -> None:
    with pytest.raises(Rejected):
        admit(request_event, known(SECRET), NOW)


@given(st.text(), st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain", ""]))
@example("", "application/x-www-form-urlencoded")
@example("payload=" + "1" * 5000, "application/x-www-form-urlencoded")
def test_no_signed_body_raises_anything_but_rejected(body: str, content_type: str) -> None:
    try:
        assert admitted(event(body, headers={"content-type": content_type}))["body"] == body
    except Rejected as rejected:
        assert rejected.status == 400


def test_a_load_balancer_is_told_that_it_is_none_of_the_ways_in() -> None:
    """Bolt's adapter would look for the method where an ALB's event has none, and answer 404."""
    with pytest.raises(Rejected, match="not from a load balancer") as refused:
        admit({**event(), "requestContext": {"elb": {"targetGroupArn": "arn"}}}, Secret("S", SECRET, str), NOW)
    assert refused.value.status == 400


@given(st.text())
@example("\\n%41+\\\\x41\0 \u20ac\U0001f600")
def test_a_payload_comes_in_as_it_was_whatever_is_in_it(text: str) -> None:
    sent = json.dumps({"type": "shortcut", "callback_id": text}, ensure_ascii=False)
    assert admitted(event(urlencode({"payload": sent})))["body"] == sent


@pytest.mark.parametrize("payload", ["%7B%7", "%7B%zz%7D", "%7B%22%ff%22%3A1%7D", "%", "%x7B%7D"])
def test_half_an_escape_is_no_form(payload: str) -> None:
    assert status_of(event(f"payload={payload}")) == 400
