"""What is asked for, as a button carries it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.commands.scale.request.packed import packed, unpacked
from app.commands.scale.request.parse import Request
from app.commands.scale.verbs import catalogue
from app.commands.scale.verbs.keep import Keep
from app.commands.scale.verbs.look import Failures
from app.commands.scale.verbs.schedule import Unschedule
from app.commands.scale.verbs.stay import Stay
from app.commands.scale.verbs.undo import Undo

WORDS = (
    *("", "history", "help", "web", "web 4", "web +2", "web x1.5", "web -25%", "web 150%", "web min=0 max=12"),
    *(
        "web 4 for 1h30m",
        "web 4 at 18:00",
        "web 4 until tomorrow 8am UTC",
        "web 4 at monday 18:00",
        "web min=2 in 30m",
        "web 6 every mon,fri 08:15",
        "web schedule",
    ),
    *("web suspend Launch Terminate", "web resume all", "web refresh", "web refresh rollback", "web undo", "web fit"),
)


def intents() -> list[Any]:
    return [
        *(Request.parse(words).intent for words in WORDS),
        Unschedule("late  evening"),
        Undo("change"),
        Failures("change"),
        Keep("change"),
        Stay("change"),
    ]


@pytest.mark.parametrize("intent", intents(), ids=str)
def test_it_is_the_same_again_after_a_way_through_json(intent: Any) -> None:
    assert unpacked(json.loads(json.dumps(packed(intent)))) == intent


def test_what_02_wrote_as_a_fraction_is_read() -> None:
    intent: Any = Request.parse("web x1.5").intent
    data = json.loads(json.dumps(packed(intent)).replace('"1.5"', '"3/2"'))
    assert "3/2" in json.dumps(data)
    assert unpacked(data) == intent


def test_there_is_an_example_of_everything_that_can_be_asked_for() -> None:
    assert {type(intent) for intent in intents()} == set(catalogue.intents())


@pytest.mark.parametrize(
    "data",
    [
        None,
        "4",
        {"is": "Of Tomorrow"},
        {"is": "Sizes", "minimum": 1},
        {"is": "Refresh", "step": "stop"},
        {"is": "Resize", "sizes": {"is": "Sizes", "size": {"is": "Size", "number": "four"}}},
        {"is": "Resize", "sizes": {"is": "Sizes", "size": {"is": "Size", "number": "1/0"}}},
        {"is": "Unschedule"},
    ],
)
def test_what_is_not_known_here_is_none(data: Any) -> None:
    assert unpacked(data) is None
