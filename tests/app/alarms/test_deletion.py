"""An alarm is deleted in CloudWatch: EventBridge's event closes its card at once, over HTTP to Slack."""

from __future__ import annotations

from typing import Any

import pytest

from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.app.alarms.ringing import cards, cloudwatch_says, ring, thread, wait_until_quiet
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import blocks, press, rung, whispered
from tests.app.card_actions.test_muting import let_time_pass
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock


def deletion(name: str = "web-high-cpu", at: str = "2026-11-23T03:00:00Z") -> dict[str, Any]:
    event = payload("eventbridge_configuration")
    event |= {"id": f"deleted-{name}-{at}", "time": at}
    event["resources"] = [f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}"]
    event["detail"] |= {"alarmName": name, "operation": "delete"}
    return dict(event)


def delete(bellhop: Bellhop, name: str = "web-high-cpu", at: str = "2026-11-23T03:00:00Z") -> None:
    """Somebody deletes the alarm, and EventBridge tells it."""
    bellhop.cloudwatch.add(alarm(name))
    bellhop.cloudwatch.remove(name)
    event = deletion(name, at)
    ring(bellhop, event, event["id"])


def test_its_card_closes_at_once_and_nobody_is_reminded(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    delete(bellhop)
    assert ":wastebasket: `web-high-cpu` *DELETED* " in blocks(bellhop)
    assert "The alarm was deleted in CloudWatch." in blocks(bellhop)
    assert "alarm_ack" not in blocks(bellhop)
    assert "alarm_mute" not in blocks(bellhop)
    assert "Open in CloudWatch" not in blocks(bellhop)
    let_time_pass(bellhop, days=3)
    (line,) = thread(bellhop.slack, card["ts"])
    assert line.startswith(":wastebasket: Deleted in CloudWatch at")
    assert bellhop.cloudwatch.asked == []
    assert bellhop.watch.next_due() is None


def test_an_alarm_that_is_created_again_and_goes_off_has_a_card_of_its_own(bellhop: Bellhop) -> None:
    rung(bellhop)
    delete(bellhop)
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 120))
    old, new = cards(bellhop.slack)
    assert old["text"].startswith(":wastebasket: DELETED: web-high-cpu")
    assert new["text"].startswith(":red_circle: ALARM: web-high-cpu")


def test_a_renamed_alarm_closes_the_card_of_its_old_name(bellhop: Bellhop) -> None:
    rung(bellhop)
    delete(bellhop)
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 120, name="web-cpu"))
    old, new = cards(bellhop.slack)
    assert old["text"].startswith(":wastebasket: DELETED: web-high-cpu")
    assert new["text"].startswith(":red_circle: ALARM: web-cpu")


def test_a_deletion_that_is_told_twice_is_told_once(bellhop: Bellhop) -> None:
    card = rung(bellhop)
    delete(bellhop)
    ring(bellhop, deletion(at="2026-11-23T03:00:01Z"))
    assert len(cards(bellhop.slack)) == 1
    assert len(thread(bellhop.slack, card["ts"])) == 1


def test_without_an_open_card_it_is_a_notice_as_other_configuration_changes_are(bellhop: Bellhop) -> None:
    event = deletion()
    for _ in range(2):
        ring(bellhop, event, event["id"])
    (notice,) = cards(bellhop.slack)
    assert "CloudWatch: the alarm web-high-cpu was deleted" in notice["text"]


@pytest.mark.parametrize("before", [(), (("OK", "ALARM", -600), ("ALARM", "OK", -300))], ids=["unknown", "over"])
def test_an_alarm_that_went_off_before_it_was_deleted_and_arrives_later_is_told_and_not_open(
    before: tuple[tuple[str, str, int], ...], bellhop: Bellhop
) -> None:
    for old, new, seconds in before:
        ring(bellhop, cloudwatch_says(old, new, seconds))
    for number in range(2):
        ring(bellhop, deletion(), f"deleted-{number}")
    ring(bellhop, cloudwatch_says("OK", "ALARM", 30))
    *_, notice, card = cards(bellhop.slack)
    assert "CloudWatch: the alarm web-high-cpu was deleted" in notice["text"]
    assert card["text"].startswith(":wastebasket: DELETED: web-high-cpu")
    assert thread(bellhop.slack, card["ts"])[-1].startswith(":hourglass: Arrived late: OK → ALARM")
    let_time_pass(bellhop, days=1)
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 86400))
    assert cards(bellhop.slack)[-1]["text"].startswith(":red_circle: ALARM: web-high-cpu")


def test_each_deletion_of_an_alarm_that_is_created_again_is_told(bellhop: Bellhop) -> None:
    for minute in range(2):
        ring(bellhop, deletion(at=f"2026-11-23T03:0{minute}:00Z"))
    (notice,) = cards(bellhop.slack)
    assert len(thread(bellhop.slack, notice["ts"])) == 1


def test_a_deletion_whose_teller_died_is_told_all_the_same(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "ratelimited", count=1)
    ring(bellhop, deletion())
    let_time_pass(bellhop, minutes=5)
    wait_until_quiet(bellhop, bellhop.clock.epoch() + 600)
    (notice,) = cards(slack)
    assert "CloudWatch: the alarm web-high-cpu was deleted" in notice["text"]


def test_a_button_that_was_pressed_just_before_says_so(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    listening_bellhop.slack.act(user="U0ANA", channel="C0ALARMS", ts=card["ts"], action_id="alarm_ack")
    delete(listening_bellhop)
    listening_bellhop.work()
    assert "deleted in CloudWatch, so there is nothing left to acknowledge" in whispered(listening_bellhop)[-1]


def test_its_mute_can_still_be_lifted_and_ends_by_itself(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    mute(listening_bellhop, span="60")
    delete(listening_bellhop)
    press(listening_bellhop, "alarm_unmute")
    assert listening_bellhop.cloudwatch.rules == {}
    assert "CloudWatch no longer has this alarm." in whispered(listening_bellhop)[-1]
    let_time_pass(listening_bellhop, hours=2)
    assert listening_bellhop.watch.next_due() is None


def test_a_row_of_a_digest_is_over_too(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(
        slack, clock, configuration=Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=1))
    )
    for name in ("one", "two", "three"):
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=name))
    for name in ("two", "three"):
        ring(bellhop, deletion(name))
    let_time_pass(bellhop, minutes=4)
    (digest,) = [card for card in cards(slack) if "storm" in card["text"].casefold()]
    assert "2 DELETED" in digest["text"]
    assert "Most urgent" not in digest["text"]


@pytest.mark.parametrize("state", ["ALARM", "INSUFFICIENT_DATA"])
def test_a_deletion_that_slack_does_not_take_at_first_is_shown_later_whatever_the_event_says(
    state: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    let_time_pass(bellhop, minutes=1)
    slack.fault("chat.update", "ratelimited", count=1)
    event = deletion()
    event["detail"]["state"] = {"value": state}
    bellhop.cloudwatch.remove("web-high-cpu")
    ring(bellhop, event, event["id"])
    wait_until_quiet(bellhop, bellhop.clock.epoch() + 600)
    (card,) = cards(slack)
    assert card["text"].startswith(":wastebasket: DELETED")


def test_the_cards_of_its_contributors_close_at_once_too(bellhop: Bellhop) -> None:
    ring(bellhop, payload("contributor"))
    (card,) = cards(bellhop.slack)
    name = payload("contributor")["AlarmName"]
    delete(bellhop, name)
    bellhop.work()
    assert cards(bellhop.slack)[0]["text"].startswith(f":wastebasket: DELETED: {name}")
    assert "the alarm no longer exists" in thread(bellhop.slack, card["ts"])[-1]


def test_a_deletion_of_an_alarm_that_a_route_drops_is_told_nowhere(slack: RunningSlack, clock: SetClock) -> None:
    routes = (Route(alarm="web-*", drop=True),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=routes))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    delete(bellhop)
    assert cards(slack) == []
