"""What is known after a soak, as values: what was done, what AWS says, what Slack shows. No IO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.soak.acts import Deed

NO_BUTTON = "no such button"


@dataclass(frozen=True)
class Played:
    """A deed as it went: when (epoch), and what was answered; `sure` is whether Bellhop certainly took it."""

    at: float
    deed: Deed
    answer: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Change:
    """A change of an alarm's state that CloudWatch made."""

    alarm: str
    old: str
    new: str
    at: float


@dataclass(frozen=True)
class Resize:
    """A desired capacity that Auto Scaling took, whether or not it could answer."""

    group: str
    size: int
    at: float


@dataclass(frozen=True)
class Line:
    """A message of a thread, and the ids of the files in it."""

    ts: str
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A message as Slack shows it at the end; `to` is the one person who sees it."""

    channel: str
    ts: str
    text: str
    to: str = ""
    actions: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Row:
    """An alarm in a digest's list; `digest` is the ts of its message, '' if there is none."""

    digest: str
    alarm: str
    state: str
    at: int


@dataclass(frozen=True)
class Evidence:
    """All of it. `queues` are messages that wait, `dead` the dead letters' bodies, `leases` those that are held."""

    played: tuple[Played, ...] = ()
    changes: tuple[Change, ...] = ()
    deleted: frozenset[str] = frozenset()
    resizes: tuple[Resize, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    messages: tuple[Shown, ...] = ()
    rows: tuple[Row, ...] = ()
    queues: Mapping[str, int] = field(default_factory=dict)
    dead: tuple[str, ...] = ()
    leases: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
