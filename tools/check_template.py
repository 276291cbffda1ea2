"""Lints the CloudFormation template that osls writes: `python -m tools.check_template FILE`, by cfn-lint and checkov.

checkov pins some hundred packages of its own, boto3 among them, so it has a venv of its own in .build.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from uv import find_uv_bin

ROOT = Path(__file__).resolve().parent.parent
CHECKOV = "checkov==3.3.30"
VENV = ROOT / ".build" / CHECKOV.replace("==", "-")

INSTALLING = "Installing {package} (about 10 s the first time) ..."


def main(template: str) -> int:
    """0 where both have nothing to say."""
    bin_folder = Path(sys.executable).parent
    # W3005: osls writes DependsOn beside a GetAtt that says the same
    cfn_lint = [str(bin_folder / "cfn-lint"), "--ignore-checks", "W3005", "--", template]
    checkov = [str(installed()), "--config-file", str(ROOT / "tools" / "checkov.yml"), "--file", template]
    return max(subprocess.run(command).returncode for command in (cfn_lint, checkov))


def installed() -> Path:
    """checkov's command; installed where it is missing."""
    ready = VENV / "ready"
    if not ready.exists():
        print(INSTALLING.format(package=CHECKOV), file=sys.stderr)
        subprocess.run([find_uv_bin(), "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)], check=True)
        pip = [find_uv_bin(), "pip", "install", "--quiet", "--python", str(VENV / "bin" / "python")]
        subprocess.run([*pip, CHECKOV], check=True)
        ready.touch()
    return VENV / "bin" / "checkov"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
