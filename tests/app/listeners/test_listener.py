"""What is registered says by itself whether the worker has anything to do for it."""

from __future__ import annotations

from typing import Any

import pytest

from app.listeners.listener import Button, Command, Entry, Modal, only_looks, only_opens


def run(*_: Any) -> Any:
    raise AssertionError("nothing runs here")


@pytest.mark.parametrize(
    ("entry", "only"),
    [
        (Button("open", opens=run), True),
        (Button("open", opens=run, run=run), False),
        (Modal("form", acts_on=only_looks, run=run), False),
        (Command("/x", "", "", run), False),
    ],
)
def test_a_button_that_runs_nothing_only_opens(entry: Entry, only: bool) -> None:
    assert only_opens(entry) is only


def test_what_says_nothing_of_it_changes_nothing() -> None:
    assert Button("look").acts_on(run) == ""  # type: ignore[arg-type] # whatever was pressed
