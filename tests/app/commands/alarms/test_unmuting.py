"""Unmuting many alarms at once, typed and pressed in Slack."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.app.alarms.ringing import cards
from tests.app.commands.alarms.test_muting import answered, bellhop, last, muted
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop

__all__ = ["bellhop"]


@pytest.fixture
def muting(bellhop: Bellhop) -> Bellhop:
    answered(bellhop, "mute web-* for 2h")
    return bellhop


def test_of_a_rule_that_holds_others_too_only_these_are_unmuted(muting: Bellhop) -> None:
    type_in(muting, "/alarms unmute web-mem because done")
    assert seen(muting)[-1].startswith(":bell: ana unmuted `web-mem`, because done. Its actions run again.")
    assert muted(muting) == ["web-disk", "web-high-cpu"]
    ends = {until for _, _, until in muting.cloudwatch.rules.values()}
    assert len(ends) == 1


def test_of_several_a_plan_asks_first_and_the_cards_say_it(muting: Bellhop) -> None:
    type_in(muting, "/alarms unmute web-*")
    assert "wants to unmute *3 alarms*: `web-disk`, `web-high-cpu`, `web-mem`." in last(muting)["text"]
    press(muting, last(muting), "alarms_confirm")
    muting.work()
    assert muting.cloudwatch.rules == {}
    assert ":mute: Muted by" not in str(cards(muting.slack)[-1]["blocks"])


def test_others_rules_are_named_and_left_alone(muting: Bellhop) -> None:
    now = muting.clock()
    muting.cloudwatch.mute("nightly", "db-cpu", now, now + timedelta(hours=1), "")
    type_in(muting, "/alarms unmute web-*")
    type_in(muting, "/alarms unmute db-cpu", user="U0BO")
    assert seen(muting, user="U0BO")[-1] == (
        "`db-cpu` is not muted in Slack. Rules that others made are left alone: `nightly`."
    )
    assert "nightly" in muting.cloudwatch.rules


def test_an_alarm_whose_actions_a_card_disabled_runs_them_again(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.takes_rules = False
    card = {**cards(bellhop.slack)[-1], "channel": "C0ALARMS"}
    press(bellhop, card, "alarm_mute")
    bellhop.work()
    view = bellhop.slack.state("U0ANA")["views"][-1]
    bellhop.slack.act(user="U0ANA", view_id=view["id"], values={})
    bellhop.work()
    assert not bellhop.cloudwatch.named(["web-high-cpu"])[0].actions_enabled
    bellhop.cloudwatch.takes_rules = True
    type_in(bellhop, "/alarms unmute web-high-cpu")
    assert bellhop.cloudwatch.named(["web-high-cpu"])[0].actions_enabled


def test_the_button_of_a_card_unmutes_exactly_its_alarm(muting: Bellhop) -> None:
    type_in(muting, "/alarms web-disk")
    press(muting, last(muting), "alarms_unmute_one")
    muting.work()
    assert muted(muting) == ["web-high-cpu", "web-mem"]


def test_what_is_not_muted_any_more_or_is_gone_is_not_said_to_be_unmuted(muting: Bellhop) -> None:
    type_in(muting, "/alarms web-disk")
    card = last(muting)
    type_in(muting, "/alarms web-disk")
    other = last(muting)
    type_in(muting, "/alarms unmute web-disk")
    press(muting, card, "alarms_unmute_one")
    muting.work()
    assert seen(muting)[-1] == "`web-disk` is not muted in Slack."
    muting.cloudwatch.remove("web-disk")
    press(muting, other, "alarms_unmute_one")
    muting.work()
    assert seen(muting)[-1] == "`web-disk` is not muted in Slack. No longer there: `web-disk`."


def test_what_anothers_rule_mutes_too_is_not_said_to_run_its_actions(muting: Bellhop) -> None:
    now = muting.clock()
    muting.cloudwatch.mute("nightly", "web-mem", now, now + timedelta(hours=1), "")
    type_in(muting, "/alarms unmute web-mem")
    assert seen(muting)[-1] == (":bell: ana unmuted `web-mem`. Rules that others made are left alone: `nightly`.")
