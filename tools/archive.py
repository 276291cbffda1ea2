"""A zip whose bytes depend on the names and contents of its files alone, not on clock, umask or order."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold
READABLE = 0o100644  # a plain file; Lambda runs as a user of its own and must be able to read it


def files_below(folder: Path, prefix: str = "") -> dict[str, Path]:
    """Every file below `folder` by its name in the zip, e.g. {"app/runtime/bolt.py": Path(...)}."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {prefix + path.relative_to(folder).as_posix(): path for path in found}


def write_zip(files: Mapping[str, Path], out: Path) -> None:
    """Write `files` (name in the zip -> file) to `out`, replacing it only when all is written."""
    out.parent.mkdir(parents=True, exist_ok=True)
    half_written = out.with_name(out.name + ".part")
    with zipfile.ZipFile(half_written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = READABLE << 16
            entry.create_system = 3  # Unix, on whatever system it is built
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name].read_bytes(), compresslevel=9)
    half_written.replace(out)
