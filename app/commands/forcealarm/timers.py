"""The names of /forcealarm's timers: they wait on the queue and are never renamed."""

from __future__ import annotations

FOLLOW = "forcealarm-follow"
TEST = "forcealarm-test"
SET = "forcealarm-set"
DRILL = "forcealarm-drill"
