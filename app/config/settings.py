"""Settings from the environment, as one frozen value. If one is missing, Bellhop stops and names it.

This is the only module that reads os.environ.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field

from app.base.errors import Misconfigured
from app.base.values import dataclass

SLACK_API_URL = "https://slack.com/api/"

NOT_SET = "{name} is not set. {what}"


@dataclass(frozen=True)
class Settings:
    """The environment, read once. Secrets are as given: literals or references (see secrets.py)."""

    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    bot_user_id: str = ""
    app_token: str = field(default="", repr=False)
    webhook_url: str = field(default="", repr=False)
    configuration_token: str = field(default="", repr=False)
    aws_region: str = ""
    slack_api_url: str = SLACK_API_URL
    config_path: str = "bellhop.toml"
    metrics_namespace: str = ""
    other_accounts: str = ""
    roles: str = ""
    table: str = ""
    jobs_queue_url: str = ""
    watch_queue_url: str = ""
    alarms_queue_url: str = ""
    alarm_topic_arn: str = ""
    alarm_events: str = ""
    prices: str = ""
    jobs_dead_letter_queue_url: str = ""
    watch_dead_letter_queue_url: str = ""
    alarms_dead_letter_queue_url: str = ""

    def require(self, **whats: str) -> None:
        """Stop with a sentence unless each named setting has a value: `require(bot_token="It starts with xoxb-.")`."""
        for name, what in whats.items():
            if not getattr(self, name):
                raise Misconfigured(NOT_SET.format(name=_VARIABLES[name], what=what))


_VARIABLES = {
    "bot_token": "SLACK_BOT_TOKEN",
    "signing_secret": "SLACK_SIGNING_SECRET",
    "bot_user_id": "SLACK_BOT_USER_ID",
    "app_token": "SLACK_APP_TOKEN",
    "webhook_url": "SLACK_WEBHOOK_URL",
    "configuration_token": "SLACK_CONFIGURATION_TOKEN",
    "aws_region": "AWS_REGION",
    "slack_api_url": "SLACK_API_URL",
    "config_path": "BELLHOP_CONFIG",
    "metrics_namespace": "BELLHOP_METRICS",
    "other_accounts": "BELLHOP_OTHER_ACCOUNTS",
    "roles": "BELLHOP_ROLES",
    "table": "BELLHOP_TABLE",
    "jobs_queue_url": "BELLHOP_JOBS_QUEUE_URL",
    "watch_queue_url": "BELLHOP_WATCH_QUEUE_URL",
    "alarms_queue_url": "BELLHOP_ALARMS_QUEUE_URL",
    "alarm_topic_arn": "BELLHOP_ALARM_TOPIC_ARN",
    "alarm_events": "BELLHOP_ALARM_EVENTS",
    "prices": "BELLHOP_PRICES",
    "jobs_dead_letter_queue_url": "BELLHOP_JOBS_DEAD_LETTER_QUEUE_URL",
    "watch_dead_letter_queue_url": "BELLHOP_WATCH_DEAD_LETTER_QUEUE_URL",
    "alarms_dead_letter_queue_url": "BELLHOP_ALARMS_DEAD_LETTER_QUEUE_URL",
}


def values_of(*variables: str) -> tuple[str, ...]:
    """Of variables that others read themselves, as OpenSSL and the AWS SDK do; '' for one that is not set."""
    return tuple(os.environ.get(variable, "") for variable in variables)


def variable_of(name: str) -> str:
    return _VARIABLES[name]


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings from their environment variables; an empty variable counts as not set."""
    given = {name: environ[variable].strip() for name, variable in _VARIABLES.items() if environ.get(variable)}
    settings = Settings(**given)
    if not settings.slack_api_url.endswith("/"):
        settings = Settings(**{**given, "slack_api_url": settings.slack_api_url + "/"})
    return settings


def listed(words: str) -> frozenset[str]:
    """As in serverless.yml: `111111111111,222222222222`."""
    return frozenset(filter(None, (each.strip() for each in words.split(","))))
