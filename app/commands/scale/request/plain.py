"""What the grammar itself makes of the words. No IO.

For most requests that is enough; the other readings (readings.py) are loaded by the first who asks in other words.
"""

from __future__ import annotations

from app.base.errors import Wrong
from app.commands.scale.request.parse import Request
from app.commands.scale.request.size import SIZE
from app.commands.scale.request.vocabulary import ANY
from app.commands.scale.request.when import begins_when


def plain(text: str) -> Request | None:
    """None if the grammar can't read it, or the name in it is a word that likely means something else."""
    try:
        request = Request.parse(text)
    except Wrong:
        return None
    return None if is_word(request.group) else request


def is_word(name: str) -> bool:
    """Whether the word is more likely to mean something else than a group."""
    return name.casefold() in ANY or bool(SIZE.fullmatch(name)) or (bool(name) and begins_when(name))
