"""THOROUGH=1 also runs what takes too long for CI: every place of the enumerations, and the tests marked `thorough`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

THOROUGH = bool(os.environ.get("THOROUGH"))
# For the figure of an enumeration.
TRIED = "" if THOROUGH else " (every third)"


def every_third(places: Sequence[T], first: int = 0) -> Sequence[T]:
    """Of an enumeration's places; all of them with THOROUGH=1."""
    return places if THOROUGH else places[first % 3 :: 3]
