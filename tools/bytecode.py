"""Bytecode for the Lambda runtime: finds an interpreter of the runtime's version and compiles with it.

Most of an ordinary cold start on Lambda is the compiling of source, as /var/task cannot be written to. Unchecked-hash
bytecode is used as it is, whatever times the unpacked files bear. It has no docstrings: nobody reads them there, and
they are a tenth of what is unpacked and loaded. Nor has it the columns of instructions, an eighth of the zip: a
traceback has its lines, without the marks below them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from uv import find_uv_bin

RUNTIME = "3.13"  # serverless.yml: provider.runtime
ON_LAMBDA = "/var/task"  # where Lambda unpacks the zip; shown in tracebacks
DOWNLOAD_SECONDS = 60
NO_DOCSTRINGS = ".opt-2"

NO_COMPILER = f"""
*********************************************************************************************
  NO BYTECODE IN THE ZIP. No Python {RUNTIME} was found here, and uv could not fetch one.
  The zip works, but Lambda will compile every module at every cold start: about twice
  the time. Put a python{RUNTIME} into PATH (or let `uv python install {RUNTIME}` reach the
  network), then `make clean package`.
*********************************************************************************************
"""


@dataclass(frozen=True)
class Compiler:
    """An interpreter of the runtime's version; `version` tells builds of it apart."""

    path: str
    version: str


def find_compiler(build: Path) -> Compiler | None:
    """An interpreter of the runtime's version: of this machine, else fetched by uv; None if neither can be."""
    return first_fitting(_candidates(build)) or _fetched(build)


def first_fitting(candidates: Iterable[str]) -> Compiler | None:
    """The first of these paths that runs and says it is a Python of the runtime's version."""
    versions = ((path, _version(path)) for path in candidates)
    return next((Compiler(path, said) for path, said in versions if said.startswith(RUNTIME + ".")), None)


def compile_tree(compiler: Compiler, folder: Path) -> None:
    """Compile every module below `folder` into its __pycache__, as if the folder were /var/task."""
    command = [compiler.path, "-m", "compileall", "-q", "-o", "2", "--invalidation-mode", "unchecked-hash"]
    places = ["-s", str(folder), "-p", ON_LAMBDA, str(folder)]
    exactly_so = {"PYTHONHASHSEED": "0", "PYTHONNODEBUGRANGES": "1"}
    subprocess.run(command + places, check=True, env=exactly_so, cwd=folder)
    for cached in folder.rglob(f"*{NO_DOCSTRINGS}.pyc"):  # by that name only `python -OO` would look for it
        cached.rename(cached.with_name(cached.name.replace(NO_DOCSTRINGS, "")))


def _candidates(build: Path) -> Iterator[str]:
    name = f"python{RUNTIME}"
    yield sys.executable
    for folder in os.get_exec_path():
        if found := shutil.which(name, path=folder):
            yield found
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))  # its python3.13 in PATH may be a mere shim
    for versions in (pyenv / "versions", build / "python"):
        yield from map(str, sorted(versions.glob(f"*{RUNTIME}*/bin/{name}"), reverse=True))
    yield _uv("find", "--managed-python", RUNTIME)


def _fetched(build: Path) -> Compiler | None:
    """What `uv python install` brings into the build folder; a failure is remembered until `make clean`."""
    failed = build / "python-not-fetched"
    if failed.exists():
        return None
    _uv("install", "--no-bin", "--install-dir", str(build / "python"), RUNTIME)
    fetched = first_fitting(map(str, (build / "python").glob(f"*/bin/python{RUNTIME}")))
    if fetched is None:
        failed.touch()
    return fetched


def _version(path: str) -> str:
    """The interpreter's own word; empty if it does not run, e.g. a shim with nothing behind it."""
    return _output([path, "-c", "import sys; print(sys.version)"], seconds=10)


def _uv(*arguments: str) -> str:
    # Without retries: where there is no network, it shall be known at once.
    return _output([find_uv_bin(), "python", *arguments], seconds=DOWNLOAD_SECONDS, UV_HTTP_RETRIES="0")


def _output(command: list[str], seconds: int, **variables: str) -> str:
    environment = {**os.environ, **variables}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, env=environment)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
