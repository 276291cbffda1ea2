"""A release says what the changelog says of its version, and only where tag, version and changelog agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tools.changelog import release_notes, section

ROOT = Path(__file__).parents[2]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
THREE = """# Changelog

## [Unreleased]

- not yet

## [0.2.0] - 2026-11-29

### Added

- a bell, see [the plan]

## [0.1.0] - 2026-11-28

- a hop

[Unreleased]: ../../compare/v0.2.0...HEAD
[0.2.0]: ../../compare/v0.1.0...v0.2.0
[0.1.0]: ../../releases/tag/v0.1.0
[the plan]: ../../issues/1
"""


def test_a_release_says_its_own_section_and_where_its_links_lead() -> None:
    assert section(THREE, "0.2.0") == (
        "### Added\n\n- a bell, see [the plan]\n\nAll changes: [0.2.0]\n\n"
        "[0.2.0]: ../../compare/v0.1.0...v0.2.0\n[the plan]: ../../issues/1\n"
    )
    assert section(THREE, "0.1.0") == ("- a hop\n\nAll changes: [0.1.0]\n\n[0.1.0]: ../../releases/tag/v0.1.0\n")


@pytest.mark.parametrize("version", ["0.3.0", "0.2", "0x2.0", "Unreleased"])
def test_what_has_no_section_of_its_own_says_nothing(version: str) -> None:
    assert section(THREE, version) == ""


def test_the_version_of_this_checkout_can_be_released() -> None:
    assert "### " in release_notes(ROOT, f"v{VERSION}")


@pytest.mark.parametrize("tag", ["v0.0.1", VERSION, f"v{VERSION}.1"])
def test_a_tag_that_is_not_the_version_is_refused(tag: str) -> None:
    with pytest.raises(SystemExit, match=f"The tag is {re.escape(tag)}, but pyproject.toml says version {VERSION}"):
        release_notes(ROOT, tag)


def test_a_version_that_the_changelog_does_not_know_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.3.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(THREE)

    with pytest.raises(SystemExit, match=re.escape('no section "## [0.3.0] - YYYY-MM-DD"')):
        release_notes(tmp_path, "v0.3.0")


def test_every_version_has_a_date_and_a_link_and_the_newest_stands_first() -> None:
    headings = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)
    linked = re.findall(r"^\[([^\]]+)\]: ", CHANGELOG, re.MULTILINE)

    assert headings[0] == "[Unreleased]"
    released = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d\d-\d\d", heading) for heading in headings[1:]]
    versions = [tuple(map(int, match.groups())) for match in released if match]
    assert len(versions) == len(headings) - 1
    assert versions == sorted(versions, reverse=True)
    assert ".".join(map(str, versions[0])) == VERSION
    assert linked == ["Unreleased", *(".".join(map(str, version)) for version in versions)]
