"""What others need to use a running sandbox: the JSON line for scripts, the env file for `make run`."""

import json
import os
import shlex
from dataclasses import asdict, dataclass
from pathlib import Path

from sandbox.aws.account import REGION, ROOT_KEY, ROOT_SECRET

BOT_USER = "U0BELLHOP"
ALARM_CHANNEL = "C0ALARMS"


@dataclass(frozen=True)
class Handover:
    """The line's keys are the fields' names (DESIGN.md, section 3); `watch_queue_url` is there for the env file."""

    ui: str
    slack_api_url: str
    request_url: str | None
    signing_secret: str
    bot_token: str
    app_token: str
    aws_endpoint_url: str
    aws_endpoint_urls: dict[str, str]
    alarm_topic_arn: str
    table: str
    jobs_queue_url: str
    watch_queue_url: str
    alarms_queue_url: str
    dead_letter_queue_urls: dict[str, str]
    control_url: str
    region: str = REGION
    alarm_channel: str = ALARM_CHANNEL

    def line(self) -> str:
        return json.dumps(asdict(self))

    def environment(self) -> dict[str, str]:
        """The settings with which the app runs against this sandbox."""
        return {
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_BOT_USER_ID": BOT_USER,
            "SLACK_API_URL": self.slack_api_url,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ENDPOINT_URL": self.aws_endpoint_url,
            "AWS_ENDPOINT_URL_AUTO_SCALING": self.aws_endpoint_urls["autoscaling"],
            "AWS_ENDPOINT_URL_CLOUDWATCH": self.aws_endpoint_urls["cloudwatch"],
            "BELLHOP_TABLE": self.table,
            "BELLHOP_JOBS_QUEUE_URL": self.jobs_queue_url,
            "BELLHOP_WATCH_QUEUE_URL": self.watch_queue_url,
            "BELLHOP_ALARMS_QUEUE_URL": self.alarms_queue_url,
        }


class EnvFile:
    """`.sandbox/env`, for its owner's eyes only; the newest sandbox's, and gone when that one ends."""

    def __init__(self, path: Path, handover: Handover) -> None:
        self._path = path
        settings = handover.environment()
        self._text = "".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items())

    def write(self) -> None:
        fresh = self._path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(self._text)
        fresh.replace(self._path)

    def remove(self) -> None:
        if self._path.exists() and self._path.read_text() == self._text:
            self._path.unlink()
