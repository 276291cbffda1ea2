"""The shape of a body: what Bolt and Bellhop read of it is told by its place, and never by what stands there."""

from __future__ import annotations

from typing import Any

import pytest

from app.slack.shape import DEEPEST, flaw

PRESS = {"type": "block_actions", "actions": [{"action_id": "scale"}]}


def nested(levels: int) -> dict[str, Any]:
    return {"a": nested(levels - 1)} if levels > 1 else {}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([], "is no object"),
        ("secret", "is no object"),
        (nested(DEEPEST + 1), "is nested more than 100 deep"),
        ({"user": "secret"}, "user is no object"),
        ({"type": ["secret"]}, "type is no text"),
        ({**PRESS, "actions": "secret"}, "actions is no list"),
        ({**PRESS, "actions": ["secret"]}, "actions[] is no object"),
        ({**PRESS, "actions": [{"action_id": 1}]}, "actions[].action_id is no text"),
        ({**PRESS, "actions": [{}]}, "actions[].action_id is missing"),
        ({**PRESS, "actions": []}, "actions is missing"),
        ({"type": "view_submission"}, "view is missing"),
        ({"view": {"state": {"values": {"size": {"size": "secret"}}}}}, "view.state.values.*.* is no object"),
        ({"event": {"user": 1}}, "event.user is no text"),
        ({"authorizations": [None]}, "authorizations[] is no object"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(body: Any, said: str) -> None:
    assert flaw(body) == said


@pytest.mark.parametrize(
    "body",
    [
        {},
        PRESS,
        nested(DEEPEST),
        {"type": "of a later year", "more": [1, {"a": [[]]}]},
        {**PRESS, "user": None, "view": None, "message": {"user": "U0ANA", "blocks": None}},
        {"type": "event_callback", "event": {"user": {"id": "U0ANA"}}},
    ],
)
def test_null_what_nobody_reads_and_later_years_are_no_flaw(body: Any) -> None:
    assert flaw(body) == ""
