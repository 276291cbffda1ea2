"""`python -m tools.slack_types`: what Slack's own types refuse is told with the test or card that it is from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.threaded import running_slack
from tests.collected import collected as keeping
from tests.collected import write
from tools import node, slack_types
from tools.slack_types import Sent, collected, complaints, golden, shapes

BUTTON: dict[str, Any] = {"type": "button", "text": {"type": "plain_text", "text": "Mute"}, "action_id": "mute"}


@pytest.fixture(scope="module", autouse=True)
def compiler() -> Iterator[None]:
    """Installed as the lock says, where it is not."""
    node.ensure()
    yield


@pytest.fixture
def folder() -> Path:
    """Below the node_modules that has the types."""
    return slack_types.CHECKED.with_name("slack-types-of-tests")


def message(*blocks: dict[str, Any], source: str = "a test") -> Sent:
    return Sent(source, "message", {"text": "told", "blocks": list(blocks), "attachments": None})


def test_the_golden_cards_are_what_slack_types_says(folder: Path) -> None:
    cards = list(golden())
    assert len(cards) > 40
    assert complaints(cards, folder) == []


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ({"type": "actions", "elements": [{**BUTTON, "style": "warning"}]}, "warning"),
        ({"type": "actions", "elements": [{**BUTTON, "colour": "red"}]}, "colour"),
        ({"type": "section", "text": {"type": "markdown", "text": "a"}}, "markdown"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "a"}}, "mrkdwn"),
        ({"type": "heading"}, "heading"),
    ],
)
def test_what_no_block_is_is_told_with_its_source(folder: Path, block: dict[str, Any], named: str) -> None:
    good = {"type": "actions", "elements": [BUTTON]}
    (complaint,) = complaints([message(good), message(block, source="card 2"), message(good)], folder)
    assert complaint.startswith("card 2: error TS")
    assert named in complaint


def test_a_view_without_a_title_is_told(folder: Path) -> None:
    view = {"type": "modal", "blocks": [{"type": "actions", "elements": [BUTTON]}]}
    (complaint,) = complaints([Sent("a form", "view", view)], folder)
    assert "title" in complaint


def test_of_one_shape_one_is_checked_and_another_style_is_another_shape() -> None:
    def actions(*buttons: dict[str, Any]) -> Sent:
        return message({"type": "actions", "elements": list(buttons)})

    other_text = {**BUTTON, "text": {"type": "plain_text", "text": "Scale web to 4"}}
    danger = {**BUTTON, "style": "danger"}
    assert len(shapes([actions(BUTTON), actions(other_text), actions(BUTTON, other_text)])) == 1
    assert len(shapes([actions(BUTTON), actions(danger)])) == 2


def test_what_the_stand_in_took_in_a_test_is_kept_and_what_it_refused_is_not(tmp_path: Path) -> None:
    spoken = f"{BUTTON['text']['text']} of a test"
    blocks = [{"type": "actions", "elements": [{**BUTTON, "accessibility_label": spoken}]}]
    with running_slack() as slack, keeping("a test", tmp_path):
        web = WebClient(slack.bot_token, base_url=slack.api_url)
        web.chat_postMessage(channel="C0OPS", text="told", blocks=blocks)
        with pytest.raises(SlackApiError):
            web.chat_postMessage(channel="C0OPS", text="told", blocks=[{"type": "heading"}])
    assert list(collected(tmp_path)) == [message(*blocks)]


def test_what_the_tests_sent_is_read_with_the_tests_name_until_that_sends_something_else(tmp_path: Path) -> None:
    write(tmp_path, "a test", [{"test": "a test", "kind": "view", "content": {"type": "modal"}}])
    assert list(collected(tmp_path)) == [Sent("a test", "view", {"type": "modal"})]
    write(tmp_path, "a test", [])
    assert list(collected(tmp_path)) == []


def test_what_a_screen_reader_cannot_use_fails_a_test_of_bellhop_and_none_of_the_stand_in(tmp_path: Path) -> None:
    def post(test: str) -> None:
        with running_slack() as slack, keeping(test, tmp_path):
            blocks = [{"type": "actions", "elements": [BUTTON]}]
            WebClient(slack.bot_token, base_url=slack.api_url).chat_postMessage(
                channel="C0OPS", text="!", blocks=blocks
            )

    post("tests/sandbox/test_of_it.py")
    with pytest.raises(AssertionError, match="a screen reader does not say what it does"):
        post("tests/app/test_of_it.py")


def test_who_reads_while_a_test_runs_again_reads_a_whole_file(tmp_path: Path) -> None:
    first, second = ([{"test": "a test", "kind": "message", "content": {"text": text}}] for text in ("first", "second"))
    write(tmp_path, "a test", first)
    (file,) = tmp_path.iterdir()

    with file.open() as opened:
        write(tmp_path, "a test", second)
        assert json.load(opened) == first

    assert [file] == list(tmp_path.iterdir())
    assert json.loads(file.read_text()) == second
