"""The list of groups."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from app.commands.scale.look import LIST_HINT, NO_GROUPS, group_list
from tests.app.commands.scale.test_run import shown
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def test_alone_it_lists_every_group_to_who_asked(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale")
    assert seen(bellhop)[0].startswith("`web`: desired 2, 2 in service (min 1, max 8)")
    assert seen(bellhop, user="U0BO") == []


def test_no_groups_at_all_is_a_sentence() -> None:
    assert group_list([]).text == NO_GROUPS


def test_a_long_list_is_cut_and_says_how_many_there_are_more() -> None:
    message = group_list([web(name=f"{number:03d}-{'x' * 200}") for number in range(45)])
    lines = message.block_dicts()[0]["text"]["text"].splitlines()
    assert all(line.endswith(")") for line in lines[:-1]), "whole lines only"
    assert lines[-1].startswith(f"… and {45 - len(lines) + 1} more.")
    assert LIST_HINT in shown(message)


def test_a_list_of_short_names_ends_where_nobody_reads_on() -> None:
    assert "… and 5 more." in group_list([web(name=f"g{number}") for number in range(45)]).text


def test_a_look_at_a_refresh_reads_the_group_once(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Mock(wraps=bellhop.scaling.group)
    monkeypatch.setattr(bellhop.scaling, "group", read)
    type_in(bellhop, "/scale web refresh")
    read.assert_called_once_with("web")
