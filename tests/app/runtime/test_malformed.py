"""Signed and malformed: whatever a body is, Slack gets a 400 and the log a reason, and no listener fails."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest

from app.base.metrics import Metric
from app.slack.messages.buttons import LINK, OPEN_SCALE
from app.slack.signature import MOST_BYTES
from tests.fakes.bellhop import Bellhop
from tests.thorough import every_third

pytestmark = pytest.mark.slow

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
COMMAND = "command=%2Fecho&text=hello&user_id=U0ANA&channel_id=C0OPS&token=verification-token&trigger_id=1.2"
SECRETS = ("verification-token", "1.2.3.secret", "hooks.slack.com")


def deep(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


def payload(text: str) -> str:
    return urlencode({"payload": text, "token": "verification-token"})


BODIES = {
    "empty": ("", FORM, "is empty"),
    "blank": (" \n", JSON, "is empty"),
    "no form": ("hello", FORM, "is no form"),
    "a form in braces": ("{=1", FORM, "is no form"),
    "JSON as a form": ('{"type": "event_callback"}', FORM, "is no form"),
    "broken percent encoding": (f"{COMMAND}&more=%zz", FORM, "is no form"),
    "half a percent encoding": (f"{COMMAND}&more=%4", FORM, "is no form"),
    "not UTF-8 in the form": (f"{COMMAND}&more=%ff", FORM, "is no form"),
    "a payload that is no JSON": (payload("nope"), FORM, "holds no JSON"),
    "an empty payload": (payload(""), FORM, "holds no JSON"),
    "half a payload": (payload('{"type": "block_actions", "token": "verification-token"'), FORM, "holds no JSON"),
    "a payload with a number of 5,000 digits": (payload('{"a": ' + "1" * 5000 + "}"), FORM, "holds no JSON"),
    "a list as payload": (payload("[]"), FORM, "is no object"),
    "null as payload": (payload("null"), FORM, "is no object"),
    "a text as payload": (payload('"{}"'), FORM, "is no object"),
    "a form as JSON": (COMMAND, JSON, "holds no JSON"),
    "a list as JSON": ("[]", JSON, "is no object"),
    "plain text": (COMMAND, "text/plain", "content type"),
    "of many parts": (COMMAND, "multipart/form-data; boundary=x", "content type"),
    "1 MB of words": (f"{COMMAND}&more=" + "a" * MOST_BYTES, FORM, "larger than"),
    "1 MB of payload": (payload(json.dumps({"type": "shortcut", "more": "a" * MOST_BYTES})), FORM, "larger than"),
    "nested 101 deep": (payload(deep(101)), FORM, "nested"),
    "nested 900 deep": (payload(deep(900)), FORM, "nested"),
    "nested 1,000 deep": (payload(deep(1000)), FORM, "holds no JSON"),
    "nested 100,000 deep": (deep(100_000), JSON, "holds no JSON"),
    "lists nested 500 deep": ('{"a":' + "[" * 500 + "]" * 500 + "}", JSON, "nested"),
}


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def post(bellhop: Bellhop, body: str, content_type: str = FORM) -> dict[str, Any]:
    return bellhop.edge(bellhop.signed(body, **{"content-type": content_type}))


@pytest.mark.parametrize(("body", "content_type", "why"), BODIES.values(), ids=BODIES)
def test_a_signed_body_that_cannot_be_read_is_answered_400_and_the_log_says_why(
    body: str, content_type: str, why: str, bellhop: Bellhop, caplog: pytest.LogCaptureFixture
) -> None:
    answer = post(bellhop, body, content_type)
    (line,) = caplog.records
    assert (answer["statusCode"], line.message, line.levelno) == (400, "request rejected", logging.WARNING)
    assert why in line.__dict__["why"]
    assert why in answer["body"]
    assert line.__dict__["metrics"] == {Metric.REJECTED: 1}
    assert bellhop.jobs.texts == []
    assert not [secret for secret in SECRETS if secret in str(line.__dict__) + str(answer)]


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=utf-8", FORM.title()])
def test_a_form_comes_in_however_its_content_type_is_written(content_type: str, bellhop: Bellhop) -> None:
    assert post(bellhop, COMMAND, content_type)["statusCode"] == 200
    assert len(bellhop.jobs.texts) == 1


@pytest.mark.parametrize("levels", [1, 100])
def test_json_that_is_no_deeper_than_a_message_comes_in(levels: int, bellhop: Bellhop) -> None:
    assert post(bellhop, payload(deep(levels)))["statusCode"] == 200


WHO: dict[str, Any] = {
    "token": "verification-token",
    "trigger_id": "1.2.3.secret",
    "user": {"id": "U0ANA", "username": "ana", "team_id": "T0SANDBOX"},
    "team": {"id": "T0SANDBOX", "domain": "d"},
    "enterprise": {"id": "E1", "name": "n"},
    "channel": {"id": "C0OPS", "name": "ops"},
    "response_url": "https://hooks.slack.com/actions/1",
}
ROW = {
    "type": "actions",
    "block_id": "b",
    "elements": [{"type": "button", "action_id": f"{LINK}:a", "value": "web", "text": {"type": "plain_text"}}],
}
MESSAGE = {"type": "message", "user": "U0BELLHOP", "ts": "1.0", "thread_ts": "1.0", "text": "t", "blocks": [ROW]}
VIEW = {
    "id": "V1",
    "type": "modal",
    "callback_id": "gone",
    "private_metadata": "{}",
    "state": {"values": {"size": {"size": {"type": "static_select", "selected_option": {"value": "4"}}}}},
}


def pressed(action_id: str, **action: Any) -> dict[str, Any]:
    container = {"type": "message", "message_ts": "1.0", "channel_id": "C0OPS", "is_ephemeral": False}
    press = {"type": "button", "action_id": action_id, "block_id": "b", "value": "web", "text": {"text": "Scale"}}
    return {
        **WHO,
        "type": "block_actions",
        "container": container,
        "message": MESSAGE,
        "actions": [{**press, **action}],
    }


def happened(**event: Any) -> dict[str, Any]:
    event = {"user": "U0BO", "text": "<@U0BELLHOP> echo hi", "ts": "1.0", "thread_ts": "1.0", "team": "T0", **event}
    return {
        "token": "verification-token",
        "team_id": "T0SANDBOX",
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": 1_795_402_800,
        "is_ext_shared_channel": True,
        "authorizations": [{"enterprise_id": None, "team_id": "T0", "user_id": "U0BELLHOP", "is_bot": True}],
        "event": {"channel": "C0OPS", **event},
    }


WELL_FORMED = {
    "a press": pressed("gone"),
    "a press that opens a form": pressed(f"{OPEN_SCALE}:0"),
    "a pick from a menu": pressed("more:0", type="overflow", selected_option={"value": "x", "text": {"text": "x"}}),
    "a press in a form": {**pressed("gone"), "view": VIEW, "container": {"type": "view", "view_id": "V1"}},
    "a form": {**WHO, "type": "view_submission", "view": VIEW, "response_urls": []},
    "a closed form": {**WHO, "type": "view_closed", "view": VIEW, "is_cleared": False},
    "a shortcut": {**WHO, "type": "shortcut", "callback_id": "gone"},
    "a message's shortcut": {**WHO, "type": "message_action", "callback_id": "force_alarm", "message": MESSAGE},
    "a menu's options": {**WHO, "type": "block_suggestion", "action_id": "a", "block_id": "b", "value": ""},
    "a mention": happened(type="app_mention"),
    "a direct message": happened(type="message", channel_type="im", channel="D1"),
    "a changed message": happened(type="message", subtype="message_changed", message=MESSAGE, previous_message=MESSAGE),
    "a reaction": happened(type="reaction_added", item={"type": "message", "channel": "C0OPS"}),
    "an opened Home tab": happened(type="app_home_opened", tab="home"),
}
JUNK: tuple[Any, ...] = (None, 1, "x", [], {}, [1], [{}], [None], {"type": []}, 10**30)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*at, key)
        yield from places(each, (*at, key))


def with_junk(body: dict[str, Any], place: tuple[Any, ...], junk: Any) -> dict[str, Any]:
    changed: Any = copy.deepcopy(body)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = junk
    return dict(changed)


@pytest.mark.parametrize("body", WELL_FORMED.values(), ids=WELL_FORMED)
def test_what_slack_sends_is_not_malformed(body: dict[str, Any], bellhop: Bellhop) -> None:
    assert bellhop.edge(bellhop.interaction(body))["statusCode"] == 200


@pytest.mark.parametrize("body", WELL_FORMED.values(), ids=WELL_FORMED)
def test_anything_else_anywhere_in_it_is_a_200_or_a_400_with_one_line_and_never_a_500(
    body: dict[str, Any], bellhop: Bellhop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    rejected = 0
    for place, junk in every_third([*product(places(body), JUNK)]):
        caplog.clear()
        status = bellhop.edge(bellhop.interaction(with_junk(body, place, junk)))["statusCode"]
        logged = [record.message for record in caplog.records if record.message != "no modal"]
        assert (status, logged) in ((200, []), (400, ["request rejected"])), (place, junk)
        assert not [secret for secret in SECRETS if secret in str([each.__dict__ for each in caplog.records])]
        rejected += status == 400
    assert rejected > 0
