"""What the doctor has before it: a stage's stack, the configuration, and the doors to look through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.aws.desk.deployment import Deployment, Function
from app.config.configuration import Configuration
from app.config.secrets import Secret
from app.slack.client import Slack

NAMES = ("slack", "worker", "alarms")


@dataclass
class Case:
    """A stage: its stack's outputs, its functions, and Slack by the secrets that the functions use.

    `packaged` is the SHA-256 of the zip that this checkout has made, '' where it has made none.
    `configuration_token` lets Slack's manifest API be asked, '' where nobody gave one.
    `http` sends a POST and gives the status, 0 where nobody answered; `is_sick` once something is to be mended.
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
        """A secret as a function's environment refers to it; None where it refers to none."""
        function = self.functions.get(name)
        reference = function.variables.get(variable, "") if function else ""
        return Secret(variable, reference, self.fetch) if reference else None
