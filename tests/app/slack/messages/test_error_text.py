"""An error is plain wherever it is read, and in Slack escaped exactly once, whatever words are in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import Forbidden, Later, Wrong
from app.commands.scale.buttons import CONFIRM
from app.config.configuration import Configuration, SlackChannel
from app.config.guards import Guard
from app.slack.messages.error_text import error_text, mentioning
from app.slack.messages.text import code, mention
from sandbox.slack.pings import pings
from sandbox.slack.threaded import RunningSlack
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

HOSTILE, ESCAPED = "<!channel> & co", "&lt;!channel&gt; &amp; co"
TYPED = HOSTILE.replace(" ", "")
REFUSED = f"AWS refused to set the sizes of web: {HOSTILE}."
GUARDED = Configuration(SlackChannel("#alarms"), guards=(Guard(group="<*", users=("U0BO",)),))


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (web(), web(name=HOSTILE)), configuration=GUARDED)
    with listening(made):
        yield made


@given(st.text())
def test_the_words_of_an_error_ping_nobody_and_are_escaped_once(words: str) -> None:
    shown = error_text(Wrong(words))
    assert pings(shown) == []
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == words


@given(st.text().map(lambda text: text.replace("`", "")))
def test_an_error_that_mentions_people_names_them_where_nobody_can_be_mentioned(name: str) -> None:
    error = mentioning(Forbidden, f"Ask {mention('U0BO')} in <#C0OPS> about {code(name)}.")
    assert str(error) == f"Ask @U0BO in #C0OPS about `{name or ' '}`."
    assert error_text(error) == f"Ask <@U0BO> in <#C0OPS> about {code(name)}."


@pytest.mark.parametrize(
    "command",
    [
        f"/scale {TYPED} 4",
        f'/scale group:"nobody {HOSTILE}" 4',
        f'/scale group:"{HOSTILE}" 99',
        f"/scale web {HOSTILE}",
        f"/scale web suspend {HOSTILE}",
        f"/scale web refresh {HOSTILE}",
        f"/scale web schedule delete {HOSTILE}",
        f"/scale web 4 at {TYPED}",
        f"/forcealarm {HOSTILE}",
    ],
)
def test_what_people_typed_wrongly_is_quoted_escaped_once_and_pings_nobody(command: str, bellhop: Bellhop) -> None:
    type_in(bellhop, command, user="U0BO")
    (told,) = seen(bellhop, user="U0BO")
    assert "channel" in told
    assert "<!" not in told
    assert pings(told) == []
    assert "&amp;lt;" not in told
    assert "&amp;amp;" not in told


def test_what_aws_refused_with_is_told_escaped_once(bellhop: Bellhop) -> None:
    bellhop.scaling.faults = [Wrong(REFUSED)]
    type_in(bellhop, "/scale web 4")
    assert seen(bellhop) == [f"AWS refused to set the sizes of web: {ESCAPED}."]


def test_what_aws_refused_after_a_yes_is_told_escaped_once(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 0 min=0")
    asked = {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}
    bellhop.scaling.faults = [Wrong(REFUSED)]
    press(bellhop, asked, CONFIRM)
    bellhop.work()
    assert f"went ahead, but it failed: AWS refused to set the sizes of web: {ESCAPED}." in seen(bellhop)[0]


def test_who_may_is_mentioned_to_who_may_not_and_the_name_stays_harmless(bellhop: Bellhop) -> None:
    type_in(bellhop, f'/scale group:"{HOSTILE}" 4')
    (told,) = seen(bellhop)
    assert f"no rule for the group `{ESCAPED}` lets you do that here" in told
    assert "• rule 1 for groups `&lt;*`: <@U0BO>" in told
    type_in(bellhop, f'/scale dry-run group:"{HOSTILE}" 4')
    assert "• rule 1 for groups `&lt;*`: <@U0BO>" in seen(bellhop)[-1]


def test_the_log_says_it_as_it_is(bellhop: Bellhop, caplog: pytest.LogCaptureFixture) -> None:
    bellhop.scaling.faults = [Later(f"AWS is busy and did not set {HOSTILE}.")]
    with caplog.at_level(logging.WARNING):
        type_in(bellhop, "/scale web 4")
    (record,) = [record for record in caplog.records if hasattr(record, "wait")]
    assert record.__dict__["why"] == f"AWS is busy and did not set {HOSTILE}."
