"""What reaches Bellhop without a slash, through the deployed zip: mentions, shortcuts, the Home tab."""

from __future__ import annotations

from typing import Any

from tests.app.home.people import words_of
from tests.flows.staying_alarm import an_alarm_that_stays
from tests.flows.until import until
from tests.menus import press_of
from tests.sandbox_process import SandboxProcess

OPS, ANAS, BELLHOP = "C0OPS", "D0ANA", "U0BELLHOP"


def home(sandbox: SandboxProcess) -> dict[str, Any]:
    found: dict[str, Any] = (sandbox.state()["home"] or {"view": {"blocks": []}})["view"]
    return found


def home_with(sandbox: SandboxProcess, *words: str) -> dict[str, Any]:
    """The Home tab, once it has all these words."""
    view = home(sandbox)
    return view if all(word in str(view) for word in words) else {}


def said(sandbox: SandboxProcess, channel: str, *words: str, thread: str = "") -> dict[str, Any] | None:
    """The bot's message there that has all these words, if it has come."""
    messages = sandbox.messages(channel)
    below = [reply for message in messages if message["ts"] == thread for reply in message["replies"]]
    bots = [each for each in (below if thread else messages) if each.get("user") == BELLHOP]
    return next((each for each in bots if all(word in each["text"] for word in words)), None)


def test_what_is_said_is_done_and_answered_where_it_was_said_and_the_home_tab_shows_it(sandbox: SandboxProcess) -> None:
    opened = sandbox.act(user="U0ANA", home="home")
    assert (opened["ok"], opened["status"]) == (True, 200), opened
    until(lambda: "Groups" in words_of(home(sandbox)), "the Home tab")

    asked = sandbox.act(user="U0BO", channel=OPS, text="web is slow")["response"]["ts"]
    assert sandbox.act(user="U0ANA", channel=OPS, text="@bellhop web 3", thread_ts=asked)["status"] == 200
    until(lambda: said(sandbox, OPS, "from 2 to 3", thread=asked), "the change in the thread")

    cloudwatch, name = sandbox.client("cloudwatch"), an_alarm_that_stays(sandbox)
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")
    view = until(lambda: home_with(sandbox, name, "desired 3", "alarm_ack"), "the alarm on the Home tab")
    sandbox.act(user="U0ANA", view_id=view["id"], **press_of(view, "alarm_ack"))
    until(lambda: "Acknowledged by <@U0ANA>" in words_of(home(sandbox)), "the acknowledgement")

    sandbox.act(user="U0ANA", channel=ANAS, text="web")
    until(lambda: said(sandbox, ANAS, "desired 3"), "the answer to a direct message")

    ts = sandbox.act(app="E-mail", channel=OPS, text=f'ALARM: "{name}" in US East (N. Virginia)')["response"]["ts"]
    sandbox.act(user="U0ANA", channel=OPS, ts=ts, shortcut="what_alarm")
    until(lambda: said(sandbox, OPS, name, "ALARM"), "the alarm's card")

    sandbox.act(user="U0ANA", shortcut="scale_group")
    until(lambda: "Which group?" in str(sandbox.state()["views"]), "the groups to pick from")
    cloudwatch.delete_alarms(AlarmNames=[name])
