"""THOROUGH=1 also runs what takes too long for CI: every place of the enumerations, and the tests marked `thorough`."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("THOROUGH"))
