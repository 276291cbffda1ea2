"""What the doctor checks: a stage's stack and configuration, and the clients to look at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from app.aws.desk.deployment import Deployment, Function
from app.base.values import dataclass
from app.config.configuration import Configuration
from app.config.secrets import Secret
from app.slack.client import Slack

NAMES = ("slack", "worker", "alarms")


@dataclass
class DeployedStage:
    """A stage: its stack's outputs, its functions, and Slack by the secrets that the functions use.

    `packaged` is the SHA-256 of this checkout's zip, '' if there is none.
    `configuration_token` is for Slack's manifest API, '' if not given.
    `http` sends a POST and returns the status, 0 without an answer; `is_sick` is set once a check has failed.
    """

    stage: str
    outputs: Mapping[str, str]
    configuration: Configuration
    deployment: Deployment
    fetch: Callable[[str], str]
    http: Callable[[str, str, Mapping[str, str]], int]
    packaged: str = ""
    configuration_token: str = field(default="", repr=False)
    functions: dict[str, Function] = field(default_factory=dict)
    slack: Slack | None = None
    is_sick: bool = False

    def function_name(self, name: str) -> str:
        return f"bellhop-{self.stage}-{name}"

    def secret(self, variable: str, name: str = "slack") -> Secret | None:
        """The secret that a function's environment refers to, or None."""
        function = self.functions.get(name)
        reference = function.variables.get(variable, "") if function else ""
        return Secret(variable, reference, self.fetch) if reference else None
