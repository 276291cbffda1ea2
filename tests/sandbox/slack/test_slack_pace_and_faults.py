"""How the stand-in slows an app down, and how it fails on request."""

import http.client
import time
from contextlib import suppress

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.faults import parse_fault
from sandbox.slack.threaded import running_slack
from tests.patience import SHORT
from tests.sandbox.slack.slack_support import HandClock, client


def test_a_channel_takes_three_messages_at_once_and_then_one_a_second() -> None:
    clock = HandClock()
    with running_slack(clock=clock, paced=True) as slack:
        for text in ("one", "two", "three"):
            client(slack).chat_postMessage(channel="C0OPS", text=text)
        with pytest.raises(SlackApiError) as limited:
            client(slack).chat_postMessage(channel="C0OPS", text="four")
        assert (limited.value.response.status_code, limited.value.response["error"]) == (429, "ratelimited")
        assert limited.value.response.headers["Retry-After"] == "1"
        client(slack).chat_postMessage(channel="C0ALARMS", text="another channel")
        clock.advance(1)
        client(slack).chat_postMessage(channel="C0OPS", text="four")
        with pytest.raises(SlackApiError, match="ratelimited"):
            client(slack).chat_postMessage(channel="C0OPS", text="five")
        assert [message["text"] for message in slack.messages("C0OPS")] == ["one", "two", "three", "four"]


def test_five_updates_at_once_and_then_fifty_a_minute() -> None:
    clock = HandClock()
    with running_slack(clock=clock, paced=True) as slack:
        ts = client(slack).chat_postMessage(channel="C0OPS", text="0")["ts"]
        for count in range(5):
            client(slack).chat_update(channel="C0OPS", ts=ts, text=str(count))
        with pytest.raises(SlackApiError) as limited:
            client(slack).chat_update(channel="C0OPS", ts=ts, text="6")
        assert limited.value.response.headers["Retry-After"] == "2"
        clock.advance(2)
        client(slack).chat_update(channel="C0OPS", ts=ts, text="6")


def test_an_unpaced_stand_in_takes_as_many_as_come() -> None:
    with running_slack() as slack:
        for count in range(10):
            client(slack).chat_postMessage(channel="C0OPS", text=str(count))
        assert len(slack.messages("C0OPS")) == 10


def test_a_status_fault_answers_with_that_status_as_often_as_asked() -> None:
    with running_slack() as slack:
        slack.fault("chat.postMessage", "status", status=503, count=1)
        with pytest.raises(SlackApiError) as failed:
            client(slack).chat_postMessage(channel="C0OPS", text="lost")
        assert failed.value.response.status_code == 503
        client(slack).chat_postMessage(channel="C0OPS", text="arrived")
        assert [message["text"] for message in slack.messages("C0OPS")] == ["arrived"]


def test_an_error_fault_refuses_with_that_code_of_slacks() -> None:
    with running_slack() as slack:
        slack.fault("chat.postMessage", "error", error="messages_tab_disabled", count=1)
        with pytest.raises(SlackApiError, match="messages_tab_disabled"):
            client(slack).chat_postMessage(channel="C0OPS", text="hello")
        assert client(slack).chat_postMessage(channel="C0OPS", text="hello")["ok"]


def test_an_odd_fault_does_the_work_and_answers_the_bytes_that_were_asked_for() -> None:
    with running_slack() as slack:
        slack.fault("chat.postMessage", "odd", body="<html>\u00ff</html>", count=1)
        with pytest.raises(UnicodeDecodeError):
            client(slack).chat_postMessage(channel="C0OPS", text="done")
        assert [message["text"] for message in slack.messages("C0OPS")] == ["done"]


def test_a_ratelimited_fault_says_when_to_come_back() -> None:
    with running_slack() as slack:
        slack.fault("*", "ratelimited", retry_after=17)
        with pytest.raises(SlackApiError) as failed:
            client(slack).auth_test()
        assert (failed.value.response.status_code, failed.value.response.headers["Retry-After"]) == (429, "17")


def test_a_fault_may_be_for_one_channel_only() -> None:
    with running_slack() as slack:
        slack.fault("chat.postMessage", "status", channel="C0ALARMS")
        client(slack).chat_postMessage(channel="#ops", text="fine")
        with pytest.raises(SlackApiError):
            client(slack).chat_postMessage(channel="#alarms", text="lost")


def test_faults_last_until_they_are_cleared() -> None:
    with running_slack() as slack:
        slack.fault("auth.test", "status")
        for _ in range(3):
            with pytest.raises(SlackApiError):
                client(slack).auth_test()
        slack.clear_faults()
        assert client(slack).auth_test()["ok"]


def test_a_fault_may_be_for_each_third_call() -> None:
    with running_slack() as slack:
        slack.fault("auth.test", "status", every=3)
        for _ in range(6):
            with suppress(SlackApiError):
                client(slack).auth_test()
        assert [call["status"] for call in slack.calls()] == [200, 200, 500, 200, 200, 500]


def test_drop_after_work_does_the_work_and_answers_nothing() -> None:
    with running_slack() as slack:
        slack.fault("chat.postMessage", "drop_after_work", count=1)
        with pytest.raises(http.client.RemoteDisconnected):
            client(slack).chat_postMessage(channel="C0OPS", text="done")
        assert [message["text"] for message in slack.messages("C0OPS")] == ["done"]
        [call] = slack.calls()
        assert (call["status"], call["error"], call["ts"]) == (
            None,
            "drop_after_work",
            slack.messages("C0OPS")[0]["ts"],
        )


def test_a_timeout_fault_does_nothing_and_keeps_the_caller_waiting() -> None:
    with running_slack() as slack:
        slack.fault("chat.postMessage", "timeout", count=1)
        hasty = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=SHORT)
        with pytest.raises(TimeoutError):
            hasty.chat_postMessage(channel="C0OPS", text="lost")
        assert slack.messages("C0OPS") == []


def test_a_caller_who_waits_is_let_go_where_the_stand_in_stops() -> None:
    with running_slack() as slack:
        slack.fault("auth.test", "timeout")
        waiting = http.client.HTTPConnection(slack.api_url.split("/")[2])
        waiting.request("POST", "/api/auth.test")
        while not slack.calls():
            time.sleep(0.01)
    assert waiting.getresponse().status == 504
    waiting.close()


@pytest.mark.parametrize(
    "given",
    [
        {"method": "chat.postMessage"},
        {"kind": "status"},
        {"method": "*", "kind": "flood"},
        {"method": "*", "kind": "status", "count": 0},
        {"method": "*", "kind": "status", "count": "two"},
        {"method": "*", "kind": "status", "every": 0},
        {"method": "*", "kind": "status", "colour": "red"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"fault|count|every|unknown key"):
        parse_fault(given)
