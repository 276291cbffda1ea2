"""The link `.sandbox/env`: it leads to a sandbox that runs, the newest of them."""

import asyncio
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from sandbox.handover import EnvFile, Handover

SETTINGS: dict[str, Any] = dict.fromkeys((field.name for field in fields(Handover)), "")
AT = Handover(**{**SETTINGS, "aws_endpoint_urls": defaultdict(str)})


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Path]:
    """The folder of another sandbox that runs."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield tmp_path / f"run-{process.pid}"
        process.kill()


def env_file(folder: Path, age_seconds: int = 0) -> EnvFile:
    """Of a sandbox that was ready so many seconds ago."""
    folder.mkdir()
    env = EnvFile(folder, folder.parent / "env")
    asyncio.run(env.write(AT))
    file = folder / "env"
    os.utime(file, (file.stat().st_mtime - age_seconds,) * 2)
    return env


def test_the_link_leads_to_the_newest_and_back(tmp_path: Path, running: Path) -> None:
    link = tmp_path / "env"
    env_file(running, age_seconds=60)
    newest = env_file(tmp_path / f"run-{os.getpid()}")
    assert link.resolve() == tmp_path / f"run-{os.getpid()}" / "env"
    asyncio.run(newest.remove())
    assert link.resolve() == running / "env"


def test_it_leads_to_none_that_was_killed(tmp_path: Path, running: Path) -> None:
    link, gone = tmp_path / "env", tmp_path / f"run-{ended_process()}"
    env_file(running, age_seconds=60)
    env_file(gone, age_seconds=30)
    newest = env_file(tmp_path / f"run-{os.getpid()}")
    asyncio.run(newest.remove())
    assert link.resolve() == running / "env"


def test_without_another_there_is_no_link(tmp_path: Path) -> None:
    last = env_file(tmp_path / f"run-{os.getpid()}")
    asyncio.run(last.remove())
    assert not (tmp_path / "env").is_symlink()


def test_two_that_end_together_lead_to_no_file_that_is_gone(tmp_path: Path, running: Path) -> None:
    link = tmp_path / "env"
    ends = [env_file(running), env_file(tmp_path / f"run-{os.getpid()}")]

    async def both() -> None:
        await asyncio.gather(*(env.remove() for env in ends))

    asyncio.run(both())
    assert not link.is_symlink()


def ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid
