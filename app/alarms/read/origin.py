"""What can't be true of a transition, by how its record came: when it was sent, and to which account's topic. No IO.

Whoever may publish to a topic writes into a message what they like. AWS writes the envelope.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from app.alarms.read.envelopes import Record
from app.alarms.read.regions import parse_arn
from app.alarms.read.transition import Transition
from app.alarms.read.untrusted import MalformedError

FUTURE = "its change is of {at}, and it was sent before that, at {sent}"
TOO_OLD = "its change is of {at}, when there was no CloudWatch"
NOT_OWNED = (
    "it is about an alarm of account {owner}, but came by a topic of account {publisher}. "
    "If {owner} may send alarms here, add it to the parameter other-accounts"
)

# AWS's clocks are together within milliseconds; emulators' may not be.
AHEAD = timedelta(minutes=1)
FIRST_ALARM = datetime(2009, 5, 17, tzinfo=UTC)
ACCOUNT = re.compile(r"\d{12}")


def check(transition: Transition, record: Record, other_accounts: Collection[str]) -> None:
    """Raises MalformedError: as a change from the future, it would make all later ones late.

    `other_accounts` may publish about their alarms to any topic that Bellhop hears.
    """
    at = transition.changed_at
    if record.sent_at and at - record.sent_at > AHEAD:
        raise MalformedError(FUTURE.format(at=_written(at), sent=_written(record.sent_at)))
    if at < FIRST_ALARM:
        raise MalformedError(TOO_OLD.format(at=_written(at)))
    owner, publisher = parse_arn(transition.arn).account or transition.account, _account(record.topic)
    if publisher and owner not in (publisher, *other_accounts):
        raise MalformedError(NOT_OWNED.format(owner=owner or "unknown", publisher=publisher))


def _account(topic: str) -> str:
    """The account in a topic's ARN; '' if it is none."""
    parts = topic.split(":")
    return parts[4] if len(parts) == 6 and ACCOUNT.fullmatch(parts[4]) else ""


def _written(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S} UTC"
