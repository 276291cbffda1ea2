"""The form, filled with the group's sizes and limits."""

from __future__ import annotations

import json

import pytest

from tests.app.people import open_form
from tests.fakes.bellhop import Bellhop


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def test_the_modal_starts_from_what_is_and_says_its_bounds(bellhop: Bellhop) -> None:
    shown_modal = json.dumps(open_form(bellhop)["view"])
    assert '"initial_value": "2"' in shown_modal
    assert "1 to 8" in shown_modal
