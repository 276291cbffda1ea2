"""What others need to use a running sandbox: the JSON line for scripts, the env file for `make run`."""

import json
import os
import shlex
from dataclasses import asdict, dataclass
from pathlib import Path

from sandbox.aws.account import ENDPOINT_SETTINGS, REGION
from sandbox.locks import alone
from sandbox.run_folder import is_in_use

BOT_USER = "U0BELLHOP"
ALARM_CHANNEL = "C0ALARMS"


@dataclass(frozen=True)
class Handover:
    """The line's keys are the fields' names; each URL works as it is, without a Host header of its own.

    All but `ui` and `control_url` are https: whoever calls them trusts the authority whose certificate is `ca_file`.
    `socket_proxy_url` is for HTTPS_PROXY: slack_sdk speaks wss on another port than 443 only by a proxy.
    """

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
    dead_letter_queue_urls: list[str]
    control_url: str
    ca_file: str
    socket_proxy_url: str
    aws_access_key_id: str
    aws_secret_access_key: str
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
            "AWS_ACCESS_KEY_ID": self.aws_access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.aws_secret_access_key,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ENDPOINT_URL": self.aws_endpoint_url,
            **{name: self.aws_endpoint_urls[service] for service, name in ENDPOINT_SETTINGS.items()},
            "SSL_CERT_FILE": self.ca_file,
            "AWS_CA_BUNDLE": self.ca_file,
            "HTTPS_PROXY": self.socket_proxy_url,
            "NO_PROXY": "127.0.0.1",
            "BELLHOP_TABLE": self.table,
            "BELLHOP_JOBS_QUEUE_URL": self.jobs_queue_url,
            "BELLHOP_WATCH_QUEUE_URL": self.watch_queue_url,
            "BELLHOP_ALARMS_QUEUE_URL": self.alarms_queue_url,
        }


class EnvFile:
    """A sandbox's settings for the shell, for its owner's eyes only; a link leads to the newest sandbox's."""

    def __init__(self, folder: Path, link: Path) -> None:
        self._file, self._link, self._lock = folder / "env", link, link.with_suffix(".lock")

    async def write(self, handover: Handover) -> None:
        settings = handover.environment()
        self._file.touch(mode=0o600)
        self._file.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in settings.items()))
        async with alone(self._lock):
            self._lead_to(self._file)

    async def remove(self) -> None:
        """Lead to the newest of the other sandboxes that run, where there is one."""
        async with alone(self._lock):  # two that end together would lead to each other's
            self._file.unlink(missing_ok=True)
            others = [file for file in self._link.parent.glob("run-*/env") if is_in_use(file.parent)]
            if others:
                self._lead_to(max(others, key=lambda file: file.stat().st_mtime))
            else:
                self._link.unlink(missing_ok=True)

    def _lead_to(self, file: Path) -> None:
        fresh = self._link.with_suffix(f".{os.getpid()}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(file.relative_to(self._link.parent))
        fresh.replace(self._link)
