"""The bot's files in Slack, over HTTP: uploaded in two halves, looked at, and deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.slack.client import Slack
from app.slack.errors import SlackError
from app.slack.messages.message import sentence
from sandbox.slack.threaded import RunningSlack
from tests.fakes.clock import SetClock


def test_an_uploaded_file_is_ready_once_slack_has_looked_through_it(slack: RunningSlack, door: Slack) -> None:
    slack.slow_files(2)
    file_id = door.files.upload("graph.png", b"png")
    assert not door.files.is_ready(file_id)
    assert door.files.is_ready(file_id)


def test_a_file_of_which_only_one_half_was_done_is_shared_by_the_other_in_the_thread(
    slack: RunningSlack, door: Slack
) -> None:
    ts = door.post("C0OPS", sentence("an incident"), key="k")
    file_id = door.files.send("incident.md", b"# It")
    assert not door.files.is_shared(file_id)

    door.files.share(file_id, "incident.md", "C0OPS", ts)

    assert door.files.is_shared(file_id)
    assert [each["thread_ts"] for each in slack.messages("C0OPS") if each.get("files")] == [ts]


def test_the_older_ones_of_a_name_are_found_and_deleted(door: Slack, clock: SetClock) -> None:
    old, other = door.files.upload("graph.png", b"png"), door.files.upload("plan.png", b"png")
    clock.advance(60)
    door.files.upload("graph.png", b"png")

    assert door.files.before("graph.png", clock() - timedelta(seconds=30)) == (old,)
    door.files.delete(old)
    assert door.files.before("graph.png", clock() - timedelta(seconds=30)) == ()
    assert door.files.is_ready(other)


def test_a_file_that_slack_deleted_is_no_longer_ready_but_an_error(door: Slack) -> None:
    file_id = door.files.upload("graph.png", b"png")
    door.files.delete(file_id)
    with pytest.raises(SlackError, match="file_not_found"):
        door.files.is_ready(file_id)
