"""Storms over HTTP to Slack: the first few are cards, the rest one digest that nobody has to wait for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.alarms.decide.decision import lease_name
from app.alarms.decide.storm import WINDOW, Posted
from app.alarms.keep.digests import head_key
from app.alarms.keep.incidents import incident_key
from app.alarms.read.transition import State
from app.alarms.show.display import Display
from app.base.errors import Later
from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route
from app.slack.posting import Poster
from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack, running_slack
from tests.app.alarms.alarm_support import transition
from tests.app.alarms.ringing import cards, cloudwatch_says, ring, thread, wait_until_quiet
from tests.app.alarms.storms import all_rows, digest, press_digest, rows_shown, settle, storm, stormy
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop, decision_on, listening, sns_record
from tests.fakes.clock import SetClock
from tests.fakes.dying import Deaths, KilledError, MortalTable

pytestmark = pytest.mark.slow


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Bellhop:
    return stormy(slack, clock)


def outcomes(bellhop: Bellhop, count: int, state: str = "ALARM") -> list[str]:
    return [decision_on(bellhop.parts.processor.outcomes, f"{state}-{number}").outcome for number in range(count)]


@pytest.mark.parametrize("batch", [1, 10, 1000])
def test_the_first_few_are_cards_and_the_rest_one_message(bellhop: Bellhop, slack: RunningSlack, batch: int) -> None:
    storm(bellhop, 25, batch=batch)
    settle(bellhop)
    assert len(cards(slack)) == 4
    assert "25 alarms" in digest(slack)["text"]
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


def test_every_alarm_of_a_storm_has_a_row_also_those_with_cards(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 12)
    settle(bellhop)
    rows = {row.name: row.has_card for row in all_rows(bellhop)}
    assert rows == {f"storm-{number}": number < 3 for number in range(12)}


def test_a_card_that_is_written_after_its_digest_is_shown_is_counted_too(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 12)
    card = bellhop.table.get("gate#C0ALARMS", "gate").data["cards"][0]["incident"]
    written = bellhop.table.get(*incident_key(card))
    bellhop.table.delete(*incident_key(card))
    settle(bellhop, 3)
    assert "11 alarms" in digest(slack)["text"]
    bellhop.table.put(replace(written, version=0))
    settle(bellhop)
    assert "12 alarms" in digest(slack)["text"]
    assert len(all_rows(bellhop)) == 12


def test_a_first_card_that_is_never_written_is_not_looked_for_for_ever(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 12)
    settle(bellhop)
    digests = bellhop.parts.digest_display.digests
    name = bellhop.table.get("gate#C0ALARMS", "gate").data["digest"]
    missing = Posted(bellhop.clock(), "gone")
    digests.change(name, lambda known: replace(known, are_counted=False, cards=(missing,)))
    before = len([call for call in slack.calls() if call["method"] == "chat.update"])
    bellhop.parts.digest_display.see_to(name)
    settle(bellhop, 3600)
    edits = len([call for call in slack.calls() if call["method"] == "chat.update"]) - before
    assert 2 < edits < 130
    found = digests.find(name)
    assert found
    assert found.are_counted


def test_a_storm_costs_slack_a_few_calls(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 200)
    settle(bellhop)
    assert len([call for call in slack.calls() if call["method"].startswith("chat.")]) < 10
    assert "200 alarms" in digest(slack)["text"]


def test_recoveries_are_counted_on_the_digest(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 10)
    settle(bellhop, 5)
    storm(bellhop, 8, "OK")
    settle(bellhop)
    assert ":red_circle: 2 ALARM · :large_green_circle: 8 OK" in json.dumps(digest(slack)["blocks"], ensure_ascii=False)
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


@pytest.mark.slow
def test_while_slack_is_away_the_digest_waits_and_no_alarm_is_missing_then(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.fault("*", "status", status=500)
    storm(bellhop, 30)
    settle(bellhop, 7200)
    slack.clear_faults()
    settle(bellhop, 7200)
    assert len(cards(slack)) == 4
    assert "30 alarms" in digest(slack)["text"]
    assert (bellhop.alarms.dead_letters, bellhop.watch.dead_letters) == ([], [])


def test_a_digest_whose_answer_was_lost_stands_there_once(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 3)
    settle(bellhop, 1)
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    storm(bellhop, 9)
    settle(bellhop)
    assert "9 alarms" in digest(slack)["text"]


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
    clock.advance(WINDOW.total_seconds())
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


@pytest.mark.slow
def test_who_turns_the_lists_pages_sees_every_alarm_though_they_change_meanwhile(listening_bellhop: Bellhop) -> None:
    bellhop = listening_bellhop
    storm(bellhop, 100)
    settle(bellhop, 5)

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
    assert "6 alarms" in digest(slack)["text"]
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


@pytest.mark.slow
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
    assert "6 alarms" in digest(slack)["text"]
    assert bellhop.watch.dead_letters == []


def test_who_is_called_for_a_storm_is_called_for_its_new_alarms_too_but_once_a_minute(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = stormy(slack, clock, Route(mention=("U0ANA",)))
    storm(bellhop, 6)
    settle(bellhop, 5)
    assert digest(slack)["pings"] == ["<@U0ANA>"]
    storm(bellhop, 8)
    settle(bellhop, 4)
    storm(bellhop, 9)
    settle(bellhop, 45)
    assert thread(slack, digest(slack)["ts"]) == []
    settle(bellhop, 15)
    (call,) = thread(slack, digest(slack)["ts"])
    assert call.startswith("<@U0ANA> :red_circle: 3 new alarms in this storm: `storm-8`, ")
    settle(bellhop, 600)
    assert len(thread(slack, digest(slack)["ts"])) == 1


def test_whom_a_later_alarm_of_a_storm_calls_is_called_in_its_thread_at_once_and_once(
    slack: RunningSlack, clock: SetClock
) -> None:
    late = Route(alarm="storm-[678]", mention=("S0OPS",), also=True)
    bellhop = stormy(slack, clock, late, Route(alarm="storm-*", mention=("U0ANA",)))
    storm(bellhop, 6)
    settle(bellhop, 5)
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    storm(bellhop, 7)
    settle(bellhop, 4)
    storm(bellhop, 7)
    settle(bellhop)
    lines = thread(slack, digest(slack)["ts"])
    assert [line.startswith("<!subteam^S0OPS> :red_circle: One new alarm") for line in lines].count(True) == 1


def test_all_whom_a_route_mentions_are_called_in_one_line(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, Route(mention=("U0ANA", "S0OPS")))
    storm(bellhop, 6)
    settle(bellhop, 5)
    storm(bellhop, 9)
    settle(bellhop, 120)
    (call,) = thread(slack, digest(slack)["ts"])
    assert call.startswith("<@U0ANA> <!subteam^S0OPS> :red_circle: 3 new alarms")


def test_nobody_is_called_for_what_somebody_has_in_hand(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, Route(mention=("S0OPS",)))
    with listening(bellhop):
        storm(bellhop, 6)
        settle(bellhop, 5)
        storm(bellhop, 9)
        press_digest(bellhop, "digest_ack")
        settle(bellhop, 120)
    assert thread(slack, digest(slack)["ts"]) == []


def test_an_alarm_that_is_over_before_anybody_could_be_called_calls_nobody(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = stormy(slack, clock, Route(mention=("U0ANA",)))
    storm(bellhop, 6)
    settle(bellhop, 5)
    storm(bellhop, 7)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60, name="storm-6"))
    settle(bellhop, 120)
    assert thread(slack, digest(slack)["ts"]) == []


def test_an_alarm_by_another_route_than_a_storms_has_a_card_that_calls(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, Route(alarm="db-*", mention=("S0OPS",)), Route(mention=("U0ANA",)))
    storm(bellhop, 9)
    settle(bellhop, 2)
    for number in range(5):
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"db-{number}"))
    settle(bellhop)
    of_db = [card for card in cards(slack) if card["pings"] == ["<!subteam^S0OPS>"]]
    assert [": db-" in card["text"] for card in of_db] == [True, True, True, False]
    assert "Alarm storm: 5 alarms" in of_db[-1]["text"]


def test_an_alarm_after_a_storm_has_a_card_of_its_own_with_all_that_belongs_to_it(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = stormy(slack, clock, Route(mention=("U0ANA",)))
    storm(bellhop, 9)
    settle(bellhop, WINDOW.total_seconds())
    ring(bellhop, cloudwatch_says("OK", "ALARM", name="a-late-one"))
    settle(bellhop, 5)
    card = cards(slack)[-1]
    assert "a-late-one" in card["text"]
    assert card["pings"] == ["<@U0ANA>"]
    assert '"alarm_ack"' in json.dumps(card["blocks"])
    assert any('"remind"' in text for text in bellhop.watch.texts)
    assert "9 alarms" in digest(slack)["text"]


def test_of_a_trickle_after_a_burst_each_alarm_is_a_message_of_its_own(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, Route(mention=("U0ANA",)))
    storm(bellhop, 6)
    for number in range(12):
        settle(bellhop, 290)
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"late-{number}"))
        assert f": late-{number} " in cards(slack)[-1]["text"]
        assert cards(slack)[-1]["pings"] == ["<@U0ANA>"]


def test_what_goes_off_on_a_row_in_its_storm_is_called_for_in_the_thread(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, Route(mention=("S0OPS",)))
    storm(bellhop, 5)
    ring(bellhop, cloudwatch_says("OK", "INSUFFICIENT_DATA", name="blind"))
    settle(bellhop, 5)
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 60, name="blind"))
    settle(bellhop)
    (call,) = thread(slack, digest(slack)["ts"])
    assert "One new alarm in this storm: `blind`" in call


def test_what_goes_off_on_a_row_after_its_storm_has_a_card_and_the_row_is_gone(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = stormy(slack, clock, Route(mention=("S0OPS",)))
    storm(bellhop, 5)
    ring(bellhop, cloudwatch_says("OK", "INSUFFICIENT_DATA", name="blind"))
    settle(bellhop)
    assert "6 alarms" in digest(slack)["text"]
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 60, name="blind"))
    settle(bellhop, 5)
    assert "blind" in cards(slack)[-1]["text"]
    assert cards(slack)[-1]["pings"] == ["<!subteam^S0OPS>"]
    assert "5 alarms" in digest(slack)["text"]
    assert any('"remind"' in text and ":1" in text for text in bellhop.watch.texts)


def test_a_digest_that_said_that_the_storm_is_over_is_never_opened_again(bellhop: Bellhop, slack: RunningSlack) -> None:
    storm(bellhop, 6)
    settle(bellhop, 2)
    storm(bellhop, 6, "OK")
    settle(bellhop, 2)
    first = digest(slack)
    for number in range(6):
        ring(bellhop, cloudwatch_says("OK", "ALARM", 3000, name=f"storm-{number}"))
    settle(bellhop)
    ended, begun = [card for card in cards(slack) if "storm:" in card["text"]]
    assert ended["ts"] == first["ts"]
    assert "The alarm storm is over: 6 alarms" in json.dumps(ended["blocks"])
    assert ":red_circle: 6 ALARM" in json.dumps(begun["blocks"])


@pytest.mark.slow
@pytest.mark.parametrize("batch", [1, 10])
def test_a_storm_of_many_minutes_is_one_digest(batch: int, bellhop: Bellhop, slack: RunningSlack) -> None:
    for number in range(20, 0, -1):
        for each in range(10):
            name = f"storm-{number}-{each}"
            bellhop.alarms.put(sns_record(cloudwatch_says("OK", "ALARM", name=name), name))
        bellhop.alarms.deliver(bellhop.intake.take, batch)
        settle(bellhop, WINDOW.total_seconds() / 5)
    assert len(cards(slack)) == 4
    assert "200 alarms" in digest(slack)["text"]


def test_after_a_calm_recoveries_still_turn_their_own_storms_digest_green(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    storm(bellhop, 6)
    settle(bellhop)
    clock.advance(WINDOW.total_seconds())
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
    assert {row.name for row in all_rows(bellhop) if row.state == "ALARM"} == {"storm-5"}


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
    settle(bellhop, WINDOW.total_seconds() + 300)
    assert len(bellhop.cloudwatch.queried) == 3


@pytest.mark.parametrize("batch", [1, 3, 10])
def test_one_by_one_or_together_a_storm_ends_with_the_same_rows(
    batch: int, bellhop: Bellhop, slack: RunningSlack
) -> None:
    storm(bellhop, 30, batch=batch)
    storm(bellhop, 20, "OK", batch=batch)
    settle(bellhop)
    rows = {row.name: (row.state, row.group) for row in all_rows(bellhop)}
    assert rows == {f"storm-{n}": ("OK" if n < 20 else "ALARM", "web") for n in range(30)}
    assert {incident.latest.name for incident in bellhop.parts.processor.open_incidents("web")} == {
        f"storm-{number}" for number in range(20, 30)
    }
    assert len(bellhop.table.query("group#123456789012/us-east-1/web")) == 10, "what is over is on no list"


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
        assert decision_on(bellhop.parts.processor.outcomes, "held").done is False
    settle(bellhop)
    assert decision_on(bellhop.parts.processor.outcomes, "held").outcome == "digested"


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
def test_what_joins_while_a_digests_answer_is_lost_is_shown_too(
    method: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    storm(bellhop, 4)
    if method == "chat.update":
        settle(bellhop, 5)
        storm(bellhop, 5)
    slack.fault(method, "drop_after_work", count=1)
    bellhop.work()
    storm(bellhop, 9)
    settle(bellhop)
    assert "9 alarms" in digest(slack)["text"]


def test_whom_a_digest_called_whose_answer_was_lost_is_not_called_again(slack: RunningSlack, clock: SetClock) -> None:
    late = Route(alarm="storm-7", mention=("S0OPS",), also=True)
    bellhop = stormy(slack, clock, late, Route(mention=("U0ANA",)))
    storm(bellhop, 4)
    slack.fault("chat.postMessage", "drop_after_work", count=1)
    bellhop.work()
    clock.advance(1)
    storm(bellhop, 8)
    settle(bellhop, 50)
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
    assert "5 alarms" in digest(slack)["text"]


def test_a_row_whose_writer_died_before_it_saw_to_the_digest_is_shown_once_its_record_comes_again(
    slack: RunningSlack, clock: SetClock
) -> None:
    deaths = Deaths()
    settings = Configuration(SlackChannel("#alarms"), IncidentSettings(digest_after=1))
    bellhop = Bellhop(slack, clock, configuration=settings, table=MortalTable(deaths))
    storm(bellhop, 3)
    settle(bellhop, 3)
    deaths.calls.clear()
    bellhop.intake.take(sqs_event("storm-3"))
    settle(bellhop, 3)
    deaths.at = 1 + next(number for number, call in enumerate(deaths.calls) if " and " in call)
    deaths.calls.clear()
    deaths.after = True
    with pytest.raises(KilledError):
        bellhop.intake.take(sqs_event("storm-4"))
    deaths.revive()
    clock.advance(400)
    bellhop.intake.take(sqs_event("storm-4"))
    settle(bellhop)
    assert "5 alarms" in digest(slack)["text"]


def test_while_slack_limits_a_digest_what_joins_it_does_not_ask_slack_before_its_time(
    bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    storm(bellhop, 6)
    settle(bellhop, 5)
    slack.fault("chat.update", "ratelimited", count=1, retry_after=30)
    storm(bellhop, 9)
    bellhop.work()
    limited, before = clock.epoch(), len(slack.calls())
    for count in (12, 15, 18, 21):
        settle(bellhop, 5)
        storm(bellhop, count)
    assert len(slack.calls()) == before
    settle(bellhop, limited + 35 - clock.epoch())
    assert "21 alarms" in digest(slack)["text"]


def sqs_event(name: str) -> dict[str, Any]:
    """One delivery of an alarm that goes off."""
    body = sns_record(cloudwatch_says("OK", "ALARM", name=name), name)
    return {"Records": [{"eventSource": "aws:sqs", "messageId": name, "body": body, "attributes": {}}]}


@pytest.mark.slow
def test_where_slack_refuses_edits_a_storm_is_a_new_digest_every_few_minutes_and_one_at_its_end(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    storm(bellhop, 6)
    settle(bellhop, 3)
    slack.fault("chat.update", "error", error="edit_window_closed")
    for number in range(6, 121):
        ring(bellhop, cloudwatch_says("OK", "ALARM", name=f"storm-{number}"))
        settle(bellhop, 3)
    digests = [card for card in cards(slack) if "storm:" in card["text"]]
    assert len(digests) == 2
    assert any("no longer lets Bellhop edit" in line for line in thread(slack, digests[0]["ts"]))
    storm(bellhop, 121, "OK")
    settle(bellhop, 600)
    digests = [card for card in cards(slack) if "storm:" in card["text"]]
    assert len(digests) == 3
    assert "is over" in str(digests[-1]["blocks"])
    assert bellhop.watch.dead_letters == []


ARRIVALS = st.lists(st.tuples(st.sampled_from([0.0, 0.5, 2.0, 4.0, 11.0, 70.0]), st.integers(1, 5)), max_size=8)


@pytest.mark.slow
@settings(max_examples=20)
@given(ARRIVALS)
def test_whenever_alarms_come_each_is_a_card_or_in_a_digests_message_and_in_one_of_them(
    arrivals: list[tuple[float, int]],
) -> None:
    """And whoever comes when fewer came lately than get cards has one."""
    with running_slack() as slack:
        bellhop, came = stormy(slack, SetClock()), list[tuple[str, float]]()
        for pause, count in arrivals:
            settle(bellhop, pause)
            for _ in range(count):
                name = f"alarm-{len(came)}"
                bellhop.cloudwatch.add(alarm(name, "ALARM"))
                ring(bellhop, cloudwatch_says("OK", "ALARM", name=name))
                came.append((name, bellhop.clock.epoch()))
        settle(bellhop, 60)
        texts, rows = [card["text"] for card in cards(slack)], rows_shown(bellhop, "C0ALARMS")
    with_cards = [found[1] for text in texts if (found := re.match(r":red_circle: ALARM: (\S+) ", text))]
    counted = [int(found[1]) for text in texts if (found := re.match(r"Alarm storm: (\d+)", text))]
    assert sorted(with_cards + [row.name for row in rows if not row.has_card]) == sorted(name for name, _ in came)
    assert sum(counted) == len(rows)
    for number, (name, at) in enumerate(came):
        lately = [each for _, each in came[:number] if at - each < WINDOW.total_seconds()]
        assert len(lately) >= 3 or name in with_cards


def test_a_card_that_a_digest_counts_while_it_is_being_posted_stays_a_row_of_it(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    incidents, digests = bellhop.parts.processor.incidents, bellhop.parts.digest_display.digests
    channel_id, post, asked, says = Display.channel_id, Poster.post_once, list[str](), cloudwatch_says("OK", "ALARM")

    def known_when_it_is_shown(self: Display, name: str) -> str:
        asked.append(name)
        if len(asked) <= 2:  # as it is decided
            raise Later("Slack does not say which channel this is.")
        return channel_id(self, name)

    def counted_meanwhile(self: Poster, key: str, *more: Any, **others: Any) -> str:
        (incident,) = incidents.last_of_many([says["AlarmArn"]]).values()
        if key == incident.card_key(0):
            digests.count("a-digest", Posted(bellhop.clock(), incident.id))
        return post(self, key, *more, **others)

    monkeypatch.setattr(Display, "channel_id", known_when_it_is_shown)
    monkeypatch.setattr(Poster, "post_once", counted_meanwhile)
    ring(bellhop, says)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    assert [row.state for row in digests.rows("a-digest")] == [State.OK]
