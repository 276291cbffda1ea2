"""What a busy machine is given, so that no test depends on its luck."""

from __future__ import annotations

from typing import Any

# For what takes hardly any time. What takes longer hangs, and a test that counts seconds tells apart no less.
PATIENCE = 30.0
# A timeout that is not meant to be reached: longer than that, and shorter than pytest's own.
NO_TIMEOUT = 120
# A timeout that is meant to be reached, where it is the same what came to pass before. For the SDKs too, whose types
# ask for whole seconds.
SHORT: Any = 0.1
