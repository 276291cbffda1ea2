"""What the app was installed with, by the project's own manifest."""

import json
from functools import cache
from typing import Any

from sandbox.root import ROOT

MANIFEST = ROOT / "slack-manifest.json"


@cache
def _manifest() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return read


def scopes() -> frozenset[str]:
    return frozenset(_manifest()["oauth_config"]["scopes"]["bot"])


def has_messages_tab() -> bool:
    """Whether people and the bot may write to each other directly: off unless the manifest says otherwise."""
    return bool(_manifest()["features"].get("app_home", {}).get("messages_tab_enabled"))
