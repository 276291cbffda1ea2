"""The emulator's end."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from sandbox import children
from sandbox.aws.ministack import Ministack
from tests.patience import PATIENCE


def test_it_is_ended_and_not_asked_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "STOP_SECONDS", 10 * PATIENCE)
    asyncio.run(_is_stopped(tmp_path / "log"))


async def _is_stopped(log: Path) -> None:
    """It is like one that goes on with the functions that run."""
    child = await children.start_child(["sh", "-c", "trap '' TERM; echo there; sleep 600"], log, os.environ)
    while not log.read_text():
        await asyncio.sleep(0.01)
    try:
        async with asyncio.timeout(PATIENCE):
            await Ministack(child, "").stop()
    finally:
        await child.kill()
