"""What fills a modal: a press, the words of a command, a submitted form."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.models.views import View

from app.listeners.job import Job
from app.listeners.listener import Button, Command, Entry, Modal
from app.runtime.filling import filled
from app.slack.interactions import Reply
from app.slack.messages.message import notice_view
from tests.fakes.bellhop import Bellhop


def shown(text: str) -> View:
    return notice_view(text)


ENTRIES: list[tuple[Entry, dict[str, Any], str]] = [
    (
        Button("b", fills=lambda click, _: shown(f"{click.value} in {click.view_id}")),
        {"actions": [{"value": "x"}]},
        "x in V1",
    ),
    (
        Command("/c", "", "", run=lambda *_: Reply.nothing(), fills=lambda command, _: shown(command.text)),
        {"command": "/c", "text": "new web"},
        "new web",
    ),
    (
        Modal("m", acts_on=lambda _: "", fills=lambda sent, _: shown(sent.about["alarm"])),
        {"type": "view_submission", "view": {"private_metadata": '{"alarm": "hot"}'}},
        "hot",
    ),
]


@pytest.mark.parametrize(("entry", "body", "text"), ENTRIES)
def test_each_is_read_as_what_it_is(entry: Entry, body: dict[str, Any], text: str, bellhop: Bellhop) -> None:
    job = Job("1", "f", body, bellhop.clock(), view_id="V1")
    view = filled(entry, job, bellhop.parts)
    assert view is not None
    assert view.to_dict()["blocks"][0]["text"]["text"] == text


def test_what_fills_nothing_leaves_the_modal_as_it_is(bellhop: Bellhop) -> None:
    assert filled(Button("b"), Job("1", "f", {}, bellhop.clock(), view_id="V1"), bellhop.parts) is None
