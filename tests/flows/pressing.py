"""A person presses what they see: a button of a message, once it is there."""

from __future__ import annotations

from typing import Any

from tests.flows.until import until
from tests.menus import presses_of
from tests.sandbox_process import SandboxProcess

ALARMS = "C0ALARMS"


def press(
    sandbox: SandboxProcess, message: dict[str, Any], action_id: str, user: str = "U0ANA", channel: str = ALARMS
) -> Any:
    """The message may be as it was a while ago: what is pressed stands on it now, or will."""

    def stands() -> list[dict[str, str]]:
        (now,) = [each for each in sandbox.messages(channel, user) if each["ts"] == message["ts"]]
        return [how for name, how in presses_of(now) if name == action_id]

    how = until(stands, f"the button {action_id} to be on the message")[0]
    return sandbox.act(user=user, channel=channel, ts=message["ts"], **how)
