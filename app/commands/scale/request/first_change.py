"""The change that the words ask for, read from them alone: λ slack orders the jobs by it. No IO.

What the grammar itself says is a change needs no other reading: so those (readings.py) are loaded only by who asks for
something in other words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.base.errors import Wrong
from app.commands.scale.request.parse import Request

ONE_WORD = re.compile(r"[\w.-]*")  # a group's name, or nothing: it only looks


@lru_cache(maxsize=16)  # a job's topic, its turn and its thread ask for the same words
def first_change(text: str) -> Request | None:
    """The first reading that changes something at once; what else is meant by it only the groups' names say."""
    if ONE_WORD.fullmatch(text):
        return None
    try:
        request = Request.parse(text)
    except Wrong:
        pass
    else:
        if request.changes:
            return request
    from app.commands.scale.request.readings import readings

    try:
        return next((way.request for way in readings(text).ways if way.is_sure and way.request.changes), None)
    except Wrong:
        return None
