"""What came of a forecast: compared once, said on the change, and kept for the next one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.base.errors import Later, Refused
from app.commands.scale.outlook.forecast.track_record import TrackRecords
from app.commands.scale.timers import COMPARE
from app.slack.messages.buttons import UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.measuring import CPU, FORETOLD, MINUTE, PAST, Measured, high_cpu, later
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import pressed
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

ARN = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web"


@pytest.fixture
def cloudwatch(clock: SetClock) -> Measured:
    return Measured(clock, high_cpu())


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock, cloudwatch: Measured) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (web(),), cloudwatch=cloudwatch)
    with listening(made):
        yield made


CAME = ":dart: CPUUtilization is 45 % at 4; the forecast was 45 % (43–47)."


def compare_timers(bellhop: Bellhop) -> list[str]:
    return [text for text in bellhop.watch.texts if f'"{COMPARE}"' in text]


def changed(bellhop: Bellhop, cloudwatch: Measured, clock: SetClock) -> None:
    """Done, and its metric has settled; only the comparison is not due yet."""
    type_in(bellhop, "/scale web 4")
    for minute in range(1, 8):
        later(bellhop, clock, 1)
        cloudwatch.now_at(*PAST, (minute, 4))
    assert "Done in" in seen(bellhop)[-1]
    assert ":dart:" not in seen(bellhop)[-1]


def checks(bellhop: Bellhop) -> int:
    return len(TrackRecords(bellhop.table, bellhop.clock).find("web").checks)


def test_what_came_is_said_on_the_change_and_leaves_no_timer(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock
) -> None:
    type_in(bellhop, "/scale web 4")
    assert FORETOLD in seen(bellhop)[-1]
    for minute in range(1, 15):
        later(bellhop, clock, 1)
        cloudwatch.now_at(*PAST, (minute, 4))
    assert "Done in" in seen(bellhop)[-1]
    assert seen(bellhop)[-1].endswith("\n:dart: CPUUtilization is 45 % at 4; the forecast was 45 % (43–47).")
    assert bellhop.watch.next_due() is None

    cloudwatch.now_at(*PAST, (60, 4))
    type_in(bellhop, "/scale dry-run web 3")
    assert seen(bellhop)[-1].endswith("\n:dart: The last forecast here was off by 0 points.")


def test_what_is_not_at_that_size_any_more_is_not_compared(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock
) -> None:
    type_in(bellhop, "/scale web 4")
    clock.advance(5)
    bellhop.work()
    bellhop.scaling.put(web(desired=6))
    before = len(cloudwatch.queried)
    later(bellhop, clock, 15)
    assert len(cloudwatch.queried) == before
    assert ":dart:" not in seen(bellhop)[-1]
    assert bellhop.watch.next_due() is None


@pytest.mark.parametrize(
    "other", [{"arn": ARN.replace(":1:", ":2:")}, {"created": SetClock()() + timedelta(minutes=5)}], ids=["arn", "time"]
)
def test_a_group_that_was_made_again_under_that_name_is_not_compared(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock, other: dict[str, Any]
) -> None:
    bellhop.scaling.put(web(arn=ARN))
    type_in(bellhop, "/scale web 4")
    clock.advance(5)
    bellhop.work()
    bellhop.scaling.arrive("web")
    later(bellhop, clock, 1)
    four = bellhop.scaling.group("web")
    assert four
    bellhop.scaling.put(replace(four, **other))
    before = len(cloudwatch.queried)
    later(bellhop, clock, 15)
    assert (len(cloudwatch.queried), checks(bellhop)) == (before, 0)
    assert bellhop.watch.next_due() is None


@pytest.mark.parametrize("fault", [Refused("AWS does not allow Bellhop to look at that."), Later("AWS is busy.")])
def test_what_cloudwatch_does_not_say_then_changes_nothing(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock, fault: Exception
) -> None:
    type_in(bellhop, "/scale web 4")
    clock.advance(5)
    bellhop.work()
    cloudwatch.faults = [fault]
    for minute in range(1, 30):
        later(bellhop, clock, 1)
        cloudwatch.now_at(*PAST, (minute, 4))
    assert cloudwatch.faults == []
    assert (":dart:" in seen(bellhop)[-1]) is isinstance(fault, Later)
    assert bellhop.watch.next_due() is None


def test_a_comparison_that_is_delivered_again_says_and_counts_it_once(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock
) -> None:
    changed(bellhop, cloudwatch, clock)
    (timer,) = compare_timers(bellhop)
    later(bellhop, clock, 3)
    asked = len(cloudwatch.queried)
    bellhop.watch.put(timer)
    bellhop.watch.put(timer)
    later(bellhop, clock, 1)
    assert seen(bellhop)[-1].count(CAME) == 1
    assert checks(bellhop) == 1
    assert len(cloudwatch.queried) == asked
    assert bellhop.watch.next_due() is None


def test_two_comparisons_at_the_same_instant_say_and_count_it_once(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock
) -> None:
    changed(bellhop, cloudwatch, clock)
    bellhop.watch.put(*compare_timers(bellhop))
    clock.advance(300)
    cloudwatch.now_at(*PAST, (13, 4))
    bellhop.watch.deliver_at_once(bellhop.worker.take)
    later(bellhop, clock, 1)
    assert seen(bellhop)[-1].count(CAME) == 1
    assert checks(bellhop) == 1


def test_one_that_died_before_it_was_said_says_it_when_it_is_delivered_again(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock
) -> None:
    changed(bellhop, cloudwatch, clock)
    bellhop.watch.faults = [RuntimeError("the process dies before the next timer is set")]
    later(bellhop, clock, 10)
    assert bellhop.watch.faults == []
    assert seen(bellhop)[-1].count(CAME) == 1
    assert checks(bellhop) == 1
    assert bellhop.watch.dead_letters == []


def test_one_that_comes_late_compares_the_values_right_after_the_change(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock
) -> None:
    changed(bellhop, cloudwatch, clock)
    clock.advance(3600)
    cloudwatch.now_at(*PAST, (67, 4))
    cloudwatch.measured[CPU] = [
        (at, 99.0 if at > clock() - 50 * MINUTE else value) for at, value in cloudwatch.measured[CPU]
    ]
    later(bellhop, clock, 1)
    assert seen(bellhop)[-1].count(CAME) == 1


def test_a_change_that_was_undone_before_is_not_compared(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock
) -> None:
    changed(bellhop, cloudwatch, clock)
    four = bellhop.scaling.group("web")
    assert four
    pressed(bellhop, newest(bellhop), UNDO)
    bellhop.scaling.put(four)  # and somebody sets it again, elsewhere
    cloudwatch.faults = [Refused("AWS does not allow a forecast of the way back either.")]
    later(bellhop, clock, 15)
    assert not any(":dart:" in text for text in seen(bellhop))
    assert checks(bellhop) == 0


def test_a_change_that_was_overtaken_before_is_not_compared(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock
) -> None:
    changed(bellhop, cloudwatch, clock)
    type_in(bellhop, "/scale web 3")
    type_in(bellhop, "/scale web 4")
    (first, *_) = compare_timers(bellhop)
    before = len(cloudwatch.queried)
    bellhop.watch.put(first)
    later(bellhop, clock, 4)
    assert len(cloudwatch.queried) == before
    assert not any(":dart:" in text for text in seen(bellhop))


def test_a_change_that_never_got_there_sets_no_timer_for_it(bellhop: Bellhop, clock: SetClock) -> None:
    bellhop.scaling.is_slow = True
    type_in(bellhop, "/scale web 4")
    later(bellhop, clock, 40)
    assert "Done in" not in seen(bellhop)[-1]
    assert compare_timers(bellhop) == []


def test_a_change_without_a_forecast_sets_no_timer_for_it(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock
) -> None:
    cloudwatch.remove("web-high-cpu")
    type_in(bellhop, "/scale web 4")
    later(bellhop, clock, 1)
    assert "Done in" in seen(bellhop)[-1]
    assert compare_timers(bellhop) == []


def test_a_group_that_is_gone_by_then_is_not_compared(bellhop: Bellhop, cloudwatch: Measured, clock: SetClock) -> None:
    changed(bellhop, cloudwatch, clock)
    bellhop.scaling.remove("web")
    later(bellhop, clock, 15)
    assert checks(bellhop) == 0
    assert bellhop.watch.next_due() is None


def test_a_group_that_nobody_may_look_at_by_then_is_not_compared(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(bellhop, cloudwatch, clock)

    def denied(name: str) -> None:
        raise Refused("AWS does not allow Bellhop to look at the groups.")

    monkeypatch.setattr(bellhop.scaling, "group", denied)
    later(bellhop, clock, 15)
    assert checks(bellhop) == 0
    assert bellhop.watch.next_due() is None
    assert bellhop.watch.dead_letters == []


def test_a_value_of_a_period_that_is_not_over_is_none_yet(
    bellhop: Bellhop, cloudwatch: Measured, clock: SetClock
) -> None:
    """With gaps, the third value may be the one that CloudWatch is still counting."""
    changed(bellhop, cloudwatch, clock)
    clock.advance(90)
    minute = clock().replace(second=0, microsecond=0)
    cloudwatch.now_at(*PAST, (9, 4))
    past = [pair for pair in cloudwatch.measured[CPU] if pair[0] < minute - 4 * MINUTE]
    cloudwatch.measured[CPU] = [*past[:-1], (minute - 4 * MINUTE, 45.0), (minute - 3 * MINUTE, 45.0), (minute, 1.0)]
    before = len(cloudwatch.queried)
    bellhop.work()
    assert len(cloudwatch.queried) == before + 1
    later(bellhop, clock, 1)
    assert ":dart:" not in seen(bellhop)[-1]
