"""What is asked about a plan, and what is said of it. No IO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.base.values import dataclass

if TYPE_CHECKING:
    from app.aws.scaling import Activity, Group


@dataclass(frozen=True)
class About:
    """A plan for a group that was looked at `at`: from one desired capacity to another, until it goes back.

    after       None if nobody has said yet: in a form
    size        how many were in service then; None for as many as are
    activities  newest first; None if they were not asked for
    """

    group: Group
    at: datetime
    before: int
    after: int | None = None
    until: datetime | None = None
    activities: tuple[Activity, ...] | None = None
    size: int | None = None

    @property
    def in_service(self) -> int:
        return self.group.in_service if self.size is None else self.size


@dataclass(frozen=True)
class Estimate:
    """`lines` are mrkdwn, as a plan's warnings are, each with its emoji; `kept` (JSON) stays with the change.

    reasons  lines that say why there is no more: for whoever asks what would happen, in a dry run
    """

    lines: tuple[str, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """The lines and reasons of all estimates, and what each keeps, by its name."""

    lines: tuple[str, ...] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


NOTHING = Outlook()
