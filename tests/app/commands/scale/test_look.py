"""The list of groups."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def test_alone_it_lists_every_group_to_who_asked(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale")
    assert seen(bellhop)[0].startswith("`web`: desired 2, 2 in service (min 1, max 8)")
    assert seen(bellhop, user="U0BO") == []


def test_a_look_at_a_refresh_reads_the_group_once(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Mock(wraps=bellhop.scaling.group)
    monkeypatch.setattr(bellhop.scaling, "group", read)
    type_in(bellhop, "/scale web refresh")
    read.assert_called_once_with("web")
