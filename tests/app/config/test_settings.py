"""Settings: the environment read once, and a missing one named so that it can be found."""

from __future__ import annotations

import pytest

from app.base.errors import Misconfigured
from app.config.settings import SLACK_API_URL, listed, read_settings


def test_each_variable_of_the_design_is_a_setting() -> None:
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "ssm:/bellhop/secret",
        "SLACK_BOT_USER_ID": "U0BELLHOP",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_WEBHOOK_URL": "kms:AQID",
        "SLACK_CONFIGURATION_TOKEN": "xoxe-1",
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "BELLHOP_CONFIG": "other.toml",
        "BELLHOP_METRICS": "Bellhop/prod",
        "BELLHOP_OTHER_ACCOUNTS": "111111111111,222222222222",
        "BELLHOP_ROLES": "arn:aws:iam::111111111111:role/bellhop",
        "BELLHOP_PRICES": "no",
        "AWS_REGION": "eu-central-1",
        "BELLHOP_TABLE": "bellhop",
        "BELLHOP_JOBS_QUEUE_URL": "https://sqs/jobs.fifo",
        "BELLHOP_WATCH_QUEUE_URL": "https://sqs/watch",
        "BELLHOP_ALARMS_QUEUE_URL": "https://sqs/alarms",
        "BELLHOP_ALARM_TOPIC_ARN": "arn:aws:sns:eu-central-1:111111111111:bellhop-prod-alarms",
        "BELLHOP_ALARM_EVENTS": "yes",
        "BELLHOP_JOBS_DEAD_LETTER_QUEUE_URL": "https://sqs/jobs-dead.fifo",
        "BELLHOP_WATCH_DEAD_LETTER_QUEUE_URL": "https://sqs/watch-dead",
        "BELLHOP_ALARMS_DEAD_LETTER_QUEUE_URL": "https://sqs/alarms-dead",
    }
    assert sorted(vars(read_settings(environ)).values()) == sorted(environ.values())


def test_without_anything_set_slack_is_slack_and_the_file_is_bellhop_toml() -> None:
    settings = read_settings({})
    assert (settings.slack_api_url, settings.config_path) == (SLACK_API_URL, "bellhop.toml")


def test_an_empty_variable_counts_as_not_set() -> None:
    assert read_settings({"SLACK_API_URL": "", "BELLHOP_TABLE": ""}) == read_settings({})


def test_space_around_a_pasted_value_is_dropped() -> None:
    assert read_settings({"SLACK_BOT_TOKEN": " xoxb-1\n"}).bot_token == "xoxb-1"


def test_slacks_address_ends_in_a_slash_whether_written_or_not() -> None:
    assert read_settings({"SLACK_API_URL": "http://127.0.0.1:1/api"}).slack_api_url == "http://127.0.0.1:1/api/"


def test_a_missing_setting_stops_the_start_by_the_name_of_its_variable() -> None:
    with pytest.raises(Misconfigured, match=r"^BELLHOP_JOBS_QUEUE_URL is not set\. Deploy it\.$"):
        read_settings({}).require(jobs_queue_url="Deploy it.")


def test_a_list_has_commas() -> None:
    assert listed(" 111111111111,222222222222 ,,") == {"111111111111", "222222222222"}
    assert listed("") == frozenset()
