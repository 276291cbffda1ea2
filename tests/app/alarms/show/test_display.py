"""Slack is brought to what routes say: a card in each channel, each called once, over HTTP."""

from __future__ import annotations

import pytest

from app.config.configuration import Configuration, IncidentSettings, SlackChannel
from app.config.routes import Route
from app.slack.errors import EDIT_REFUSED
from app.slack.stored_channels import StoredChannels
from sandbox.slack.people import Channel
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, eventbridge_says, ring, thread, wait_until_quiet
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.counted import CountedTable

pytestmark = pytest.mark.slow


def routed(slack: RunningSlack, clock: SetClock, *routes: Route) -> Bellhop:
    return Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), routes=routes))


def test_an_alarm_stands_in_each_of_its_channels_and_turns_green_there(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock, Route(channel="#ops", also=True), Route(channel="#alarms"))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    for channel in ("C0OPS", "C0ALARMS"):
        (card,) = cards(slack, channel)
        assert "OK: web-high-cpu" in card["text"]


def test_the_call_pings_once_and_only_who_was_named(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock, Route(mention=("S0OPS",)))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    assert cards(slack)[0]["pings"] == ["<!subteam^S0OPS>"]
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    assert "S0OPS" not in str(cards(slack)[0]["blocks"])


@pytest.mark.parametrize("channel", ["#nowhere", "#random", "C0NOWHERE"])
def test_a_channel_where_bellhop_cannot_post_does_not_cost_the_alarm(
    channel: str, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = routed(slack, clock, Route(channel=channel))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (card,) = cards(slack)
    assert f"Meant for {channel}." in str(card["blocks"])
    assert "/invite @Bellhop" in str(card["blocks"])
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    assert "OK: web-high-cpu" in cards(slack)[0]["text"]


def test_it_is_there_once_where_the_default_channel_hears_of_it_anyway(slack: RunningSlack, clock: SetClock) -> None:
    slack.add_channel(Channel("C0LOST", "lost", {"U0ANA"}))
    bellhop = routed(slack, clock, Route(channel="#lost", also=True), Route(channel="#alarms"))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    (card,) = cards(slack)
    assert "OK: web-high-cpu" in card["text"]


@pytest.mark.parametrize(("limited", "other"), [("C0OPS", "C0ALARMS"), ("C0ALARMS", "C0OPS")])
def test_a_channel_that_is_limited_does_not_hold_up_the_others(
    limited: str, other: str, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = routed(slack, clock, Route(channel="#ops", also=True), Route(channel="#alarms"))
    slack.fault("chat.postMessage", "ratelimited", channel=limited, count=1, retry_after=30)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    assert [len(cards(slack, channel)) for channel in (limited, other)] == [0, 1]
    assert bellhop.alarms.next_due() == clock.epoch() + 30
    clock.advance(31)
    bellhop.ring()
    assert [len(cards(slack, channel)) for channel in (limited, other)] == [1, 1]


def test_where_several_channels_are_limited_none_is_asked_before_its_time(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock, Route(channel="#ops", also=True), Route(channel="#alarms"))
    for channel, wait in (("C0OPS", 5), ("C0ALARMS", 30)):
        slack.fault("chat.postMessage", "ratelimited", channel=channel, count=1, retry_after=wait)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    assert bellhop.alarms.next_due() == clock.epoch() + 30


@pytest.mark.parametrize("channel", ["#nowhere", "C0LOST"])
@pytest.mark.parametrize("is_lost_first", [True, False])
def test_the_default_channels_message_calls_and_notes_for_a_channel_that_cannot_be_reached(
    is_lost_first: bool, channel: str, slack: RunningSlack, clock: SetClock
) -> None:
    slack.add_channel(Channel("C0LOST", "lost", {"U0ANA"}))
    lost, default = Route(channel=channel, mention=("S0OPS",), also=True), Route(mention=("U0BO",), also=True)
    bellhop = routed(slack, clock, *((lost, default) if is_lost_first else (default, lost)))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (card,) = cards(slack)
    assert f"Meant for {channel}." in str(card["blocks"])
    pings = [ping for message in slack.messages("C0ALARMS") for ping in message["pings"]]
    assert sorted(pings) == ["<!subteam^S0OPS>", "<@U0BO>"]
    # Where the card stood already, its thread calls: Slack tells nobody of an edit.
    assert ["S0OPS" in line for line in thread(slack, card["ts"])] == ([] if is_lost_first else [True])


def test_two_channels_that_cannot_be_reached_are_one_message_that_calls_for_both(
    slack: RunningSlack, clock: SetClock
) -> None:
    routes = [Route(channel=f"#lost-{who}", mention=(who,), also=True) for who in ("U0ANA", "U0BO")]
    bellhop = routed(slack, clock, *routes)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (card,) = cards(slack)
    assert "Meant for #lost-U0ANA." in str(card["blocks"])
    assert "Meant for #lost-U0BO." in str(card["blocks"])
    pings = [ping for message in slack.messages("C0ALARMS") for ping in message["pings"]]
    assert pings == ["<@U0ANA>", "<@U0BO>"]
    assert ["<@U0BO>" in line for line in thread(slack, card["ts"])] == [True]


@pytest.mark.parametrize("default_too", [False, True])
@pytest.mark.parametrize("channel", ["#nowhere", "C0NOWHERE"])
def test_what_began_without_data_calls_where_its_channel_cannot_be_reached_too(
    channel: str, default_too: bool, slack: RunningSlack, clock: SetClock
) -> None:
    lost = Route(channel=channel, mention=("S0OPS",), also=True)
    bellhop = routed(slack, clock, lost, *([Route()] if default_too else []))
    ring(bellhop, cloudwatch_says("OK", "INSUFFICIENT_DATA"))
    assert "S0OPS" not in str(slack.messages("C0ALARMS"))
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 60))
    (card,) = cards(slack)
    assert [line.startswith("<!subteam^S0OPS> ") for line in thread(slack, card["ts"])] == [True]
    assert f"Meant for {channel}." in str(card["blocks"])


def test_a_channel_that_cannot_be_reached_in_quiet_hours_has_both_notes(slack: RunningSlack, clock: SetClock) -> None:
    route = Route(channel="#nowhere", mention=("S0OPS",), quiet="00:00-23:59 UTC")
    ring(routed(slack, clock, route), cloudwatch_says("OK", "ALARM"))
    (card,) = cards(slack)
    assert "Meant for #nowhere." in str(card["blocks"])
    assert "Quiet hours: user group S0OPS not mentioned." in str(card["blocks"])


def test_a_channel_that_cannot_be_reached_waits_while_the_default_one_is_missing_too(
    slack: RunningSlack, clock: SetClock
) -> None:
    routes = (Route(channel="#nowhere", mention=("S0OPS",)),)
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#made-later"), routes=routes))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    wait_until_quiet(bellhop, clock.epoch() + 7200)
    slack.add_channel(Channel("C0LATER", "made-later", {"U0BELLHOP"}))
    wait_until_quiet(bellhop, clock.epoch() + 900)
    (card,) = cards(slack, "C0LATER")
    assert (card["pings"], "Meant for #nowhere." in str(card["blocks"])) == (["<!subteam^S0OPS>"], True)


@pytest.mark.parametrize("default_too", [False, True])
@pytest.mark.parametrize(
    "now",
    [
        Channel("C0OPS", "ops", {"U0ANA"}),
        Channel("C0OPS", "ops", {"U0BELLHOP"}, is_archived=True),
        Channel("C0OPS", "ops", {"U0BELLHOP"}, is_read_only=True),
    ],
)
def test_a_card_whose_channel_is_lost_goes_on_in_the_default_one(
    now: Channel, default_too: bool, slack: RunningSlack, clock: SetClock
) -> None:
    ops = Route(channel="#ops", mention=("S0OPS",), also=True)
    bellhop = routed(slack, clock, ops, *([Route()] if default_too else []))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    slack.add_channel(now)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    (card,) = cards(slack)
    assert "OK: web-high-cpu" in card["text"]
    assert "Meant for #ops." in str(card["blocks"])
    assert len(thread(slack, card["ts"])) == 1
    assert bellhop.alarms.next_due() is None


def test_what_began_without_data_calls_once_in_its_thread_when_it_goes_off(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = routed(slack, clock, Route(mention=("S0OPS",)))
    ring(bellhop, cloudwatch_says("OK", "INSUFFICIENT_DATA"))
    assert "S0OPS" not in str(slack.messages("C0ALARMS"))
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 60))
    (card,) = cards(slack)
    (called,) = thread(slack, card["ts"])
    assert called.startswith("<!subteam^S0OPS> INSUFFICIENT_DATA → *ALARM* at ")
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 120))
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 180))
    assert ["S0OPS" in line for line in thread(slack, card["ts"])] == [True, False, False]


def test_what_began_without_data_comes_to_the_channels_of_alarms_too_once_it_goes_off(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = routed(slack, clock, Route(states=("ALARM",), channel="#ops", mention=("S0OPS",)))
    ring(bellhop, cloudwatch_says("OK", "INSUFFICIENT_DATA"))
    assert (len(cards(slack)), cards(slack, "C0OPS")) == (1, [])
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 60))
    (card,) = cards(slack, "C0OPS")
    assert card["pings"] == ["<!subteam^S0OPS>"]
    ring(bellhop, cloudwatch_says("ALARM", "OK", 120))
    assert ["OK: web-high-cpu" in cards(slack, channel)[0]["text"] for channel in ("C0ALARMS", "C0OPS")] == [True] * 2


def test_quiet_hours_are_those_of_when_it_goes_off(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = routed(slack, clock, Route(mention=("S0OPS",), quiet="00:00-23:59 UTC"))
    ring(bellhop, cloudwatch_says("OK", "INSUFFICIENT_DATA"))
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 60))
    (card,) = cards(slack)
    assert "Quiet hours: user group S0OPS not mentioned." in str(card["blocks"])
    assert "subteam" not in str(slack.messages("C0ALARMS"))


def test_what_goes_off_while_a_mute_rule_rules_calls_only_once_it_is_heard(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = routed(slack, clock, Route(mention=("S0OPS",)))
    ring(bellhop, cloudwatch_says("OK", "INSUFFICIENT_DATA"))
    ring(bellhop, eventbridge_says("INSUFFICIENT_DATA", "ALARM", 60, muted=True))
    (card,) = cards(slack)
    assert ["S0OPS" in line for line in thread(slack, card["ts"])] == [False]
    again = {**cloudwatch_says("INSUFFICIENT_DATA", "ALARM", 60), "ActionExecutedAfterMuteWindow": True}
    ring(bellhop, again)
    assert ["S0OPS" in line for line in thread(slack, card["ts"])] == [False, True]


def test_where_slack_answers_nothing_not_every_channel_is_tried_in_vain(slack: RunningSlack, clock: SetClock) -> None:
    for number in range(6):
        slack.add_channel(Channel(f"C0{number}", f"team-{number}", {"U0BELLHOP"}))
    bellhop = routed(slack, clock, *(Route(channel=f"#team-{number}", also=True) for number in range(6)))
    slack.fault("chat.postMessage", "status", status=500, count=3)
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    assert len([call for call in slack.calls() if call["method"] == "chat.postMessage"]) == 3
    wait_until_quiet(bellhop, clock.epoch() + 60)
    assert [len(cards(slack, f"C0{number}")) for number in range(6)] == [1] * 6


@pytest.mark.parametrize("code", sorted(EDIT_REFUSED))
def test_where_slack_refuses_edits_each_change_is_one_new_card_and_the_old_ones_thread_says_so(
    code: str, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), IncidentSettings(0)))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    slack.fault("chat.update", "error", error=code)
    for number, (old, new) in enumerate([("ALARM", "INSUFFICIENT_DATA"), ("INSUFFICIENT_DATA", "OK")], start=1):
        ring(bellhop, cloudwatch_says(old, new, 60 * number))
        wait_until_quiet(bellhop, clock.epoch() + 600)
    assert [card["text"].split()[1] for card in cards(slack)] == ["ALARM:", "INSUFFICIENT_DATA:", "OK:"]
    first, second, last = [thread(slack, card["ts"]) for card in cards(slack)]
    assert ["no longer lets Bellhop edit this card" in line for line in first] == [True]
    assert ["no longer lets Bellhop edit this card" in line for line in second] == [False, True]
    assert ["no longer lets Bellhop edit this card" in line for line in last] == [False]
    assert bellhop.alarms.dead_letters == []


def test_a_card_that_is_replaced_while_the_answer_is_lost_is_replaced_once(
    slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = Bellhop(slack, clock, configuration=Configuration(SlackChannel("#alarms"), IncidentSettings(0)))
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    slack.fault("chat.update", "error", error="edit_window_closed")
    slack.fault("chat.postMessage", "drop_after_work", every=2, count=4)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    wait_until_quiet(bellhop, clock.epoch() + 3600)
    assert [card["text"].split()[1] for card in cards(slack)] == ["ALARM:", "OK:"]
    assert bellhop.alarms.dead_letters == []


def started(slack: RunningSlack, clock: SetClock, table: CountedTable) -> Bellhop:
    """As an environment that starts, with what others have stored."""
    bellhop = Bellhop(slack, clock, table=table)
    bellhop.parts.slack.channels.stored = StoredChannels(table, clock)
    bellhop.parts.processor.display.connect()
    return bellhop


def test_after_the_start_a_first_card_is_one_call_of_slack_over_a_connection_that_is_open(
    slack: RunningSlack, clock: SetClock
) -> None:
    """Where the channel's id is known from the table, nothing else would have opened it."""
    table = CountedTable()
    started(slack, clock, table)
    before = len(slack.calls())
    bellhop = started(slack, clock, table)
    assert [call["method"] for call in slack.calls()[before:]] == ["auth.test"]
    table.documents.clear()

    ring(bellhop, cloudwatch_says("OK", "ALARM"))

    assert [call["method"] for call in slack.calls()[before:]] == ["auth.test", "chat.postMessage"]
    assert [each for each in table.documents if "blocks#" in each or "channel#" in each] == []
