"""The change that the words ask for, without the groups' names. No IO."""

from __future__ import annotations

import re
from functools import lru_cache

from app.base.errors import Wrong
from app.commands.scale.request.parse import Request
from app.commands.scale.request.plain import plain

ONE_WORD = re.compile(r"[\w.-]*")  # a group's name, or nothing: it only looks


@lru_cache(maxsize=16)  # a job's topic, its turn and its thread ask for the same words
def first_change(text: str) -> Request | None:
    """The first reading that changes something at once: λ slack orders the jobs by it, and doesn't know the names."""
    if ONE_WORD.fullmatch(text):
        return None
    request = plain(text)
    if request and request.changes:
        return request
    from app.commands.scale.request.readings import readings

    try:
        return next((way.request for way in readings(text).ways if way.is_sure and way.request.changes), None)
    except Wrong:
        return None
