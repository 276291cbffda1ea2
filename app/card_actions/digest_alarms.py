"""What Acknowledge all and Mute all share: the digest's alarms that are in ALARM, and that this person may act on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.base.values import dataclass
from app.slack.interactions import ButtonClick, Caller
from app.slack.messages.text import and_more, code

if TYPE_CHECKING:
    from app.alarms.decide.incident import Incident
    from app.listeners.services import Services

NONE_LEFT = "None of these alarms is in ALARM any more, so there is nothing to {do}."
NOT_YOURS = "{names} left out: the guards in bellhop.toml don't let you change {them}."
NAMES_SHOWN = 3


@dataclass(frozen=True)
class Allowed:
    """The alarms that somebody may act on, and those that the guards keep from them."""

    incidents: tuple[Incident, ...]
    refused: tuple[Incident, ...] = ()

    @property
    def left_out(self) -> str:
        """A sentence about the refused ones; '' if there are none."""
        them = "it" if len(self.refused) == 1 else "them"
        return NOT_YOURS.format(names=names_of(self.refused), them=them) if self.refused else ""


def acts_on(click: ButtonClick) -> str:
    return topic(click.value)


def topic(digest_id: str) -> str:
    return f"digest:{digest_id}"


def going_on(digest_id: str, caller: Caller, services: Services, do: str) -> Allowed:
    """The digest's alarms that CloudWatch has in ALARM; raises Wrong without any, Forbidden if all are refused."""
    from app.access.guards import Attempt
    from app.alarms.read.transition import State
    from app.alarms.show.digest_card import FORGOTTEN
    from app.listeners.state_check import check_all

    digests = services.digest_display.digests
    if digests.find(digest_id) is None:
        raise Wrong(FORGOTTEN)
    red = [row.incident for row in digests.rows(digest_id) if row.state is State.ALARM]
    check_all(red, services)
    found = [each for each in services.processor.incidents.find_many(red) if each.latest.new is State.ALARM]
    if not found:
        raise Wrong(NONE_LEFT.format(do=do))
    alarms = [each.latest for each in found]
    attempts = [
        Attempt("alarm", each.name, caller.channel_id, act=do, account=each.account, region=each.region)
        for each in alarms
    ]
    may = [not services.authority.ruling(caller, attempt).refusal for attempt in attempts]
    if not any(may):
        services.authority.require(caller, attempts[0])  # it says why
    verdicts = list(zip(found, may, strict=True))
    return Allowed(
        tuple(each for each, is_allowed in verdicts if is_allowed),
        tuple(each for each, is_allowed in verdicts if not is_allowed),
    )


def names_of(incidents: Sequence[Incident]) -> str:
    names = ", ".join(code(each.latest.name) for each in incidents[:NAMES_SHOWN])
    return and_more(names, len(incidents) - NAMES_SHOWN)


def counted(count: int) -> str:
    return f"{count:,} alarm" + ("" if count == 1 else "s")
