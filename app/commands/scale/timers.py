"""The names of /scale's timers: they wait on the queue and are never renamed. `wake.py` has what each does."""

from __future__ import annotations

FOLLOW = "scale-follow"
RETURN = "scale-return"
RETURNED = "scale-returned"
EXPIRES = "scale-pending"
COMPARE = "scale-forecast"
