"""The kinds: one line each, and nothing of one is loaded before it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.scaling.catalogue import KINDS, kinds_of
from tests.house.tree import ROOT

LOADED = "import sys, app.scaling.catalogue; print(*(name for name in sys.modules if name.startswith('app.aws.')))"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_made(kind: str) -> None:
    (made,) = kinds_of([kind])
    target = made.at(f"{made.prefix}web")
    assert target.name == f"{made.prefix}web"


def test_no_two_kinds_have_names_that_begin_alike() -> None:
    prefixes = [kind.prefix for kind in kinds_of(KINDS)]
    assert len(set(prefixes)) == len(prefixes)
    assert not [each for each in prefixes if each and not each.endswith(":")]


def test_the_list_loads_no_kind() -> None:
    ended = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(ended.stdout.split()) <= {"app.aws.scaling", "app.aws.scaling_policy"}
