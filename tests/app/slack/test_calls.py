"""An organization's token names the workspace where Slack wants one."""

from __future__ import annotations

import pytest

from app.slack.client import Slack
from app.slack.errors import NoSuchChannel
from sandbox.slack.threaded import RunningSlack
from tests.app.slack.conftest import methods


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
