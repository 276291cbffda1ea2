"""The list of alarm sources; a new one is a file with `recognises` and `read`, and a line here."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from app.alarms.read import cloudwatch_sns, described, eventbridge, lambda_action, notices, origin, scaling_notification
from app.alarms.read.envelopes import Record
from app.alarms.read.transition import Notice, Transition
from app.alarms.read.untrusted import MalformedError


class Source(Protocol):
    """A module that knows one kind of record."""

    def recognises(self, body: object) -> bool:
        """Whether `read` handles this record; never raises."""

    def read(self, record: Record) -> Transition | Notice:
        """What the record says; raises MalformedError if a required field is missing or wrong."""


SOURCES: tuple[Source, ...] = (
    cloudwatch_sns,
    described,
    eventbridge,
    lambda_action,
    scaling_notification,
)


def read(record: Record, other_accounts: Collection[str] = ()) -> Transition | Notice:
    """The record as a transition; anything that isn't one, or can't be believed to be one, is a notice."""
    source = next((each for each in SOURCES if each.recognises(record.body)), None)
    if source is None:
        return notices.read(record)
    try:
        found = source.read(record)
        if isinstance(found, Transition):
            origin.check(found, record, other_accounts)
    except MalformedError as malformed:
        return notices.read(record, why=str(malformed))
    return found
