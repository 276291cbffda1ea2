"""/echo: who, which command, where, and which text."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.commands.echo import NOTHING_SAID, Request
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop


def test_it_says_who_sent_which_command_where_with_which_text(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/echo hello, world")
    assert seen(listening_bellhop) == ["<@U0ANA> invoked `/echo` in <#C0OPS> with the following text: `hello, world`"]


def test_only_who_asked_sees_it(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/echo hello")
    assert seen(listening_bellhop, user="U0BO") == []


def test_untrusted_text_is_harmless_in_it(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/echo <!channel> `code` & <@U0BO>")
    (message,) = listening_bellhop.slack.messages("C0OPS")
    assert message["text"].endswith("`&lt;!channel&gt; 'code' &amp; &lt;@U0BO&gt;`")
    assert message["pings"] == ["<@U0ANA>"], "who said it is named, nobody else"


def test_a_guest_may_hear_an_echo(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/echo hello", user="U0EVE")
    assert "`hello`" in seen(listening_bellhop, user="U0EVE")[0]


def test_nothing_said_gets_an_example(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/echo")
    assert seen(listening_bellhop) == [NOTHING_SAID]
    with pytest.raises(Wrong):
        Request.parse("")
