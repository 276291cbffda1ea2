"""What a judged part lacks on purpose, each with its reason: expected to fail, and noticed once it does not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.base.errors import BellhopError

Lacks = Mapping[str, Mapping[str, str]]


def expect_lack(request: pytest.FixtureRequest, lacks: Lacks, part: str, *raises: type[BaseException]) -> None:
    """Mark the test as one that this part fails, if `lacks` (test names and reasons by part) says so."""
    reason = lacks.get(part, {}).get(request.node.originalname)
    if reason:
        lacking = (AssertionError, BellhopError, pytest.fail.Exception, *raises)
        request.applymarker(pytest.mark.xfail(reason=reason, raises=lacking))
