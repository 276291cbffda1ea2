"""Somebody at their Home tab."""

from __future__ import annotations

from typing import Any

from tests.fakes.bellhop import Bellhop
from tests.menus import press_of


def open_home(bellhop: Bellhop, user: str = "U0ANA") -> dict[str, Any]:
    """Somebody opens it, and it is worked on: the view that they see then."""
    answer = bellhop.slack.act(user=user, home="home")
    assert answer["ok"], answer
    bellhop.work()
    return home_of(bellhop, user)


def home_of(bellhop: Bellhop, user: str = "U0ANA") -> dict[str, Any]:
    view: dict[str, Any] = bellhop.slack.state(user)["home"]["view"]
    return view


def press_home(bellhop: Bellhop, action_id: str, user: str = "U0ANA", **more: Any) -> dict[str, Any]:
    """Somebody presses a button there, or picks it from its menu, and it is worked on."""
    view = home_of(bellhop, user)
    how = press_of(view, action_id) if not more else {"action_id": action_id, **more}
    answer = bellhop.slack.act(user=user, view_id=view["id"], **how)
    assert answer["ok"], answer
    bellhop.work()
    return home_of(bellhop, user)


def words_of(view: dict[str, Any]) -> str:
    """All that stands in it, buttons too."""
    return "\n".join(_strings(view["blocks"]))


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [each for key, inner in value.items() if key != "accessibility_label" for each in _strings(inner)]
    return [each for inner in value for each in _strings(inner)] if isinstance(value, list) else []
