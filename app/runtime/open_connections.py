"""Opens connections while the environment starts; a failed one is logged and opened again when needed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.base.deadline import ending, seconds_from_now
from app.base.errors import BellhopError, Misconfigured

# Lambda ends a start after 10 s, and begins it once more within the first request's time.
EACH_WITHIN = 2.0

logger = logging.getLogger(__name__)


def open_now(*connections: Callable[[], object]) -> None:
    """Try each; a start that fails would disable the whole function because of one connection.

    So would one that takes longer than Lambda gives it, which hangs where AWS or Slack does.
    """
    for connect in connections:
        try:
            with ending(seconds_from_now(EACH_WITHIN)):
                connect()
        except (BellhopError, Misconfigured) as problem:
            logger.warning("not ready at start", extra={"why": str(problem)})
