"""Guards at work: every button of an alarm, /forcealarm and "Do it now", for members, guests and other workspaces."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from app.access.guards import GUEST, STRANGER
from app.config.configuration import Configuration
from app.config.guards import Guard
from app.runtime.run import DONE_ALREADY
from app.slack.messages.buttons import DO_IT_NOW
from sandbox.slack.threaded import RunningSlack
from tests.app.card_actions.pressing import blocks, press, rung, whispered
from tests.app.people import open_form, seen, type_in
from tests.app.people import press as press_message
from tests.fakes.aws import alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock

EVE_ONLY = Guard(alarm="web-*", users=("U0EVE",))
OPS_ONLY = Guard(alarm="web-*", usergroups=("S0OPS",))
FORCE = "/forcealarm web-high-cpu ALARM"

Guarded = Callable[..., Bellhop]


@pytest.fixture
def guarded(slack: RunningSlack, clock: SetClock) -> Iterator[Guarded]:
    """A Bellhop with these guards, and what people do in Slack reaches it."""
    with ExitStack() as stack:

        def build(*guards: Guard) -> Bellhop:
            bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=guards))
            stack.enter_context(listening(bellhop))
            return bellhop

        yield build


def form_of(bellhop: Bellhop, user: str) -> dict[str, Any]:
    """The modal on top in front of somebody, as Slack shows it."""
    view: dict[str, Any] = bellhop.slack.state(user)["views"][-1]["view"]
    return view


def mute(bellhop: Bellhop, user: str) -> None:
    press(bellhop, "alarm_mute", user)
    view = bellhop.slack.state(user)["views"][-1]
    bellhop.slack.act(user=user, view_id=view["id"], values={"span": "60"})
    bellhop.work()


def changes(bellhop: Bellhop) -> tuple[Any, ...]:
    """What has been changed in AWS, and whether the card says that somebody acknowledged it."""
    return (
        *bellhop.cloudwatch.changes,
        *bellhop.cloudwatch.rules,
        *(["in hand"] * (":eyes: Acknowledged by" in blocks(bellhop))),
    )


CHANGES: dict[str, Callable[[Bellhop, str], object]] = {
    "acknowledge": lambda bellhop, user: press(bellhop, "alarm_ack", user),
    "mute": mute,
    "forcealarm": lambda bellhop, user: type_in(bellhop, FORCE, user, channel="C0ALARMS"),
}


@pytest.mark.parametrize("response", CHANGES)
def test_whom_a_guard_leaves_out_changes_nothing_and_is_told_whom_to_ask(response: str, guarded: Guarded) -> None:
    bellhop = guarded(EVE_ONLY)
    rung(bellhop)
    CHANGES[response](bellhop, "U0ANA")
    assert changes(bellhop) == ()
    told = [*whispered(bellhop), json.dumps(bellhop.slack.state("U0ANA")["views"])]
    assert any("rule 1 for alarms `web-*`: <@U0EVE>" in each for each in told)


@pytest.mark.parametrize("response", CHANGES)
@pytest.mark.parametrize(("guard", "user"), [(EVE_ONLY, "U0EVE"), (OPS_ONLY, "U0ANA")])
def test_whom_a_guard_names_may_a_guest_too(guard: Guard, user: str, response: str, guarded: Guarded) -> None:
    bellhop = guarded(guard)
    rung(bellhop)
    CHANGES[response](bellhop, user)
    assert len(changes(bellhop)) == 1


@pytest.mark.parametrize("response", ["acknowledge", "mute"])
def test_somebody_of_another_workspace_whom_a_guard_names_may(response: str, guarded: Guarded) -> None:
    bellhop = guarded(Guard(alarm="web-*", users=("U0ZOE",)))
    rung(bellhop)
    CHANGES[response](bellhop, "U0ZOE")
    assert len(changes(bellhop)) == 1


@pytest.mark.parametrize("response", CHANGES)
@pytest.mark.parametrize(("user", "why"), [("U0EVE", GUEST), ("U0ZOE", STRANGER)])
def test_a_guard_that_names_nobody_lets_full_members_and_no_one_else(
    user: str, why: str, response: str, guarded: Guarded
) -> None:
    bellhop = guarded(Guard(alarm="web-*"))
    rung(bellhop)
    if response == "mute":
        press(bellhop, "alarm_mute", user)
        assert why in json.dumps(form_of(bellhop, user))
    else:
        CHANGES[response](bellhop, user)
        assert whispered(bellhop, user) == [why]
    assert changes(bellhop) == ()
    CHANGES[response](bellhop, "U0BO")
    assert len(changes(bellhop)) == 1


@pytest.mark.parametrize("response", CHANGES)
def test_only_the_channel_of_the_guard_will_do(response: str, guarded: Guarded) -> None:
    bellhop = guarded(Guard(alarm="web-*", channels=("#ops",)))
    rung(bellhop)
    CHANGES[response](bellhop, "U0ANA")
    assert changes(bellhop) == ()
    type_in(bellhop, FORCE, channel="C0OPS")
    assert bellhop.cloudwatch.changes


def test_who_may_not_mute_reads_so_in_the_form_and_has_nothing_to_submit(guarded: Guarded) -> None:
    bellhop = guarded(EVE_ONLY)
    rung(bellhop)
    press(bellhop, "alarm_mute")
    form = form_of(bellhop, "U0ANA")
    assert form["submit"] is None
    assert "no rule for the alarm `web-high-cpu` lets you" in json.dumps(form)


def test_the_form_of_who_may_stays_as_it_was_opened(guarded: Guarded) -> None:
    bellhop = guarded(OPS_ONLY)
    rung(bellhop)
    press(bellhop, "alarm_mute")
    assert form_of(bellhop, "U0ANA")["submit"]
    assert "views.update" not in [call["method"] for call in bellhop.slack.calls()]


def test_a_form_that_was_opened_before_the_right_was_lost_does_nothing(guarded: Guarded, clock: SetClock) -> None:
    bellhop = guarded(OPS_ONLY)
    rung(bellhop)
    press(bellhop, "alarm_mute")
    bellhop.slack.set_members("S0OPS", "U0BO")
    clock.advance(301)
    view = bellhop.slack.state("U0ANA")["views"][-1]
    bellhop.slack.act(user="U0ANA", view_id=view["id"], values={"span": "60"})
    bellhop.work()
    assert bellhop.cloudwatch.rules == {}
    assert "@ops" in whispered(bellhop)[-1]


def test_unmute_is_guarded_too(guarded: Guarded, clock: SetClock) -> None:
    bellhop = guarded(OPS_ONLY)
    rung(bellhop)
    mute(bellhop, "U0ANA")
    bellhop.slack.set_members("S0OPS", "U0BO")
    clock.advance(301)
    press(bellhop, "alarm_unmute")
    assert len(bellhop.cloudwatch.rules) == 1
    press(bellhop, "alarm_unmute", user="U0BO")
    assert bellhop.cloudwatch.rules == {}


@pytest.mark.parametrize(("user", "may"), [("U0ANA", False), ("U0EVE", True)])
def test_the_form_that_scales_a_group_is_guarded_when_it_is_opened(user: str, may: bool, guarded: Guarded) -> None:
    bellhop = guarded(Guard(group="web", users=("U0EVE",)))
    open_form(bellhop, user)
    form = form_of(bellhop, user)
    assert bool(form["submit"]) is may
    assert ("no rule for the group `web` lets you do that here" in json.dumps(form)) is not may


def test_everybody_may_look(guarded: Guarded) -> None:
    bellhop = guarded(OPS_ONLY)
    rung(bellhop)
    press(bellhop, "alarm_details", user="U0EVE")
    type_in(bellhop, "/forcealarm web-high-cpu", user="U0EVE")
    assert "History of" in whispered(bellhop, "U0EVE")[0]
    assert "web-high-cpu" in seen(bellhop, user="U0EVE")[0]


def test_a_click_that_says_it_comes_from_another_workspace_is_a_strangers(guarded: Guarded) -> None:
    """Slack's description of people from shared channels does not always say so; their click does."""
    bellhop = guarded()
    card = rung(bellhop)
    (button,) = [
        each for block in card["blocks"] for each in block.get("elements", []) if each.get("action_id") == "alarm_ack"
    ]
    click = {
        "type": "block_actions",
        "team": {"id": "T0OTHER"},
        "user": {"id": "U0ANA", "team_id": "T0OTHER"},
        "channel": {"id": "C0ALARMS"},
        "actions": [button],
    }
    bellhop.edge(bellhop.interaction(click))
    bellhop.work()
    assert whispered(bellhop) == [STRANGER]
    assert changes(bellhop) == ()


def test_an_alarm_whose_name_holds_a_state_is_guarded_by_its_whole_name(guarded: Guarded) -> None:
    """`/forcealarm web ALARM 5xx OK` may be read as two requests; the guard counts for the alarm that is there."""
    bellhop = guarded(Guard(alarm="web ALARM *", users=("U0EVE",)))
    bellhop.cloudwatch.add(alarm("web ALARM 5xx", "ALARM"))
    type_in(bellhop, "/forcealarm web ALARM 5xx OK")
    assert bellhop.cloudwatch.changes == []
    assert "rule 1 for alarms `web ALARM *`" in seen(bellhop)[0]


def test_do_it_now_pressed_by_whom_a_guard_refuses_stays_for_who_may(guarded: Guarded, clock: SetClock) -> None:
    bellhop = guarded(Guard(alarm="web-*", users=("U0BO",)))
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command=FORCE)
    clock.advance(20 * 60)
    bellhop.work()
    offer = {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}
    for user in ("U0ANA", "U0BO", "U0BO"):
        clock.advance(1)
        press_message(bellhop, offer, DO_IT_NOW, user=user)
        bellhop.work()
    assert "rule 1 for alarms `web-*`: <@U0BO>" in seen(bellhop)[-2]
    assert len(bellhop.cloudwatch.changes) == 1
    assert seen(bellhop, user="U0BO")[-1] == DONE_ALREADY


def test_a_guard_refuses_at_every_delivery_of_the_same_press(guarded: Guarded, clock: SetClock) -> None:
    bellhop = guarded(Guard(alarm="web-*", users=("U0BO",)))
    bellhop.slack.act(user="U0ANA", channel="C0OPS", command=FORCE)
    clock.advance(20 * 60)
    bellhop.work()
    offer = {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}
    press_message(bellhop, offer, DO_IT_NOW, user="U0ANA")
    again = bellhop.jobs.texts[-1]
    bellhop.work()
    press_message(bellhop, offer, DO_IT_NOW, user="U0BO")
    bellhop.jobs.put(again, group="again")
    bellhop.work()
    assert len(bellhop.cloudwatch.changes) == 1
    assert sum("rule 1" in each for each in seen(bellhop)) == 1
