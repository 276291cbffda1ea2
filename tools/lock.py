"""`python -m tools.lock` writes requirements.lock from requirements.txt: each version and hash that runs on Lambda."""

from __future__ import annotations

import subprocess
from pathlib import Path

from uv import find_uv_bin

from tools.bytecode import RUNTIME
from tools.vendor import PLATFORM

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    for_lambda = ["--python-platform", PLATFORM, "--python-version", RUNTIME, "--only-binary", ":all:"]
    plainly = ["--quiet", "--no-config", "--generate-hashes", "--custom-compile-command", "make lock"]
    files = ["requirements.txt", "--output-file", "requirements.lock"]
    subprocess.run([find_uv_bin(), "pip", "compile", *plainly, *for_lambda, *files], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
