"""`python -m sandbox` as a process."""

from __future__ import annotations

import subprocess
import sys

from sandbox.root import ROOT

ENDS = """
import atexit, gc
from sandbox import __main__ as it
from sandbox.errors import SandboxError
async def run(*given):
    raise SandboxError("It is over.")
it.run = run
atexit.register(lambda: print("is frozen:", gc.get_freeze_count() > 0))
it.main()
"""


def test_at_its_end_it_does_not_look_through_all_it_has_for_garbage() -> None:
    ran = subprocess.run([sys.executable, "-c", ENDS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.strip()) == (1, "It is over.")
    assert ran.stdout.strip() == "is frozen: True"
