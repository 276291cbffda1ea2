"""What an audit finds, and the rules that find it, as values. No IO."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from app.base.values import dataclass
from app.commands.alarms.audit.buttons import Fix
from app.commands.alarms.audit.snapshot import Snapshot
from app.slack.messages.text import code, middle

NAME_SHOWN = 80  # names are told apart by their ends; a page with the longest has to fit into a message


def called(name: str) -> str:
    """A name as a finding says it, mrkdwn."""
    return code(middle(name, NAME_SHOWN))


@dataclass(frozen=True)
class Found:
    """The alarm or group that a rule found; `words` fill the rule's sentence, mrkdwn."""

    name: str
    words: Mapping[str, str] = field(default_factory=dict)
    fix: Fix = Fix.NONE


@dataclass(frozen=True)
class Rule:
    """One thing to look for.

    key     what stored findings call it
    title   what several of them are, after their number
    says    one finding, mrkdwn; `{name}` and the words of Found
    why     in one line, why it matters
    is_deaf whether nobody hears such an alarm
    tunes   whether a button looks which setting of the alarm would be better
    """

    key: str
    title: str
    says: str
    why: str
    find: Callable[[Snapshot], Iterable[Found]]
    is_deaf: bool = False
    tunes: bool = False


@dataclass(frozen=True)
class Finding:
    """A finding as it is stored: the rule by its key, what it is about, and its sentence, mrkdwn."""

    rule: str
    name: str
    says: str
    fix: Fix = Fix.NONE
