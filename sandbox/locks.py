"""One sandbox at a time where two would spoil each other's work; the lock falls with the process, however it ends."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

SECONDS_BETWEEN_TRIES = 0.2


@asynccontextmanager
async def alone(path: Path) -> AsyncIterator[None]:
    """Hold the lock of this file; waits while somebody else holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(SECONDS_BETWEEN_TRIES)
        yield
