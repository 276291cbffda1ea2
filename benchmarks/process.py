"""A measured process: benchmarks/driver.py with a handler, under callgrind or as it is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.throttle import throttled

DRIVER = Path(__file__).with_name("driver.py")
TOTALS = re.compile(r"^totals: (\d+)", re.MULTILINE)
SLOW = 100
NOT_INSTALLED = "valgrind is not installed; tools/valgrind.sh installs it."


class Failed(Exception):
    """The measured process ended, or a handler raised."""


@dataclass(frozen=True)
class Answer:
    """What came of an event: the handler's answer, and what it took (seconds, KB)."""

    answer: Any
    cpu: float
    wall: float
    peak: int


@dataclass
class Process:
    """`start` and `build` are what Python's start and the import of the handler took, in the process's own unit.

    Under callgrind that unit is instructions, else milliseconds.
    """

    popen: subprocess.Popen[str]
    folder: Path
    counts: bool
    took: dict[str, float] = field(default_factory=dict)
    _dumps: int = 0

    def invoke(self, event: Any) -> Answer:
        self._say(json.dumps(event))
        return Answer(**json.loads(self._line()))

    def counted(self, event: Any) -> tuple[float, Answer]:
        """The instructions that one event takes."""
        self._dump()
        answer = self.invoke(event)
        return self._dump(), answer

    def started(self) -> None:
        """Wait until the handler is built, and note what it took."""
        for step, until in (("start", "started"), ("build", "built")):
            began = time.perf_counter()
            if step == "build":
                self._say("")
            said = self._line()
            if said != until:
                raise Failed(said)
            self.took[step] = self._dump() if self.counts else (time.perf_counter() - began) * 1000
        self._say("")
        self._line()

    def _line(self) -> str:
        assert self.popen.stdout
        line = self.popen.stdout.readline()
        if not line:
            self.popen.wait(10)
            raise Failed((self.folder / "log").read_text()[-3000:])
        return line.strip()

    def _say(self, text: str) -> None:
        assert self.popen.stdin
        self.popen.stdin.write(text + "\n")
        self.popen.stdin.flush()

    def _dump(self) -> float:
        """The instructions since the last time."""
        asked = ["vgdb", f"--pid={self.popen.pid}", "dump"]
        subprocess.run(asked, check=True, capture_output=True, timeout=60)
        self._dumps += 1
        found = TOTALS.search((self.folder / f"out.{self._dumps}").read_text())
        assert found
        return float(found[1])


@contextmanager
def process(
    python: str, module: str, code: Path, environment: Mapping[str, str], callgrind: bool = False, share: float = 1
) -> Iterator[Process]:
    """The handler of `module` in a process of its own that finds nothing but `code` and the standard library.

    `share` is the part of a CPU that it gets, from its first instruction on.
    """
    with tempfile.TemporaryDirectory(prefix="bellhop-bench-") as name:
        folder = Path(name)
        command = [python, "-S", "-B", str(DRIVER), module]
        variables = {**environment, "PYTHONPATH": str(code), "PYTHONHASHSEED": "0", "PATH": "/usr/bin:/bin"}
        if callgrind:
            if not shutil.which("valgrind"):
                raise SystemExit(NOT_INSTALLED)
            command = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={folder / 'out'}", *command]
            variables["BENCH_SLOW"] = str(SLOW)
        with (
            (folder / "log").open("w") as log,
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=code,
                env=variables,
            ) as popen,
        ):
            running = Process(popen, folder, callgrind)
            try:
                with throttled(popen.pid, share) if share < 1 else nullcontext():
                    running.started()
                    yield running
            finally:
                popen.kill()
