"""Events as our own values: what a person said to Bellhop, and nothing of what bots say or people edit."""

from __future__ import annotations

from typing import Any

import pytest

from app.slack.events import read_said, words_in

BOT = {"authorizations": [{"user_id": "U0BELLHOP", "is_bot": True}]}
EVENT = {"type": "app_mention", "user": "U0ANA", "team": "T1", "text": "<@U0BELLHOP> web", "channel": "C1", "ts": "1.2"}


def envelope(**more: Any) -> dict[str, Any]:
    return {"type": "event_callback", "event_id": "Ev1", "event_time": 1_700_000_000, "event": {**EVENT, **more}, **BOT}


def test_a_mention_says_who_where_what_and_when() -> None:
    said = read_said(envelope())
    assert said
    assert (said.id, said.user_id, said.team_id, said.channel_id, said.thread_ts) == ("Ev1", "U0ANA", "T1", "C1", "")
    assert said.text == "web"
    assert said.at and said.at.timestamp() == 1_700_000_000
    assert said.as_command("/scale", "web") == {
        "command": "/scale",
        "text": "web",
        "user_id": "U0ANA",
        "team_id": "T1",
        "channel_id": "C1",
    }


def test_a_thread_is_answered_and_a_threads_first_message_is_in_the_channel() -> None:
    in_thread, first = read_said(envelope(thread_ts="1.1")), read_said(envelope(thread_ts="1.2"))
    assert in_thread and first
    assert (in_thread.as_command("/x", "")["thread_ts"], "thread_ts" in first.as_command("/x", "")) == ("1.1", False)


def test_somebody_of_another_workspace_is_of_that_one() -> None:
    said = read_said(envelope(user_team="T2"))
    assert said and said.team_id == "T2"


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"user": "U0BELLHOP"},
        {"user": ""},
        {"user": "USLACKBOT"},
        {"edited": {"user": "U0ANA", "ts": "2"}},
        {"type": "message", "channel_type": "im", "subtype": "message_changed"},
        {"type": "message", "channel_type": "im", "subtype": "message_deleted"},
        {"type": "message", "channel_type": "im", "subtype": "bot_message"},
        {"type": "message", "channel_type": "channel"},
        {"type": "reaction_added"},
    ],
)
def test_what_no_person_said_to_bellhop_is_nothing(event: dict[str, Any]) -> None:
    assert read_said(envelope(**event)) is None


@pytest.mark.parametrize("body", [{}, {"event": 1}, {"event": {}}, {**envelope(), "authorizations": 3}])
def test_whatever_slack_sends_it_is_read(body: dict[str, Any]) -> None:
    said = read_said(body)
    assert said is None or said.user_id == "U0ANA"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U0BELLHOP> web 4", "web 4"),
        ("hey <@U0BELLHOP|bellhop>, web 4", "hey , web 4"),
        ("<@U0BELLHOP>", ""),
        ("`scale web 4`", "scale web 4"),
        ("```\nscale web 4\n```", "scale web 4"),
        ("scale `web` 4", "scale `web` 4"),
        ("web\u00a04\nplease", "web 4 please"),
        ("<http://web.example.com|web.example.com> 4", "web.example.com 4"),
        ("web because <https://wiki/x>", "web because https://wiki/x"),
        ("<mailto:a@b.c|a@b.c> &lt;b&gt;", "a@b.c &lt;b&gt;"),
        ("see <#C0OPS|ops> and <@U0BO>", "see #ops and <@U0BO>"),
    ],
)
def test_the_words_are_as_they_were_typed(text: str, words: str) -> None:
    assert words_in(text, "U0BELLHOP") == words
