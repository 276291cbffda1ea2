"""Opens connections while the environment starts; a failed one is logged and opened again when needed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.base.errors import BellhopError, Misconfigured

logger = logging.getLogger(__name__)


def open_now(*connections: Callable[[], object]) -> None:
    """Try each; a start that fails would disable the whole function because of one connection."""
    for connect in connections:
        try:
            connect()
        except (BellhopError, Misconfigured) as problem:
            logger.warning("not ready at start", extra={"why": str(problem)})
