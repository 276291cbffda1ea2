"""What the lines of one alarm's history say: when it went into which state and why, and what was published. No IO.

Source: CloudWatch API reference, AlarmHistoryItem; the reason of a state that was set by hand is whatever was given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from app.alarms.read.envelopes import Record
from app.alarms.read.sources import read
from app.alarms.read.transition import State, Transition
from app.alarms.read.untrusted import mapping, parsed
from app.aws.alarm import HistoryItem
from app.base.values import dataclass

STATE_UPDATE, ACTION = "StateUpdate", "Action"
# So CloudWatch's own reasons begin.
EVALUATED = ("Threshold Crossed:", "Thresholds Crossed:", "Insufficient Data:", "Unchecked:")


@dataclass(frozen=True)
class Went:
    """An alarm went into a state; the one before is None, and the reason '', where the history doesn't say it."""

    at: datetime
    state: str
    reason: str = ""
    before: State | None = None

    @property
    def is_by_hand(self) -> bool:
        return bool(self.reason) and not self.reason.startswith(EVALUATED)


def went_in(items: Iterable[HistoryItem]) -> tuple[Went, ...]:
    """In order, the oldest first."""
    found = [_went(item) for item in items if item.kind == STATE_UPDATE]
    return tuple(sorted(found, key=lambda each: each.at))


def published_in(items: Iterable[HistoryItem], arn: str) -> Iterator[Transition]:
    """The alarm's changes as its messages told them."""
    for item in items:
        message = mapping(mapping(parsed(item.data)).get("publishedMessage")).get("default")
        if item.kind != ACTION or not isinstance(message, str):
            continue
        name = hashlib.sha256(message.encode()).hexdigest()
        found = read(Record(f"history-{name}", body=parsed(message)))
        if isinstance(found, Transition) and found.arn == arn:
            yield found


def _went(item: HistoryItem) -> Went:
    """From its data, else from the summary, whose words end with the state."""
    data = mapping(parsed(item.data))
    new, old = mapping(data.get("newState")), mapping(data.get("oldState"))
    state = str(new.get("stateValue") or item.summary.rpartition(" ")[2])
    return Went(item.at, state, _text(new, "stateReason"), _state(_text(old, "stateValue")))


def _text(of: Mapping[str, object], name: str) -> str:
    found = of.get(name)
    return found if isinstance(found, str) else ""


def _state(name: str) -> State | None:
    return next((state for state in State if state == name), None)
