"""How the stand-in's Web API is called: tokens, ways to send arguments, whom it lets in."""

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import client


@pytest.fixture
def slack() -> Iterator[RunningSlack]:
    with running_slack() as running:
        yield running


def call(slack: RunningSlack, method: str, body: str, headers: dict[str, str]) -> tuple[int, dict[str, object]]:
    connection = http.client.HTTPConnection(urlsplit(slack.api_url).netloc)
    connection.request("POST", f"/api/{method}", body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, json.loads(text) if text.startswith("{") else {}


def test_auth_test_says_who_the_bot_is(slack: RunningSlack) -> None:
    answer = client(slack).auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0SANDBOX", "U0BELLHOP", "B0BELLHOP")


def test_json_without_a_body_is_accepted(slack: RunningSlack) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {slack.bot_token}"}
    assert call(slack, "auth.test", "", headers)[1]["ok"] is True


def test_the_token_may_come_in_the_form(slack: RunningSlack) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert call(slack, "auth.test", f"token={slack.bot_token}", headers)[1]["ok"] is True


def test_a_form_carries_blocks_as_json_text(slack: RunningSlack) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Bearer {slack.bot_token}"}
    body = "channel=C0OPS&blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D"
    assert call(slack, "chat.postMessage", body, headers)[1]["ok"] is True
    assert slack.messages("C0OPS")[0]["blocks"][0]["type"] == "divider"


@pytest.mark.parametrize(
    ("token", "error"), [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), ("app", "not_allowed_token_type")]
)
def test_a_missing_wrong_or_unfitting_token_is_refused(slack: RunningSlack, token: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {slack.app_token if token == 'app' else token}"}
    assert call(slack, "auth.test", "", headers)[1]["error"] == error


def test_an_unknown_method_is_named_as_such(slack: RunningSlack) -> None:
    with pytest.raises(SlackApiError, match="unknown_method"):
        client(slack).api_call("chat.whisper")


def test_a_missing_argument_is_named(slack: RunningSlack) -> None:
    with pytest.raises(SlackApiError) as refused:
        client(slack).api_call("chat.postMessage", json={"text": "hello"})
    assert refused.value.response["error"] == "invalid_arguments"
    assert refused.value.response["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


def test_broken_json_is_refused(slack: RunningSlack) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {slack.bot_token}"}
    assert call(slack, "auth.test", "{", headers)[1]["error"] == "invalid_json"


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_a_unknown_host_or_origin_is_rejected(slack: RunningSlack, headers: dict[str, str]) -> None:
    authorization = {"Authorization": f"Bearer {slack.bot_token}"}
    assert call(slack, "auth.test", "", {**headers, **authorization})[0] == 403


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "127.0.0.1"])
def test_the_own_address_goes_by_several_names(slack: RunningSlack, host: str) -> None:
    port = urlsplit(slack.api_url).port
    headers = {"Host": host.format(port=port), "Origin": f"http://127.0.0.1:{port}"}
    assert call(slack, "auth.test", "", {**headers, "Authorization": f"Bearer {slack.bot_token}"})[0] == 200


def test_the_guest_and_the_stranger_can_be_told_apart(slack: RunningSlack) -> None:
    people = {name: client(slack).users_info(user=name)["user"] for name in ("U0ANA", "U0EVE", "U0ZOE")}
    assert [people[name]["is_restricted"] for name in people] == [False, True, False]
    assert [people[name]["is_stranger"] for name in people] == [False, False, True]
    assert people["U0ZOE"]["team_id"] == "T0OTHER"


def test_an_unknown_user_is_not_found(slack: RunningSlack) -> None:
    with pytest.raises(SlackApiError, match="user_not_found"):
        client(slack).users_info(user="U0NOBODY")


def test_the_list_of_users_holds_the_bot_and_no_stranger(slack: RunningSlack) -> None:
    names = [user["name"] for page in client(slack).users_list(limit=2) for user in page["members"]]
    assert sorted(names) == ["ana", "bellhop", "bo", "eve"]


def test_a_user_group_has_a_handle_and_members(slack: RunningSlack) -> None:
    (group,) = client(slack).usergroups_list()["usergroups"]
    assert (group["id"], group["handle"], group["name"]) == ("S0OPS", "ops", "Operations")
    assert client(slack).usergroups_users_list(usergroup="S0OPS")["users"] == ["U0ANA", "U0BO"]
    with pytest.raises(SlackApiError, match="no_such_subteam"):
        client(slack).usergroups_users_list(usergroup="S0NONE")


def test_every_call_is_logged_in_order(slack: RunningSlack) -> None:
    client(slack).auth_test()
    posted = client(slack).chat_postMessage(channel="#ops", text="hello")
    with pytest.raises(SlackApiError):
        client(slack).chat_postMessage(channel="C0NOWHERE", text="hello")
    seen = [(call["method"], call["channel"], call["status"], call["error"], call["ts"]) for call in slack.calls()]
    assert seen == [
        ("auth.test", None, 200, None, None),
        ("chat.postMessage", "C0OPS", 200, None, posted["ts"]),
        ("chat.postMessage", "C0NOWHERE", 200, "channel_not_found", None),
    ]
