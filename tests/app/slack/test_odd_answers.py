"""Whatever a call is answered with that is not Slack's own word: the work may be done, and the same is tried later."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.config.secrets import Secret
from app.slack.client import Slack
from app.slack.errors import SlackError, SlackLater
from app.slack.posting import Poster
from app.slack.webhook import Webhook
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import HELLO, door_to
from tests.app.slack.test_client import CALLS
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.http import answering, trickling
from tests.patience import NO_TIMEOUT, PATIENCE, SHORT
from tests.thorough import every_third

JSON, HTML = "application/json; charset=utf-8", "text/html"
PAGE = "<html>nicht verf\u00fcgbar</html>"


@dataclass(frozen=True)
class Odd:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    may_be_done: bool = True


def odd(status: int, body: bytes, kind: str = JSON, may_be_done: bool = True, **more: str) -> Odd:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return Odd(status, body, {"Content-Type": kind, **named}, may_be_done)


def refusal(code: Any) -> bytes:
    return json.dumps({"ok": False, "error": code}).encode()


ODD: dict[str, Odd] = {
    "503 page that is not UTF-8": odd(503, PAGE.encode("latin-1"), HTML),
    "200 page that is not UTF-8": odd(200, PAGE.encode("latin-1"), HTML),
    "503 of a charset nobody knows": odd(503, b"<html>", "text/html; charset=bogus"),
    "200 of a charset nobody knows": odd(200, b"<html>", "text/html; charset=bogus"),
    "200 gzip": odd(200, gzip.compress(b"{}"), "application/gzip"),
    "200 compressed, unasked": odd(200, gzip.compress(b"{}"), Content_Encoding="gzip"),
    "200 list": odd(200, b"[1]"),
    "200 number": odd(200, b"1"),
    "200 null": odd(200, b"null"),
    "200 empty": odd(200, b""),
    "200 half of a JSON": odd(200, b'{"ok": tr'),
    "200 deep JSON": odd(200, b"[" * 100_000),
    "200 ok that is no true": odd(200, b'{"ok": "yes"}'),
    "200 no, without a reason": odd(200, b'{"ok": false}'),
    "200 no, for a list": odd(200, refusal(["channel_not_found"])),
    "200 no, for a code of another year": odd(200, refusal("of_a_later_year")),
    "200 welcome to the hotel": odd(200, b"<html>Log in to our Wi-Fi</html>", HTML),
    "201 empty": odd(201, b""),
    "302 to a page": odd(302, b"", HTML, Location="http://127.0.0.1:9/login"),
    "303 to a page": odd(303, b"", HTML, Location="http://127.0.0.1:9/login"),
    "307 to a page": odd(307, b"", HTML, Location="http://127.0.0.1:9/login"),
    "302 to the same": odd(302, b"", HTML, Location="/api/chat.postMessage"),
    "301 to what takes it": odd(301, b'{"ok": true, "ts": "1.0"}', Location="/api/chat.postMessage"),
    "403 page of a proxy": odd(403, b"<html>blocked</html>", HTML),
    "418 page": odd(418, b"<html>teapot</html>", HTML),
    "500 empty": odd(500, b""),
    "504 list": odd(504, b"[]"),
    "429 page that is not UTF-8": odd(429, PAGE.encode("latin-1"), HTML, may_be_done=False, Retry_After="7"),
    "429 of a charset nobody knows": odd(429, b"", "text/html; charset=bogus", may_be_done=False, Retry_After="7"),
    "429 gzip": odd(429, gzip.compress(b"{}"), "application/gzip", may_be_done=False, Retry_After="7"),
    "429 list": odd(429, b"[1]", may_be_done=False, Retry_After="7"),
    "429 empty": odd(429, b"", may_be_done=False, Retry_After="7"),
}


Way = Callable[[str, int], Any]  # of an address, with a timeout


def by_webhook(url: str, timeout: int) -> None:
    Webhook(Secret("SLACK_WEBHOOK_URL", url, fetch=str), timeout).post(HELLO)


def by_response_url(url: str, timeout: int) -> None:
    door_to(url, timeout=timeout).respond(url, HELLO, public=True)


def by_method(call: Callable[[Slack], Any]) -> Way:
    return lambda url, timeout: call(door_to(url, timeout=timeout))


WAYS: dict[str, Way] = {
    **{name: by_method(call) for name, call in CALLS.items()},
    "files.getUploadURLExternal": by_method(lambda door: door.files.upload("graph.png", b"png")),
    "files.info": by_method(lambda door: door.files.is_ready("F1")),
    "conversations.replies": by_method(lambda door: door.is_in("C1")),
    "conversations.open": by_method(lambda door: door.direct_channel("U0ANA")),
    "chat.delete": by_method(lambda door: door.delete("C1", "1.0")),
    "a webhook": by_webhook,
    "a response_url": by_response_url,
}


PAIRS = [(kind, way) for number, kind in enumerate(ODD) for way in every_third(list(WAYS), number)]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "way"), PAIRS)
def test_an_odd_answer_is_a_transient_error_and_the_work_may_be_done(kind: str, way: str) -> None:
    answer = ODD[kind]
    with answering(answer.status, answer.body, answer.headers) as slack:
        with pytest.raises(SlackLater) as later:
            WAYS[way](slack.url, NO_TIMEOUT)
        assert later.value.maybe_done is answer.may_be_done
        assert later.value.wait == (2 if answer.may_be_done else 7)
        assert "html" not in str(later.value)
        assert len(slack.paths) == 1


def test_each_odd_answer_is_held_against_ways_of_asking_and_each_way_against_answers() -> None:
    assert {kind for kind, _ in PAIRS} == set(ODD)
    assert {way for _, way in PAIRS} == set(WAYS)


@pytest.mark.parametrize("way", sorted(CALLS))
@pytest.mark.parametrize("code", ["invalid_auth", "channel_not_found", "ratelimited"])
@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_method_refuses_with_200_and_what_another_status_says_may_be_done(status: int, code: str, way: str) -> None:
    with answering(status, refusal(code), {"Content-Type": JSON}) as slack:
        with pytest.raises(SlackLater) as later:
            WAYS[way](slack.url, NO_TIMEOUT)
        assert later.value.maybe_done
        assert len(slack.paths) == 1


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
TRICKLES = {
    "a body": (HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "headers": (HEAD, b"X: 1\r\n"),
    "one header": (HEAD + b"X: ", b"1"),
    "the status": (b"HTTP/1.1 200 ", b"O"),
}


@pytest.mark.parametrize("way", ["chat.postMessage", "a webhook", "a response_url"])
@pytest.mark.parametrize("what", TRICKLES)
def test_an_answer_that_trickles_ends_at_our_timeout_and_the_work_may_be_done(what: str, way: str) -> None:
    with trickling(*TRICKLES[what]) as url:
        began = time.monotonic()
        with pytest.raises(SlackLater) as later:
            WAYS[way](url, SHORT)
        assert time.monotonic() - began < PATIENCE, "it goes on for ever"
    assert later.value.maybe_done


# What each way needs of an answer, and Slack's `ok` alone does not say.
FIELDS = ("channel", "user", "view", "users", "messages", "channels", "usergroups", "file")
SAYS_LITTLE: dict[str, Any] = {
    "nothing more": {},
    "null": dict.fromkeys(
        ("ts", "message_ts", "channel", "user", "view", "users", "messages", "channels", "usergroups", "file")
    ),
    "words": dict.fromkeys(("channel", "user", "view", "users", "messages", "channels", "usergroups", "file"), "x"),
    "nothing in it": {"channel": {}, "user": {}, "view": {}, "channels": [{}], "usergroups": [{}], "users": [None]},
}
TAKES_OK = {"a webhook", "a response_url"}


@pytest.mark.parametrize("kind", SAYS_LITTLE)
def test_an_ok_without_what_it_is_about_may_be_done_and_is_no_bug(kind: str) -> None:
    with answering(200, json.dumps({"ok": True, "response_metadata": "x", **SAYS_LITTLE[kind]}), {}) as slack:
        for way in sorted(WAYS.keys() - TAKES_OK - {"files.info", "conversations.replies"}):
            with pytest.raises(SlackLater) as later:
                WAYS[way](slack.url, NO_TIMEOUT)
            assert later.value.maybe_done, way


def of_user(**fields: Any) -> dict[str, Any]:
    return {"user": {"id": "U0ANA", "team_id": "T1", **fields}}


def of_message(**fields: Any) -> dict[str, Any]:
    return {"messages": [{"ts": "1.0", **fields}]}


OURS = "bellhop_message"
SAYS_ODDLY: list[tuple[str, dict[str, Any]]] = [
    *(
        ("users.info", of_user(**{flag: "no"}))
        for flag in ("deleted", "is_bot", "is_restricted", "is_ultra_restricted")
    ),
    *(
        ("users.info", of_user(**{name: [5]}))
        for name in ("is_stranger", "team_id", "tz", "profile", "enterprise_user")
    ),
    *(("auth.test", {"user_id": "U1", "team_id": "T1", name: {"a": 1}}) for name in ("enterprise_id", "url")),
    ("auth.test", {"user_id": "U1", "team_id": ["T1"]}),
    ("auth.test", {"user_id": "U1", "team_id": "T1", "is_enterprise_install": "no"}),
    ("auth.test", {"user_id": "U1", "team_id": ""}),
    *((method, {"ts": ts}) for method in ("chat.postMessage", "chat.update") for ts in ("x", "1", "9" * 400 + ".0")),
    *(("conversations.history", of_message(ts=ts)) for ts in (None, 1.5, "now")),
    ("conversations.history", of_message(metadata="x")),
    ("conversations.history", of_message(metadata={"event_type": OURS, "event_payload": ["k"]})),
    ("conversations.replies", {"channel": {"is_member": True}}),
    ("conversations.open", {"channel": {"id": "#ops"}}),
    ("users.conversations", {"channels": [{"id": "<!channel>", "name": "ops"}]}),
    *((method, {"ts": "2.0"}) for method in ("chat.update", "chat.delete")),
    ("files.info", {"file": {"mimetype": "image/png"}}),
]


@pytest.mark.parametrize("number", range(len(SAYS_ODDLY)))
def test_what_is_not_of_the_kind_that_slack_documents_is_not_believed(number: int) -> None:
    way, answer = SAYS_ODDLY[number]
    with answering(200, json.dumps({"ok": True, **answer}), {}) as slack:
        with pytest.raises(SlackLater) as later:
            WAYS[way](slack.url, NO_TIMEOUT)
        assert later.value.maybe_done


def test_what_slack_may_leave_out_may_be_null() -> None:
    user = of_user(is_restricted=None, tz="", profile=None, enterprise_user=None, is_bot=False)
    with answering(
        200, json.dumps({"ok": True, "user_id": "U1", "team_id": "T1", "enterprise_id": None, **user}), {}
    ) as slack:
        assert not WAYS["users.info"](slack.url, NO_TIMEOUT).is_stranger
    with answering(200, json.dumps({"ok": True, **of_message(metadata=None)}), {}) as slack:
        assert WAYS["conversations.history"](slack.url, NO_TIMEOUT) is None


def test_a_message_whose_ts_did_not_come_is_looked_for_and_not_posted_twice(slack: RunningSlack) -> None:
    bellhop, said = Bellhop(slack, SetClock()), door_to(slack.api_url, slack.bot_token)
    poster = bellhop.parts.poster
    with answering(200, json.dumps({"ok": True}), {}) as half:
        said.post("C0OPS", HELLO, key="k")  # Slack has it, and only its answer is not whole
        with pytest.raises(SlackLater):
            Poster(door_to(half.url), poster.table, poster.clock).post_once("k", "C0OPS", HELLO)
    assert poster.post_once("k", "C0OPS", HELLO) == slack.messages("C0OPS")[0]["ts"]
    assert len(slack.messages("C0OPS")) == 1


HOOKS = sorted(TAKES_OK)


@pytest.mark.parametrize("way", HOOKS)
@pytest.mark.parametrize("body", ["ok", '{"ok": true}'])
def test_slack_takes_what_goes_to_an_address_in_a_word_or_in_json(body: str, way: str) -> None:
    with answering(200, body, {"Content-Type": JSON}) as slack:
        WAYS[way](slack.url, NO_TIMEOUT)
        assert len(slack.paths) == 1


@pytest.mark.parametrize("code", ["used_url", "expired_url"])
@pytest.mark.parametrize("status", [200, 403])
def test_an_address_that_is_used_up_says_so_in_a_word_or_in_json(status: int, code: str) -> None:
    for body in (code, refusal(code)):
        with answering(status, body, {"Content-Type": JSON}) as slack, pytest.raises(SlackError) as refused:
            by_response_url(slack.url, NO_TIMEOUT)
        assert refused.value.code == code


@pytest.mark.parametrize("way", ["chat.postMessage", *HOOKS])
@pytest.mark.parametrize("body", ['{"ok": true, "ts": "1.0", "error": "x"}', '{"error": "x", "ok": true, "ts": "1.0"}'])
def test_an_ok_beside_an_error_is_neither(body: str, way: str) -> None:
    with answering(200, body, {"Content-Type": JSON}) as slack:
        with pytest.raises(SlackLater) as later:
            WAYS[way](slack.url, NO_TIMEOUT)
        assert later.value.maybe_done
