"""A number that Application Auto Scaling changes: what AWS calls it, and how its service tells and sets it. No IO.

The rows are in scaled_numbers.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from app.base.values import dataclass

PART, ANY = "{}", "*"


@dataclass(frozen=True)
class Call:
    """An operation, by boto3's name for it, and what is asked.

    In its texts `{0}` and `{1}` are the parts of the name, and `{resource}` is the resource. Whole values: NUMBER is
    the number to set.
    """

    operation: str
    asked: Mapping[str, Any]


NUMBER = "{number}"


@dataclass(frozen=True)
class Number:
    """How much is wanted, and how much is there; at least so much, if that is not known."""

    wanted: int
    there: int
    is_known: bool = True


@dataclass(frozen=True)
class Row:
    """One scalable dimension.

    kind       as in `[scale] kinds`; whole names begin with it and a colon
    name       of one, with {} for each part: `dynamodb:{}:read`
    resource   the same parts as Application Auto Scaling writes them: `table/{}`; * is what the name does not say
    thing      what one is, `one` and `many` its unit, `there` what the number is of, `by` the service that provides it
    service    boto3's name of the service that tells the number
    read       the call that tells it; `wanted` and, where it differs, `there_now` are where (JMESPath), less `minus`.
               None: only Application Auto Scaling's activities tell it
    none       the error code that means 0
    change     the call that sets it, where the service tells what is wanted and what is there apart; else Application
               Auto Scaling sets it. `clear` is for 0, if that is another call
    least      the least min that its service takes (API reference, RegisterScalableTarget, MinCapacity)
    fixed      why it can't be set to a number, a sentence
    watched    the namespace of its metrics in CloudWatch, whose `dimensions` are the parts of the name; where that fits
               several rows, `metric` is a part of the metric's name
    rights     what the caller needs in the service. Application Auto Scaling checks that whoever registers or schedules
               has all that it needs itself (its user guide, "Permissions required for API actions on target services")
    """

    kind: str
    namespace: str
    dimension: str
    name: str
    resource: str
    thing: str
    one: str
    many: str
    there: str
    by: str
    service: str = ""
    read: Call | None = None
    wanted: str = ""
    there_now: str = ""
    minus: int = 0
    none: str = ""
    change: Call | None = None
    clear: Call | None = None
    least: int = 0
    fixed: str = ""
    watched: str = ""
    dimensions: tuple[str, ...] = ()
    metric: str = ""
    rights: tuple[str, ...] = ()
    part: str = "[^/:]+"

    def name_of(self, resource: str) -> str:
        """The whole name of a resource; '' for one of another form."""
        found = self._resource_form.fullmatch(resource)
        return self.name.replace(PART, "{}").format(*found.groups()) if found else ""

    def parts_of(self, name: str) -> tuple[str, ...]:
        """What a whole name says; () for one of another form."""
        found = self._name_form.fullmatch(name)
        return found.groups() if found else ()

    def resource_of(self, name: str) -> str:
        """As Application Auto Scaling has it; '' where the name does not say it all."""
        parts = self.parts_of(name)
        return self.resource.format(*parts) if parts and ANY not in self.resource else ""

    @cached_property
    def _name_form(self) -> re.Pattern[str]:
        return _form(self.name, self.part)

    @cached_property
    def _resource_form(self) -> re.Pattern[str]:
        return _form(self.resource, self.part)


def _form(template: str, part: str) -> re.Pattern[str]:
    escaped = re.escape(template).replace(re.escape(PART), f"({part})").replace(re.escape(ANY), r"\S+?")
    return re.compile(escaped)


def filled(asked: Any, parts: tuple[str, ...], resource: str, number: int | None = None) -> Any:
    """The parameters of a call."""
    if asked == NUMBER:
        return number
    if isinstance(asked, str):
        return asked.format(*parts, resource=resource)
    if isinstance(asked, Mapping):
        return {key: filled(value, parts, resource, number) for key, value in asked.items()}
    if isinstance(asked, list | tuple):
        return [filled(value, parts, resource, number) for value in asked]
    return asked
