"""However long a command is, and whatever it is made of: it is understood, or refused, in time that grows with it."""

from __future__ import annotations

import contextlib

import pytest

from app.base.errors import Wrong
from app.commands.scale.request.parse import Request
from tests.app.growth import assert_linear

pytestmark = pytest.mark.slow

STARTS = [
    "",
    "web ",
    "web 3 ",
    "web 3 for ",
    "web 3 at ",
    "web 3 every ",
    '"',
    'group:"',
    "dry-run ",
    "web 3 because ",
    "suspend web ",
]
UNITS = [
    " ",
    '"',
    "\\",
    '\\"',
    "“",
    "a ",
    "3",
    "1h",
    "1h ",
    "-",
    "dry run ",
    "because ",
    "min=1 ",
    "mon,",
    "09:00 ",
    "x2 ",
    "\n",
]


@pytest.mark.parametrize("start", STARTS)
def test_a_command_of_any_length(start: str) -> None:
    def parse(unit: str, size: int) -> None:
        with contextlib.suppress(Wrong):
            Request.parse(start + unit * (size // len(unit)))

    for unit in UNITS:
        assert_linear(lambda size: parse(unit, size), unit)  # noqa: B023
