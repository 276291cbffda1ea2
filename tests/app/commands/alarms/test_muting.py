"""Muting many alarms at once, typed and pressed in Slack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.base.errors import Later
from app.config.configuration import Configuration
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.commands.alarms.world import metric_alarm
from tests.app.commands.scale.test_progress import pass_by
from tests.app.people import press, seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow

GUARDS = (
    Guard(alarm="db-*", users=("U0BO",)),
    Guard(alarm="forced-*", may=("force",)),
    Guard(alarm="muted-*", may=("mute",)),
)


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    """Four alarms, of which web-high-cpu has an open incident; only Bo may change those of the database."""
    made = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=GUARDS))
    made.cloudwatch.remove("web-5xx")
    for name, state in (("web-high-cpu", "ALARM"), ("web-mem", "OK"), ("web-disk", "OK"), ("db-cpu", "OK")):
        made.cloudwatch.add(metric_alarm(name, state))
    with listening(made):
        ring(made, cloudwatch_says("OK", "ALARM"))
        yield made


def last(bellhop: Bellhop) -> dict[str, Any]:
    return {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}


def answered(bellhop: Bellhop, words: str, action: str = "alarms_confirm", user: str = "U0ANA") -> str:
    """What stands there once somebody asked, and somebody pressed."""
    type_in(bellhop, f"/alarms {words}")
    press(bellhop, last(bellhop), action, user)
    bellhop.work()
    return str(last(bellhop)["text"])


def muted(bellhop: Bellhop) -> list[str]:
    """The alarms of each rule."""
    return sorted(alarms for alarms, _, _ in bellhop.cloudwatch.rules.values())


def test_one_that_is_named_is_muted_at_once_for_an_hour(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute web-mem because we deploy")
    text = seen(bellhop, user="U0BO")[-1]
    assert text.startswith(":mute: ana muted `web-mem` until <!date^")
    assert ", because we deploy. If it is in ALARM then, its actions run. Sooner: `/alarms unmute web-mem`." in text
    ((_, begin, until),) = bellhop.cloudwatch.rules.values()
    assert until - begin == timedelta(hours=1)


def test_of_several_a_plan_says_which_and_a_yes_mutes_them(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute web-* for 2h because we deploy")
    question = last(bellhop)
    assert question["text"].startswith(
        ":raised_hand: ana wants to mute *3 alarms* for 2 h, because we deploy: `web-disk`, `web-high-cpu`, `web-mem`."
    )
    assert bellhop.cloudwatch.rules == {}
    press(bellhop, question, "alarms_confirm", "U0BO")
    bellhop.work()
    assert last(bellhop)["ts"] == question["ts"]
    assert "muted *3 alarms* until" in last(bellhop)["text"]
    assert muted(bellhop) == ["web-disk, web-mem", "web-high-cpu"]


def test_a_mute_until_a_time_ends_then_whenever_the_yes_comes(bellhop: Bellhop, clock: SetClock) -> None:
    """Ana is in Lisbon, where in November clocks show UTC."""
    type_in(bellhop, "/alarms mute web-* until tomorrow 9:00")
    until = clock().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    assert f"until <!date^{int(until.timestamp())}^" in last(bellhop)["text"]
    assert "(Tue 24 Nov, 09:00 Europe/Lisbon): `web-" in last(bellhop)["text"]
    clock.advance(600)
    press(bellhop, last(bellhop), "alarms_confirm")
    bellhop.work()
    assert "muted *3 alarms* until" in last(bellhop)["text"]
    assert "(Tue 24 Nov, 09:00 Europe/Lisbon): `web-" in last(bellhop)["text"]
    assert {ends for _, _, ends in bellhop.cloudwatch.rules.values()} == {until}


def test_a_yes_after_that_time_mutes_nothing(bellhop: Bellhop, clock: SetClock) -> None:
    soon = clock() + timedelta(minutes=10)
    type_in(bellhop, f"/alarms mute web-* until {soon:%H:%M} UTC")
    clock.advance(900)
    press(bellhop, last(bellhop), "alarms_confirm")
    bellhop.work()
    assert "That time is over now" in seen(bellhop)[-1]
    assert muted(bellhop) == []


def test_a_card_says_it_and_can_be_unmuted_alone(bellhop: Bellhop) -> None:
    answered(bellhop, "mute web-*")
    card = {**cards(bellhop.slack)[-1], "channel": "C0ALARMS"}
    assert ":mute: Muted by" in str(card["blocks"])
    press(bellhop, card, "alarm_unmute")
    bellhop.work()
    assert muted(bellhop) == ["web-disk, web-mem"]


def test_a_no_mutes_nothing_and_the_first_answer_counts(bellhop: Bellhop) -> None:
    assert "wanted to mute 3 alarms. Cancelled by" in answered(bellhop, "mute web-*", "alarms_cancel")
    assert bellhop.cloudwatch.rules == {}


def test_a_press_on_an_old_question_does_nothing(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute web-*")
    question = last(bellhop)
    bellhop.clock.advance(31 * 60)
    press(bellhop, question, "alarms_confirm")
    bellhop.work()
    assert "more than half an hour old. Nothing was done." in seen(bellhop)[-1]
    assert bellhop.cloudwatch.rules == {}


def test_what_the_guards_keep_is_named_and_left_out(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute *-cpu")
    assert "*1 alarm*" in last(bellhop)["text"]
    assert "Left out, because the guards in bellhop.toml don't let ana change it: `db-cpu`." in last(bellhop)["text"]
    type_in(bellhop, "/alarms mute db-*")
    assert "no rule for the alarm `db-cpu` lets you do that" in seen(bellhop)[-1]


def test_the_guards_count_for_who_presses(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute *-cpu", user="U0BO")
    press(bellhop, last(bellhop), "alarms_confirm", "U0ANA")
    bellhop.work()
    assert muted(bellhop) == ["web-high-cpu"]


def test_a_guard_may_let_people_do_something_else_only(bellhop: Bellhop) -> None:
    for name in ("forced-1", "muted-1"):
        bellhop.cloudwatch.add(metric_alarm(name, "OK"))
    type_in(bellhop, "/alarms mute forced-1")
    assert "rule 2 for alarms `forced-*` lets you only force here." in seen(bellhop)[-1]
    type_in(bellhop, "/alarms mute muted-1")
    type_in(bellhop, "/forcealarm muted-1 ALARM")
    assert "rule 3 for alarms `muted-*` lets you only mute here." in seen(bellhop)[-1]


def test_a_guest_mutes_nothing(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute web-mem", user="U0EVE")
    assert "guests may only look" in seen(bellhop, user="U0EVE")[-1]
    assert bellhop.cloudwatch.rules == {}


def test_a_part_of_a_name_is_asked_about(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute disk")
    assert "wants to mute *1 alarm*" in last(bellhop)["text"]


def test_a_refusal_of_cloudwatch_is_told(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.takes_rules = False
    type_in(bellhop, "/alarms mute web-mem")
    assert last(bellhop)["text"] == (
        "*Nothing was muted.* CloudWatch did not accept a mute rule for `web-mem`: AWS does not allow Bellhop to mute "
        "that alarm."
    )


def test_a_mute_that_broke_off_is_finished_with_the_same_rules(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(bellhop, "/alarms mute web-*")
    with monkeypatch.context() as broken:
        broken.setattr(type(bellhop.parts.processor), "amend_many", _raising)
        press(bellhop, last(bellhop), "alarms_confirm")
        bellhop.work()
        assert len(bellhop.cloudwatch.rules) == 2
    bellhop.clock.advance(60)
    bellhop.work()
    assert len(bellhop.cloudwatch.rules) == 2
    assert "muted *3 alarms*" in last(bellhop)["text"]


def test_rules_that_have_ended_are_deleted(bellhop: Bellhop) -> None:
    answered(bellhop, "mute web-* for 30m")
    for _ in range(4):
        bellhop.clock.advance(15 * 60)
        bellhop.work()
    assert bellhop.cloudwatch.rules == {}
    assert ":mute: Muted by" not in str(cards(bellhop.slack)[-1]["blocks"])
    assert "mute" not in str(bellhop.watch.waiting)


def test_the_button_of_a_card_mutes_exactly_its_alarm_for_an_hour(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms web-mem")
    shown = last(bellhop)
    press(bellhop, shown, "alarms_mute_one")
    bellhop.work()
    assert muted(bellhop) == ["web-mem"]
    (card,) = [each for each in bellhop.slack.messages("C0OPS") if each["ts"] == shown["ts"]]
    assert ":mute: Muted until" in card["text"]
    assert "alarms_unmute_one" in str(card["blocks"])


def _raising(*_: object) -> Any:
    raise Later("Slack is away", wait=1)


@pytest.mark.parametrize("verb", ["mute", "unmute"])
def test_the_arn_of_another_account_is_not_the_alarm_of_that_name_here(bellhop: Bellhop, verb: str) -> None:
    type_in(bellhop, "/alarms mute web-mem")
    before = muted(bellhop)
    type_in(bellhop, f"/alarms {verb} arn:aws:cloudwatch:eu-west-1:999999999999:alarm:web-* for 2h")
    assert "is in account 999999999999, eu-west-1." in seen(bellhop)[-1]
    assert muted(bellhop) == before


def test_a_name_in_quotes_is_muted_as_it_is_written_and_so_is_its_end(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(metric_alarm("wait for the end of day", "OK"))
    type_in(bellhop, '/alarms mute "wait for the end of day" for 2h because loud')
    assert 'Sooner: `/alarms unmute "wait for the end of day"`.' in seen(bellhop)[-1]
    assert muted(bellhop) == ["wait for the end of day"]
    type_in(bellhop, '/alarms unmute "wait for the end of day"')
    assert muted(bellhop) == []


def test_what_is_longer_than_any_name_is_answered_too(bellhop: Bellhop) -> None:
    type_in(bellhop, f"/alarms mute web-{'*' * 2500}")
    assert seen(bellhop)[-1].startswith("No alarm is called `web-***")


def test_whoever_says_yes_hears_which_their_guards_left_out(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute *-*", user="U0BO")
    assert "`db-cpu`" in last(bellhop)["text"]
    press(bellhop, last(bellhop), "alarms_confirm", "U0ANA")
    bellhop.work()
    assert "`db-cpu`" not in last(bellhop)["text"].partition("Left out, because the guards")[0]
    assert "don't let <@U0ANA> change it: `db-cpu`." in last(bellhop)["text"]


def test_the_cards_of_an_alarms_contributors_say_it_and_its_end(bellhop: Bellhop) -> None:
    says = payload("contributor")
    name = str(says["AlarmName"])
    bellhop.cloudwatch.add(alarm(name, "ALARM"))
    for each in ("one", "two"):
        ring(bellhop, {**says, "AlarmContributorId": each})
    type_in(bellhop, f"/alarms mute {name} for 2h")
    of_both = [card for card in cards(bellhop.slack) if name in card["text"]]
    assert ["Muted by <@U0ANA>" in json.dumps(card["blocks"]) for card in of_both] == [True, True]
    assert len(bellhop.cloudwatch.rules) == 1
    type_in(bellhop, f"/alarms unmute {name}")
    of_both = [card for card in cards(bellhop.slack) if name in card["text"]]
    assert ["Muted by <@U0ANA>" in json.dumps(card["blocks"]) for card in of_both] == [False, False]
    assert bellhop.cloudwatch.rules == {}


@pytest.mark.parametrize(
    ("what", "asks"),
    [
        ("web-* 2h", "wants to mute *3 alarms* for 2 h"),
        ("web-mem 2 hours", "wants to mute *1 alarm* for 2 h"),
        ("web-dixk 2h", "There is no alarm `web-dixk`. Did you mean this?"),
    ],
)
def test_a_duration_without_for_is_asked_about(bellhop: Bellhop, what: str, asks: str) -> None:
    type_in(bellhop, f"/alarms mute {what}")
    assert asks in seen(bellhop)[-1]
    assert bellhop.cloudwatch.rules == {}
    press(bellhop, last(bellhop), last(bellhop)["blocks"][-1]["elements"][0]["action_id"])
    bellhop.work()
    assert {until - bellhop.clock() for _, _, until in bellhop.cloudwatch.rules.values()} == {timedelta(hours=2)}


def test_a_time_without_until_is_asked_about_and_is_no_hour(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms mute web-mem tomorrow 9:00 UTC")
    assert "wants to mute *1 alarm* until " in seen(bellhop)[-1]
    assert bellhop.cloudwatch.rules == {}
    press(bellhop, last(bellhop), last(bellhop)["blocks"][-1]["elements"][0]["action_id"])
    bellhop.work()
    ((_, _, until),) = bellhop.cloudwatch.rules.values()
    assert (until.hour, until.minute) == (9, 0)


@pytest.mark.parametrize("typed", ["state of the shop", '"state of the shop"', "state of the shop for 2h"])
def test_a_name_with_words_that_add_nothing_elsewhere_keeps_them(typed: str, bellhop: Bellhop) -> None:
    for known in ("state shop", "state of the shop"):
        bellhop.cloudwatch.add(alarm(known))
    type_in(bellhop, f"/alarms mute {typed}")
    assert [muted for muted, _, _ in bellhop.cloudwatch.rules.values()] == ["state of the shop"]
    type_in(bellhop, "/alarms unmute state of the shop please")
    assert bellhop.cloudwatch.rules == {}


def test_one_that_went_off_again_before_the_job_went_on_has_one_rule_and_is_unmuted_wholly(bellhop: Bellhop) -> None:
    """Its rule is called after its incident, which is another one by then."""
    bellhop.watch.faults.append(Later("The queue is busy."))
    type_in(bellhop, "/alarms mute web-high-cpu for 2h")
    ring(bellhop, cloudwatch_says("ALARM", "OK", 65))  # the clock is a minute ahead of the first change
    bellhop.clock.advance(60)
    ring(bellhop, cloudwatch_says("OK", "ALARM", 110))
    bellhop.work()
    assert muted(bellhop) == ["web-high-cpu"]
    type_in(bellhop, "/alarms unmute web-high-cpu")
    assert muted(bellhop) == []


def let_pass(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch, call: str, words: str) -> None:
    """What CloudWatch does without an answer, so often that the job lets others pass."""
    carry_out = getattr(bellhop.cloudwatch, call)

    def then_lost(*asked: Any) -> None:
        carry_out(*asked)
        raise Later("AWS did not answer.", wait=30, maybe_done=True)

    with monkeypatch.context() as patch:
        patch.setattr(bellhop.cloudwatch, call, then_lost)
        type_in(bellhop, f"/alarms {words}")
        for _ in range(2):
            bellhop.clock.advance(31)
            bellhop.work()
    assert bellhop.jobs.waiting == []


@pytest.mark.parametrize("alarm_name", ["web-high-cpu", "web-mem"])
@pytest.mark.parametrize("later", ["unmute {}", "mute {} for 1h"])
def test_a_mute_that_had_to_wait_does_not_undo_a_later_request(
    later: str, alarm_name: str, bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_pass(bellhop, monkeypatch, "mute_many", f"mute {alarm_name} for 2h")
    type_in(bellhop, f"/alarms {later.format(alarm_name)}", user="U0BO")
    before = dict(bellhop.cloudwatch.rules)
    pass_by(bellhop, 600)
    assert bellhop.cloudwatch.rules == before
    assert "Do you still want it?" in seen(bellhop)[-1]


@pytest.mark.parametrize("alarm_name", ["web-high-cpu", "web-mem"])
def test_an_unmute_that_had_to_wait_does_not_end_a_later_mute(
    alarm_name: str, bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(bellhop, f"/alarms mute {alarm_name} for 2h")
    let_pass(bellhop, monkeypatch, "unmute", f"unmute {alarm_name}")
    type_in(bellhop, f"/alarms mute {alarm_name} for 1h", user="U0BO")
    before = dict(bellhop.cloudwatch.rules)
    assert len(before) == 1
    pass_by(bellhop, 600)
    assert bellhop.cloudwatch.rules == before
    assert any(f"ana unmuted `{alarm_name}`" in text for text in seen(bellhop))


def test_a_mute_that_had_to_wait_and_is_in_force_is_told_as_done(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_pass(bellhop, monkeypatch, "mute_many", "mute web-mem for 2h")
    pass_by(bellhop, 1200)
    assert muted(bellhop) == ["web-mem"]
    assert "ana muted `web-mem`" in seen(bellhop)[-1]
