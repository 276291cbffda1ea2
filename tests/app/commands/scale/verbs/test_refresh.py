"""Instance refreshes: what Auto Scaling does, and what it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.scaling import Refresh
from app.base.errors import Wrong
from app.commands.scale.buttons import CONFIRM
from app.commands.scale.verbs.refresh import Refreshing
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_plan import plan, snapshot
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop


def test_a_second_refresh_is_refused_while_one_runs() -> None:
    with pytest.raises(Wrong, match="already running \\(40%\\)"):
        plan("web refresh start", snapshot(refreshes=(Refresh("r", "InProgress", 40),)))


def test_a_refresh_without_a_configuration_of_its_own_has_no_way_back() -> None:
    running = Refresh("r", "InProgress", 40)
    with pytest.raises(Wrong, match="`/scale web refresh cancel` stops it where it is"):
        plan("web refresh rollback", snapshot(refreshes=(running,)))
    made = plan("web refresh rollback", snapshot(refreshes=(replace(running, can_roll_back=True),)))
    assert made.instruction == Refreshing("rollback", known="r")


def test_a_rollback_is_asked_about(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    bellhop.scaling.refreshed["web"] = (Refresh("r", "InProgress", 40, can_roll_back=True),)
    type_in(bellhop, "/scale web refresh rollback")
    assert "and cannot be taken back. Go ahead?" in seen(bellhop)[-1]
    assert bellhop.scaling.done == []
    press(bellhop, newest(bellhop), CONFIRM)
    bellhop.work()
    assert bellhop.scaling.done[0].startswith("refresh of web: Rollback")
