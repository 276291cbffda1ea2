"""After a drill every alarm and mute is as before; what somebody else made of it is left, and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.base.errors import Refused, Wrong
from app.slack.messages.buttons import MUTE
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.drills.gameday import (
    card_of,
    drillable,
    gameday,
    pass_by,
    pings,
    start,
    states,
    told,
)
from tests.app.people import by_name, modal_of, press, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

WHOLE = "Every alarm, mute and size is as it was before."
NOT_WHOLE = ":warning: Not everything is as it was before: the lines above say what, and why."


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    with gameday(slack, clock) as made:
        type_in(made, "/forcealarm drill db-*")
        start(made)
        pass_by(made, 4)
        yield made


def stopped(bellhop: Bellhop) -> list[str]:
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 40)
    return by_name(told(bellhop)).splitlines()


def test_a_mute_from_a_card_ends_with_the_drill_and_the_card_with_its_alarm(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert press(bellhop, card_of(bellhop, "db-1"), MUTE, "U0BO")["ok"]
    bellhop.work()
    modal = modal_of(bellhop, "U0BO")
    assert bellhop.slack.act(user="U0BO", view_id=modal["id"], values={})["ok"]
    bellhop.work()
    assert bellhop.cloudwatch.rules
    bellhop.told = len(bellhop.cloudwatch.changes) + 2  # type: ignore[attr-defined]  # a muted alarm tells no OK
    set_state = bellhop.cloudwatch.set_state

    def at_once(name: str, state: str, reason: str, data: str = "") -> None:
        set_state(name, state, reason, data)
        (known,) = bellhop.cloudwatch.named([name])
        bellhop.cloudwatch.add(replace(known, since=bellhop.clock()))

    monkeypatch.setattr(bellhop.cloudwatch, "set_state", at_once)
    lines = stopped(bellhop)
    assert bellhop.cloudwatch.rules == {}
    assert "seen by bo after" in lines[1]
    assert lines[-1] == WHOLE
    assert ":mute:" not in str(card_of(bellhop, "db-1")["blocks"])
    assert ":large_green_circle: OK: db-1" in card_of(bellhop, "db-1")["text"]


def test_a_mute_that_was_typed_ends_and_leaves_others_muted(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(drillable("db"))
    type_in(bellhop, '/alarms mute "db" for 2h')
    bellhop.cloudwatch.rules["bellhop-abc-0"] = ("db-1, db", bellhop.clock(), bellhop.clock() + timedelta(hours=2))
    assert stopped(bellhop)[-1] == WHOLE
    assert [muted for muted, _, _ in bellhop.cloudwatch.rules.values()] == ["db", "db"]


def test_actions_that_bellhop_disabled_to_mute_it_are_enabled_again(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.takes_rules = False
    assert press(bellhop, card_of(bellhop, "db-2"), MUTE, "U0BO")["ok"]
    bellhop.work()
    assert bellhop.slack.act(user="U0BO", view_id=modal_of(bellhop, "U0BO")["id"], values={})["ok"]
    bellhop.work()
    assert [each.actions_enabled for each in bellhop.cloudwatch.named(["db-1", "db-2"])] == [True, False]
    assert stopped(bellhop)[-1] == WHOLE
    assert [each.actions_enabled for each in bellhop.cloudwatch.named(["db-1", "db-2"])] == [True, True]


def test_a_rule_that_others_made_and_actions_that_they_disabled_are_left_and_told(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.rules["night"] = ("db-1", bellhop.clock(), bellhop.clock() + timedelta(hours=2))
    bellhop.cloudwatch.set_actions("db-2", enabled=False)
    lines = stopped(bellhop)
    assert lines[-3:] == [
        "• `db-1`: the rule `night` mutes it now, which Bellhop did not make, so that was left.",
        "• `db-2`: its actions are disabled now, and not by Bellhop, so that was left.",
        NOT_WHOLE,
    ]
    assert list(bellhop.cloudwatch.rules) == ["night"]


def test_where_mutes_may_not_be_seen_it_ends_all_the_same(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.takes_rules = False
    assert stopped(bellhop)[-1] == WHOLE


def test_one_that_cloudwatch_took_back_is_not_set_again(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(drillable("db-1", since=bellhop.clock()))
    lines = stopped(bellhop)
    assert lines[1].endswith("taken back to OK by CloudWatch.")
    assert states(bellhop)[2:] == [("db-2", "OK")]


def test_one_in_alarm_for_real_is_left_and_who_began_the_drill_is_mentioned(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(drillable("db-1", "ALARM", reason="1 datapoint [93]", since=bellhop.clock()))
    bellhop.cloudwatch.add(drillable("db-2", "INSUFFICIENT_DATA", since=bellhop.clock()))
    lines = stopped(bellhop)
    assert lines[1].endswith(":rotating_light: *in ALARM for real* by now.")
    assert lines[2].endswith("in a state of its own by now.")
    assert len(states(bellhop)) == 2
    assert pings(bellhop) == {"<@U0ANA>"}
    assert ":rotating_light: <@U0ANA> No drill any more: `db-1`." in str(bellhop.slack.messages("C0OPS"))


def test_what_was_deleted_or_cannot_be_set_back_is_told(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.remove("db-1")
    bellhop.cloudwatch.faults.append(Wrong("AWS refused to set it: no."))
    lines = stopped(bellhop)
    assert lines[1].endswith("deleted meanwhile.")
    assert lines[2].endswith("not set back: AWS refused to set it: no.")
    assert lines[-1] == NOT_WHOLE


def test_one_whose_answer_was_lost_was_set_back_by_bellhop(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.deaths.append(RuntimeError("the process died"))
    lines = stopped(bellhop)
    assert [line.rpartition(", ")[2] for line in lines[1:3]] == ["set back to OK by Bellhop."] * 2
    assert states(bellhop)[2:] == [("db-1", "OK"), ("db-2", "OK")]


def test_a_mute_that_aws_does_not_let_bellhop_end_is_told_and_the_rest_goes_on(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(bellhop, "/alarms mute db-2 for 2h")

    def unmute(rule: str) -> None:
        raise Refused("AWS does not allow it.")

    monkeypatch.setattr(bellhop.cloudwatch, "unmute", unmute)
    lines = stopped(bellhop)
    assert "• `db-2`: the mute was not ended: AWS does not allow it." in lines
    assert lines[-1] == NOT_WHOLE
    assert [state for _, state in states(bellhop)][2:] == ["OK", "OK"]
