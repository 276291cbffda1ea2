"""Mute all and Unmute all: for everything of a storm that is in ALARM, with a rule for a hundred alarms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.aws.alarm import Alarm
from app.base.clock import whole_minute
from app.base.errors import Later, Refused
from app.config.guards import Guard
from app.config.home import Home
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import payload
from tests.app.alarms.storms import digest, incidents, press_digest, settle, storm, stormy
from tests.app.card_actions.pressing import interrupted, press, whispered
from tests.fakes.aws import FakeCloudWatch, alarm
from tests.fakes.bellhop import Bellhop, listening, sns_record
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow

POLICY = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/web:policyName/out"


def mute_all(bellhop: Bellhop, **values: str) -> None:
    """Somebody opens the form of the digest and submits it; it is worked on."""
    assert press_digest(bellhop, "digest_mute")["ok"]
    view = bellhop.slack.state("U0ANA")["views"][-1]
    bellhop.slack.act(user="U0ANA", view_id=view["id"], values=values or {"span": "60"})
    bellhop.work()


def muted(bellhop: Bellhop) -> set[str]:
    return {name for names, _, _ in bellhop.cloudwatch.rules.values() for name in names.split(", ")}


def test_one_rule_mutes_the_alarms_in_alarm_until_then(listening_bellhop: Bellhop, clock: SetClock) -> None:
    storm(listening_bellhop, 40)
    storm(listening_bellhop, 1, "OK")
    settle(listening_bellhop, 5)
    now = clock()
    mute_all(listening_bellhop, span="240", why="a <planned> release")
    settle(listening_bellhop, 5)
    assert muted(listening_bellhop) == {f"storm-{number}" for number in range(1, 40)}
    assert [until for _, _, until in listening_bellhop.cloudwatch.rules.values()] == [
        whole_minute(now + timedelta(hours=4))
    ]
    assert [bool(each.mute) for each in incidents(listening_bellhop, 40)] == [False] + [True] * 39
    assert "39 alarms muted until" in whispered(listening_bellhop)[-1]
    shown = json.dumps(digest(listening_bellhop.slack)["blocks"], ensure_ascii=False)
    assert ":mute: Muted: 39, the last one until" in shown


def test_muted_all_again_the_mutes_end_at_the_new_time(listening_bellhop: Bellhop, clock: SetClock) -> None:
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop, span="4320")
    settle(listening_bellhop, 5)
    now = clock()
    mute_all(listening_bellhop, span="30")
    assert [until for _, _, until in listening_bellhop.cloudwatch.rules.values()] == [
        whole_minute(now + timedelta(minutes=30))
    ]
    settle(listening_bellhop, 1900)
    assert [each.mute for each in incidents(listening_bellhop, 9)] == [None] * 9


def test_each_can_be_unmuted_alone(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop)
    press(listening_bellhop, "alarm_unmute", name="storm-0")
    assert muted(listening_bellhop) == {f"storm-{number}" for number in range(1, 9)}


def test_the_mutes_end_and_the_digest_shows_it(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop)
    settle(listening_bellhop, 3700)
    assert listening_bellhop.cloudwatch.rules == {}
    assert ":mute:" not in json.dumps(digest(listening_bellhop.slack)["blocks"])
    assert not any(each.mute for each in incidents(listening_bellhop, 9))


def test_submitted_twice_it_is_one_rule(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop)
    listening_bellhop.jobs.put(listening_bellhop.jobs.texts[-1], group="again")
    listening_bellhop.work()
    assert len(listening_bellhop.cloudwatch.rules) == 1


def test_what_cloudwatch_does_not_mute_by_a_rule_is_named(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    listening_bellhop.cloudwatch.takes_rules = False
    mute_all(listening_bellhop)
    assert "*Nothing was muted.*" in whispered(listening_bellhop)[-1]
    assert "please mute them one by one" in whispered(listening_bellhop)[-1]


@pytest.mark.slow
def test_a_rule_takes_a_hundred(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock)
    with listening(bellhop):
        storm(bellhop, 230)
        settle(bellhop, 5)
        mute_all(bellhop)
        assert sorted(len(names.split(", ")) for names, _, _ in bellhop.cloudwatch.rules.values()) == [30, 100, 100]
        assert len(muted(bellhop)) == 230


class Picky(FakeCloudWatch):
    """It does not let Bellhop mute one alarm."""

    def mute_many(self, rule: str, alarms: Sequence[str], start: datetime, until: datetime, why: str) -> None:
        if "storm-3" in alarms:
            raise Refused("No.")
        super().mute_many(rule, alarms, start, until, why)


def test_of_a_hundred_only_what_cloudwatch_refuses_is_left_out(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock)
    bellhop.cloudwatch.__class__ = Picky
    with listening(bellhop):
        storm(bellhop, 6)
        settle(bellhop, 5)
        mute_all(bellhop)
        assert muted(bellhop) == {f"storm-{number}" for number in (0, 1, 2, 4, 5)}
        assert "5 alarms muted until" in whispered(bellhop)[-1]
        assert "`storm-3`" in whispered(bellhop)[-1]


def test_unmute_all_unmutes_them_once_they_are_muted(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    assert "Unmute all" not in json.dumps(digest(listening_bellhop.slack)["blocks"])
    mute_all(listening_bellhop)
    settle(listening_bellhop, 5)
    storm(listening_bellhop, 1, "OK")
    assert press_digest(listening_bellhop, "digest_unmute")["ok"]
    listening_bellhop.work()
    settle(listening_bellhop, 5)
    assert muted(listening_bellhop) == {"storm-0"}  # it is OK, and keeps its mute
    assert "8 alarms unmuted" in whispered(listening_bellhop)[-1]
    assert [bool(each.mute) for each in incidents(listening_bellhop, 9)] == [True] + [False] * 8
    assert "Unmute all" not in json.dumps(digest(listening_bellhop.slack)["blocks"])


def test_what_the_guards_of_its_group_keep_from_somebody_is_left_out(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = stormy(slack, clock, guards=(Guard(group="web", users=("U0BO",)),))
    scaling: Alarm = alarm("storm-3", "ALARM")
    with listening(bellhop):
        storm(bellhop, 6)
        bellhop.cloudwatch.add(replace(scaling, actions={**scaling.actions, "ALARM": (POLICY,)}))
        settle(bellhop, 5)
        mute_all(bellhop)
    assert muted(bellhop) == {f"storm-{number}" for number in (0, 1, 2, 4, 5)}
    assert "`storm-3` left out" in whispered(bellhop)[-1]


def test_where_nothing_is_left_to_mute_the_form_says_so(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    storm(listening_bellhop, 6, "OK")
    press_digest(listening_bellhop, "digest_mute")
    view = listening_bellhop.slack.state("U0ANA")["views"][-1]
    assert "there is nothing to mute" in json.dumps(view)


class Forgetful(FakeCloudWatch):
    """It takes one rule, and its answer is lost; it knows no alarm that is gone."""

    is_lost = False

    def mute_many(self, rule: str, alarms: Sequence[str], start: datetime, until: datetime, why: str) -> None:
        if {each.name for each in self.alarms()}.isdisjoint(alarms) or len(self.named(alarms)) < len(alarms):
            raise Refused("There is no such alarm.")
        super().mute_many(rule, alarms, start, until, why)
        if self.is_lost:
            self.is_lost = False
            raise Later("No answer.", maybe_done=True)


def test_a_rule_whose_answer_was_lost_is_on_the_cards_though_all_are_ok_by_then(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    known = [each.id for each in incidents(listening_bellhop, 6)]
    listening_bellhop.cloudwatch.__class__ = Forgetful
    listening_bellhop.cloudwatch.is_lost = True  # type: ignore[attr-defined]
    mute_all(listening_bellhop)
    storm(listening_bellhop, 6, "OK")
    settle(listening_bellhop, 60)
    assert len(listening_bellhop.cloudwatch.rules) == 1
    assert all(each.mute for each in listening_bellhop.parts.processor.incidents.find_many(known))
    assert "6 alarms muted until" in whispered(listening_bellhop)[-1]
    settle(listening_bellhop, 3700)
    assert listening_bellhop.cloudwatch.rules == {}, "its end is ours"


def test_one_is_unmuted_though_another_one_of_its_rule_was_deleted(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop)
    listening_bellhop.cloudwatch.__class__ = Forgetful
    listening_bellhop.cloudwatch.remove("storm-3")
    press(listening_bellhop, "alarm_unmute", name="storm-0")
    assert muted(listening_bellhop) == {f"storm-{number}" for number in (1, 2, 4, 5)}
    assert whispered(listening_bellhop)[-1].startswith(":bell: Unmuted.")


def test_what_bellhop_cannot_unmute_is_named_with_why(listening_bellhop: Bellhop) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop)
    settle(listening_bellhop, 5)
    object.__setattr__(listening_bellhop.parts, "home", Home("222222222222", "us-east-1"))
    press_digest(listening_bellhop, "digest_unmute")
    assert whispered(listening_bellhop)[-1].startswith("*Nothing was unmuted.* `storm-")
    assert "Bellhop has no access to their account and region" in whispered(listening_bellhop)[-1]


def test_unmute_all_says_what_it_did_though_it_was_interrupted(
    listening_bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop)
    interrupted(monkeypatch, "app.card_actions.muting_all.unmute_all_of")
    press_digest(listening_bellhop, "digest_unmute")
    settle(listening_bellhop, 60)
    listening_bellhop.work()
    assert "6 alarms unmuted" in whispered(listening_bellhop)[-1]


def test_where_others_mute_them_too_that_is_said(listening_bellhop: Bellhop, clock: SetClock) -> None:
    storm(listening_bellhop, 6)
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop)
    settle(listening_bellhop, 5)
    listening_bellhop.cloudwatch.rules["nightly"] = ("storm-0", clock(), clock() + timedelta(hours=9))
    press(listening_bellhop, "alarm_unmute", name="storm-0")
    assert whispered(listening_bellhop)[-1].startswith(
        ":bell: Unmuted. But the mute rule `nightly`, which others made, still keeps the alarm's actions back."
    )
    storm(listening_bellhop, 5, "OK")
    press_digest(listening_bellhop, "digest_unmute")
    assert whispered(listening_bellhop)[-1] == (
        ":bell: 1 alarm unmuted. Its actions run again, except where a mute rule that others made keeps them back "
        "(`nightly`)."
    )


def test_the_cards_of_an_alarms_other_contributors_say_it_too(listening_bellhop: Bellhop) -> None:
    says = payload("contributor")
    name = str(says["AlarmName"])
    listening_bellhop.cloudwatch.add(alarm(name, "ALARM"))
    listening_bellhop.alarms.put(sns_record({**says, "AlarmContributorId": "one"}, "one"))
    settle(listening_bellhop, 5)
    storm(listening_bellhop, 9)
    listening_bellhop.alarms.put(sns_record({**says, "AlarmContributorId": "two"}, "two"))
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop)
    settle(listening_bellhop, 5)
    assert muted_contributors(listening_bellhop) == [True, True]
    assert press_digest(listening_bellhop, "digest_unmute")["ok"]
    settle(listening_bellhop, 5)
    assert muted_contributors(listening_bellhop) == [False, False]


def muted_contributors(bellhop: Bellhop) -> list[bool]:
    known = bellhop.parts.processor.incidents
    return [
        bool(each.mute) for each in known.find_many(known.open_of_contributors(str(payload("contributor")["AlarmArn"])))
    ]


def test_muted_all_replaces_bellhops_rules_of_before_and_nobody_elses(
    listening_bellhop: Bellhop, clock: SetClock
) -> None:
    until = clock() + timedelta(days=1)
    listening_bellhop.cloudwatch.mute_many("bellhop-before-0", ["storm-1", "calm"], clock(), until, "")
    listening_bellhop.cloudwatch.mute_many("deploys", ["storm-1"], clock(), until, "")
    listening_bellhop.cloudwatch.add(alarm("calm"))
    storm(listening_bellhop, 9)
    settle(listening_bellhop, 5)
    mute_all(listening_bellhop)
    rules = {rule: names for rule, (names, _, _) in listening_bellhop.cloudwatch.rules.items()}
    assert rules["bellhop-before-0"] == "calm"
    assert rules["deploys"] == "storm-1"
