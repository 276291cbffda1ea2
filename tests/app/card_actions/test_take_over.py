"""Take over: somebody else has it in hand from then on, and who had it knows."""

from __future__ import annotations

from dataclasses import replace

from app.card_actions.take_over import DONE
from app.config.configuration import Configuration, SlackChannel
from app.config.guards import Guard
from app.store.codec import encode
from app.store.table import Document, amend
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cloudwatch_says, ring, thread
from tests.app.card_actions.in_hand import acknowledged, at_once, labels, pings
from tests.app.card_actions.pressing import blocks, press, whispered
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock


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


def test_a_double_click_takes_it_over_once_and_one_answer_says_so(listening_bellhop: Bellhop) -> None:
    acknowledged(listening_bellhop)
    at_once(listening_bellhop, "alarm_take_over", "U0BO", "U0BO")
    assert whispered(listening_bellhop, "U0BO") == [DONE.format(user="ana")]


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
