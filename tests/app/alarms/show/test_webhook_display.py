"""Without a bot: alarms by an incoming webhook, each change a message, with the same time_limit."""

from __future__ import annotations

import json
import traceback
from typing import Any

import pytest

from app.alarms.intake import Intake
from app.alarms.processor import AlarmProcessor
from app.config.configuration import Configuration, SlackChannel
from app.config.secrets import Secret
from app.runtime.wiring import webhook_processor
from app.slack.errors import SlackError, SlackLater
from app.slack.messages.message import sentence
from app.slack.webhook import Webhook
from app.slack.wire import Answer
from app.store.table import MemoryTable
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.app.alarms.ringing import cards, cloudwatch_says
from tests.app.card_actions.places import PLACES, Place, by_sns
from tests.fakes.bellhop import sns_record
from tests.fakes.clock import SetClock
from tests.fakes.http import answering
from tests.fakes.queues import RememberingQueue
from tests.patience import NO_TIMEOUT


class ByWebhook:
    """The alarms function with nothing but a webhook."""

    def __init__(self, slack: RunningSlack, clock: SetClock, url: str = "", timeout: int = NO_TIMEOUT) -> None:
        webhook = Webhook(Secret("SLACK_WEBHOOK_URL", url or slack.webhook_url, fetch=str), timeout=timeout)
        self.clock, self.alarms, self.watch = clock, RememberingQueue(clock), RememberingQueue(clock)
        settings = Configuration(SlackChannel("#alarms"))
        self.processor: AlarmProcessor = webhook_processor(webhook, MemoryTable(), self.watch, settings, clock)
        self.intake = Intake(self.processor, self.alarms, self.alarms.retry_after)

    def ring(self, message: Any, message_id: str = "") -> None:
        self.alarms.put(sns_record(message, message_id or f"sns-{len(self.alarms.texts)}"))
        self.alarms.deliver(self.intake.take)

    def wait(self, seconds: float) -> None:
        end = self.clock.epoch() + seconds
        while (due := self.alarms.next_due()) is not None and due <= end:
            self.clock.advance(max(0.0, due - self.clock.epoch()))
            self.alarms.deliver(self.intake.take)
        self.clock.advance(max(0.0, end - self.clock.epoch()))


@pytest.fixture
def by_webhook(slack: RunningSlack, clock: SetClock) -> ByWebhook:
    return ByWebhook(slack, clock)


def test_alarm_and_ok_are_a_message_each(by_webhook: ByWebhook, slack: RunningSlack) -> None:
    by_webhook.ring(cloudwatch_says("OK", "ALARM"))
    by_webhook.ring(cloudwatch_says("ALARM", "OK", 305))
    alarm, over = cards(slack)
    assert "ALARM: web-high-cpu" in alarm["text"]
    assert "It lasted 5 min 5 s" in over["text"]


def test_an_alarm_that_flaps_is_told_each_time_as_no_message_can_be_edited(
    by_webhook: ByWebhook, slack: RunningSlack
) -> None:
    for number in range(3):
        by_webhook.ring(cloudwatch_says("OK", "ALARM", 60 * number))
        by_webhook.ring(cloudwatch_says("ALARM", "OK", 60 * number + 30))
    by_webhook.ring(cloudwatch_says("OK", "ALARM", 180))
    by_webhook.wait(10)
    assert [card["text"].split(":")[2].strip() for card in cards(slack)] == ["ALARM", "OK"] * 3 + ["ALARM"]


@pytest.mark.parametrize("word", ["invalid_payload", "no_text"])
def test_what_slack_will_never_take_is_a_dead_letter_that_stops_no_other(
    word: str, by_webhook: ByWebhook, slack: RunningSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.slack.webhook.hooked", lambda *_: Answer(400, {}, word=word))
    by_webhook.ring(cloudwatch_says("OK", "ALARM"))
    by_webhook.wait(3600)
    monkeypatch.undo()
    by_webhook.ring(cloudwatch_says("OK", "ALARM", name="other"))
    assert len(by_webhook.alarms.dead_letters) == 1
    assert ["other" in card["text"] for card in cards(slack)] == [True]


def test_there_is_nothing_to_press_that_nobody_would_answer(by_webhook: ByWebhook, slack: RunningSlack) -> None:
    by_webhook.ring(cloudwatch_says("OK", "ALARM"))
    (card,) = cards(slack)
    buttons = [each for block in card["blocks"] if block["type"] == "actions" for each in block["elements"]]
    assert [button["action_id"] for button in buttons] == ["link:runbook", "link:cloudwatch"]


def test_the_same_record_again_is_told_once(by_webhook: ByWebhook, slack: RunningSlack) -> None:
    for _ in range(2):
        by_webhook.ring(cloudwatch_says("OK", "ALARM"), "sns-1")
    by_webhook.ring(cloudwatch_says("OK", "ALARM"), "sns-2")
    assert len(cards(slack)) == 1


def test_whatever_else_comes_is_told_too(by_webhook: ByWebhook, slack: RunningSlack) -> None:
    by_webhook.ring(payload("health"))
    assert "Health" in cards(slack)[0]["text"]


@pytest.mark.parametrize(
    "fault", [{"kind": "status", "status": 500}, {"kind": "status", "status": 404}, {"kind": "ratelimited"}]
)
def test_what_slack_does_not_take_waits_and_nothing_is_dead(
    fault: dict[str, Any], by_webhook: ByWebhook, slack: RunningSlack
) -> None:
    slack.fault("webhook", **fault)
    by_webhook.ring(cloudwatch_says("OK", "ALARM"))
    by_webhook.wait(7200)
    slack.clear_faults()
    by_webhook.wait(900)
    assert len(cards(slack)) == 1
    assert by_webhook.alarms.dead_letters == []


@pytest.mark.parametrize(
    ("status", "said", "headers", "wait"),
    [
        (429, "rate_limited", {"Retry-After": "30"}, 30),
        (500, "rollback_error", {}, 2),
        (403, "action_prohibited", {}, 60),
        (404, "no_service", {}, 60),
        (410, "channel_is_archived", {}, 60),
    ],
)
def test_slacks_no_says_how_long_to_wait(status: int, said: str, headers: dict[str, str], wait: float) -> None:
    with answering(status, said, headers) as slack, pytest.raises(SlackLater) as error:
        Webhook(Secret("SLACK_WEBHOOK_URL", slack.url, fetch=str)).post(sentence("hello"))
    assert error.value.wait == wait


def test_an_answer_that_never_comes_is_waited_for_and_the_alarm_told_again(
    slack: RunningSlack, clock: SetClock
) -> None:
    by_webhook = ByWebhook(slack, clock, timeout=1)
    slack.fault("webhook", "timeout", count=1)
    by_webhook.ring(cloudwatch_says("OK", "ALARM"))
    assert len(by_webhook.alarms.texts) == 2  # put off, which uses up no receive
    by_webhook.wait(60)
    assert len(cards(slack)) == 1


def test_blocks_that_slack_refuses_are_said_as_text() -> None:
    with answering(400, "invalid_blocks") as slack:
        with pytest.raises(SlackError):
            Webhook(Secret("SLACK_WEBHOOK_URL", slack.url, fetch=str)).post(sentence("hello"))
        assert ["blocks" in json.loads(body) for body in slack.bodies] == [True, False]


def test_a_webhook_that_is_gone_waits_until_it_is_set_again(slack: RunningSlack, clock: SetClock) -> None:
    gone = ByWebhook(slack, clock, slack.webhook_url + "x")
    gone.ring(cloudwatch_says("OK", "ALARM"))
    assert gone.alarms.next_due() == clock.epoch() + 60


def test_its_address_is_in_no_error(slack: RunningSlack, clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    gone = ByWebhook(slack, clock, slack.webhook_url + "x")
    gone.ring(cloudwatch_says("OK", "ALARM"))
    assert "webhook" in caplog.text.casefold() or "put off" in caplog.text
    assert "/services/" not in caplog.text + json.dumps([vars(record) for record in caplog.records], default=str)


def test_an_address_that_slack_does_not_know_any_more_is_read_again(slack: RunningSlack) -> None:
    urls = [slack.webhook_url[:-1], slack.webhook_url]
    webhook = Webhook(Secret("SLACK_WEBHOOK_URL", "ssm:/u", fetch=lambda _: urls.pop(0)), timeout=NO_TIMEOUT)
    webhook.post(sentence("hello"))
    assert [message["text"] for message in slack.messages("C0ALARMS")] == ["hello"]


def test_an_address_that_is_none_is_waited_for_and_not_told() -> None:
    webhook = Webhook(
        Secret("SLACK_WEBHOOK_URL", "hooks.slack.com/services/T0/B0/planted", fetch=str), timeout=NO_TIMEOUT
    )
    with pytest.raises(SlackLater, match="SLACK_WEBHOOK_URL is not an address") as error:
        webhook.post(sentence("hello"))
    assert "planted" not in "".join(traceback.format_exception(error.value))


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_an_alarm_elsewhere_is_told_as_any_other_because_there_is_no_button_to_miss(
    place: Place, by_webhook: ByWebhook, slack: RunningSlack
) -> None:
    by_webhook.ring(by_sns(place, "OK", "ALARM", 0))
    (card,) = cards(slack)
    assert f"Account {place.account} · {place.region}" in json.dumps(card["blocks"], ensure_ascii=False)
    assert "no access" not in json.dumps(card)
