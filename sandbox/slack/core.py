"""Everything the stand-in remembers, in one place for all its doors."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.slack import manifest
from sandbox.slack.calls import Call
from sandbox.slack.errors import Json
from sandbox.slack.faults import Faults
from sandbox.slack.files import Files
from sandbox.slack.modals import Modal, Modals
from sandbox.slack.pace import Pace
from sandbox.slack.response_urls import ResponseUrls
from sandbox.slack.triggers import Triggers
from sandbox.slack.workspace import Clock, Workspace

ANSWER_SECONDS = 3.0


def _bot_token() -> str:
    return f"xoxb-sandbox-{secrets.token_hex(8)}"


def _app_token() -> str:
    return f"xapp-sandbox-{secrets.token_hex(8)}"


def _configuration_token() -> str:
    return f"xoxe.xoxp-sandbox-{secrets.token_hex(8)}"


def _signing_secret() -> str:
    return secrets.token_hex(16)


def _nobody_listens(name: str, event: Json) -> None:
    """Until somebody does."""


@dataclass
class Slack:
    """`base_url` is `https://127.0.0.1:<port>` (http without TLS) once the server runs.

    `socket_ticket` opens a Socket Mode connection. `homes` has each person's Home tab, once one was published;
    `on_event` is told what happens, by the name of the event and what Slack says of it.
    """

    clock: Clock
    workspace: Workspace
    pace: Pace
    triggers: Triggers
    response_urls: ResponseUrls
    modals: Modals = field(default_factory=Modals)
    faults: Faults = field(default_factory=Faults)
    homes: dict[str, Modal] = field(default_factory=dict)
    on_event: Callable[[str, Json], None] = _nobody_listens
    files: Files = field(default_factory=Files)
    calls: list[Call] = field(default_factory=list)
    base_url: str = ""
    bot_token: str = field(default_factory=_bot_token)
    app_token: str = field(default_factory=_app_token)
    configuration_token: str = field(default_factory=_configuration_token)
    signing_secret: str = field(default_factory=_signing_secret)
    socket_ticket: str = field(default_factory=_signing_secret)
    # Less than the manifest asks for, once somebody says so.
    lacking_scopes: frozenset[str] = frozenset()
    # The types of blocks that have not come to this workspace yet.
    lacking_blocks: frozenset[str] = frozenset()
    # How long the app may take to acknowledge.
    answer_seconds: float = ANSWER_SECONDS
    messages_tab: bool = field(default_factory=manifest.has_messages_tab)
    home_tab: bool = field(default_factory=manifest.has_home_tab)
    # Of the organization, where the app is installed in one: in all of it, or in one of its workspaces.
    enterprise_id: str = ""
    is_org_install: bool = False
    webhook_ticket: str = field(default_factory=_signing_secret)

    def wait(self, seconds: float) -> None:
        """For the app to acknowledge, or to open a modal: Slack waits three seconds for either."""
        self.answer_seconds = self.triggers.seconds = seconds

    def rotate(self, given: dict[str, str]) -> None:
        """New secrets in place of these, a fresh one where none is given; the old ones are refused from now on."""
        made = {"bot_token": _bot_token, "signing_secret": _signing_secret, "app_token": _app_token}
        for name, value in given.items():
            if name not in made:
                raise ValueError(f"what can be rotated is {', '.join(made)}")
            setattr(self, name, value or made[name]())

    @property
    def webhook_url(self) -> str:
        """The incoming webhook of #alarms."""
        return f"{self.base_url}/services/T0SANDBOX/B0BELLHOP/{self.webhook_ticket}"


def new_slack(clock: Clock, *, paced: bool) -> Slack:
    return Slack(clock, Workspace(clock), Pace(clock, paced=paced), Triggers(clock), ResponseUrls(clock))
