"""A sandbox's own folder, `run-<process id>`: who lives, and clearing up after those that do not."""

import os
import shutil
from pathlib import Path


def fresh_folder(home: Path) -> Path:
    """A folder of this run's own; those of sandboxes that are gone are cleared away."""
    folder = home / f"run-{os.getpid()}"
    for old in home.glob("run-*"):
        if old == folder or not is_in_use(old):
            shutil.rmtree(old, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def is_in_use(folder: Path) -> bool:
    """Whether the sandbox that made this folder still runs."""
    try:
        os.kill(int(folder.name.removeprefix("run-")), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
