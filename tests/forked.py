"""Pythons that begin at once: each a process of its own, forked from one that has imported what they need.

Importing the app and reading the SDK's descriptions of the services is most of what a start computes, and nothing that
would be shared: an import does nothing (tests/house/test_imports.py), and descriptions are the same for everybody.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess

from tests.patience import NO_TIMEOUT

ROOT = Path(__file__).parents[1]
NO_PROFILE = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
# The child leaves the loop and runs the code as `python -c` does, up to the interpreter's own end.
PARENT = """
import functools, gc, importlib, json, os, signal, sys
import botocore.session
modules, again, services = map(json.loads, sys.argv[1:])
botocore.session.create_loader = functools.cache(botocore.session.create_loader)
reading = botocore.session.Session()
for service in services:
    reading.create_client(service, "us-east-1", aws_access_key_id="none", aws_secret_access_key="none")
for module in modules:
    importlib.import_module(module)
for module in again:
    sys.modules.pop(module, None)
gc.freeze()
for line in sys.stdin:
    asked = json.loads(line)
    if not (child := os.fork()):
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()
signal.alarm(asked["seconds"])
for number, mode in enumerate((os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)):
    os.dup2(os.open(os.path.join(asked["folder"], str(number)), mode), number)
sys.stdin, sys.argv = open(0), asked["argv"]
os.environ.clear()
os.environ.update(asked["environment"])
exec(asked["code"], {"__name__": "__main__"})
"""


class Forking:
    """The process that others are forked from, one at a time."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder = process, folder

    def run(
        self, code: str, words: Sequence[str], environment: Mapping[str, str], given: str = ""
    ) -> CompletedProcess[str]:
        """What `python -c CODE WORDS` prints and ends with in this environment, `given` on its standard input."""
        files = [self._folder / str(number) for number in range(3)]
        for file, text in zip(files, (given, "", ""), strict=True):
            file.write_text(text)
        argv = ["-c", *words]
        asked: dict[str, object] = {"code": code, "argv": argv, "environment": dict(environment)}
        asked |= {"folder": str(self._folder), "seconds": NO_TIMEOUT}
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        return CompletedProcess(argv, status, files[1].read_text(), files[2].read_text())


@contextmanager
def forking(modules: Sequence[str], services: Sequence[str], again: Sequence[str] = ()) -> Iterator[Forking]:
    """It has imported `modules`, and read about AWS's `services`; each child imports those of `again` once more."""
    command = [sys.executable, "-c", PARENT, *map(json.dumps, (modules, again, services))]
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryDirectory(prefix="bellhop-forked-") as folder,
        subprocess.Popen(
            command, cwd=ROOT, env=NO_PROFILE, stdin=pipe, stdout=pipe, text=True, start_new_session=True
        ) as process,
    ):
        try:
            yield Forking(process, Path(folder))
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # a child that hangs too
