"""Who did something is named: a mention notifies, so only those are mentioned who have to do something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.commands.scale.buttons import APPROVE, CANCEL, CONFIRM
from app.config.configuration import Configuration, SlackChannel
from app.config.guards import Guard
from app.config.routes import Route
from app.slack.messages.blocks import context, section
from app.slack.messages.buttons import ACKNOWLEDGE, DO_IT_NOW, UNDO, UNMUTE, actions, button
from app.slack.messages.message import Message, listing, sentence
from app.slack.messages.naming import body_of, name_in, with_names
from app.slack.messages.text import NAME_LIMIT, SECTION_LIMIT, TEXT_LIMIT, mention, named
from sandbox.slack.people import User
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import press as press_card
from tests.app.people import open_form, press, submit, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

ANA, BO = "<@U0ANA>", "<@U0BO>"
GUARDS = (Guard(group="two", approvals=1), Guard(group="asks", confirm_above=3))


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    groups = tuple(web(name=name) for name in ("web", "two", "asks"))
    routes = (Route(mention=("S0OPS",)),)
    made = Bellhop(
        slack, clock, groups, configuration=Configuration(SlackChannel("#alarms"), routes=routes, guards=GUARDS)
    )
    with listening(made):
        yield made


def newest(bellhop: Bellhop, channel: str = "C0OPS") -> dict[str, Any]:
    return {**bellhop.slack.messages(channel)[-1], "channel": channel}


def pressed(bellhop: Bellhop, button: str, user: str = "U0ANA") -> None:
    bellhop.clock.advance(1)
    assert press(bellhop, newest(bellhop), button, user)["ok"]
    bellhop.work()


def scale(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 because of the sale")
    bellhop.clock.advance(10)
    bellhop.work()


def undo(bellhop: Bellhop) -> None:
    scale(bellhop)
    pressed(bellhop, UNDO)


def scale_while_an_alarm_is_open(bellhop: Bellhop) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    scale(bellhop)


def scale_by_form(bellhop: Bellhop) -> None:
    submit(bellhop, open_form(bellhop), "3")
    bellhop.work()


def confirm(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks 6")
    pressed(bellhop, CONFIRM)


def cancel(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale asks 6")
    pressed(bellhop, CANCEL)


def cancel_where_nobody_edits(bellhop: Bellhop) -> None:
    bellhop.slack.fault("chat.update", "error", error="edit_window_closed")
    cancel(bellhop)


def approve(bellhop: Bellhop) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    type_in(bellhop, "/scale two 3")
    pressed(bellhop, APPROVE, "U0BO")


def force(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cpu ALARM")


def acknowledge(bellhop: Bellhop) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    press_card(bellhop, ACKNOWLEDGE)


def mute_and_unmute(bellhop: Bellhop) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    mute(bellhop)
    bellhop.clock.advance(1)
    press_card(bellhop, UNMUTE)


def have_a_card_posted_again(bellhop: Bellhop) -> None:
    acknowledge(bellhop)
    bellhop.parts.slack.delete("C0ALARMS", cards(bellhop.slack)[0]["ts"])
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))


def do_it_now(bellhop: Bellhop) -> None:
    """Only the offer, which comes when they no longer wait for it, calls who asked."""
    bellhop.slack.act(user="U0BO", channel="C0OPS", command="/forcealarm web-high-cpu ALARM")
    bellhop.clock.advance(1200)
    bellhop.work()
    pressed(bellhop, DO_IT_NOW)


ACTS: tuple[Callable[[Bellhop], None], ...] = (
    scale,
    undo,
    scale_while_an_alarm_is_open,
    scale_by_form,
    confirm,
    cancel,
    cancel_where_nobody_edits,
    approve,
    force,
    acknowledge,
    mute_and_unmute,
    have_a_card_posted_again,
    do_it_now,
)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_nobody_is_pinged_for_what_they_did_themselves(
    act: Callable[[Bellhop], None], bellhop: Bellhop, slack: RunningSlack
) -> None:
    act(bellhop)
    posted = [message for channel in ("C0OPS", "C0ALARMS") for message in slack.messages(channel)]
    assert posted
    public = [message for message in posted if not message["ephemeral_to"]]  # the others notify nobody
    pinged = [ping for message in public for ping in message["pings"] if ping != "<!subteam^S0OPS>"]
    assert pinged == ([BO] if act is do_it_now else [])
    assert "|>" not in str(posted)


def test_what_is_posted_says_a_name_and_what_is_edited_mentions(bellhop: Bellhop, slack: RunningSlack) -> None:
    door = bellhop.parts.slack
    ts = door.post("C0OPS", sentence(f"{named('U0ANA')} did it"), key="k")
    assert slack.messages("C0OPS")[0]["text"] == "ana did it"
    door.update("C0OPS", ts, sentence(f"{named('U0ANA')} did it"))
    message = slack.messages("C0OPS")[0]
    assert (message["text"], message["pings"]) == (f"{ANA} did it", [])
    assert message["blocks"][0]["text"]["text"] == f"{ANA} did it"


def test_who_has_no_name_at_slack_is_mentioned_rather_than_left_out(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.fault("users.info", "status")
    bellhop.parts.slack.post("C0OPS", sentence(f"{named('U0BO')} did it"), key="k")
    assert slack.messages("C0OPS")[0]["text"] == f"{BO} did it"


def test_a_name_is_text_whatever_is_in_it(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.put_user(User("U0EVIL", "<!channel>", "x"))
    bellhop.parts.slack.post("C0OPS", sentence(f"{named('U0EVIL')} did it"), key="k")
    assert slack.messages("C0OPS")[0]["pings"] == []


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"profile": {"display_name": "ana", "real_name": "Ana Lima"}, "name": "al"}, "ana"),
        ({"profile": {"display_name": "", "real_name": "Ana Lima"}, "name": "al"}, "Ana Lima"),
        ({"name": "al"}, "al"),
        ({"id": "U0ANA"}, "U0ANA"),
        ({"name": "@here"}, "here"),
        ({"name": "a" * 200}, "a" * 39 + "…"),
    ],
)
def test_a_name_is_what_slack_shows(user: dict[str, Any], name: str) -> None:
    assert name_in(user) == name


def test_blocks_keep_whatever_else_is_in_them() -> None:
    content = {"a": [1, None, True, f"{named('U0ANA')}!"], "b": "<@U0BO>"}
    assert with_names(content, str.lower) == {"a": [1, None, True, "u0ana!"], "b": "<@U0BO>"}


@pytest.mark.parametrize("name", ["a" * 200, "<&>" * 20])
def test_a_message_that_fits_still_fits_with_long_names_and_keeps_its_buttons(
    name: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.put_user(User("U0LONG", name, "x"))
    lines = "\n".join([f"{named('U0LONG')} set {'x' * 60}"] * 60)
    text = lines[: SECTION_LIMIT - 20] + "."
    message = Message(text, (section(text), context(text), actions([button("Undo", UNDO, "web", "web")])))
    bellhop.parts.slack.post("C0OPS", message, key="k")
    (posted,) = slack.messages("C0OPS")
    assert [block["type"] for block in posted["blocks"]] == ["section", "context", "actions"]
    assert len(posted["blocks"][0]["text"]["text"]) <= SECTION_LIMIT


@pytest.mark.parametrize("left", range(1, 16))
def test_a_long_text_ends_in_no_half_of_a_mention(left: int) -> None:
    body = body_of(Message("x" * (TEXT_LIMIT - left) + named("U0ANA") + "y" * 20), mention)
    assert len(body["text"]) <= TEXT_LIMIT
    assert body["text"].count("<") == body["text"].count(">")


def test_a_listing_keeps_whole_lines_and_its_end_whatever_the_names_are() -> None:
    lines = [f"{named('U0ANA')} set {number} {'x' * 60}" for number in range(40)]
    body = body_of(listing(lines, "and {count} more", "hint"), lambda _: "n" * NAME_LIMIT)
    text = body["blocks"][0]["text"]["text"]
    assert len(text) <= SECTION_LIMIT
    assert re.search(r"xxx\nand \d+ more$", text)
