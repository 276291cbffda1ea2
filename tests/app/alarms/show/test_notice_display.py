"""Notices go where routes send them, and what is about the same thing is one message."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.config.configuration import Configuration, SlackChannel
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.app.alarms.ringing import cards, cloudwatch_says, replies, ring
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


def routed(slack: RunningSlack, clock: SetClock, *routes: Route) -> Bellhop:
    return Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=routes))


def finding(number: int = 1, severity: float = 8, **detail: Any) -> dict[str, Any]:
    event = payload("guardduty_bitcoin")
    event["detail"] |= {"id": f"finding-{number}", "severity": severity, **detail}
    return dict(event)


def first_lines(slack: RunningSlack, channel: str) -> list[str]:
    return [str(card["blocks"][0]["text"]["text"]) for card in cards(slack, channel)]


def test_a_route_sends_a_source_to_its_channel_and_mentions_its_people(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock, Route(source="aws.guardduty", channel="#ops", mention=("S0OPS",)))
    ring(bellhop, finding())
    ring(bellhop, payload("codepipeline"))
    (shown,) = first_lines(slack, "C0OPS")
    assert shown.startswith("<!subteam^S0OPS>\n:rotating_light: *GuardDuty")
    assert [card["text"].split(":")[2].strip() for card in cards(slack)] == ["CodePipeline"]


def test_a_route_of_a_severity_takes_that_one_only(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock, Route(severity=("high", "critical"), channel="#ops"))
    for number, severity in enumerate((2, 5, 8, 9.5)):
        ring(bellhop, finding(number, severity))
    assert [text.split()[0] for text in first_lines(slack, "C0OPS")] == [":rotating_light:"] * 2
    assert len(cards(slack)) == 2


def test_a_source_may_be_a_glob_and_also_goes_on(slack: RunningSlack, clock: SetClock) -> None:
    routes = (Route(source="aws.*", channel="#ops", also=True), Route(severity=("high",), account="123456789012"))
    ring(routed(slack, clock, *routes), finding())
    assert len(cards(slack)) == len(cards(slack, "C0OPS")) == 1


def test_what_a_route_drops_is_shown_nowhere_and_said_in_the_log(
    slack: RunningSlack, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    bellhop = routed(slack, clock, Route(source="aws.guardduty", severity=("low",), drop=True))
    caplog.set_level("INFO")
    ring(bellhop, finding(1, severity=2))
    ring(bellhop, finding(2, severity=8))
    assert len(cards(slack)) == 1
    outcomes = [vars(record)["outcome"] for record in caplog.records if "outcome" in vars(record)]
    assert outcomes == ["quiet:route", "posted"]


def test_in_quiet_hours_the_card_names_whom_it_does_not_mention(slack: RunningSlack, clock: SetClock) -> None:
    route = Route(source="aws.guardduty", mention=("U0ANA",), quiet="00:00-23:59 UTC")
    ring(routed(slack, clock, route), finding())
    (card,) = cards(slack)
    assert "<@U0ANA>" not in json.dumps(card["blocks"])
    assert "Quiet hours: ana not mentioned." in json.dumps(card["blocks"])


def test_what_went_well_mentions_nobody(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock, Route(source="aws.codepipeline", mention=("U0ANA",)))
    ring(bellhop, payload("codepipeline_stage"))
    ring(bellhop, payload("codepipeline"))
    assert ["<@U0ANA>" in text for text in first_lines(slack, "C0ALARMS")] == [False, True]


def test_routes_of_alarms_take_no_notices_and_the_other_way_round(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock, Route(alarm="*", channel="#ops"), Route(source="*", drop=True))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, finding())
    assert len(cards(slack, "C0OPS")) == 1
    assert cards(slack) == []


def test_a_channel_that_is_not_there_is_said_in_the_default_one(slack: RunningSlack, clock: SetClock) -> None:
    ring(routed(slack, clock, Route(source="aws.guardduty", channel="#nowhere")), finding())
    (card,) = cards(slack)
    assert "Meant for #nowhere." in json.dumps(card["blocks"])


def test_what_is_about_the_same_finding_is_one_message(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock)
    ring(bellhop, finding(1))
    bellhop.clock.advance(600)
    ring(bellhop, finding(1, title="It is still querying the domain."))
    ring(bellhop, finding(2))
    head, other = cards(slack)
    (reply,) = replies(slack, head["ts"])
    assert "It is still querying the domain" in reply
    assert replies(slack, other["ts"]) == []


def test_a_record_that_comes_twice_is_told_once_in_its_thread_too(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock)
    ring(bellhop, finding(1), "first")
    for _ in range(3):
        ring(bellhop, finding(1, count=12), "second")
    ring(bellhop, finding(1), "first")
    (head,) = cards(slack)
    assert len(replies(slack, head["ts"])) == 1


def test_what_got_worse_is_a_message_of_its_own_because_nobody_hears_a_thread(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = routed(slack, clock)
    started = payload("codepipeline")
    started["detail"] |= {"state": "STARTED"}
    del started["detail"]["execution-result"]
    for event in (started, payload("codepipeline"), payload("codepipeline")):
        ring(bellhop, event | {"id": f"event-{len(bellhop.alarms.texts)}"})
    first, failed = cards(slack)
    assert failed["text"].startswith(":x:")
    assert (len(replies(slack, first["ts"])), len(replies(slack, failed["ts"]))) == (0, 1)


def test_after_a_day_it_is_news_again(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock)
    ring(bellhop, finding(1))
    bellhop.clock.advance(25 * 3600)
    ring(bellhop, finding(1))
    assert len(cards(slack)) == 2


def test_a_first_message_that_was_deleted_is_replaced(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock)
    ring(bellhop, finding(1))
    (head,) = cards(slack)
    bellhop.parts.slack.delete("C0ALARMS", head["ts"])
    ring(bellhop, finding(1))
    assert len(cards(slack)) == 1
