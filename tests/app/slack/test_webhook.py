"""An incoming webhook: what it takes stands there, and each way it says no is told apart."""

from __future__ import annotations

import json

import pytest

from app.config.secrets import Secret
from app.slack.errors import NotLetIn, SlackError, SlackLater, Unanswered
from app.slack.messages.message import sentence
from app.slack.messages.text import named
from app.slack.webhook import Webhook
from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack
from tests.fakes.http import answering
from tests.patience import NO_TIMEOUT

HELLO = sentence("hello")


def webhook(url: str) -> Webhook:
    return Webhook(Secret("SLACK_WEBHOOK_URL", url, fetch=str), timeout=NO_TIMEOUT)


def test_a_message_is_posted_with_its_blocks_and_unfurls_nothing() -> None:
    with answering(200, "ok") as slack:
        webhook(slack.url).post(HELLO)
    (body,) = map(json.loads, slack.bodies)
    assert (body["text"], body["blocks"], body["unfurl_links"]) == ("hello", HELLO.block_dicts(), False)


def test_blocks_that_it_does_not_take_are_said_as_text_before_it_is_given_up() -> None:
    with answering(400, "invalid_blocks") as slack, pytest.raises(SlackError):
        webhook(slack.url).post(HELLO)
    assert ["blocks" in json.loads(body) for body in slack.bodies] == [True, False]


@pytest.mark.parametrize("status", [403, 404, 410])
def test_one_that_was_removed_waits_for_a_new_one(status: int) -> None:
    with answering(status, "no_service") as slack, pytest.raises(NotLetIn, match="no_service") as waits:
        webhook(slack.url).post(HELLO)
    assert waits.value.wait == 60


# docs.slack.dev, "Sending messages using incoming webhooks", "Handling errors".
FINAL = {"invalid_payload": 400, "no_text": 400, "too_many_attachments": 400}
WAITS_FOR_PEOPLE = {
    "user_not_found": 400,
    "invalid_token": 403,
    "action_prohibited": 403,
    "posting_to_general_channel_denied": 403,
    "team_disabled": 403,
    "channel_not_found": 404,
    "no_service": 404,
    "no_service_id": 404,
    "no_team": 404,
    "no_active_hooks": 404,
    "channel_is_archived": 410,
}
PASSING = {"rollup_error": 500}
CODES = {
    **{code: (status, SlackError) for code, status in FINAL.items()},
    **{code: (status, NotLetIn) for code, status in WAITS_FOR_PEOPLE.items()},
    **{code: (status, Unanswered) for code, status in PASSING.items()},
}


@pytest.mark.parametrize("code", CODES)
def test_each_of_its_words_for_no_is_known(code: str) -> None:
    status, kind = CODES[code]
    with answering(status, code, {"Content-Type": "text/plain"}) as slack, pytest.raises(kind, match=code) as problem:
        webhook(slack.url).post(HELLO)
    assert type(problem.value) is kind


def test_one_into_an_archived_channel_waits_until_somebody_opens_it_again(slack: RunningSlack) -> None:
    slack.add_channel(Channel("C0ALARMS", "alarms", {"U0BELLHOP"}, is_archived=True))
    with pytest.raises(NotLetIn, match="channel_is_archived"):
        webhook(slack.webhook_url).post(HELLO)


@pytest.mark.parametrize(("status", "headers", "wait"), [(429, {"Retry-After": "30"}, 30), (500, {}, 2)])
def test_a_transient_error_says_how_long_to_wait(status: int, headers: dict[str, str], wait: float) -> None:
    with answering(status, "", headers) as slack, pytest.raises(SlackLater) as later:
        webhook(slack.url).post(HELLO)
    assert later.value.wait == wait


def test_what_is_no_address_is_not_asked_and_not_quoted() -> None:
    with pytest.raises(NotLetIn) as waits:
        webhook("T0/B0/planted").post(HELLO)
    assert "planted" not in str(waits.value)


def test_who_did_something_while_there_was_a_bot_is_mentioned(slack: RunningSlack) -> None:
    webhook(slack.webhook_url).post(sentence(f"Acknowledged by {named('U0ANA')}."))
    (message,) = slack.messages("C0ALARMS")
    assert message["text"] == message["blocks"][0]["text"]["text"] == "Acknowledged by <@U0ANA>."
