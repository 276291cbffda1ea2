"""The code of functions, unpacked once for all environments that run it: ministack would unpack it for each.

That can be shared as "Lambda execution environment" (Lambda Developer Guide) has it: /var/task can only be read.

Loaded by its path into ministack's process: nothing of the sandbox can be imported here.
"""

import hashlib
import shutil
import tempfile
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def install() -> None:
    """Give each new environment a link to the code in place of a copy."""
    from ministack.core import lambda_runtime as runtime  # type: ignore[import-not-found]

    unpacked = Unpacked(Path(tempfile.gettempdir()))

    class Archive(zipfile.ZipFile):
        def extractall(self, path: Any = None, *which: Any, **more: Any) -> None:
            """Into a folder that is there and empty."""
            folder = Path(path)
            folder.rmdir()
            folder.symlink_to(unpacked.folder_of(Path(str(self.filename))))

    runtime.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": Archive})


class Unpacked:
    """Folders below `place`, one for each zip that differs in a byte; they stay as long as `place`."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._lock = threading.Lock()

    def folder_of(self, archive: Path) -> Path:
        content = archive.read_bytes()
        folder = self._place / f"code-{hashlib.sha256(content).hexdigest()[:20]}"
        with self._lock:
            if not folder.exists():
                partly = folder.with_suffix(".part")
                shutil.rmtree(partly, ignore_errors=True)
                with zipfile.ZipFile(archive) as opened:
                    opened.extractall(partly)
                partly.rename(folder)
        return folder
