"""Timers: each does what its name says; tests/app/runtime/test_loops.py has their ends."""

from __future__ import annotations

import json

from app.queues.timers import Timekeeper, Timer
from tests.app.card_actions.test_muting import let_time_pass
from tests.fakes.bellhop import Bellhop


def test_a_timer_that_only_a_newer_version_knows_waits_for_that(bellhop: Bellhop) -> None:
    Timekeeper(bellhop.watch, bellhop.clock).set(Timer("of-a-newer-version", "k:1", bellhop.clock()))
    let_time_pass(bellhop, hours=6)
    assert bellhop.watch.dead_letters == []
    assert [json.loads(text)["timer"]["name"] for text in bellhop.watch.waiting] == ["of-a-newer-version"]
