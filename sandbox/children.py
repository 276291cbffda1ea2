"""Child processes that never outlive the sandbox, however it ends."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

# Holds a child on a leash: started in a session of its own, it runs the command in it and kills the whole session when
# the sandbox's end of stdin closes. That happens however the sandbox dies, kill -9 included, on every Unix.
LEASH = """
import os, signal, subprocess, sys, threading
def hold():
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: None)
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
threading.Thread(target=hold, daemon=True).start()
status = child.wait()
os._exit(status if status >= 0 else 128 - status)
"""
STOP_SECONDS = 3.0


class Child:
    """One command with everything that it starts itself; its output goes to a file."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self.log = log

    async def wait(self) -> int:
        """Until the command ends; its exit status."""
        return await self._process.wait()

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    async def stop(self) -> None:
        """End the command and all that it started: kindly first, then not."""
        self._signal(signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        await self.kill()

    async def kill(self) -> None:
        """End them at once."""
        self._signal(signal.SIGKILL)
        await self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def tail(self, lines: int = 20) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


async def start_child(command: Sequence[str], log: Path, env: Mapping[str, str], cwd: Path | None = None) -> Child:
    """Start a command on a leash."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-ISc",
            LEASH,
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
        )
    return Child(process, log)


async def run(command: Sequence[str], log: Path, env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Run a command to its end, and its exit status; ended with all that it started where this is cancelled."""
    child = await start_child(command, log, env, cwd)
    try:
        return await child.wait()
    finally:
        await child.stop()
