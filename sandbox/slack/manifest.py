"""What the app was installed with, by the project's own manifest."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.root import ROOT

MANIFEST = ROOT / "slack-manifest.json"


@cache
def _manifest() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return read


def scopes() -> frozenset[str]:
    return frozenset(_manifest()["oauth_config"]["scopes"]["bot"])


def has_home_tab() -> bool:
    return bool(_manifest()["features"].get("app_home", {}).get("home_tab_enabled"))


def has_messages_tab() -> bool:
    """Whether people and the bot may write to each other directly: off unless the manifest says otherwise."""
    return bool(_manifest()["features"].get("app_home", {}).get("messages_tab_enabled"))


def features_of(manifest: Path | None) -> dict[str, Any]:
    """The app's commands and shortcuts as this file names them; none without one."""
    read: dict[str, Any] = _read(manifest).get("features", {})
    return read


def events_of(manifest: Path | None) -> frozenset[str] | None:
    """The events that the app subscribed to; None without a file."""
    if manifest is None or not manifest.exists():
        return None
    return frozenset(_read(manifest).get("settings", {}).get("event_subscriptions", {}).get("bot_events", []))


def _read(manifest: Path | None) -> dict[str, Any]:
    read: dict[str, Any] = {}
    if manifest is not None and manifest.exists():
        read = json.loads(manifest.read_text(encoding="utf-8"))
    return read
