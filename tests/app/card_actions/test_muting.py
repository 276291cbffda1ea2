"""Mute: by CloudWatch's own rule, else by disabling the alarm's actions for a while; and Unmute."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.alarms.decide.incident import Mute
from app.base.errors import Later, Refused
from app.card_actions.incident import topic
from app.listeners.job import turn_of
from app.runtime.run import DONE_ALREADY
from app.slack.messages.buttons import DO_IT_NOW
from app.slack.messages.text import moment
from tests.app.alarms.ringing import cards, cloudwatch_says, ring, thread
from tests.app.card_actions.asking import cloudwatch_has
from tests.app.card_actions.muting import mute
from tests.app.card_actions.pressing import blocks, interrupted, press, rung, whispered
from tests.app.people import press as press_message
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow


def let_time_pass(bellhop: Bellhop, **span: float) -> None:
    """Until then everything that comes due is worked on."""
    end = bellhop.clock.epoch() + timedelta(**span).total_seconds()
    while (due := bellhop.watch.next_due()) is not None and due <= end:
        bellhop.clock.advance(max(0.0, due - bellhop.clock.epoch()))
        bellhop.work()
    bellhop.clock.advance(max(0.0, end - bellhop.clock.epoch()))


def break_off_a_mute(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alarm rings and is muted for an hour; its actions are disabled, and each try ends before that is written."""
    rung(bellhop)
    bellhop.cloudwatch.takes_rules = False
    with monkeypatch.context() as broken:
        broken.setattr("app.listeners.alarm_incidents.muted_by", lambda *_: 1 / 0)
        mute(bellhop, span="60")
        for _ in range(10):
            bellhop.clock.advance(60)
            bellhop.work()


def actions_enabled(bellhop: Bellhop) -> bool:
    return bellhop.cloudwatch.named(["web-high-cpu"])[0].actions_enabled


def test_a_mute_rule_keeps_the_alarm_quiet_for_as_long_as_was_chosen(
    listening_bellhop: Bellhop, clock: SetClock
) -> None:
    card = rung(listening_bellhop)
    mute(listening_bellhop, span="240", why="a <planned> release")
    ((alarm, start, until),) = listening_bellhop.cloudwatch.rules.values()
    assert (alarm, start, until) == ("web-high-cpu", clock(), clock() + timedelta(hours=4))
    assert ":mute: Muted by <@U0ANA> until" in blocks(listening_bellhop)
    (line,) = thread(listening_bellhop.slack, card["ts"])
    assert "a &lt;planned&gt; release" in line
    assert "CloudWatch runs its actions" in whispered(listening_bellhop)[-1]


def test_submitted_twice_it_is_one_rule(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    mute(listening_bellhop, span="60")
    mute_again = listening_bellhop.jobs.texts[-1]
    listening_bellhop.jobs.put(mute_again, group="again")
    listening_bellhop.work()
    assert len(listening_bellhop.cloudwatch.rules) == 1
    assert len(thread(listening_bellhop.slack, card["ts"])) == 1


def test_a_mute_that_slack_lets_wait_to_be_shown_stays(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    listening_bellhop.work()
    listening_bellhop.slack.fault("chat.update", "ratelimited", count=1, retry_after=3)
    mute(listening_bellhop, span="60")
    let_time_pass(listening_bellhop, seconds=30)
    assert len(listening_bellhop.cloudwatch.rules) == 1
    assert "Muted by" in blocks(listening_bellhop)


def test_where_aws_takes_no_rule_the_actions_are_disabled_and_enabled_again_at_the_end(
    listening_bellhop: Bellhop,
) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.takes_rules = False
    mute(listening_bellhop, span="60")
    assert not actions_enabled(listening_bellhop)
    assert "actions are disabled until" in whispered(listening_bellhop)[-1]
    let_time_pass(listening_bellhop, minutes=59)
    assert not actions_enabled(listening_bellhop)
    let_time_pass(listening_bellhop, minutes=2)
    assert actions_enabled(listening_bellhop)
    assert "Muted by" not in blocks(listening_bellhop)


def test_who_dies_between_disabling_and_writing_it_down_still_leaves_somebody_to_enable_them(
    listening_bellhop: Bellhop,
) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.takes_rules = False
    listening_bellhop.cloudwatch.faults = [RuntimeError("a bug")]
    mute(listening_bellhop, span="60")
    let_time_pass(listening_bellhop, minutes=20)
    listening_bellhop.work()
    assert not actions_enabled(listening_bellhop)
    let_time_pass(listening_bellhop, hours=2)
    assert actions_enabled(listening_bellhop)


def test_a_rule_that_is_taken_only_after_the_actions_were_disabled_leaves_nobody_deaf(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung(listening_bellhop)
    cloudwatch = listening_bellhop.cloudwatch
    switch = cloudwatch.set_actions

    def dies_after(alarm: str, enabled: bool) -> None:
        switch(alarm, enabled)
        monkeypatch.undo()
        cloudwatch.takes_rules = True
        raise RuntimeError("the process ends here")

    monkeypatch.setattr(cloudwatch, "set_actions", dies_after)
    cloudwatch.takes_rules = False
    mute(listening_bellhop, span="60")
    let_time_pass(listening_bellhop, minutes=5)
    listening_bellhop.work()
    assert "Muted by" in blocks(listening_bellhop)
    let_time_pass(listening_bellhop, hours=2)
    assert actions_enabled(listening_bellhop)


def test_a_mute_that_is_never_written_down_still_gives_the_actions_back(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off_a_mute(listening_bellhop, monkeypatch)
    assert listening_bellhop.jobs.dead_letters
    assert not actions_enabled(listening_bellhop)
    let_time_pass(listening_bellhop, minutes=55)
    assert actions_enabled(listening_bellhop)


def test_what_broke_off_does_not_end_somebody_elses_mute(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off_a_mute(listening_bellhop, monkeypatch)
    mute(listening_bellhop, span="240")
    let_time_pass(listening_bellhop, hours=2)
    assert not actions_enabled(listening_bellhop)
    let_time_pass(listening_bellhop, hours=3)
    assert actions_enabled(listening_bellhop)


def test_the_end_of_a_mute_waits_for_who_mutes_again(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.leases.WAIT_SECONDS", 0.1)
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.takes_rules = False
    mute(listening_bellhop, span="60")
    (incident,) = listening_bellhop.parts.processor.open_incidents("web")
    listening_bellhop.clock.advance(3601)
    with listening_bellhop.parts.leases.hold(turn_of(topic(incident.id)), 90):
        listening_bellhop.work()
        assert not actions_enabled(listening_bellhop)
    let_time_pass(listening_bellhop, minutes=2)
    assert actions_enabled(listening_bellhop)


def test_when_the_window_ends_the_card_says_so(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    mute(listening_bellhop, span="60")
    let_time_pass(listening_bellhop, minutes=61)
    assert "Muted by" not in blocks(listening_bellhop)
    assert thread(listening_bellhop.slack, card["ts"])[-1] == "The mute has ended"


def test_each_mute_of_an_alarm_that_stays_in_alarm_ends_with_its_own_word(listening_bellhop: Bellhop) -> None:
    card, again = rung(listening_bellhop), {**cloudwatch_says("OK", "ALARM"), "ActionExecutedAfterMuteWindow": True}
    for number in (1, 2):
        mute(listening_bellhop, span="60")
        assert "Muted by" in blocks(listening_bellhop)
        assert "The mute window ended" not in blocks(listening_bellhop)
        listening_bellhop.clock.advance(3601)
        ring(listening_bellhop, again)
        let_time_pass(listening_bellhop, minutes=1)
        assert "The mute window ended" in blocks(listening_bellhop)
        ran = [line for line in thread(listening_bellhop.slack, card["ts"]) if "its actions ran" in line]
        assert len(ran) == number


@pytest.mark.parametrize("takes_rules", [True, False])
def test_unmute_lets_it_be_heard_again(takes_rules: bool, listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.takes_rules = takes_rules
    mute(listening_bellhop, span="240")
    press(listening_bellhop, "alarm_unmute")
    assert listening_bellhop.cloudwatch.rules == {}
    assert actions_enabled(listening_bellhop)
    assert "alarm_unmute" not in blocks(listening_bellhop)
    assert "alarm_mute" in blocks(listening_bellhop)


def test_actions_that_somebody_disabled_by_hand_since_stay_so(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.takes_rules = False
    mute(listening_bellhop, span="60")
    press(listening_bellhop, "alarm_unmute")
    listening_bellhop.cloudwatch.set_actions("web-high-cpu", enabled=False)
    let_time_pass(listening_bellhop, hours=3)
    assert not actions_enabled(listening_bellhop)


def test_who_presses_do_it_now_second_is_told_that_the_mute_is_done(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    press(listening_bellhop, "alarm_mute")
    view = listening_bellhop.slack.state("U0ANA")["views"][-1]
    listening_bellhop.slack.act(user="U0ANA", view_id=view["id"], values={"span": "60"})
    listening_bellhop.clock.advance(20 * 60)
    listening_bellhop.work()
    offer = {**listening_bellhop.slack.messages("C0ALARMS")[-1], "channel": "C0ALARMS"}
    for user in ("U0ANA", "U0BO"):
        listening_bellhop.clock.advance(1)
        press_message(listening_bellhop, offer, DO_IT_NOW, user=user)
        listening_bellhop.work()
    assert len(listening_bellhop.cloudwatch.rules) == 1
    assert whispered(listening_bellhop, "U0BO")[-1] == DONE_ALREADY


def test_a_longer_mute_takes_the_place_of_a_shorter_one(listening_bellhop: Bellhop, clock: SetClock) -> None:
    rung(listening_bellhop)
    press(listening_bellhop, "alarm_mute", user="U0BO")
    mute(listening_bellhop, span="60")
    view = listening_bellhop.slack.state("U0BO")["views"][-1]
    answer = listening_bellhop.slack.act(user="U0BO", view_id=view["id"], values={"span": "240"})
    assert answer["ok"], answer
    listening_bellhop.work()
    assert [until for _, _, until in listening_bellhop.cloudwatch.rules.values()] == [clock() + timedelta(hours=4)]
    let_time_pass(listening_bellhop, hours=2)
    assert "Muted by" in blocks(listening_bellhop)


def test_when_a_mute_ends_its_rule_is_deleted_and_nobody_elses(listening_bellhop: Bellhop, clock: SetClock) -> None:
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.rules["deploys"] = ("web-high-cpu", clock(), clock() + timedelta(days=1))
    mute(listening_bellhop, span="60")
    let_time_pass(listening_bellhop, minutes=59)
    assert len(listening_bellhop.cloudwatch.rules) == 2
    let_time_pass(listening_bellhop, minutes=2)
    assert list(listening_bellhop.cloudwatch.rules) == ["deploys"]


@pytest.mark.parametrize("press_unmute", [True, False])
def test_a_rule_that_is_not_ours_is_never_deleted(
    press_unmute: bool, listening_bellhop: Bellhop, clock: SetClock
) -> None:
    rung(listening_bellhop)
    mute(listening_bellhop, span="60")
    (incident,) = listening_bellhop.parts.processor.open_incidents("web")
    listening_bellhop.cloudwatch.rules["deploys"] = ("web-high-cpu", clock(), clock() + timedelta(hours=1))
    listening_bellhop.parts.processor.amend_incident(
        incident.id, lambda known: replace(known, mute=Mute(clock() + timedelta(hours=1), "U0ANA", "deploys"))
    )
    if press_unmute:
        press(listening_bellhop, "alarm_unmute")
    let_time_pass(listening_bellhop, minutes=61)
    assert "deploys" in listening_bellhop.cloudwatch.rules


def test_a_rule_that_aws_does_not_let_us_delete_ends_the_mute_nevertheless(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = rung(listening_bellhop)
    mute(listening_bellhop, span="60")

    def refuse(_: str) -> None:
        raise Refused("AWS does not allow Bellhop to delete the mute rule.")

    monkeypatch.setattr(listening_bellhop.cloudwatch, "unmute", refuse)
    let_time_pass(listening_bellhop, minutes=61)
    assert "Muted by" not in blocks(listening_bellhop)
    assert thread(listening_bellhop.slack, card["ts"])[-1] == "The mute has ended"
    assert listening_bellhop.watch.dead_letters == []


def test_at_the_end_of_a_mute_the_card_says_what_cloudwatch_says_by_then(listening_bellhop: Bellhop) -> None:
    card = rung(listening_bellhop)
    mute(listening_bellhop, span="30")
    cloudwatch_has(listening_bellhop, "OK", seconds=600)
    let_time_pass(listening_bellhop, minutes=31)
    assert "`web-high-cpu` *OK* " in blocks(listening_bellhop)
    assert "No notification of this arrived" in thread(listening_bellhop.slack, card["ts"])[-1]
    let_time_pass(listening_bellhop, hours=5)
    assert len(thread(listening_bellhop.slack, card["ts"])) == 3  # muted, ended, OK


def test_an_alarm_that_went_off_within_a_mute_has_a_card_when_the_mute_ends(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    mute(listening_bellhop, span="30")
    ring(listening_bellhop, cloudwatch_says("ALARM", "OK", 60))
    cloudwatch_has(listening_bellhop, "ALARM", seconds=600)
    let_time_pass(listening_bellhop, minutes=31)
    old, new = [card["text"] for card in cards(listening_bellhop.slack) if not card["ephemeral_to"]]
    assert old.startswith(":large_green_circle: OK: web-high-cpu")
    assert new.startswith(":red_circle: ALARM: web-high-cpu")
    assert "No notification of this change arrived" in blocks(listening_bellhop)


def test_who_unmutes_is_told_what_cloudwatch_says(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    mute(listening_bellhop, span="60")
    cloudwatch_has(listening_bellhop, "OK", seconds=600)
    press(listening_bellhop, "alarm_unmute")
    assert "CloudWatch says *OK* since" in whispered(listening_bellhop)[-1]
    assert "`web-high-cpu` *OK* " in blocks(listening_bellhop)


def test_an_alarm_that_was_deleted_is_not_muted_and_its_form_says_so(listening_bellhop: Bellhop) -> None:
    rung(listening_bellhop)
    press(listening_bellhop, "alarm_mute", user="U0BO")
    listening_bellhop.cloudwatch.remove("web-high-cpu")
    press(listening_bellhop, "alarm_mute")
    assert "nothing left to mute" in json.dumps(listening_bellhop.slack.state("U0ANA")["views"])
    view = listening_bellhop.slack.state("U0BO")["views"][-1]
    listening_bellhop.slack.act(user="U0BO", view_id=view["id"], values={"span": "60"})
    listening_bellhop.work()
    assert "nothing left to mute" in whispered(listening_bellhop, "U0BO")[-1]
    assert listening_bellhop.cloudwatch.rules == {}


@pytest.mark.parametrize(("first", "then", "pings"), [("240", "30", ["<@U0ANA>"]), ("30", "240", [])])
def test_a_mute_that_takes_the_place_of_somebody_elses_says_so_and_mentions_whom_it_cuts_short(
    first: str, then: str, pings: list[str], listening_bellhop: Bellhop
) -> None:
    card = rung(listening_bellhop)
    forms = {}
    for user in ("U0ANA", "U0BO"):
        press(listening_bellhop, "alarm_mute", user)
        forms[user] = listening_bellhop.slack.state(user)["views"][-1]["id"]
    for user, span in (("U0ANA", first), ("U0BO", then)):
        listening_bellhop.slack.act(user=user, view_id=forms[user], values={"span": span})
        listening_bellhop.work()
    until = moment(datetime.fromtimestamp(listening_bellhop.clock.epoch(), UTC) + timedelta(minutes=int(first)))
    assert f"It replaces ana's mute until {until}." in whispered(listening_bellhop, "U0BO")[-1]
    assert "replaces" not in whispered(listening_bellhop)[-1]
    (line,) = [each for each in listening_bellhop.slack.messages("C0ALARMS") if "bo muted it" in each["text"]]
    assert (line["thread_ts"], line["pings"]) == (card["ts"], pings)
    assert f"mute until {until})" in line["text"]


def test_unmute_says_what_it_did_though_it_was_interrupted(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung(listening_bellhop)
    mute(listening_bellhop)
    interrupted(monkeypatch, "app.card_actions.muting.unmute_all_of")
    press(listening_bellhop, "alarm_unmute")
    let_time_pass(listening_bellhop, minutes=1)
    listening_bellhop.work()
    assert whispered(listening_bellhop)[-1].startswith(":bell: Unmuted. The alarm's actions run again.")


def test_a_mute_on_a_card_replaces_the_one_that_was_there_before_the_card(
    listening_bellhop: Bellhop, clock: SetClock
) -> None:
    until = clock() + timedelta(hours=8)
    listening_bellhop.cloudwatch.mute_many("bellhop-before-0", ["web-high-cpu"], clock(), until, "")
    rung(listening_bellhop)
    mute(listening_bellhop, span="60")
    assert f"It replaces the mute until {moment(until)}." in whispered(listening_bellhop)[-1]
    assert "bellhop-before-0" not in listening_bellhop.cloudwatch.rules
    assert len(listening_bellhop.cloudwatch.rules) == 1


def test_where_aws_keeps_the_older_mute_the_card_shows_the_newer_all_the_same(
    listening_bellhop: Bellhop, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = clock() + timedelta(hours=2)
    rung(listening_bellhop)
    listening_bellhop.cloudwatch.mute("bellhop-before-0", "web-high-cpu", clock(), until, "")

    def unmute(rule: str) -> None:
        raise Refused("AWS does not let Bellhop delete it.")

    monkeypatch.setattr(listening_bellhop.cloudwatch, "unmute", unmute)
    mute(listening_bellhop, span="60")
    assert ":mute: Muted by <@U0ANA> until" in blocks(listening_bellhop)
    told = whispered(listening_bellhop)[-1]
    assert f"An older mute goes on until {moment(until)}, since Bellhop could not end it:" in told
    assert "replaces" not in told


def test_a_mute_whose_answer_was_lost_for_long_is_told_as_what_it_is(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung(listening_bellhop)
    mute_many = listening_bellhop.cloudwatch.mute_many

    def then_lost(*asked: Any) -> None:
        mute_many(*asked)
        raise Later("AWS did not answer.", wait=16 * 60, maybe_done=True)

    with monkeypatch.context() as patch:
        patch.setattr(listening_bellhop.cloudwatch, "mute_many", then_lost)
        mute(listening_bellhop, span="60")
    let_time_pass(listening_bellhop, minutes=17)
    listening_bellhop.work()
    assert len(listening_bellhop.cloudwatch.rules) == 1
    assert "nothing was done" not in str(listening_bellhop.slack.messages("C0ALARMS"))
    assert ":mute: Muted by <@U0ANA> until" in blocks(listening_bellhop)
