"""Connections opened at the start: one that fails is logged by what it wants, and never fails the start."""

from __future__ import annotations

import logging

import pytest

from app.base.errors import Later, Misconfigured
from app.runtime.open_connections import open_now


@pytest.mark.parametrize("error", [Later("AWS did not answer."), Misconfigured("SLACK_BOT_TOKEN: cannot be read")])
def test_a_connection_that_fails_is_logged_and_the_others_are_opened(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    opened: list[str] = []

    def fail() -> None:
        raise error

    with caplog.at_level(logging.WARNING):
        open_now(lambda: opened.append("first"), fail, lambda: opened.append("last"))
    assert opened == ["first", "last"]
    assert [record.__dict__["why"] for record in caplog.records] == [str(error)]


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        open_now(lambda: 1 // 0)
