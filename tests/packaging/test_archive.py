"""The zip's bytes depend on names and contents alone."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from tools.archive import files_below, write_zip


def test_times_modes_and_order_leave_no_trace(tmp_path: Path) -> None:
    for folder, names in (("one", "ab"), ("two", "ba")):
        for name in names:
            file = tmp_path / folder / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"content of {name}")
            os.utime(file, (len(folder), ord(name)))
    (tmp_path / "two" / "a").chmod(0o777)

    write_zip(files_below(tmp_path / "one"), tmp_path / "one.zip")
    write_zip(dict(reversed(files_below(tmp_path / "two").items())), tmp_path / "two.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_every_user_may_read_what_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "secretive").write_text("x")
    (tmp_path / "secretive").chmod(0o600)

    write_zip({"app/open.py": tmp_path / "secretive"}, tmp_path / "it.zip")

    with zipfile.ZipFile(tmp_path / "it.zip") as archive:
        assert archive.getinfo("app/open.py").external_attr >> 16 == 0o100644
