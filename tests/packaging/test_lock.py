"""requirements.lock says exactly what runs on Lambda, and is in step with requirements.txt."""

from __future__ import annotations

import re
from importlib.metadata import requires
from pathlib import Path

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
NEEDED = re.compile(r"^([A-Za-z0-9._-]+)[^;]*$")  # a requirement without a marker, so neither an extra nor a condition

LOCK = (ROOT / "requirements.lock").read_text()
LOCKED = dict(PIN.findall(LOCK))


def test_what_requirements_txt_pins_is_locked_at_that_version() -> None:
    pinned = dict(PIN.findall((ROOT / "requirements.txt").read_text()))

    assert pinned
    assert {name: LOCKED.get(name) for name in pinned} == pinned, "run: make lock"


def test_what_the_locked_packages_need_is_locked_too() -> None:
    for name in LOCKED:
        for requirement in requires(name) or ():
            if needed := NEEDED.match(requirement):
                assert needed[1].lower().replace("_", "-") in LOCKED, f"{name} needs {requirement}; run: make lock"


def test_every_package_is_held_by_hashes() -> None:
    for entry in re.split(r"\n(?=\S)", LOCK):
        if PIN.match(entry):
            assert "--hash=sha256:" in entry


def test_no_address_of_a_registry_is_written_down() -> None:
    for name in ("requirements.lock", "requirements.txt", "requirements-dev.txt", "package-lock.json"):
        text = (ROOT / name).read_text()
        assert not re.search(r"--(extra-)?index-url|--find-links|\"resolved\":|file://", text), name
