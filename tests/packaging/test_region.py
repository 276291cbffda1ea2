"""infrastructure/region.js: where no region is given, that of the AWS profile, as the desk's commands have it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools import node
from tools.package import ROOT

RUN = """
require(process.argv[1])({ resolveVariable: async () => process.argv[2] }).then(
  (region) => console.log(region),
  (error) => { console.error(error.message); process.exit(1); },
);
"""
CONFIG = """
[default]
output = json
region = eu-west-1
[profile second]
s3 =
  region = nested
region=eu-west-2
[profile "with blanks"]
region = eu-west-3
[profile none]
output = json
"""


def region(folder: Path, option: str = "", config: str = CONFIG, **environment: str) -> tuple[int, str]:
    (folder / "config").write_text(config)
    inherited = {name: value for name, value in node.environment().items() if not name.startswith("AWS_")}
    files = {"AWS_CONFIG_FILE": str(folder / "config"), "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials")}
    command = ["node", "-e", RUN, str(ROOT / "infrastructure" / "region.js"), option]
    ran = subprocess.run(command, capture_output=True, text=True, env={**inherited, **files, **environment})
    return ran.returncode, (ran.stdout or ran.stderr).strip()


def test_without_a_profile_it_is_the_default_ones(tmp_path: Path) -> None:
    assert region(tmp_path) == (0, "eu-west-1")


@pytest.mark.parametrize(("profile", "found"), [("second", "eu-west-2"), ("with blanks", "eu-west-3")])
def test_a_profile_has_its_own_by_option_and_by_setting(profile: str, found: str, tmp_path: Path) -> None:
    assert region(tmp_path, profile) == (0, found)
    assert region(tmp_path, AWS_PROFILE=profile) == (0, found)


def test_the_option_goes_before_the_setting(tmp_path: Path) -> None:
    assert region(tmp_path, "second", AWS_PROFILE="with blanks") == (0, "eu-west-2")


def test_without_any_it_says_what_to_set(tmp_path: Path) -> None:
    status, said = region(tmp_path, "none")
    assert (status, said) == (1, "No AWS region is set: give --region eu-central-1, or set AWS_REGION.")
