"""The kinds: one line each, and nothing of one is loaded before it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.aws.scaled_numbers.catalogue import OF_KIND
from app.config.kinds import NUMBERS, SCALED_KINDS
from app.scaling.catalogue import KINDS
from app.scaling.words import prefix_of
from tests.house.tree import ROOT

LOADED = "import sys, app.scaling.catalogue; print(*(name for name in sys.modules if name.startswith('app.aws.')))"


@pytest.mark.parametrize("kind", KINDS)
def test_the_names_of_a_kind_begin_with_it_but_for_groups(kind: str) -> None:
    prefix = "" if kind == "group" else f"{kind}:"
    assert KINDS[kind]().at(f"{prefix}web").name == f"{prefix}web"
    assert prefix_of(f"{prefix}web") == prefix


def test_the_configuration_knows_each() -> None:
    assert tuple(KINDS) == SCALED_KINDS
    assert tuple(OF_KIND) == NUMBERS


def test_the_list_loads_no_kind() -> None:
    ended = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(ended.stdout.split()) <= {"app.aws.scaling", "app.aws.scaling_policy"}
