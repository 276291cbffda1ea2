"""Lints what osls writes, and the role for other accounts: `python -m tools.check_template`, by cfn-lint and checkov.

checkov pins some hundred packages of its own, boto3 among them, so it has a venv of its own in .build.
"""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

from uv import find_uv_bin

from app.config.kinds import NUMBERS
from app.ops.role_template import template_text
from sandbox.root import HOME, ROOT

CHECKOV = "checkov==3.3.30"
VENV = ROOT / ".build" / CHECKOV.replace("==", "-")

INSTALLING = "Installing {package} (about 10 s the first time) ..."


def main() -> int:
    """0 where both have nothing to say."""
    folder = ROOT / ".build" / "check"
    templates = [str(written(folder)), str(role(folder))]
    bin_folder = Path(sys.executable).parent
    # W3005: osls writes DependsOn beside a GetAtt that says the same
    cfn_lint = [str(bin_folder / "cfn-lint"), "--ignore-checks", "W3005", "--", *templates]
    checkov = [str(installed()), "--config-file", str(ROOT / "tools" / "checkov.yml"), "--file", *templates]
    return max(subprocess.run(command).returncode for command in (cfn_lint, checkov))


def written(folder: Path) -> Path:
    """The template; a sandbox that deploys at the same time is waited for, since osls writes into .serverless."""
    command = ["npx", "--no-install", "osls", "package", "--stage", "check", "--region", "us-east-1"]
    HOME.mkdir(exist_ok=True)
    with (HOME / "deploy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([*command, "--package", str(folder)], check=True, cwd=ROOT)
    return folder / "cloudformation-template-update-stack.json"


def role(folder: Path) -> Path:
    """The template of the role in another account, with all that it may have."""
    file = folder / "role.json"
    file.write_text(template_text(",".join(NUMBERS)))
    return file


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
    sys.exit(main())
