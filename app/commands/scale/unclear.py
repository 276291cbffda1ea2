"""What is said where the group's name is nobody's, or several groups', or the request could be another. No IO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.base.errors import Wrong
from app.commands.scale.request.parse import Request
from app.listeners.names import MOST_CHOICES, more_than_shown
from app.slack.messages.text import ticked

NO_SUCH_GROUP = "There is no Auto Scaling group {group}. `/scale` lists all groups."
WHICH = "{word} matches {count} groups. Which one?"


class NoSuchGroup(Wrong):
    """No group has this name, or a part of it; `names` are all that there are."""

    def __init__(self, word: str, names: tuple[str, ...]) -> None:
        super().__init__(NO_SUCH_GROUP.format(group=ticked(word)))
        self.names = names


class Unclear(Wrong):
    """It may have been one of these requests; each gets a button."""

    def __init__(self, sentence: str, requests: Sequence[Request]) -> None:
        super().__init__(sentence)
        self.requests = tuple(requests[:MOST_CHOICES])


def several(request: Request, names: Sequence[str]) -> Unclear:
    """The same for each group that its name may mean."""
    text = WHICH.format(count=len(names), word=ticked(request.group)) + more_than_shown(len(names))
    return Unclear(text, [replace(request, group=name, is_exact=True) for name in names])
