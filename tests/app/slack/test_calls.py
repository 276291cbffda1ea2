"""An organization's token names the workspace where Slack wants one; and pages come to an end."""

from __future__ import annotations

import itertools
import json

import pytest

from app.slack.client import Slack
from app.slack.errors import NoSuchChannel, SlackLater
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import door_to, methods
from tests.fakes.clock import SetClock
from tests.fakes.http import answering


@pytest.fixture
def door(slack: RunningSlack, door: Slack) -> Slack:
    slack.join_organization("E0ORG", whole=True)
    return door


def test_a_channel_is_found_in_whichever_workspace_it_is(slack: RunningSlack, door: Slack) -> None:
    assert door.channel_id("#alarms") == "C0ALARMS"
    assert methods(slack) == ["users.conversations", "auth.teams.list", "users.conversations", "users.conversations"]


def test_one_that_is_in_none_is_not_there(door: Slack) -> None:
    with pytest.raises(NoSuchChannel):
        door.channel_id("#nowhere")


def test_user_groups_are_found_in_all_of_them(door: Slack) -> None:
    assert door.handles() == {"S0OPS": "ops"}
    assert door.members("S0OPS") == {"U0ANA", "U0BO"}
    assert door.members("S0NONE") == frozenset()


def test_a_workspaces_token_is_asked_for_no_other(slack: RunningSlack, door: Slack) -> None:
    slack.join_organization("E0ORG", whole=False)
    assert door.channel_id("#alarms") == "C0ALARMS"
    assert methods(slack) == ["users.conversations"]


def test_pages_that_never_end_are_no_answer() -> None:
    page = {"ok": True, "messages": [], "response_metadata": {"next_cursor": "again"}}
    with answering(200, json.dumps(page), {"Content-Type": "application/json"}) as slack, pytest.raises(SlackLater):
        door_to(slack.url).find("C1", "k", since=SetClock()())
    assert len(slack.paths) == 2


def test_pages_that_come_again_and_again_are_no_answer() -> None:
    cursors = itertools.cycle(("first", "second", "third"))

    def ask(method: str, **_: object) -> dict[str, object]:
        return {"messages": [], "response_metadata": {"next_cursor": next(cursors)}}

    calls = door_to("http://127.0.0.1:9/").calls
    calls.call = ask  # type: ignore[method-assign]
    with pytest.raises(SlackLater):
        list(itertools.islice(calls.pages("conversations.history", {}), 100))
