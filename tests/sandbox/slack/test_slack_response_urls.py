"""response_urls: later answers to a command or a press."""

from collections.abc import Iterator

import pytest
from slack_sdk.webhook import WebhookClient

from sandbox.slack.threaded import RunningSlack, running_slack
from tests.sandbox.slack.slack_support import HandClock, HttpApp, actions, button, client, http_app, section


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def slack(clock: HandClock) -> Iterator[RunningSlack]:
    with running_slack(clock=clock) as running:
        yield running


@pytest.fixture
def app(slack: RunningSlack) -> Iterator[HttpApp]:
    with http_app(slack) as listening:
        yield listening


def of_command(slack: RunningSlack, app: HttpApp, channel: str = "C0OPS") -> WebhookClient:
    slack.act(user="U0ANA", channel=channel, command="/scale")
    return WebhookClient(app.forms[-1]["response_url"], retry_handlers=[])


def of_press(slack: RunningSlack, app: HttpApp, ts: str) -> WebhookClient:
    slack.act(user="U0ANA", channel="C0OPS", ts=ts, action_id="a")
    return WebhookClient(app.payloads[-1]["response_url"], retry_handlers=[])


def shown(slack: RunningSlack, channel: str = "C0OPS") -> list[tuple[str, str]]:
    return [(message["text"], message["ephemeral_to"]) for message in slack.messages(channel)]


def test_an_answer_is_for_the_caller_unless_it_is_in_channel(slack: RunningSlack, app: HttpApp) -> None:
    url = of_command(slack, app)
    answer = url.send(text="for you")
    url.send(text="for all", response_type="in_channel")
    assert (answer.status_code, answer.body) == (200, "ok")
    assert shown(slack) == [("for you", "U0ANA"), ("for all", "")]


def test_it_reaches_channels_in_which_the_bot_is_not(slack: RunningSlack, app: HttpApp) -> None:
    of_command(slack, app, "C0PRIVATE").send(text="please invite me", response_type="in_channel")
    assert shown(slack, "C0PRIVATE") == [("please invite me", "")]


def test_it_can_be_used_five_times(slack: RunningSlack, app: HttpApp) -> None:
    url = of_command(slack, app)
    answers = [url.send(text=str(count)) for count in range(6)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 404]
    assert answers[5].body == '{"ok": false, "error": "used_url"}'
    assert len(shown(slack)) == 5


def test_it_is_dead_after_thirty_minutes(slack: RunningSlack, app: HttpApp, clock: HandClock) -> None:
    url = of_command(slack, app)
    clock.advance(30 * 60)
    assert url.send(text="just in time").status_code == 200
    clock.advance(1)
    answer = url.send(text="too late")
    assert (answer.status_code, "expired_url" in answer.body) == (404, True)


def test_the_message_that_was_pressed_can_be_replaced(slack: RunningSlack, app: HttpApp) -> None:
    ts = client(slack).chat_postMessage(channel="C0OPS", text="card", blocks=[actions(button("a"))])["ts"]
    of_press(slack, app, ts).send(text="done", blocks=[section("done")], replace_original=True)
    [message] = slack.messages("C0OPS")
    assert (message["ts"], message["text"], message["blocks"][0]["type"]) == (ts, "done", "section")


def test_what_replaces_a_message_is_seen_by_whom_that_was_seen(slack: RunningSlack, app: HttpApp) -> None:
    said = client(slack).chat_postEphemeral(channel="C0OPS", user="U0ANA", text="1", blocks=[actions(button("a"))])
    of_press(slack, app, said["message_ts"]).send(text="2", replace_original=True, response_type="in_channel")
    assert shown(slack) == [("2", "U0ANA")]


def test_the_message_that_was_pressed_can_be_deleted(slack: RunningSlack, app: HttpApp) -> None:
    ts = client(slack).chat_postEphemeral(channel="C0OPS", user="U0ANA", text="x", blocks=[actions(button("a"))])
    of_press(slack, app, ts["message_ts"]).send(delete_original=True)
    assert shown(slack) == []


def test_without_replace_original_a_new_message_appears(slack: RunningSlack, app: HttpApp) -> None:
    ts = client(slack).chat_postMessage(channel="C0OPS", text="card", blocks=[actions(button("a"))])["ts"]
    of_press(slack, app, ts).send(text="noted")
    assert shown(slack) == [("card", ""), ("noted", "U0ANA")]


def test_there_is_nothing_that_a_command_can_replace(slack: RunningSlack, app: HttpApp) -> None:
    app.answer = "working on it"
    url = of_command(slack, app)
    url.send(text="soon", replace_original=True)
    url.send(text="done", replace_original=True)
    assert [text for text, _ in shown(slack)] == ["working on it", "soon", "done"]


def test_a_bad_message_is_refused_in_one_word(slack: RunningSlack, app: HttpApp) -> None:
    url = of_command(slack, app)
    assert [url.send(text="x", blocks=[section("")]).body, url.send(text="").body] == ["invalid_blocks", "no_text"]
    assert shown(slack) == []


def test_a_url_that_was_never_given_out_leads_nowhere(slack: RunningSlack) -> None:
    base = slack.api_url.removesuffix("/api/")
    assert WebhookClient(f"{base}/commands/T0SANDBOX/made-up", retry_handlers=[]).send(text="x").status_code == 404


def test_its_calls_are_logged_and_can_be_made_to_fail(slack: RunningSlack, app: HttpApp) -> None:
    url = of_command(slack, app)
    slack.fault("response_url", "status", count=1, channel="C0OPS")
    assert [url.send(text="lost").status_code, url.send(text="arrived").status_code] == [500, 200]
    assert [(call["method"], call["channel"], call["status"]) for call in slack.calls()] == [
        ("response_url", "C0OPS", 500),
        ("response_url", "C0OPS", 200),
    ]
    assert shown(slack) == [("arrived", "U0ANA")]
