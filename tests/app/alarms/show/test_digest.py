"""Storms over HTTP to Slack: the first few are cards, the rest one digest that nobody has to wait for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.alarms.decide.decision import lease_name
from app.alarms.decide.storm import CALM, Row
from app.alarms.keep.digests import head_key
from app.base.errors import Later
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route
from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.app.alarms.alarm_support import transition
from tests.app.alarms.ringing import cards, cloudwatch_says, ring, thread, wait_until_quiet
from tests.fakes.bellhop import Bellhop, sns_record
from tests.fakes.clock import SetClock
from tests.fakes.dying import Deaths, KilledError, MortalTable


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Bellhop:
    return stormy(slack, clock)


def stormy(slack: RunningSlack, clock: SetClock, *routes: Route) -> Bellhop:
    """A Bellhop that gives three of a storm's alarms cards."""
    settings = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=3), routes)
    return Bellhop(slack, clock, configuration=settings)


def storm(bellhop: Bellhop, count: int, state: str = "ALARM", batch: int = 10) -> None:
    """So many alarms change state at once; their records are delivered in batches of this size."""
    old = "OK" if state == "ALARM" else "ALARM"
    for number in range(count):
        says = cloudwatch_says(old, state, 0 if state == "ALARM" else 60, name=f"storm-{number}")
        bellhop.alarms.put(sns_record(says, f"{state}-{number}"))
    bellhop.alarms.deliver(bellhop.intake.take, batch)


def settle(bellhop: Bellhop, seconds: float = 60) -> None:
    """Let the clock run, and deliver what comes due on any queue."""
    end = bellhop.clock.epoch() + seconds
    while (due := min((at for at in (bellhop.alarms.next_due(), bellhop.watch.next_due()) if at), default=end)) < end:
        bellhop.clock.advance(max(0.0, due - bellhop.clock.epoch()))
        bellhop.ring()
        bellhop.work()
    bellhop.clock.advance(max(0.0, end - bellhop.clock.epoch()))


def digest(slack: RunningSlack, channel: str = "C0ALARMS") -> dict[str, Any]:
    (found,) = [message for message in cards(slack, channel) if "storm:" in message["text"]]
    return found


def outcomes(bellhop: Bellhop, count: int, state: str = "ALARM") -> list[str]:
    return [bellhop.parts.processor.outcomes.of(f"{state}-{number}").outcome for number in range(count)]


@pytest.mark.parametrize("batch", [1, 10, 1000])
def test_the_first_few_are_cards_and_the_rest_one_message(bellhop: Bellhop, slack: RunningSlack, batch: int) -> None:
    storm(bellhop, 25, batch=batch)
    settle(bellhop)
    assert len(cards(slack)) == 4
    assert "22 alarms" in digest(slack)["text"]
    assert outcomes(bellhop, 25) == ["posted"] * 3 + ["digested"] * 22


def test_a_channel_that_two_routes_name_differently_has_one_row_an_alarm_and_both_mentions(
    slack: RunningSlack, clock: SetClock
) -> None:
    routes = Route(channel="C0ALARMS", mention=("S0OPS",), also=True), Route(channel="#alarms", mention=("U0BO",))
    bellhop = stormy(slack, clock, *routes)
    storm(bellhop, 12)
    settle(bellhop)
    assert (bellhop.alarms.dead_letters, outcomes(bellhop, 12)[-1]) == ([], "digested")
    said = json.dumps(digest(slack)["blocks"])
    assert "<!subteam^S0OPS>" in said
    assert "<@U0BO>" in said


def test_a_row_whose_digest_was_never_begun_begins_it(bellhop: Bellhop, slack: RunningSlack) -> None:
    """As after somebody who died, or whom Slack refused, between a card's target and the digest's head."""
    storm(bellhop, 5)
    settle(bellhop)
    digests = bellhop.parts.digest_display.digests
    name = bellhop.table.get("gate#C0ALARMS", "gate").data["digest"]
    bellhop.table.delete(*head_key(name))
    assert digests.arm(name, timedelta(seconds=1)) is None
    storm(bellhop, 5, "OK")
    settle(bellhop)
    assert bellhop.alarms.dead_letters == []


def test_every_digested_alarm_has_a_row(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 12)
    settle(bellhop)
    gate = bellhop.table.get("gate#C0ALARMS", "gate").data
    rows = bellhop.parts.digest_display.digests.rows(gate["digest"])
    assert {row.name for row in rows} == {f"storm-{number}" for number in range(3, 12)}


def test_a_storm_costs_slack_a_few_calls(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 200)
    settle(bellhop)
    assert len([call for call in slack.calls() if call["method"].startswith("chat.")]) < 10
    assert "197 alarms" in digest(slack)["text"]


def test_recoveries_are_counted_on_the_digest(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 10)
    settle(bellhop, 5)
    storm(bellhop, 8, "OK")
    settle(bellhop)
    assert ":red_circle: 2 ALARM · :large_green_circle: 5 OK" in json.dumps(digest(slack)["blocks"], ensure_ascii=False)
    assert outcomes(bellhop, 8, "OK") == ["edited"] * 3 + ["digested"] * 5
    assert thread(slack, digest(slack)["ts"]) == []


def test_when_all_are_back_the_digest_is_green(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 6)
    storm(bellhop, 6, "OK")
    settle(bellhop)
    assert "The alarm storm is over" in json.dumps(digest(slack)["blocks"], ensure_ascii=False)


def test_a_record_that_comes_again_changes_nothing(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 6)
    settle(bellhop)
    before = [(message["ts"], message["text"]) for message in slack.messages("C0ALARMS")], all_rows(bellhop)
    storm(bellhop, 6)
    settle(bellhop)
    assert ([(message["ts"], message["text"]) for message in slack.messages("C0ALARMS")], all_rows(bellhop)) == before


def test_while_slack_is_away_the_digest_waits_and_no_alarm_is_missing_then(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.fault("*", "status", status=500)
    storm(bellhop, 30)
    settle(bellhop, 7200)
    slack.clear_faults()
    settle(bellhop, 7200)
    assert len(cards(slack)) == 4
    assert "27 alarms" in digest(slack)["text"]
    assert (bellhop.alarms.dead_letters, bellhop.watch.dead_letters) == ([], [])


def test_a_digest_whose_answer_was_lost_stands_there_once(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 3)
    settle(bellhop, 1)
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    storm(bellhop, 9)
    settle(bellhop)
    assert "6 alarms" in digest(slack)["text"]


def test_a_digest_that_somebody_deleted_is_posted_again(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 6)
    settle(bellhop)
    bellhop.parts.slack.delete("C0ALARMS", digest(slack)["ts"])
    storm(bellhop, 6, "OK")
    settle(bellhop)
    assert "The alarm storm is over" in json.dumps(digest(slack)["blocks"])


def test_another_channel_gets_its_card_while_one_is_limited(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, Route(alarm="calm-*", channel="#ops"))
    slack.fault("chat.postMessage", "ratelimited", channel="C0ALARMS", retry_after=30)
    storm(bellhop, 20)
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="calm-1"))
    assert len(cards(slack, "C0OPS")) == 1
    slack.clear_faults()
    settle(bellhop, 120)
    assert len(cards(slack)) == 4


def test_after_a_calm_alarms_have_cards_again(bellhop: Bellhop, slack: RunningSlack, clock: SetClock) -> None:
    storm(bellhop, 6)
    settle(bellhop)
    clock.advance(CALM.total_seconds())
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="a-late-one"))
    assert "a-late-one" in cards(slack)[-1]["text"]


def turned_pages(bellhop: Bellhop, meanwhile: Callable[[], None] = lambda: None) -> str:
    """What the List button shows, page by page to the last; `meanwhile` happens after the first."""
    slack, shown, ts, action = bellhop.slack, "", digest(bellhop.slack)["ts"], "digest_list:all"
    while action:
        slack.act(user="U0ANA", channel="C0ALARMS", ts=ts, action_id=action)
        bellhop.work()
        page = [message for message in slack.messages("C0ALARMS") if "most urgent first" in message["text"]][-1]
        shown += json.dumps(page["blocks"])
        ids = [each["action_id"] for block in page["blocks"] for each in block.get("elements", []) if "value" in each]
        if action == "digest_list:all":
            meanwhile()
        action, ts = next((each for each in ids if each == "digest_list:next"), ""), page["ts"]
    return shown


def not_listed(shown: str, count: int) -> list[int]:
    return [number for number in range(3, count) if f"storm-{number}|" not in shown]


def test_the_list_button_shows_every_alarm_page_by_page(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 100)
    settle(listening_bellhop)
    assert not_listed(turned_pages(listening_bellhop), 100) == []


def test_who_turns_the_lists_pages_sees_every_alarm_though_they_change_meanwhile(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    storm(bellhop, 100)
    settle(bellhop)

    def half_recover_and_more_go_off() -> None:
        storm(bellhop, 50, "OK")
        storm(bellhop, 130)

    assert not_listed(turned_pages(bellhop, half_recover_and_more_go_off), 130) == []


def test_a_route_to_nowhere_is_digested_where_it_ends(slack: RunningSlack, clock: SetClock) -> None:
    slack.add_channel(Channel("C0LOST", "lost", {"U0ANA"}))
    bellhop = stormy(slack, clock, Route(channel="#lost"))
    storm(bellhop, 6)
    settle(bellhop)
    assert len(cards(slack)) == 4
    wait_until_quiet(bellhop, clock.epoch() + 10)


def test_a_digest_that_goes_elsewhere_says_so_and_stands_there_once_though_its_answer_is_lost(
    slack: RunningSlack, clock: SetClock
) -> None:
    slack.add_channel(Channel("C0LOST", "lost", {"U0ANA"}))
    bellhop = stormy(slack, clock, Route(channel="C0LOST"))
    storm(bellhop, 3)
    settle(bellhop, 1)
    slack.fault("chat.postMessage", "drop_after_work", channel="C0ALARMS", count=1)
    storm(bellhop, 6)
    settle(bellhop)
    assert "3 alarms" in digest(slack)["text"]
    assert "Meant for <#C0LOST>." in json.dumps(digest(slack)["blocks"])


def test_a_digest_whose_channel_is_archived_goes_on_in_the_default_one(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, Route(channel="#ops"))
    storm(bellhop, 6)
    settle(bellhop)
    slack.add_channel(Channel("C0OPS", "ops", {"U0BELLHOP"}, is_archived=True))
    storm(bellhop, 6, "OK")
    settle(bellhop)
    assert "The alarm storm is over" in json.dumps(digest(slack)["blocks"])
    assert bellhop.watch.dead_letters == []


def test_a_digest_waits_while_nobody_lets_bellhop_into_the_default_channel(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    storm(bellhop, 3)
    settle(bellhop, 1)
    slack.add_channel(Channel("C0ALARMS", "alarms", {"U0ANA"}))
    storm(bellhop, 6)
    settle(bellhop, 7200)
    slack.add_channel(Channel("C0ALARMS", "alarms", {"U0BELLHOP"}))
    settle(bellhop, 900)
    assert "3 alarms" in digest(slack)["text"]
    assert bellhop.watch.dead_letters == []


def test_whom_an_alarm_calls_that_joins_a_standing_digest_is_called_in_its_thread_once(
    slack: RunningSlack, clock: SetClock
) -> None:
    late = [Route(alarm=f"storm-{number}", mention=("S0OPS",)) for number in (7, 8, 9)]
    bellhop = stormy(slack, clock, *late, Route(alarm="storm-*", mention=("U0ANA",)))
    storm(bellhop, 6)
    settle(bellhop)
    assert digest(slack)["pings"] == ["<@U0ANA>"]
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    storm(bellhop, 9)
    settle(bellhop)
    storm(bellhop, 10)
    settle(bellhop)
    assert [line.startswith("<!subteam^S0OPS> ") for line in thread(slack, digest(slack)["ts"])] == [True]


def test_a_row_that_began_without_data_calls_once_it_goes_off(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, Route(alarm="blind", mention=("S0OPS",)))
    storm(bellhop, 5)
    ring(bellhop, cloudwatch_says("OK", "INSUFFICIENT_DATA", name="blind"))
    settle(bellhop)
    assert thread(slack, digest(slack)["ts"]) == []
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 60, name="blind"))
    settle(bellhop)
    assert ["S0OPS" in line for line in thread(slack, digest(slack)["ts"])] == [True]


@pytest.mark.parametrize("batch", [1, 10])
def test_a_storm_of_many_minutes_is_one_digest(batch: int, bellhop: Bellhop, slack: RunningSlack) -> None:
    for number in range(20, 0, -1):
        for alarm in range(10):
            name = f"storm-{number}-{alarm}"
            bellhop.alarms.put(sns_record(cloudwatch_says("OK", "ALARM", name=name), name))
        bellhop.alarms.deliver(bellhop.intake.take, batch)
        settle(bellhop, CALM.total_seconds() / 5)
    assert len(cards(slack)) == 4
    assert "197 alarms" in digest(slack)["text"]


def test_after_a_calm_recoveries_still_turn_their_own_storms_digest_green(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    storm(bellhop, 6)
    settle(bellhop)
    clock.advance(CALM.total_seconds())
    for number in range(100, 106):
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"second-{number}"))
    storm(bellhop, 6, "OK")
    settle(bellhop)
    digests = [json.dumps(card["blocks"]) for card in cards(slack) if "storm:" in card["text"]]
    assert ["The alarm storm is over" in blocks for blocks in digests] == [True, False]
    assert outcomes(bellhop, 6, "OK") == ["edited"] * 3 + ["digested"] * 3


def test_an_alarm_that_comes_back_in_a_storm_is_a_red_row_again(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 6)
    storm(bellhop, 6, "OK")
    ring(bellhop, cloudwatch_says("OK", "ALARM", 1200, name="storm-5"))
    settle(bellhop)
    assert len(cards(slack)) == 4
    assert {row.name: row.state for row in all_rows(bellhop)} == {"storm-3": "OK", "storm-4": "OK", "storm-5": "ALARM"}


def test_a_card_whose_poster_died_is_no_row_of_a_later_storm(slack: RunningSlack, clock: SetClock) -> None:
    deaths = Deaths()
    settings = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=1))
    bellhop = Bellhop(slack, clock, configuration=settings, table=MortalTable(deaths))
    event = sqs_event("early")
    with running_slack() as other:  # its card is to stand in Slack, and nobody is to come to note where
        whole = Bellhop(other, clock, configuration=settings, table=MortalTable(deaths))
        whole.intake.take(event)
    deaths.at = 1 + [number for number, call in enumerate(deaths.calls) if call.startswith("put post#incident-")][1]
    deaths.calls.clear()
    with pytest.raises(KilledError):
        bellhop.intake.take(event)
    deaths.revive()
    clock.advance(400)
    storm(bellhop, 4)
    bellhop.intake.take(event)
    settle(bellhop)
    assert "early" in cards(slack)[0]["text"]
    assert "early" not in {row.name for row in all_rows(bellhop)}


def test_what_the_default_channels_digest_tells_for_two_channels_was_digested(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = stormy(slack, clock, Route(channel="#nowhere", also=True), Route())
    storm(bellhop, 6)
    assert outcomes(bellhop, 6) == ["posted"] * 3 + ["digested"] * 3


def test_in_a_storm_the_few_cards_wait_for_their_pictures(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 12)
    settle(bellhop, 60)
    assert bellhop.cloudwatch.queried == []
    settle(bellhop, CALM.total_seconds() + 300)
    assert len(bellhop.cloudwatch.queried) == 3


@pytest.mark.parametrize("batch", [1, 3, 10])
def test_one_by_one_or_together_a_storm_ends_with_the_same_rows(
    batch: int, bellhop: Bellhop, slack: RunningSlack
) -> None:
    storm(bellhop, 30, batch=batch)
    storm(bellhop, 20, "OK", batch=batch)
    settle(bellhop)
    rows = {row.name: (row.state, row.group) for row in all_rows(bellhop)}
    assert rows == {f"storm-{n}": ("OK" if n < 20 else "ALARM", "web") for n in range(3, 30)}
    assert {incident.latest.name for incident in bellhop.parts.processor.open_incidents("web")} == {
        f"storm-{number}" for number in range(20, 30)
    }
    assert len(bellhop.table.query("group#123456789012/us-east-1/web")) == 10, "what is over is on no list"


def all_rows(bellhop: Bellhop) -> tuple[Row, ...]:
    return rows_of(bellhop, "C0ALARMS")


def rows_of(bellhop: Bellhop, channel: str) -> tuple[Row, ...]:
    """The rows of the channel's newest digest."""
    gate = bellhop.table.get(f"gate#{channel}", "gate").data
    return bellhop.parts.digest_display.digests.rows(gate["digest"])


def test_a_batch_in_a_storm_costs_the_table_little(
    slack: RunningSlack, clock: SetClock, figure: Callable[[str], None]
) -> None:
    deaths = Deaths()
    settings = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=3))
    bellhop = Bellhop(slack, clock, configuration=settings, table=MortalTable(deaths))
    storm(bellhop, 10)
    deaths.calls.clear()
    for number in range(100, 200):
        bellhop.alarms.put(sns_record(cloudwatch_says("OK", "ALARM", name=f"storm-{number}"), f"more-{number}"))
    bellhop.ring()
    figure(f"{len(deaths.calls)} calls to the table for 100 alarms in batches of ten")
    assert len(deaths.calls) < 100


def test_somebody_else_at_the_same_alarm_is_left_to_the_processor(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 6)
    name = lease_name(transition(cloudwatch_says("OK", "ALARM", name="storm-99")))
    with bellhop.parts.processor.leases.hold(name):
        ring(bellhop, cloudwatch_says("OK", "ALARM", name="storm-99"), "held")
        assert bellhop.parts.processor.outcomes.of("held").done is False
    settle(bellhop)
    assert bellhop.parts.processor.outcomes.of("held").outcome == "digested"


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
def test_what_joins_while_a_digests_answer_is_lost_is_shown_too(
    method: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    storm(bellhop, 4)
    if method == "chat.update":
        settle(bellhop)
        storm(bellhop, 5)
    slack.fault(method, "drop_after_work", count=1)
    bellhop.work()
    storm(bellhop, 9)
    settle(bellhop)
    assert "6 alarms" in digest(slack)["text"]


def test_whom_a_digest_called_whose_answer_was_lost_is_not_called_again(slack: RunningSlack, clock: SetClock) -> None:
    late = Route(alarm="storm-7", mention=("S0OPS",))
    bellhop = stormy(slack, clock, late, Route(mention=("U0ANA",)))
    storm(bellhop, 4)
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    bellhop.work()
    storm(bellhop, 9)
    settle(bellhop)
    (call,) = thread(slack, digest(slack)["ts"])
    assert call.startswith("<!subteam^S0OPS> ")


def test_a_timer_that_the_queue_does_not_take_leaves_the_digest_to_the_next_try(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    storm(bellhop, 3)
    settle(bellhop, 1)
    bellhop.watch.faults.append(Later("AWS did not answer."))
    storm(bellhop, 5)
    settle(bellhop)
    assert "2 alarms" in digest(slack)["text"]


def test_a_row_whose_writer_died_before_it_saw_to_the_digest_is_shown_once_its_record_comes_again(
    slack: RunningSlack, clock: SetClock
) -> None:
    deaths = Deaths()
    settings = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=1))
    bellhop = Bellhop(slack, clock, configuration=settings, table=MortalTable(deaths))
    storm(bellhop, 3)
    settle(bellhop)
    deaths.calls.clear()
    bellhop.intake.take(sqs_event("storm-3"))
    settle(bellhop)
    deaths.at = 1 + next(number for number, call in enumerate(deaths.calls) if " and " in call)
    deaths.calls.clear()
    deaths.after = True
    with pytest.raises(KilledError):
        bellhop.intake.take(sqs_event("storm-4"))
    deaths.revive()
    clock.advance(400)
    bellhop.intake.take(sqs_event("storm-4"))
    settle(bellhop)
    assert "4 alarms" in digest(slack)["text"]


def test_while_slack_limits_a_digest_what_joins_it_does_not_ask_slack_before_its_time(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    storm(bellhop, 6)
    settle(bellhop)
    slack.fault("chat.update", "ratelimited", count=1, retry_after=30)
    storm(bellhop, 7)
    bellhop.work()
    limited, before = clock.epoch(), len(slack.calls())
    for _ in range(4):
        settle(bellhop, 5)
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"late-{clock.epoch()}"))
    assert len(slack.calls()) == before
    settle(bellhop, limited + 35 - clock.epoch())
    assert "8 alarms" in digest(slack)["text"]


def sqs_event(name: str) -> dict[str, Any]:
    """One delivery of an alarm that goes off."""
    body = sns_record(cloudwatch_says("OK", "ALARM", name=name), name)
    return {"Records": [{"eventSource": "aws:sqs", "messageId": name, "body": body, "attributes": {}}]}


def test_where_slack_refuses_edits_a_storm_is_a_new_digest_every_few_minutes_and_one_at_its_end(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    storm(bellhop, 6)
    settle(bellhop)
    slack.fault("chat.update", "error", error="edit_window_closed")
    for number in range(6, 16):
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"storm-{number}"))
        settle(bellhop, 30)
    digests = [card for card in cards(slack) if "storm:" in card["text"]]
    assert len(digests) == 2
    assert any("no longer lets Bellhop edit" in line for line in thread(slack, digests[0]["ts"]))
    storm(bellhop, 16, "OK")
    settle(bellhop, 600)
    digests = [card for card in cards(slack) if "storm:" in card["text"]]
    assert len(digests) == 3
    assert "is over" in str(digests[-1]["blocks"])
    assert bellhop.watch.dead_letters == []
