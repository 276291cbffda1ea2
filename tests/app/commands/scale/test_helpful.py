"""The buttons that help on from where a group is."""

from __future__ import annotations

import json

import pytest

from app.aws.scaling import Refresh
from app.commands.scale.buttons import CONFIRM, DO
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_progress import pass_by, start_refresh
from tests.app.people import press, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    listening_bellhop.scaling.is_slow = True
    return listening_bellhop


def test_a_running_refresh_can_be_cancelled_and_then_says_who_did_it(bellhop: Bellhop) -> None:
    ts = start_refresh(bellhop)
    bellhop.scaling.refreshed["web"] = (Refresh("r", "InProgress", 50, 1, can_roll_back=True),)
    pass_by(bellhop, 4)
    message = next(each for each in bellhop.slack.messages("C0OPS") if each["ts"] == ts)
    assert '"Cancel refresh"' in json.dumps(message)
    assert '"Roll back"' in json.dumps(message)
    press(bellhop, {**message, "channel": "C0OPS"}, f"{DO}:1", user="U0BO")
    bellhop.work()
    assert "What is replaced so far stays replaced" in newest(bellhop)["text"]
    assert bellhop.scaling.refreshed["web"][0].is_running
    press(bellhop, newest(bellhop), CONFIRM, user="U0BO")
    bellhop.work()
    pass_by(bellhop, 4)
    message = next(each for each in bellhop.slack.messages("C0OPS") if each["ts"] == ts)
    assert message["text"].endswith("Cancelled by <@U0BO> at 50%.")
    assert '"Cancel refresh"' not in json.dumps(message)


def test_where_launch_is_suspended_it_can_be_resumed(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(suspended=("Launch", "AZRebalance")))
    type_in(bellhop, "/scale web 4")
    press(bellhop, newest(bellhop), f"{DO}:3", user="U0BO")
    bellhop.work()
    assert bellhop.scaling.done[-1] == "resume Launch of web"
    pass_by(bellhop, 4)
    assert "Resume" not in json.dumps(bellhop.slack.messages("C0OPS")[0])
