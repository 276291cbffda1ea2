"""What goes with the app where there is no Lambda, and on GitHub: it names what is really there."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.__main__ import _parser
from tests.patience import NO_TIMEOUT
from tools.bytecode import RUNTIME
from tools.node import fits

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+")
# The operator provides the secrets: no file of the repository contains any.
UNIT_KEYS = {"User", "WorkingDirectory", "EnvironmentFile", "ExecStart", "Restart", "KillSignal", "TimeoutStopSec"}


def targets() -> set[str]:
    """What the Makefile can make."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9]+):", makefile, re.MULTILINE))


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(ROOT / "service" / "bellhop.service")
    return parser


def test_the_unit_runs_the_app_and_lets_it_finish_what_it_has_received() -> None:
    from app.__main__ import LONGEST_GOODBYE

    service = unit()["Service"]
    assert set(service) >= UNIT_KEYS
    folder = service["WorkingDirectory"]
    assert service["ExecStart"] == f"{folder}/.venv/bin/python -m app"
    assert int(service["TimeoutStopSec"]) > LONGEST_GOODBYE
    assert unit()["Install"]["WantedBy"] == "multi-user.target"


def dockerfile() -> list[list[str]]:
    """Its instructions, each as words."""
    text = (ROOT / "service" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def test_what_the_image_copies_is_all_that_the_app_needs(tmp_path: Path) -> None:
    copied = [words[1:-1] for words in dockerfile() if words[0] == "COPY"]
    for source in (ROOT / name for names in copied for name in names):
        assert source.exists(), source
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / source.name)

    ran = subprocess.run(
        [sys.executable, "-m", "app", "manifest"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=NO_TIMEOUT,
    )

    assert ran.stdout == (ROOT / "slack-manifest.json").read_text(encoding="utf-8")


def test_the_image_takes_only_packages_whose_hashes_are_known() -> None:
    (install,) = [words for words in dockerfile() if "pip" in words]
    assert "--require-hashes" in install
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert len(re.findall(r"^[a-z0-9-]+==", lock, re.MULTILINE)) <= lock.count("--hash=sha256:")


def test_the_copy_of_the_guide_leaves_secrets_behind(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^sudo mkdir -p /opt/bellhop && .*$", guide, re.MULTILINE)
    checkout, copy = tmp_path / "checkout", tmp_path / "copy"
    checkout.mkdir()
    for name in ("app.py", ".env"):
        (checkout / name).write_text("")
    git = "git -c user.name=a -c user.email=a@example.com"
    command = f"git init -q && git add app.py && {git} commit -qm first && {line}"

    here = command.replace("sudo ", "").replace("/opt/bellhop", str(copy))
    subprocess.run(["sh", "-euc", here], cwd=checkout, check=True, timeout=NO_TIMEOUT)

    assert [path.name for path in copy.iterdir()] == ["app.py"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_pins_what_it_uses_and_makes_what_can_be_made(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)
    made = re.findall(r"make ([a-z0-9]+)", text)
    assert used
    assert [each for each in used if not PINNED.fullmatch(each)] == []
    assert set(made) - {"lock"} <= targets()


MAY = {
    "check": {},
    "deploy": {"deploy": {"contents": "read", "id-token": "write"}},
    "rehearse": {"rehearse": {"contents": "read", "id-token": "write"}},
    "release": {"release": {"contents": "write"}},
}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_read_and_only_one_job_may_say_who_it_is_or_write(path: Path) -> None:
    workflow: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    more = {name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job}
    assert more == MAY[path.stem]


def test_the_deployment_takes_its_role_after_the_checks_and_from_main_alone() -> None:
    jobs: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yml").read_text())["jobs"]
    assert {name: job["if"] for name, job in jobs.items()} == dict.fromkeys(jobs, "github.ref == 'refs/heads/main'")
    assert jobs["deploy"]["needs"] == "check"
    assert "make check" in [step.get("run") for step in jobs["check"]["steps"]]

    *before, role, deploy = jobs["deploy"]["steps"]
    assert role["uses"].startswith("aws-actions/configure-aws-credentials@")
    assert deploy["run"] == 'make deploy STAGE="$STAGE"'
    assert before[-1]["run"] == "make node package"  # so that nothing is installed while the role is held


def test_a_rehearsal_takes_its_role_with_the_bases_code_alone_and_a_fork_is_told_that_it_gets_none() -> None:
    text = (ROOT / ".github" / "workflows" / "rehearse.yml").read_text(encoding="utf-8")
    jobs: dict[str, Any] = yaml.safe_load(text)["jobs"]
    same, other = (f"github.event.pull_request.head.repo.full_name {sign} github.repository" for sign in ("==", "!="))
    assert jobs["rehearse"]["if"] == f"{same} && vars.AWS_REHEARSAL_ROLE_ARN != ''"
    assert jobs["skipped"]["if"] == f"{other} || vars.AWS_REHEARSAL_ROLE_ARN == ''"
    assert "a fork" in jobs["skipped"]["steps"][0]["env"]["WHY"]

    *_, before, role, run = jobs["rehearse"]["steps"]
    assert before["run"].splitlines()[0] == "cp bellhop.toml proposed.toml"
    assert before["run"].splitlines()[1].startswith("git checkout --quiet HEAD^1 ")
    assert role["with"]["role-to-assume"] == "${{ vars.AWS_REHEARSAL_ROLE_ARN }}"
    words = run["run"].partition(" >> ")[0].removeprefix(".venv/bin/python -m app ").split()
    asked = _parser().parse_args(words)
    assert (asked.what, asked.config, asked.against) == ("rehearse", "proposed.toml", "bellhop.toml")
    assert asked.markdown


def test_the_role_of_a_rehearsal_only_reads_what_that_asks_for() -> None:
    policy = json.loads((ROOT / "infrastructure" / "rehearsal-policy.json").read_text(encoding="utf-8"))
    (statement,) = policy["Statement"]
    assert (statement["Effect"], statement["Resource"]) == ("Allow", "*")  # a composite's history takes no ARN
    assert set(statement["Action"]) == {
        f"cloudwatch:{call}" for call in ("DescribeAlarmHistory", "DescribeAlarms", "ListTagsForResource")
    }


def test_the_checks_run_on_every_python_and_node_that_bellhop_runs_on() -> None:
    jobs: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yml").read_text())["jobs"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (oldest,) = re.findall(r'^requires-python = ">=([\d.]+)"$', project, re.MULTILINE)
    quick = jobs["unit"]["strategy"]["matrix"]["python"]
    whole = jobs["everything"]["strategy"]["matrix"]["include"]

    assert quick == ["3.11", "3.12", "3.13", "3.14"]
    assert oldest == quick[0]
    assert {each["python"] for each in whole} >= {oldest, RUNTIME}
    assert {each["node"] for each in whole} == {"22", "24"}
    assert all(fits(f"v{each['node']}.13.0") for each in whole)


def test_no_workflow_puts_what_somebody_typed_into_a_shell() -> None:
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        commands = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
        assert [command for command in commands if "${{" in command] == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/service.md"])
def test_files_that_the_pages_name_are_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:app|docs|tests|service|infrastructure|tools)/[\w./-]+)`", text))
    named |= {str(Path(name).parent / link) for link in re.findall(r"\]\(([\w./-]+\.md)\)", text)}
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_dependabot_watches_each_place_where_something_is_pinned() -> None:
    watched = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    places = {(each["package-ecosystem"], each["directory"]) for each in watched}
    assert places == {("pip", "/"), ("npm", "/"), ("github-actions", "/"), ("docker", "/service")}
