"""A drill sets its alarms on a schedule, follows what people do, mentions nobody, and ends with the score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.base.errors import Later, Wrong
from app.commands.forcealarm.drills import run as drills
from app.commands.forcealarm.drills.run import key_of, running
from app.commands.forcealarm.drills.score import WHOLE
from app.config.drills import Drill, DrillStep
from app.config.guards import Guard
from app.runtime import drill_sizes
from app.slack.followed import TOLD_HERE
from app.slack.messages.buttons import ACKNOWLEDGE
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.drills.gameday import (
    DRILL,
    card_of,
    drillable,
    gameday,
    pass_by,
    pings,
    start,
    states,
    told,
)
from tests.app.commands.forcealarm.policies import OUT, with_policies
from tests.app.commands.forcealarm.test_follow import ARCHIVED
from tests.app.commands.scale.test_approve import set_guards
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow

ASK = "/forcealarm drill database"


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    with gameday(slack, clock) as made:
        yield made


def begun(bellhop: Bellhop, words: str = ASK) -> None:
    type_in(bellhop, words)
    start(bellhop)


def lines(bellhop: Bellhop) -> list[str]:
    return by_name(told(bellhop)).splitlines()


def test_it_is_told_as_it_goes_and_ends_with_the_score_per_alarm_and_per_person(bellhop: Bellhop) -> None:
    begun(bellhop, f"{ASK} because of friday")
    assert lines(bellhop)[1:] == ["• `db-1`: not set yet.", "• `db-2`: not set yet."]
    pass_by(bellhop, 8)
    assert lines(bellhop)[1] == "• `db-1`: set to ALARM, card after 1 s."
    assert press(bellhop, card_of(bellhop, "db-1"), ACKNOWLEDGE, "U0BO")["ok"]
    pass_by(bellhop, 30)
    assert lines(bellhop)[1] == "• `db-1`: set to ALARM, card after 1 s, acknowledged by bo after 8 s."
    assert lines(bellhop)[2] == "• `db-2`: set to ALARM, card after 1 s."
    type_in(bellhop, "/forcealarm drill stop", user="U0BO")
    pass_by(bellhop, 3)
    assert lines(bellhop) == [
        ":checkered_flag: The drill `database` of ana is over after 38 s because of friday, stopped by bo: 1 of 2 "
        "alarms acknowledged, the median after 8 s.",
        "• `db-1`: set to ALARM, card after 1 s, acknowledged by bo after 8 s, set back to OK by Bellhop.",
        "• `db-2`: set to ALARM, card after 1 s, nobody reacted, set back to OK by Bellhop.",
        "*By person*",
        "• bo: acknowledged 1 (fastest after 8 s), saw 1 first.",
        "Every alarm, mute and size is as it was before.",
    ]
    assert "drill_stop" not in str(bellhop.slack.messages("C0OPS"))
    assert states(bellhop) == [("db-1", "ALARM"), ("db-2", "ALARM"), ("db-1", "OK"), ("db-2", "OK")]
    pass_by(bellhop, 60)
    assert bellhop.watch.next_due() is None


def test_its_cards_are_in_its_channel_only_marked_as_a_test_and_nobody_is_mentioned(
    slack: RunningSlack, clock: SetClock
) -> None:
    with gameday(slack, clock, drills=(replace(DRILL, channel="#ops"),)) as bellhop:
        begun(bellhop)
        pass_by(bellhop, 1000)
        assert ":test_tube: *Test* by ana, drill database" in str(card_of(bellhop, "db-2")["blocks"])
        assert bellhop.slack.messages("C0ALARMS") == []
        assert pings(bellhop) == set()


def test_each_step_comes_when_it_is_due(bellhop: Bellhop) -> None:
    begun(bellhop)
    pass_by(bellhop, 58)
    assert states(bellhop) == [("db-1", "ALARM"), ("db-2", "ALARM")]
    pass_by(bellhop, 4)
    assert states(bellhop)[2:] == [("db-1", "OK")]
    assert "• `db-1`: set to ALARM and then to OK, card after 1 s" in told(bellhop)


def test_one_that_the_drill_itself_set_to_what_it_was_is_not_said_to_be_cloudwatchs(bellhop: Bellhop) -> None:
    begun(bellhop)
    pass_by(bellhop, 62)
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 20)
    assert lines(bellhop)[1] == "• `db-1`: set to ALARM and then to OK, card after 1 s, nobody reacted."
    assert lines(bellhop)[-1] == WHOLE


def test_what_is_due_later_says_when(slack: RunningSlack, clock: SetClock) -> None:
    late = replace(DRILL, alarms=(DrillStep("db-1"), DrillStep("db-2", "ALARM", 240)))
    with gameday(slack, clock, drills=(late,)) as bellhop:
        begun(bellhop)
        pass_by(bellhop, 5)
        assert "• `db-2`: set in 3 min 5" in told(bellhop)
        type_in(bellhop, "/forcealarm drill stop")
        pass_by(bellhop, 3)
        assert "• `db-2`: not set, since the drill was over before." in told(bellhop)
        assert states(bellhop) == [("db-1", "ALARM"), ("db-1", "OK")]


def test_it_is_over_when_its_time_is_and_no_timer_is_left(bellhop: Bellhop) -> None:
    begun(bellhop)
    pass_by(bellhop, 598)
    assert "runs" in lines(bellhop)[0]
    pass_by(bellhop, 10)
    assert "is over after 10 min: 0 of 2 alarms acknowledged." in lines(bellhop)[0]
    assert states(bellhop)[-1] == ("db-2", "OK")
    pass_by(bellhop, 60)
    assert bellhop.watch.next_due() is None


def test_once_cloudwatch_has_taken_all_back_nothing_is_left_to_do(bellhop: Bellhop) -> None:
    begun(bellhop, "/forcealarm drill db-*")
    pass_by(bellhop, 4)
    for name in ("db-1", "db-2"):
        bellhop.cloudwatch.add(drillable(name, since=bellhop.clock()))
        bellhop.cloudwatch.changes.append((name, "OK", "Threshold not crossed"))
    pass_by(bellhop, 12)
    assert "is over after" in lines(bellhop)[0]
    assert lines(bellhop)[1].endswith("nobody reacted, taken back to OK by CloudWatch.")
    assert running(bellhop.parts) is None


@pytest.mark.slow
def test_twenty_five_are_paced_two_a_second_and_the_message_stays_within_slacks_limits(
    slack: RunningSlack, clock: SetClock
) -> None:
    with gameday(slack, clock, count=0) as bellhop:
        for number in range(25):
            bellhop.cloudwatch.add(drillable(f"db-{number:02d}-{'n' * 240}", groups=()))
        begun(bellhop)
        for second in range(1, 16):
            pass_by(bellhop, 1)
            assert len(states(bellhop)) <= 2 * second
        assert len(states(bellhop)) == 25
        type_in(bellhop, "/forcealarm drill stop")
        for second in range(1, 16):
            pass_by(bellhop, 1)
            assert len(states(bellhop)) <= 25 + 2 * (second + 1)
        assert len(states(bellhop)) == 50
        (message,) = [m for m in bellhop.slack.messages("C0OPS") if "is over" in m["text"]]
        assert all(len(str(block)) < 3300 for block in message["blocks"])


def test_one_that_changed_by_itself_before_its_step_is_left_alone(bellhop: Bellhop) -> None:
    begun(bellhop)
    bellhop.cloudwatch.add(drillable("db-1", "ALARM"))
    bellhop.cloudwatch.remove("db-2")
    pass_by(bellhop, 70)
    assert states(bellhop) == []
    assert lines(bellhop)[1:3] == [
        "• `db-1`: not set, since it changed by itself.",
        "• `db-2`: not set, since it was deleted.",
    ]


def test_what_cloudwatch_refuses_is_told_by_name(bellhop: Bellhop) -> None:
    begun(bellhop, "/forcealarm drill db-*")
    bellhop.cloudwatch.faults.append(Wrong("AWS refused to set it: <no>."))
    pass_by(bellhop, 5)
    assert lines(bellhop)[1] == "• `db-1`: not set: AWS refused to set it: &lt;no&gt;."


def test_while_cloudwatch_is_busy_it_waits_and_sets_each_once(bellhop: Bellhop) -> None:
    begun(bellhop, "/forcealarm drill db-*")
    bellhop.cloudwatch.faults += [Later("AWS is busy.", maybe_done=False)] * 3
    pass_by(bellhop, 60)
    assert states(bellhop) == [("db-1", "ALARM"), ("db-2", "ALARM")]


def test_a_bug_in_looking_leaves_no_alarm_as_it_was_set(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(bellhop, "/forcealarm drill db-*")
    pass_by(bellhop, 4)
    monkeypatch.setattr(drills, "seen", lambda *_: 1 / 0)
    pass_by(bellhop, 60)
    assert states(bellhop)[2:] == [("db-1", "OK"), ("db-2", "OK")]


def test_a_step_that_comes_again_or_of_what_is_forgotten_does_nothing(bellhop: Bellhop) -> None:
    begun(bellhop)
    pass_by(bellhop, 4)
    run = running(bellhop.parts)
    assert run
    drills.look(bellhop.parts, f"{run.id}:{run.step}", drill_sizes)
    drills.look(bellhop.parts, "none:1", drill_sizes)
    assert running(bellhop.parts) == run
    assert not drills.goes_on("none", bellhop.parts)


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 503}, {"kind": "error", "error": "msg_too_long"}])
def test_while_slack_takes_no_edit_it_goes_on_and_puts_all_back(fault: dict[str, Any], bellhop: Bellhop) -> None:
    begun(bellhop)
    bellhop.slack.fault("chat.update", **fault)
    pass_by(bellhop, 10)
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 20)
    assert states(bellhop) == [("db-1", "ALARM"), ("db-2", "ALARM"), ("db-1", "OK"), ("db-2", "OK")]
    bellhop.slack.clear_faults()
    pass_by(bellhop, 400)
    assert running(bellhop.parts) is None
    if fault["kind"] == "status":
        assert "is over after" in lines(bellhop)[0]


def test_where_its_channel_is_archived_meanwhile_whoever_began_it_is_told_the_score_once(bellhop: Bellhop) -> None:
    begun(bellhop)
    pass_by(bellhop, 5)
    bellhop.slack.add_channel(ARCHIVED)
    real = replace(drillable("db-1", "ALARM"), reason="Threshold crossed", since=bellhop.clock())
    bellhop.cloudwatch.add(real)
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 60)
    assert running(bellhop.parts) is None
    real_one, score = (text.removeprefix(TOLD_HERE) for text in seen(bellhop, "D0ANA"))
    assert real_one.startswith(":rotating_light: <@U0ANA> No drill any more: `db-1`.")
    assert "is over after" in score


def test_where_its_message_is_gone_a_real_alarm_and_the_score_are_told_in_the_channel(bellhop: Bellhop) -> None:
    begun(bellhop)
    pass_by(bellhop, 5)
    run = running(bellhop.parts)
    assert run
    bellhop.parts.slack.delete("C0OPS", bellhop.parts.poster.posted(key_of(run.id)))
    real = replace(drillable("db-1", "ALARM"), reason="Threshold crossed", since=bellhop.clock())
    bellhop.cloudwatch.add(real)
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 60)
    told = [text for text in seen(bellhop) if "No drill any more: `db-1`." in text or "is over after" in text]
    assert (len(told), seen(bellhop, "D0ANA")) == (2, [])


LATE = Drill("database", "#ops", 10, (DrillStep("db-1"), DrillStep("db-2", "ALARM", 60)))


@pytest.mark.parametrize(
    ("guards", "actions", "why"),
    [
        ((), (), ""),
        ((Guard(alarm="db-2", users=("U0BO",)),), (), "the guards in bellhop.toml don't let ana cause that any more"),
        ((Guard(group="web", users=("U0BO",)),), (), ""),
        ((Guard(group="web", users=("U0BO",)),), (OUT.arn,), "what it triggers was changed meanwhile"),
        ((), (OUT.arn,), "what it triggers was changed meanwhile"),
    ],
)
def test_a_step_is_what_was_shown_and_may_still_be_caused_when_its_time_comes(
    guards: tuple[Guard, ...], actions: tuple[str, ...], why: str, slack: RunningSlack, clock: SetClock
) -> None:
    with gameday(slack, clock, (LATE,)) as bellhop:
        begun(with_policies(bellhop))
        pass_by(bellhop, 30)
        set_guards(bellhop, *guards)
        known = bellhop.cloudwatch.named(["db-2"])[0]
        bellhop.cloudwatch.add(replace(known, actions={**known.actions, "ALARM": (*known.actions["ALARM"], *actions)}))
        pass_by(bellhop, 60)
        assert (("db-2", "ALARM") in states(bellhop)) is not bool(why)
        assert (f"• `db-2`: not set: {why}." in lines(bellhop)) is bool(why)
        pass_by(bellhop, 600)
        assert states(bellhop)[-1][1] == "OK"


def test_a_step_is_not_set_once_what_it_scales_is_guarded(slack: RunningSlack, clock: SetClock) -> None:
    with gameday(slack, clock, (LATE,)) as bellhop:
        known = drillable("db-2")
        with_policies(bellhop, replace(known, actions={**known.actions, "ALARM": (OUT.arn,)}))
        begun(bellhop)
        pass_by(bellhop, 30)
        set_guards(bellhop, Guard(group="web", max=3))
        pass_by(bellhop, 60)
        assert states(bellhop) == [("db-1", "ALARM")]
