"""What a busy machine is given, so that no test depends on its luck."""

from __future__ import annotations

# For what takes hardly any time. What takes longer hangs, and a test that counts seconds tells apart no less.
PATIENCE = 30.0
# A timeout that is not meant to be reached: longer than that, and shorter than pytest's own.
NO_TIMEOUT = 120
