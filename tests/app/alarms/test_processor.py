"""The alarm processor over HTTP to Slack: one message per incident, kept up to date, nothing lost and nothing twice."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.alarms.decide.decision import lease_name
from app.alarms.decide.incident import Response
from app.alarms.read.envelopes import records
from app.aws.dynamodb import DynamoTable
from app.base.errors import Later
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route
from app.store.leases import Leases
from app.store.table import Document, Key, MemoryTable
from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload, transition
from tests.app.alarms.ringing import BEGAN, cards, cloudwatch_says, ring, thread, wait_until_quiet
from tests.app.people import by_name
from tests.fakes.bellhop import Bellhop, decision_on, sns_record, take
from tests.fakes.clock import SetClock
from tests.fakes.dynamodb import FakeDynamoDB

pytestmark = pytest.mark.slow

TWO_HOURS = 7200


def outcome(bellhop: Bellhop, message: Any, message_id: str) -> str:
    (record,) = records({"Records": [{"eventSource": "aws:sqs", "body": sns_record(message, message_id)}]})
    return take(bellhop.parts.processor, record)


def test_an_alarm_is_posted_in_the_alarm_channel(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, payload("metric"))
    (card,) = cards(slack)
    assert "ALARM" in card["text"]
    assert "web-high-cpu" in card["text"]


def test_an_alarm_that_a_route_drops_is_stored_and_shown_nowhere(slack: RunningSlack) -> None:
    configuration = Configuration(SlackChannel("#alarms"), routes=(Route(alarm="web-*", drop=True),))
    bellhop = Bellhop(slack, SetClock(), configuration=configuration)
    changes = [("OK", "ALARM"), ("ALARM", "INSUFFICIENT_DATA"), ("INSUFFICIENT_DATA", "OK")]
    told = [outcome(bellhop, cloudwatch_says(*each, at * 60), f"sns-{at}") for at, each in enumerate(changes)]
    bellhop.ring()
    assert told == ["quiet:route"] * 3
    assert outcome(bellhop, cloudwatch_says("OK", "ALARM"), "sns-0") == "quiet:route"
    assert cards(slack) == []


def test_ok_edits_the_same_message_and_answers_in_its_thread(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (posted,) = cards(slack)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 305))
    (card,) = cards(slack)
    assert card["ts"] == posted["ts"]
    assert "OK: web-high-cpu" in card["text"]
    (answer,) = thread(slack, card["ts"])
    assert "It lasted 5 min 5 s" in answer


def test_the_same_record_delivered_twice_is_one_message(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"), "sns-1")
    ring(bellhop, cloudwatch_says("OK", "ALARM"), "sns-1")
    assert len(cards(slack)) == 1


def test_the_same_transition_under_another_message_id_is_a_repeat(bellhop: Bellhop, slack: RunningSlack) -> None:
    assert outcome(bellhop, cloudwatch_says("OK", "ALARM"), "sns-1") == "posted"
    assert outcome(bellhop, cloudwatch_says("OK", "ALARM"), "sns-2") == "repeated"
    assert len(slack.messages("C0ALARMS")) == 1


def test_each_record_has_one_outcome_that_stays(bellhop: Bellhop) -> None:
    assert outcome(bellhop, cloudwatch_says("OK", "ALARM"), "sns-1") == "posted"
    assert outcome(bellhop, cloudwatch_says("ALARM", "OK", 60), "sns-2") == "edited"
    assert outcome(bellhop, cloudwatch_says("OK", "ALARM"), "sns-1") == "posted"
    assert decision_on(bellhop.parts.processor.outcomes, "sns-2").outcome == "edited"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_three_changes_within_a_second_in_any_order_end_with_the_last_on_one_card(
    order: tuple[int, ...], bellhop: Bellhop, slack: RunningSlack
) -> None:
    changes = [
        cloudwatch_says("OK", "ALARM"),
        cloudwatch_says("ALARM", "OK", 0.3),
        cloudwatch_says("OK", "ALARM", 0.6),
    ]
    for position in order:
        ring(bellhop, changes[position])
    (card,) = cards(slack)
    assert "ALARM: web-high-cpu" in card["text"]
    assert len(thread(slack, card["ts"])) == 2


def test_three_workers_at_once_keep_one_card_with_the_last_state(bellhop: Bellhop, slack: RunningSlack) -> None:
    changes = [
        cloudwatch_says("OK", "ALARM"),
        cloudwatch_says("ALARM", "OK", 0.3),
        cloudwatch_says("OK", "ALARM", 0.6),
    ]
    workers = [
        threading.Thread(target=outcome, args=(bellhop, change, f"sns-{number}"))
        for number, change in enumerate(changes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    (card,) = cards(slack)
    assert "ALARM: web-high-cpu" in card["text"]


@pytest.mark.parametrize("actions", ["AlarmActions", "OKActions"])
def test_an_alarm_that_scales_a_group_by_a_policy_has_a_button_for_that_group(
    actions: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    policy = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1f2e:autoScalingGroupName/worker:policyName/out"
    says = cloudwatch_says("OK", "ALARM", name="orders-wait")
    ring(bellhop, {**says, "Trigger": {**says["Trigger"], "Dimensions": []}, actions: [policy]})
    assert "Scale worker" in json.dumps(cards(slack)[0]["blocks"])


def test_two_alarms_are_two_messages(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="web-5xx"))
    assert len(cards(slack)) == 2


def test_the_quiet_first_data_of_an_alarm_is_not_shown(bellhop: Bellhop, slack: RunningSlack) -> None:
    assert outcome(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "OK"), "sns-1") == "quiet:first-data"
    assert slack.calls() == []


def test_an_alarm_that_comes_after_its_own_quiet_end_is_told_as_late_and_over(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "OK", 20))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (card,) = cards(slack)
    assert "OK: web-high-cpu" in card["text"]
    assert "Arrived late" in thread(slack, card["ts"])[0]


def test_an_alarm_whose_post_was_answered_by_silence_stands_there_once(bellhop: Bellhop, slack: RunningSlack) -> None:
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    wait_until_quiet(bellhop, bellhop.clock.epoch() + 60)
    assert len(cards(slack)) == 1


@pytest.mark.slow
def test_after_two_hours_of_500_every_alarm_is_there_once_and_nothing_is_dead(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    slack.fault("*", "status", status=500)
    names = [f"alarm-{number}" for number in range(4)]
    for name in names:
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=name))
        clock.advance(60)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 600, name=names[0]))
    wait_until_quiet(bellhop, clock.epoch() + TWO_HOURS)
    slack.clear_faults()
    wait_until_quiet(bellhop, clock.epoch() + 900)
    shown = [card["text"].split("(")[0] for card in cards(slack)]
    assert sorted(text.split(" ", 1)[1].strip() for text in shown) == [
        "ALARM: alarm-1",
        "ALARM: alarm-2",
        "ALARM: alarm-3",
        "OK: alarm-0",
    ]
    assert bellhop.alarms.dead_letters == []
    assert bellhop.alarms.next_due() is None


def test_while_slack_limits_the_rate_the_processor_waits_as_long_as_slack_says(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    slack.fault("chat.postMessage", "ratelimited", count=1, retry_after=30)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    assert bellhop.alarms.next_due() == clock.epoch() + 30
    wait_until_quiet(bellhop, clock.epoch() + 30)
    assert len(cards(slack)) == 1


def test_an_alarm_waits_until_somebody_invites_the_bot(bellhop: Bellhop, slack: RunningSlack, clock: SetClock) -> None:
    slack.add_channel(Channel("C0ALARMS", "alarms", {"U0ANA"}))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    wait_until_quiet(bellhop, clock.epoch() + TWO_HOURS)
    assert (cards(slack), bellhop.alarms.dead_letters) == ([], [])
    slack.add_channel(Channel("C0ALARMS", "alarms", {"U0ANA", "U0BELLHOP"}))
    wait_until_quiet(bellhop, clock.epoch() + 900)
    assert len(cards(slack)) == 1


def test_a_card_that_somebody_deleted_is_posted_again_when_the_alarm_changes(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (card,) = cards(slack)
    bellhop.parts.slack.delete("C0ALARMS", card["ts"])
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    (card,) = cards(slack)
    assert "OK: web-high-cpu" in card["text"]
    assert len(thread(slack, card["ts"])) == 1


@pytest.mark.parametrize(
    ("message", "seen"),
    [
        ({"ticket": 4711, "status": "disk full"}, "disk full"),
        ("somebody tripped over a cable", "tripped over a cable"),
        ("", "empty message"),
        ("x" * 200_000, "xxxxx"),
        (json.dumps({"log": "ä" * 100_000}), "ää"),
    ],
)
def test_whatever_comes_is_visible_and_later_alarms_go_on(
    message: Any, seen: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    ring(bellhop, message)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    notice, card = cards(slack)
    assert seen in json.dumps([notice["text"], notice.get("blocks")], ensure_ascii=False)
    assert "web-high-cpu" in card["text"]
    assert bellhop.alarms.dead_letters == []


def test_200_kb_wait_for_slack_like_everything_else(bellhop: Bellhop, slack: RunningSlack, clock: SetClock) -> None:
    slack.fault("chat.postMessage", "status", status=500, count=1)
    ring(bellhop, json.dumps({"log": "ä" * 100_000}))
    wait_until_quiet(bellhop, clock.epoch() + 10)
    assert len(cards(slack)) == 1


def test_a_mention_in_an_alarms_name_pings_nobody(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="<!channel> <@U0ANA> down"))
    ring(bellhop, "<!channel> everything is on fire")
    assert [message["pings"] for message in cards(slack)] == [[], []]


def test_what_somebody_did_is_on_the_card_of_the_groups_alarm_and_in_its_thread(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    bellhop.command("/scale web 4")
    bellhop.work()
    (card,) = cards(slack)
    assert "<@U0ANA> set *web* from 2 to 4" in json.dumps(card["blocks"])
    assert thread(slack, card["ts"]) == ["ana set *web* from 2 to 4"]


def test_a_response_stays_on_the_card_when_the_alarm_is_over(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    bellhop.command("/scale web 4")
    bellhop.work()
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    (card,) = cards(slack)
    assert "OK: web-high-cpu" in card["text"]
    assert "ana set *web* from 2 to 4" in by_name(json.dumps(card["blocks"]))


def test_a_response_after_the_alarm_is_over_is_not_its_business(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    bellhop.command("/scale web 4")
    bellhop.work()
    assert "set *web*" not in json.dumps(cards(slack))


def test_what_was_done_after_an_end_that_was_told_late_is_not_its_business_either(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (incident,) = bellhop.parts.processor.open_incidents("web")
    ring(bellhop, cloudwatch_says("ALARM", "OK", 30))
    for seconds, words in ((20, "scaled out"), (40, "scaled back")):
        response = Response(BEGAN + timedelta(seconds=seconds), "U0ANA", words, words)
        bellhop.parts.processor.note_response([incident.id], response)
    shown = json.dumps(cards(slack)[0]["blocks"])
    assert ("scaled out" in shown, "scaled back" in shown) == (True, False)


def test_a_response_reaches_an_incident_that_opened_again_within_a_second(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("ALARM", "OK", 0.3))
    ring(bellhop, cloudwatch_says("OK", "ALARM", 0.6))
    bellhop.command("/scale web 4")
    bellhop.work()
    assert "set *web* from 2 to 4" in json.dumps(cards(slack)[0]["blocks"])


def test_a_card_that_cannot_be_edited_does_not_hide_from_the_person_what_was_done(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    slack.add_channel(Channel("C0ALARMS", "alarms", {"U0ANA"}))
    bellhop.command("/scale web 4")
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]
    assert "set *web* from 2 to 4" in cards(slack, "C0OPS")[0]["text"]


def test_what_there_is_no_time_left_for_is_put_off_before_it_is_read(bellhop: Bellhop, slack: RunningSlack) -> None:
    """Several changes of one alarm are read one after the other; a killed function would put none of them back."""
    changes = [
        cloudwatch_says("OK", "ALARM", 0),
        cloudwatch_says("ALARM", "OK", 60),
        cloudwatch_says("OK", "ALARM", 120),
    ]
    arrived = [record for change in changes for record in records(change)]
    left = iter([60.0, 5.0, 5.0])
    results = bellhop.parts.processor.process(arrived, lambda: next(left))
    assert [type(result.error) for result in results] == [type(None), Later, Later]


def test_while_another_worker_holds_the_alarm_the_record_waits(bellhop: Bellhop, slack: RunningSlack) -> None:
    processor = replace(bellhop.parts.processor, leases=Leases(bellhop.table, bellhop.clock, sleep=lambda _: None))
    (record,) = records(payload("metric"))
    with bellhop.parts.processor.leases.hold(lease_name(transition(payload("metric")))), pytest.raises(Later):
        take(processor, record)
    assert slack.messages("C0ALARMS") == []
    assert take(processor, record) == "posted"


@pytest.mark.parametrize("field", ["AlarmName", "AlarmArn", "NewStateReason", "AlarmDescription", "group", "id"])
def test_an_alarm_with_a_field_of_any_length_fits_into_dynamodb(
    field: str, slack: RunningSlack, clock: SetClock, dynamodb: FakeDynamoDB
) -> None:
    bellhop = Bellhop(slack, clock, table=DynamoTable("bellhop"))
    message = cloudwatch_says("OK", "ALARM")
    long = "ü" * 100_000
    if field == "group":
        message["Trigger"]["Dimensions"] = [{"name": "AutoScalingGroupName", "value": long}]
    elif field != "id":
        message[field] = long
    ring(bellhop, message, long if field == "id" else "sns-1")
    assert len(cards(slack)) == 1


def test_each_incident_is_shown_though_slack_was_away_while_the_next_began(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    slack.fault("chat.postMessage", "status", status=500)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("ALARM", "OK", 20))
    ring(bellhop, cloudwatch_says("OK", "ALARM", 40))
    wait_until_quiet(bellhop, clock.epoch() + TWO_HOURS)
    slack.clear_faults()
    wait_until_quiet(bellhop, clock.epoch() + TWO_HOURS)
    assert [card["text"].split(" ")[1] for card in cards(slack)] == ["OK:", "ALARM:"]
    assert not [line for card in cards(slack) for line in thread(slack, card["ts"]) if "Arrived late" in line]


def test_a_red_card_turns_green_though_its_next_incident_began_before_slack_was_back(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    slack.fault("*", "status", status=500)
    for old, new, seconds in (("ALARM", "OK", 20), ("OK", "ALARM", 40), ("ALARM", "OK", 60)):
        ring(bellhop, cloudwatch_says(old, new, seconds))
    wait_until_quiet(bellhop, clock.epoch() + TWO_HOURS)
    slack.clear_faults()
    wait_until_quiet(bellhop, clock.epoch() + TWO_HOURS)
    assert [card["text"].split(" ")[1] for card in cards(slack)] == ["OK:", "OK:"]
    assert [line.split(" ")[0] for card in cards(slack) for line in thread(slack, card["ts"])] == [
        ":large_green_circle:",
        ":large_green_circle:",
    ]


def test_a_lost_card_is_replaced_once_though_its_thread_must_wait(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (lost,) = cards(slack)
    bellhop.parts.slack.delete("C0ALARMS", lost["ts"])
    slack.fault("chat.postMessage", "ratelimited", count=1, retry_after=5)
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 20))
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "OK", 40))
    wait_until_quiet(bellhop, clock.epoch() + 600)
    (card,) = cards(slack)
    assert "OK: web-high-cpu" in card["text"]


@pytest.mark.slow
def test_an_alarm_that_flaps_for_days_while_slack_refuses_still_fits_into_the_table(
    dynamodb: FakeDynamoDB, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = Bellhop(slack, clock, table=DynamoTable("bellhop"))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    slack.fault("*", "status", status=500)
    for minute in range(60):
        old, new = ("ALARM", "INSUFFICIENT_DATA") if minute % 2 == 0 else ("INSUFFICIENT_DATA", "ALARM")
        ring(bellhop, cloudwatch_says(old, new, 60 * minute + 60))
    (incident,) = bellhop.parts.processor.open_incidents("web")
    lines = incident.targets[0].thread
    assert len(lines) == 40
    assert lines[-1].text.startswith("INSUFFICIENT_DATA → *ALARM* at "), "the newest are kept"
    assert lines[-1].id.startswith(f"change-{(BEGAN + timedelta(minutes=60)).timestamp():.0f}")
    assert not bellhop.alarms.dead_letters


@pytest.mark.parametrize(("minutes", "messages"), [(10, 1), (1, 2)])
def test_flapping_is_what_the_settings_say_it_is(
    minutes: int, messages: int, slack: RunningSlack, clock: SetClock
) -> None:
    settings = IncidentSettings(flap_changes=2, flap_minutes=minutes)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), settings))
    for old, new, seconds in (("OK", "ALARM", 0), ("ALARM", "OK", 50), ("OK", "ALARM", 100)):
        ring(bellhop, cloudwatch_says(old, new, seconds))
    assert len(cards(slack)) == messages
    assert ("3 state changes" in json.dumps(cards(slack)[-1]["blocks"])) is (messages == 1)


def test_two_workers_with_the_same_record_say_the_same_outcome(bellhop: Bellhop, slack: RunningSlack) -> None:
    """The second found nothing decided before the first was through."""
    one = Bellhop(slack, bellhop.clock, table=SlowToDecide()).parts.processor
    (record,) = records({"Records": [{"eventSource": "aws:sqs", "body": sns_record(payload("metric"), "sns-1")}]})
    said: list[str] = []
    workers = [threading.Thread(target=lambda: said.append(take(one, record))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert said == ["posted", "posted"]
    assert len(cards(slack)) == 1


class SlowToDecide(MemoryTable):
    """A table on which two workers read a record before either goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._both = threading.Barrier(2)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
        found = super().get_many(keys)
        with contextlib.suppress(threading.BrokenBarrierError):
            self._both.wait(timeout=0.2)
        return found
