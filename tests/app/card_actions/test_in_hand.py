"""Who has an alarm in hand: others join, take it over, hand it over and release it, and the thread keeps who had it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.alarms.decide.incident import Incident
from app.card_actions.in_hand import OVER
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.guards import Guard
from app.config.routes import Route, Step
from app.store.codec import decode, encode
from app.store.table import Document, amend
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cloudwatch_says, ring, thread
from tests.app.card_actions.pressing import blocks, card_of, press, rung, whispered
from tests.app.card_actions.test_muting import let_time_pass
from tests.app.people import press as press_message
from tests.app.runtime.test_escalation import steps
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock


def acknowledged(bellhop: Bellhop, user: str = "U0ANA") -> dict[str, Any]:
    """An alarm that somebody acknowledged: its card."""
    rung(bellhop)
    press(bellhop, "alarm_ack", user)
    return card_of(bellhop)


def hand_over(bellhop: Bellhop, to: str, user: str = "U0ANA") -> None:
    press(bellhop, "alarm_hand_over", user)
    submit(bellhop, to, user)


def submit(bellhop: Bellhop, to: str, user: str = "U0ANA") -> None:
    view = bellhop.slack.state(user)["views"][-1]
    answer = bellhop.slack.act(user=user, view_id=view["id"], values={"to": to})
    assert answer["ok"], answer
    bellhop.work()


def pings(bellhop: Bellhop) -> list[str]:
    """Whom the newest message in #alarms that everybody sees has notified."""
    posted = [each for each in bellhop.slack.messages("C0ALARMS") if not each["ephemeral_to"]]
    return list(posted[-1]["pings"])


def at_once(bellhop: Bellhop, action_id: str, *users: str) -> None:
    """They all see the same card when they press."""
    card = card_of(bellhop)
    for user in users:
        assert press_message(bellhop, card, action_id, user)["ok"]
    bellhop.work()


def labels(bellhop: Bellhop) -> list[str]:
    """The card's buttons, those in the menu too."""
    rows = [block["elements"] for block in card_of(bellhop)["blocks"] if block["type"] == "actions"]
    shown = [each for row in rows for each in row]
    return [one["text"]["text"] for each in shown for one in each.get("options", [each])]


def test_while_nobody_has_it_acknowledge_is_the_primary_button(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    rows = [block["elements"] for block in card_of(listening_bellhop)["blocks"] if block["type"] == "actions"]
    assert [each["action_id"] for row in rows for each in row if each.get("style") == "primary"] == ["alarm_ack"]
    assert not {"Join", "Take over", "Hand over…", "Release"} & set(labels(listening_bellhop))


def test_once_somebody_has_it_the_others_are_in_the_menu(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    (row,) = [block["elements"] for block in card_of(listening_bellhop)["blocks"] if block["type"] == "actions"]
    assert len(row) == 5
    assert labels(listening_bellhop)[-4:] == ["Take over from ana", "Join", "Hand over…", "Release"]


def test_who_joins_is_on_the_card_too_and_nobody_is_notified(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_join", "U0BO")
    assert "Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert ", also <@U0BO>." in blocks(listening_bellhop)
    assert thread(listening_bellhop.slack, card["ts"]) == ["Acknowledged by ana", "bo joined ana"]
    assert pings(listening_bellhop) == []
    assert "You joined ana." in whispered(listening_bellhop, "U0BO")[-1]


@pytest.mark.parametrize("user", ["U0ANA", "U0BO"])
def test_who_has_it_does_not_join_twice(user: str, listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_join", "U0BO")
    press(listening_bellhop, "alarm_join", user)
    assert len(thread(listening_bellhop.slack, card["ts"])) == 2
    assert "You have it in hand already" in whispered(listening_bellhop, user)[-1]


def test_who_takes_it_over_has_it_and_who_had_it_is_notified_and_stays_in_the_timeline(
    listening_bellhop: Bellhop,
) -> None:
    card = acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_take_over", "U0BO")
    assert ":eyes: Acknowledged by <@U0BO> at" in blocks(listening_bellhop)
    assert thread(listening_bellhop.slack, card["ts"]) == ["Acknowledged by ana", "bo took it over from <@U0ANA>"]
    assert pings(listening_bellhop) == ["<@U0ANA>"]
    assert "Acknowledged by <@U0ANA>" in blocks(listening_bellhop)  # below Activity
    assert "Take over from bo" in labels(listening_bellhop)


def test_of_two_who_take_it_over_at_once_one_has_it_and_the_other_is_told_who(
    slack: RunningSlack, clock: SetClock
) -> None:
    guards = (Guard(alarm="web-*", users=("U0ANA", "U0BO", "U0EVE")),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), guards=guards))
    with listening(bellhop):
        card = acknowledged(bellhop)
        at_once(bellhop, "alarm_take_over", "U0BO", "U0EVE")
    assert ":eyes: Acknowledged by <@U0BO> at" in blocks(bellhop)
    assert "You took it over from ana." in whispered(bellhop, "U0BO")[-1]
    assert "bo has it now, since" in whispered(bellhop, "U0EVE")[-1]
    assert "nothing was done" in whispered(bellhop, "U0EVE")[-1]
    assert len(thread(bellhop.slack, card["ts"])) == 2


@pytest.mark.parametrize("action_id", ["alarm_join", "alarm_take_over", "alarm_release"])
def test_a_guest_may_only_look(action_id: str, listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, action_id, "U0EVE")
    assert "guest" in whispered(listening_bellhop, "U0EVE")[-1]
    assert "U0EVE" not in blocks(listening_bellhop)


def test_whom_it_is_handed_to_is_notified_and_the_card_says_by_whom(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    hand_over(listening_bellhop, "U0BO")
    assert ":eyes: Handed over to <@U0BO> by <@U0ANA> at" in blocks(listening_bellhop)
    assert thread(listening_bellhop.slack, card["ts"])[-1] == "ana handed it over to <@U0BO>"
    assert pings(listening_bellhop) == ["<@U0BO>"]
    assert "Handed over to bo." in whispered(listening_bellhop)[-1]
    assert "Take over from bo" in labels(listening_bellhop)


@pytest.mark.parametrize(("to", "why"), [("U0EVE", "Guests can't"), ("U0BELLHOP", "An app can't look into an alarm")])
def test_it_is_handed_to_nobody_who_could_not_act(to: str, why: str, listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    hand_over(listening_bellhop, to)
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert why.split()[0].casefold() in whispered(listening_bellhop)[-1].casefold()
    assert "othing was done" in whispered(listening_bellhop)[-1]


def test_it_is_handed_to_nobody_whom_its_guard_does_not_name(slack: RunningSlack, clock: SetClock) -> None:
    guards = (Guard(alarm="web-*", users=("U0ANA",)),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), guards=guards))
    with listening(bellhop):
        acknowledged(bellhop)
        hand_over(bellhop, "U0BO")
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(bellhop)
    assert "bo may not act on this alarm" in whispered(bellhop)[-1]


def test_who_had_the_form_open_while_somebody_else_took_it_over_is_told_so(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_hand_over", "U0ANA")
    press(listening_bellhop, "alarm_take_over", "U0BO")
    submit(listening_bellhop, "U0ANA")
    assert ":eyes: Acknowledged by <@U0BO> at" in blocks(listening_bellhop)
    assert "bo has it now, since" in whispered(listening_bellhop)[-1]


def test_a_form_that_is_opened_on_what_is_over_says_so(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    press_message(listening_bellhop, card, "alarm_hand_over")
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 60))
    listening_bellhop.work()
    assert OVER.format(do="hand over") in str(listening_bellhop.slack.state("U0ANA")["views"][-1]["view"]["blocks"])


def test_what_is_released_can_be_acknowledged_again_and_reminders_go_on(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    let_time_pass(listening_bellhop, hours=2, minutes=30)
    press(listening_bellhop, "alarm_release")
    assert thread(listening_bellhop.slack, card["ts"])[-1] == "ana released it: nobody has it now"
    assert ":eyes:" not in blocks(listening_bellhop)
    assert "Nobody has it now" in whispered(listening_bellhop)[-1]
    let_time_pass(listening_bellhop, minutes=31)
    assert "Still in *ALARM*" in thread(listening_bellhop.slack, card["ts"])[-1]
    press(listening_bellhop, "alarm_ack", "U0BO")
    assert ":eyes: Acknowledged by <@U0BO> at" in blocks(listening_bellhop)


def test_when_the_first_one_releases_it_who_joined_has_it_and_is_notified(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_join", "U0BO")
    press(listening_bellhop, "alarm_release")
    assert ":eyes: Acknowledged by <@U0BO> at" in blocks(listening_bellhop)
    assert ", also" not in blocks(listening_bellhop)
    assert pings(listening_bellhop) == ["<@U0BO>"]
    assert "Released. bo has it now." in whispered(listening_bellhop)[-1]


def test_who_joined_can_leave_again(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_join", "U0BO")
    press(listening_bellhop, "alarm_release", "U0BO")
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert ", also" not in blocks(listening_bellhop)


def test_what_somebody_else_has_cannot_be_released(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_release", "U0BO")
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert "ana has it now, since" in whispered(listening_bellhop, "U0BO")[-1]


def test_who_joins_what_was_just_released_is_told_that_nobody_has_it(listening_bellhop: Bellhop) -> None:
    card = acknowledged(listening_bellhop)
    for user, action_id in (("U0ANA", "alarm_release"), ("U0BO", "alarm_join")):
        press_message(listening_bellhop, card, action_id, user)
    listening_bellhop.work()
    assert "Nobody has it now" in whispered(listening_bellhop, "U0BO")[-1]


def test_an_ok_keeps_who_had_it_on_the_card_and_offers_nothing_more(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 60))
    assert ":eyes: Acknowledged by <@U0ANA> at" in blocks(listening_bellhop)
    assert not {"Take over from ana", "Join", "Hand over…", "Release"} & set(labels(listening_bellhop))


def test_after_a_release_the_escalation_starts_again_from_the_step_it_was_at(
    slack: RunningSlack, clock: SetClock
) -> None:
    routes = (Route(escalate=(Step(15, ("S0OPS",)), Step(45, ("U0BO",)))),)
    configuration = Configuration(SlackChannel("#alarms"), IncidentSettings(remind_minutes=0), routes)
    bellhop = Bellhop(slack, clock, configuration=configuration)
    with listening(bellhop):
        rung(bellhop)
        let_time_pass(bellhop, minutes=20)
        press(bellhop, "alarm_ack")
        let_time_pass(bellhop, hours=2)
        press(bellhop, "alarm_release")
        let_time_pass(bellhop, minutes=14)
        assert steps(bellhop) == ["<!subteam^S0OPS>"]
        let_time_pass(bellhop, minutes=2)
        assert steps(bellhop) == ["<!subteam^S0OPS>"] * 2
        let_time_pass(bellhop, minutes=31)
        assert steps(bellhop)[2:] == ["<@U0BO>"]
    assert bellhop.watch.next_due() is None


def test_a_timer_from_before_an_acknowledgement_says_nothing_after_the_release(
    slack: RunningSlack, clock: SetClock
) -> None:
    routes = (Route(escalate=(Step(15, ("S0OPS",)),)),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=routes))
    with listening(bellhop):
        rung(bellhop)
        let_time_pass(bellhop, minutes=10)
        press(bellhop, "alarm_ack")
        press(bellhop, "alarm_release")
        let_time_pass(bellhop, minutes=14)
        assert steps(bellhop) == []
        let_time_pass(bellhop, minutes=2)
        assert steps(bellhop) == ["<!subteam^S0OPS>"]


def test_what_an_older_version_has_acknowledged_can_be_taken_over(listening_bellhop: Bellhop) -> None:
    """Its document says who, and neither their name nor anything newer."""
    acknowledged(listening_bellhop)
    newer = ("handed_by", "also", "released_at", "escalated")
    (incident,) = listening_bellhop.parts.processor.open_incidents("web")

    def as_before(document: Document) -> Document:
        data = {key: value for key, value in encode(incident).items() if key not in newer}
        del data["acknowledged"]["name"]
        return replace(document, data=data)

    amend(listening_bellhop.table, f"incident#{incident.id}", "incident", as_before)
    listening_bellhop.parts.processor.amend_incident(incident.id, lambda known: known)
    ring(listening_bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 60))
    assert "Take over" in labels(listening_bellhop)
    press(listening_bellhop, "alarm_take_over", "U0BO")
    assert ":eyes: Acknowledged by <@U0BO> at" in blocks(listening_bellhop)


def test_a_document_of_a_newer_version_is_read_without_what_is_unknown(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    press(listening_bellhop, "alarm_join", "U0BO")
    (incident,) = listening_bellhop.parts.processor.open_incidents("web")
    assert decode(Incident, {**encode(incident), "something_new": [1]}) == incident
