"""Keeps what Bellhop sent to the Slack stand-in in a test, for tools.slack_types to hold to Slack's own types.

What a screen reader can't use fails that test (tests/accessible.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack import limits, modals
from tests import accessible
from tools.slack_types import COLLECTED

# Their messages are not Bellhop's.
OF_THE_STAND_IN = "tests/sandbox/"


@contextmanager
def collected(test: str, folder: Path = COLLECTED) -> Iterator[None]:
    """All messages and views of the block that the stand-in took; a test that runs again replaces its own."""
    found: dict[str, dict[str, Any]] = {}

    def kept(kind: str, check: Callable[[Any], None]) -> Callable[[Any], None]:
        def check_and_keep(content: Any) -> None:
            check(content)
            text = json.dumps(content, sort_keys=True)
            found[text] = {"test": test, "kind": kind, "content": json.loads(text)}

        return check_and_keep

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "check_message", kept("message", limits.check_message))
        patch.setattr(modals, "check_view", kept("view", limits.check_view))
        yield
    ours = [] if test.startswith(OF_THE_STAND_IN) else found.values()
    unusable = [problem for each in ours for problem in accessible.problems(each["content"])]
    assert not unusable, "\n".join(unusable)
    write(folder, test, list(found.values()))


def write(folder: Path, test: str, found: list[dict[str, Any]]) -> None:
    file = folder / f"{hashlib.sha256(test.encode()).hexdigest()[:20]}.json"
    if found:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".unfinished")  # whoever checks them meanwhile reads whole files
        unfinished.write_text(json.dumps(found))
        unfinished.replace(file)
    else:
        file.unlink(missing_ok=True)
