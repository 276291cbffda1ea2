"""apps.manifest.validate: a manifest against a table of Slack's limits, by a configuration token.

Source: docs.slack.dev, "App manifest reference".
"""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.methods.method import Method

# By pointer: the fewest and the most characters.
TEXTS = {
    ("display_information", "name"): (1, 35),
    ("display_information", "description"): (0, 140),
    ("display_information", "long_description"): (174, 4000),
    ("features", "bot_user", "display_name"): (1, 80),
}
COMMAND = {"command": (2, 32), "description": (1, 2000), "usage_hint": (0, 1000)}
SHORTCUT = {"name": (1, 24), "callback_id": (1, 255), "description": (1, 150)}
NO_URL = "Interactivity requires a Request URL"
NOT_ASKED_FOR = "must be among the bot scopes: {scopes}"
LENGTH = "must have {fewest} to {most} characters"


def validate(slack: Slack, arguments: Arguments) -> Json:
    try:
        manifest = json.loads(arguments.required("manifest"))
    except ValueError:
        raise SlackError("invalid_manifest") from None
    if found := list(_problems(manifest)):
        raise SlackError("invalid_manifest", errors=tuple(found))
    return {}


def _problems(manifest: Json) -> Iterator[Json]:
    for path, bounds in TEXTS.items():
        yield from _text("/" + "/".join(path), _at(manifest, *path), bounds)
    for index, command in enumerate(_at(manifest, "features", "slash_commands") or []):
        for name, bounds in COMMAND.items():
            yield from _text(f"/features/slash_commands/{index}/{name}", command.get(name), bounds)
    for index, shortcut in enumerate(_at(manifest, "features", "shortcuts") or []):
        for name, bounds in SHORTCUT.items():
            yield from _text(f"/features/shortcuts/{index}/{name}", shortcut.get(name), bounds)
    scopes = _at(manifest, "oauth_config", "scopes") or {}
    if strangers := sorted(set(scopes.get("bot_optional", [])) - set(scopes.get("bot", []))):
        yield _problem("/oauth_config/scopes/bot_optional", NOT_ASKED_FOR.format(scopes=", ".join(strangers)))
    settings = manifest.get("settings", {})
    interactivity = settings.get("interactivity", {})
    if interactivity.get("is_enabled") and not interactivity.get("request_url") and not settings["socket_mode_enabled"]:
        yield _problem("/settings/interactivity", NO_URL)


def _text(pointer: str, value: Any, bounds: tuple[int, int]) -> Iterator[Json]:
    fewest, most = bounds
    if value is not None and not fewest <= len(value) <= most:
        yield _problem(pointer, LENGTH.format(fewest=fewest, most=most))


def _problem(pointer: str, message: str) -> Json:
    return {"message": message, "pointer": pointer}


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


METHODS: dict[str, Method] = {"apps.manifest.validate": validate}
