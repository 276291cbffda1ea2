"""What becomes of an alarm under a configuration: where it is shown, and whom that mentions. No IO."""

from __future__ import annotations

from enum import Enum

from app.alarms.read.transition import Transition
from app.base.values import dataclass


class Form(Enum):
    """What an alarm is in a channel."""

    CARD = "card"
    THREAD = "thread"  # of the card that its incident has there already
    DIGEST = "digest"


@dataclass(frozen=True)
class Shown:
    """How a channel shows that an alarm went off.

    mentions  who is mentioned at once (mrkdwn); in a digest together with the storm's others
    later     who is mentioned as long as nobody acknowledges
    note      what the card says instead of a mention
    """

    channel: str
    form: Form
    mentions: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Told:
    """What became of a transition: where it is shown; if nowhere, whether a route drops it (else it is muted)."""

    transition: Transition
    shown: tuple[Shown, ...] = ()
    is_dropped: bool = False
