"""The composition root: settings in, the parts that the functions work with out; nothing is asked of anybody yet."""

from __future__ import annotations

import pytest

from app.aws.dynamodb import DynamoTable
from app.base.errors import Misconfigured
from app.config.configuration import Configuration, SlackChannel
from app.config.home import Home
from app.config.settings import Settings
from app.listeners.services import Services
from app.runtime.wiring import bot_token, build_services, signing_secret
from app.store.table import MemoryTable
from tests.fakes.clock import SetClock
from tests.fakes.queues import RememberingQueue


def services(settings: Settings) -> Services:
    return build_services(settings, Configuration(SlackChannel("#alarms")), RememberingQueue(SetClock()))


def test_with_a_table_named_everything_is_kept_in_dynamodb() -> None:
    assert isinstance(services(Settings(bot_token="xoxb-1", table="bellhop")).table, DynamoTable)


def test_without_one_it_is_kept_in_memory() -> None:
    assert isinstance(services(Settings(bot_token="xoxb-1")).table, MemoryTable)


def test_the_alarm_channel_comes_from_the_configuration() -> None:
    assert services(Settings(bot_token="xoxb-1")).processor.channel == "#alarms"


def test_missing_secrets_are_named_by_their_variables() -> None:
    with pytest.raises(Misconfigured, match="SLACK_BOT_TOKEN is not set"):
        bot_token(Settings())
    with pytest.raises(Misconfigured, match="SLACK_SIGNING_SECRET is not set"):
        signing_secret(Settings())


def test_its_own_account_is_read_from_the_queues_and_its_region_is_the_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings = Settings(bot_token="xoxb-1", jobs_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/jobs.fifo")
    parts = services(settings)
    assert parts.home == parts.processor.home == Home("123456789012", "us-east-1")
