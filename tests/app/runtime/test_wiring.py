"""The composition root: settings in, the parts that the functions work with out; nothing is asked of anybody yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.alarms.intake import Intake
from app.aws.dynamodb import DynamoTable
from app.aws.pricing import PriceList
from app.base.errors import Misconfigured
from app.config.configuration import Configuration, SlackChannel
from app.config.home import Home
from app.config.live import KEPT_SECONDS, Following
from app.config.settings import Settings
from app.listeners.services import Services
from app.runtime.kept_configuration import KeptConfiguration
from app.runtime.wiring import bot_token, live_configuration, services_builder, signing_secret
from app.store.table import MemoryTable
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says
from tests.fakes.bellhop import sns_record
from tests.fakes.clock import SetClock
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.queues import RememberingQueue


def services(settings: Settings) -> Services:
    return services_builder(settings, RememberingQueue(SetClock()))(Configuration(SlackChannel("#alarms")))


def test_with_a_table_named_everything_is_kept_in_dynamodb() -> None:
    assert isinstance(services(Settings(bot_token="xoxb-1", table="bellhop")).table, DynamoTable)


def test_without_one_it_is_kept_in_memory() -> None:
    assert isinstance(services(Settings(bot_token="xoxb-1")).table, MemoryTable)


def test_the_alarm_channel_comes_from_the_configuration() -> None:
    assert services(Settings(bot_token="xoxb-1")).processor.channel == "#alarms"


@pytest.mark.parametrize(("said", "are_wanted"), [("", True), ("yes", True), ("no", False)])
def test_there_is_a_price_list_unless_nobody_wants_prices(said: str, are_wanted: bool) -> None:
    found = services(Settings(bot_token="xoxb-1", prices=said)).price_list
    assert (isinstance(found and found(), PriceList)) == are_wanted


def test_missing_secrets_are_named_by_their_variables() -> None:
    with pytest.raises(Misconfigured, match="SLACK_BOT_TOKEN is not set"):
        bot_token(Settings())
    with pytest.raises(Misconfigured, match="SLACK_SIGNING_SECRET is not set"):
        signing_secret(Settings())


def test_its_own_account_is_read_from_the_queues_and_its_region_is_the_clients(
    aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings = Settings(bot_token="xoxb-1", jobs_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/jobs.fifo")
    parts = services(settings)
    assert parts.home == parts.processor.home == Home("123456789012", "us-east-1")


def test_a_changed_configuration_moves_later_alarms_and_what_is_remembered_stays(
    aws: None, slack: RunningSlack, clock: SetClock, tmp_path: Path
) -> None:
    file, seconds, watch = tmp_path / "bellhop.toml", [0.0], RememberingQueue(clock)
    file.write_text('[slack]\nchannel = "#alarms"\n')
    settings = Settings(bot_token=slack.bot_token, slack_api_url=slack.api_url, config_path=str(file))
    live = live_configuration(settings)
    live.monotonic = lambda: seconds[0]
    parts = Following(live, services_builder(settings, watch, clock))
    alarms = RememberingQueue(clock)

    def ring_for(name: str) -> None:
        alarms.put(sns_record(cloudwatch_says("OK", "ALARM", name=name), name))
        alarms.deliver(Intake(parts.now().processor, alarms, alarms.retry_after).take)

    ring_for("first")
    file.write_text('[slack]\nchannel = "#ops"\n')
    seconds[0] = KEPT_SECONDS
    ring_for("second")
    assert [len(cards(slack, channel)) for channel in ("C0ALARMS", "C0OPS")] == [1, 1]
    assert parts.now().processor.incidents.last_of(cloudwatch_says("OK", "ALARM", name="first")["AlarmArn"])


def test_of_a_parameter_the_last_good_text_is_kept_in_the_table(dynamodb: FakeDynamoDB, clock: SetClock) -> None:
    live = live_configuration(Settings(table="bellhop", config_path="ssm:/bellhop/prod/config"), clock)
    live.fetch = lambda _: '[slack]\nchannel = "#alarms"\n'
    live.current()
    assert "#alarms" in KeptConfiguration(DynamoTable("bellhop"), clock).last()
