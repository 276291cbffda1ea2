"""`.ci/run` with a make that only notes what it is asked for: what runs beside what, and that no failure is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.patience import PATIENCE
from tools.package import ROOT

PARTS = ("check", "test alone", "test units", "test others", "test flows", "soak", "e2e")
BESIDE = ("check", "test units", "test others", "soak")
# A step ends once what runs beside it has begun, and that ends after the page's tests: so it is seen to be beside.
MAKE = """#!/bin/sh
waits() {{ for _ in $(seq {patience}00); do grep -q "^$1" {notes} && return; sleep 0.01; done; }}
what=$2
if [ $what = test ]; then what=$(echo "$3" | sed "s/ARGS=\\(alone\\|units\\|others\\|flows\\) .*/test \\1/"); fi
echo "begin $what" >>{notes}
case "$what" in
"test alone") waits "begin check";;
e2e) waits "begin test units"; waits "begin test others"; waits "begin soak";;
"test units" | "test others" | soak | check) waits "end e2e";;
esac
echo "end $what" >>{notes}
echo "said by $what"
[ "$what" != "$FAILS" ]
"""
PYTHON = '#!/bin/sh\necho "begin $2" >>{notes}\n[ "$2" != "$FAILS" ]\n'


def ran(folder: Path, fails: str = "nothing") -> tuple[CompletedProcess[str], list[str]]:
    """What the script printed and ended with, and when each step began and ended."""
    notes = folder / "notes"
    for name, text in (("bin/make", MAKE), (".venv/bin/python", PYTHON)):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text.format(notes=notes, patience=int(PATIENCE)))
        (folder / name).chmod(0o755)
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    env = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "FAILS": fails}
    done = subprocess.run([folder / ".ci" / "run"], env=env, capture_output=True, text=True)
    return done, notes.read_text().splitlines()


def test_those_who_wait_are_not_kept_waiting_by_those_who_compute(tmp_path: Path) -> None:
    done, notes = ran(tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert notes[:2] == ["begin node", "end node"]
    # At its nice it takes none of the seconds that are counted.
    assert notes.index("begin check") < notes.index("end test alone")
    assert notes.index("end test alone") < min(
        notes.index(f"begin test {part}") for part in ("units", "others", "flows")
    )
    assert notes.index("end test flows") < notes.index("begin e2e")
    for beside in BESIDE:
        assert notes.index(f"begin {beside}") < notes.index("end e2e") < notes.index(f"end {beside}")
    assert notes[-1] == "begin tools.slack_types"  # of all that the tests sent
    said = [line.removeprefix("said by ") for line in done.stdout.splitlines() if line.startswith("said by")]
    assert said == ["node", "test alone", "test flows", "e2e", *BESIDE]


@pytest.mark.parametrize("part", [*PARTS, "tools.slack_types"])
def test_what_fails_fails_it_and_the_rest_is_still_told(part: str, tmp_path: Path) -> None:
    done, _ = ran(tmp_path, fails=part)

    assert done.returncode == 1
    assert all(f"said by {each}" in done.stdout for each in PARTS)
    assert done.stdout.count(", failed") == (part in PARTS)


def test_the_parts_of_the_tests_are_all_of_them(tmp_path: Path) -> None:
    """tools/tests.sh, with a pytest that only says what it is asked for."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$*"\n')
    python.chmod(0o755)
    script = Path(shutil.copytree(ROOT / "tools", tmp_path / "tools")) / "tests.sh"

    def asked(*words: str) -> list[str]:
        return subprocess.check_output([script, *words, "--durations=3"], text=True).splitlines()

    parts = [asked(part) for part in ("alone", "flows", "units", "others")]
    assert [len(part) for part in parts] == [1, 1, 1, 1]
    assert sorted(line for part in parts for line in part) == sorted(asked())
    assert all(line.endswith("--durations=3") for line in asked())
