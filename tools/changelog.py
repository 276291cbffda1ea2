"""`python -m tools.changelog v0.2.0` prints what CHANGELOG.md says of that version, for the release of its tag."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

OTHER_VERSION = "The tag is {tag}, but pyproject.toml says version {version}: raise one of them."
NO_SECTION = 'CHANGELOG.md has no section "## [{version}] - YYYY-MM-DD".'


def section(changelog: str, version: str) -> str:
    """The text under the version's heading, and the links that it uses; empty if there is no such heading."""
    heading = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |^\[|\Z)"
    found = re.search(heading, changelog, re.MULTILINE | re.DOTALL)
    if not found:
        return ""
    text = found[1].strip()
    links = re.findall(r"^(\[([^\]]+)\]: \S+)$", changelog, re.MULTILINE)
    used = [line for line, name in links if name == version or f"[{name}]" in text]
    return "\n".join([text, "", f"All changes: [{version}]", "", *used, ""])


def release_notes(root: Path, tag: str) -> str:
    """What the release of `tag` says; SystemExit with a sentence where tag, version and changelog do not agree."""
    version: str = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    if tag != f"v{version}":
        raise SystemExit(OTHER_VERSION.format(tag=tag, version=version))
    return section((root / "CHANGELOG.md").read_text(), version) or sys.exit(NO_SECTION.format(version=version))


if __name__ == "__main__":
    print(release_notes(ROOT, *sys.argv[1:]), end="")
