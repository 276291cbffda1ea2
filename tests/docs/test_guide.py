"""docs/write-your-own-command.md is followed to the letter, and the command that comes of it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs.guide import PartedWays, blocks, changed, copy_of_the_tree, follow
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "write-your-own-command.md").read_text(encoding="utf-8")

# The page's own words end with its test; this types the command as a person does, known to Slack by the new manifest.
TYPE_IT = """
import json
from pathlib import Path
from sandbox.slack.threaded import running_slack
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock

clock = SetClock()
with running_slack(clock=clock.epoch, manifest=Path("slack-manifest.json")) as slack:
    bellhop = Bellhop(slack, clock)
    with listening(bellhop):
        taken = slack.act(user="U0ANA", channel="C0OPS", command="/ringing")
        bellhop.work()
    print(json.dumps({"taken": taken, "messages": slack.messages("C0OPS")}))
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree after all that the page says; the whole house looks at it once, at the end."""
    copy = copy_of_the_tree(tmp_path_factory.mktemp("guide"))
    lists = " ".join(f"tests/house/test_{name}.py" for name in ("one_list", "tests"))
    follow(PAGE.replace("pytest -q tests/house\n", f"pytest -q {lists}\n", 1), copy)
    return copy


def run_python(tree: Path, *arguments: str) -> str:
    ended = subprocess.run([sys.executable, *arguments], cwd=tree, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_command_of_the_page_answers_who_types_it(tree: Path) -> None:
    seen: dict[str, Any] = json.loads(run_python(tree, "-c", TYPE_IT))

    assert seen["taken"]["ok"], seen
    (answer,) = seen["messages"]
    assert answer["ephemeral_to"] == "U0ANA"
    assert answer["text"] == ":red_circle: `web-5xx`: Threshold Crossed"


def test_the_code_of_the_page_keeps_the_style(tree: Path) -> None:
    written = [block.path for block in blocks(PAGE) if block.kind == "python"]

    run_python(tree, "-m", "ruff", "check", "--quiet", *written)
    run_python(tree, "-m", "ruff", "format", "--check", "--quiet", *written)


def test_a_page_whose_context_has_changed_in_the_code_is_noticed() -> None:
    with pytest.raises(PartedWays, match="0 times"):
        changed("from app.commands import echo\n", "-from app.commands import scale\n+from app.commands import x\n")


def test_a_page_that_shows_another_output_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(PartedWays, match="the page shows"):
        follow("```sh\necho green\n```\n\n```text\nred\n```\n", tmp_path)


def test_a_page_that_hides_a_failure_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="broken"):
        follow("```sh\necho broken; false\n```\n", tmp_path)
