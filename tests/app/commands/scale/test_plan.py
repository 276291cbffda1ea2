"""Plans of /scale: what would be done, what may come of it, and what is refused before anybody acts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.aws.scaling import Activity, Capacity, Group, Instance, Refresh, ScalingPolicy, ScheduledAction
from app.base.errors import Refused, Wrong
from app.commands.scale.card import refresh_card
from app.commands.scale.change_log import Changes
from app.commands.scale.plan import Plan, from_document, plan_for, to_document
from app.commands.scale.request.parse import Request
from app.commands.scale.sizes import OutsideBounds
from app.commands.scale.snapshot import Snapshot
from app.commands.scale.verbs.refresh import Refreshing
from app.commands.scale.verbs.resize import Resizing
from app.commands.scale.verbs.schedule import Scheduling
from app.commands.scale.verbs.verb import Measure, Planning
from app.listeners.claims import Claims
from app.store.table import MemoryTable
from tests.fakes.scaling import web

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TRACKING = ScalingPolicy("cpu-50", "TargetTrackingScaling", "ASGAverageCPUUtilization at 50")
STEPS = ScalingPolicy("up", "StepScaling")


def snapshot(group: Group | None = None, **more: Any) -> Snapshot:
    return Snapshot(at=NOW, group=group or web(), **more)


def plan(words: str, taken: Snapshot | None = None) -> Plan:
    table, seen = MemoryTable(), taken or snapshot()
    changes, claims = Changes(table, lambda: NOW), Claims(table, lambda: NOW)
    return plan_for(Request.parse(words), Planning(seen, seen.group.name, "Europe/Berlin", "mark", changes, claims))


def resizing(words: str) -> Resizing:
    made = plan(words).instruction
    assert isinstance(made, Resizing)
    return made


def scheduling(words: str) -> Scheduling:
    made = plan(words).instruction
    assert isinstance(made, Scheduling)
    return made


def warned(words: str, **around: Any) -> str:
    return "\n".join(plan(words, snapshot(**around)).warnings)


@pytest.mark.parametrize(
    ("words", "measured"),
    [
        ("web 4", Measure(2, 4)),
        ("web min=5", Measure(2, 5)),
        ("web max=1", Measure(2, 1)),
        ("web max=12", Measure(2, 2, 12)),
        ("web 4 at 18:00", Measure(2, 4)),
        ("web min=5 at 18:00", Measure(2, 5)),
        ("web max=1 every weekday 08:00", Measure(2, 1)),
        ("web max=12 in 30m", Measure(2, 2, 12)),
        ("web suspend Launch", Measure()),
    ],
)
def test_what_guards_measure_is_the_size_that_comes_of_it_now_or_later(words: str, measured: Measure) -> None:
    made = plan(words)
    assert made.kind.measure(made.instruction) == measured


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("web 4", Capacity(1, 8, 4)),
        ("web +50%", Capacity(1, 8, 3)),
        ("web min=2 max=12 10", Capacity(2, 12, 10)),
        ("web min=3", Capacity(3, 8, 3)),
        ("web max=1", Capacity(1, 1, 1)),
    ],
)
def test_sizes_are_resolved_and_a_size_that_was_not_asked_for_moves_with_the_bounds(
    words: str, after: Capacity
) -> None:
    assert resizing(words).after == after


def test_for_a_time_it_goes_back_then() -> None:
    assert resizing("web 4 for 2h").until == NOW + timedelta(hours=2)


def test_at_a_time_of_the_persons_day_it_is_a_scheduled_action_with_a_name_of_its_own() -> None:
    made = scheduling("web max=9 6 at 18:00")
    at = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert made.action == ScheduledAction("web", "bellhop-at-mark", at, maximum=9, desired=6)


def test_every_so_often_it_recurs_in_the_persons_zone() -> None:
    action = scheduling("web 6 every weekday 08:00").action
    assert action == ScheduledAction("web", "bellhop-every-mark", None, "0 8 * * 1,2,3,4,5", "Europe/Berlin", desired=6)


@pytest.mark.parametrize(
    ("words", "offer"),
    [
        ("web 10", "web max=10 10"),
        ("web 0", "web min=0 0"),
        ("web +7 for 2h", "web max=9 +7 for 2h"),
        ("web 9 at 18:00", "web max=9 9 at 18:00"),
        ("dry-run web 10", "dry-run web max=10 10"),
    ],
)
def test_out_of_bounds_is_a_refusal_with_the_words_that_would_move_the_bound(words: str, offer: str) -> None:
    with pytest.raises(OutsideBounds, match=r"outside the limits of `web` \(min 1, max 8\)") as refusal:
        plan(words)
    request = replace(Request.parse(words), intent=refusal.value.offer)
    assert str(request) == offer


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("web -3", "-1 is outside the limits"),
        ("web min=9", "Min 9 would be above max 8"),
        ("web schedule delete mornin", "has no scheduled action `mornin`. Did you mean `morning`?"),
        ("web refresh cancel", "nothing to cancel"),
        ("web refresh rollback", "nothing to roll back"),
    ],
)
def test_what_cannot_be_is_said_with_what_can(words: str, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        plan(words, snapshot(scheduled=(ScheduledAction("web", "morning"),)))


def test_a_second_refresh_is_refused_while_one_runs() -> None:
    with pytest.raises(Wrong, match="already running \\(40%\\)"):
        plan("web refresh start", snapshot(refreshes=(Refresh("r", "InProgress", 40),)))


def test_a_refresh_without_a_configuration_of_its_own_has_no_way_back() -> None:
    running = Refresh("r", "InProgress", 40)
    with pytest.raises(Wrong, match="`/scale web refresh cancel` stops it where it is"):
        plan("web refresh rollback", snapshot(refreshes=(running,)))
    made = plan("web refresh rollback", snapshot(refreshes=(replace(running, can_roll_back=True),)))
    assert made.instruction == Refreshing("rollback")


@pytest.mark.parametrize(
    ("can_roll_back", "labels"), [(False, ["Cancel refresh"]), (True, ["Cancel refresh", "Roll back"])]
)
def test_the_refreshs_card_offers_only_what_auto_scaling_does(can_roll_back: bool, labels: list[str]) -> None:
    running = Refresh("r", "InProgress", 40, can_roll_back=can_roll_back)
    shown = refresh_card(snapshot(refreshes=(running,)), "mark").block_dicts()
    assert [button["text"]["text"] for button in shown[-1]["elements"]] == labels


def test_a_group_with_an_operator_is_that_services_alone() -> None:
    with pytest.raises(Refused, match=r"managed by `eks\.amazonaws\.com`"):
        plan("web 4", snapshot(web(operator="eks.amazonaws.com")))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("web 2", "The desired capacity of `web` is already 2. Nothing changed."),
        ("web min=1 max=8", "`web` already has this desired capacity and these limits. Nothing changed."),
        ("web resume Launch", "That is not suspended on `web`. Nothing changed."),
        ("web 4", ""),
        ("web suspend Launch", ""),
    ],
)
def test_nothing_to_change_is_said_before_anybody_acts(words: str, said: str) -> None:
    request, made = Request.parse(words), plan(words)
    assert made.kind.nothing(request.intent, made.instruction, "web") == said


@pytest.mark.parametrize(
    ("words", "around", "said"),
    [
        ("web 4", {"group": web(suspended=("Launch",))}, "Launch is suspended"),
        ("web 1", {"group": web(suspended=("Terminate",))}, "Terminate is suspended"),
        ("web 4 for 2h", {"group": web(suspended=("ScheduledActions",))}, "does not run on time"),
        ("web 4 in 2h", {"group": web(suspended=("ScheduledActions",))}, "does not run on time"),
        ("web 4", {"policies": (TRACKING,)}, "`cpu-50` keeps ASGAverageCPUUtilization at 50 and will change"),
        ("web 4", {"policies": (STEPS,)}, "`up` may change the desired capacity again"),
        ("web 4", {"policies": (TRACKING,), "group": web(suspended=("AlarmNotification",))}, "alarms do not scale it"),
        (
            "web 4",
            {"scheduled": (ScheduledAction("web", "noon", NOW + timedelta(minutes=20)),)},
            "`noon` changes the group again",
        ),
        (
            "web 4 for 2h",
            {"scheduled": (ScheduledAction("web", "later", NOW + timedelta(minutes=90)),)},
            "`later` changes the group again",
        ),
        (
            "web 4",
            {"scheduled": (ScheduledAction("web", "bellhop-back-x", NOW + timedelta(hours=5)),)},
            "That is cancelled now",
        ),
        ("web 4", {"refreshes": (Refresh("r", "InProgress", 40),)}, "refresh is running (40%)"),
        ("web 4", {"activities": (Activity("a", NOW, "InProgress", "Launching &c"),)}, "(Launching &amp;c)"),
        (
            "web 1",
            {"group": web(instances=tuple(Instance(f"i-{n}", "InService", is_protected=True) for n in range(2)))},
            "2 instances in service are protected",
        ),
        ("web 4", {"group": web(unit="vcpu")}, "are in vCPUs, not instances"),
        ("web suspend Launch", {}, "does not replace failed instances"),
        ("web refresh start", {}, "Every instance is replaced"),
        ("web refresh start", {"group": web(suspended=("InstanceRefresh",))}, "nothing is replaced until"),
    ],
)
def test_what_may_come_of_it_is_said_before(words: str, around: dict[str, Any], said: str) -> None:
    assert said in warned(words, **around)


@pytest.mark.parametrize(
    ("words", "around"),
    [
        ("web 4", {}),
        ("web 1", {"group": web(suspended=("Launch",))}),
        ("web 4", {"policies": (replace(TRACKING, is_enabled=False),)}),
        ("web 4", {"policies": (replace(TRACKING, scales_in=False),)}),
        ("web 4", {"scheduled": (ScheduledAction("web", "night", NOW + timedelta(hours=5)),)}),
        ("web 4", {"activities": (Activity("a", NOW, "Successful", ended=NOW),)}),
        ("web resume Launch", {}),
    ],
)
def test_and_nothing_where_nothing_will_come_of_it(words: str, around: dict[str, Any]) -> None:
    assert warned(words, **around) == ""


@pytest.mark.parametrize(
    ("words", "did", "would"),
    [
        ("web 4", "set *web* from 2 to 4", "set *web* from 2 to 4"),
        ("web max=9", "set the limits of *web* from min 1, max 8 to min 1, max 9", "set the limits of"),
        ("web max=9 9", "and its limits from min 1, max 8 to min 1, max 9", "set *web* from 2 to 9"),
        ("web 4 for 2h", "then back to 2", "set *web* from 2 to 4 until"),
        ("web max=9 for 2h", "then back to 2 (min 1, max 8)", "set the limits of *web*"),
        (
            "web 4 every day 08:00",
            "scheduled *web* to go to 4 every day at 08:00",
            "schedule *web* to go to 4 every day",
        ),
        ("web suspend Launch", "suspended `Launch` on *web*", "suspend `Launch` on *web*"),
        ("web resume Launch", "resumed `Launch` on *web*", "resume `Launch` on *web*"),
        ("web refresh start", "started an instance refresh", "start an instance refresh"),
    ],
)
def test_a_plan_reads_as_what_was_done_and_as_what_would_be(words: str, did: str, would: str) -> None:
    taken = snapshot(web(suspended=("Launch",) if "resume" in words else ()))
    assert did in plan(words, taken).done
    assert would in plan(words, taken).to_do


def test_names_in_a_plan_are_escaped() -> None:
    taken = snapshot(web(name="<!channel>"))
    assert "<!channel>" not in plan("<!channel> 4", taken).done


@pytest.mark.parametrize("words", ["web 4 for 2h", "web 6 at 18:00", "web suspend all", "web refresh start"])
def test_a_plan_survives_the_table(words: str) -> None:
    made = plan(words)
    assert from_document(json.loads(json.dumps(to_document(made)))) == made
