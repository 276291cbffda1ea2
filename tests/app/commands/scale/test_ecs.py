"""/scale on ECS services: the same words, and tasks where a group has instances."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from app.aws.ecs_service import Deployment, StoppedTask
from app.aws.scaling import Activity, Capacity, ScheduledAction
from app.base.errors import Later, Wrong
from app.commands.scale.buttons import CONFIRM
from app.config.configuration import Configuration, ScaleSettings
from app.config.guards import Guard
from app.scaling.ecs_services import EcsServices
from app.slack.messages.buttons import OPEN_SCALE, UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import cards, cloudwatch_says, ring
from tests.app.commands.scale.talk import newest
from tests.app.people import by_name, modal_of, press, seen, submit, type_in
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, FakeScalableTargets, limits, service
from tests.fakes.scaling import web

pytestmark = pytest.mark.slow

BOTH = Configuration(ALARMS, scale=ScaleSettings(kinds=("group", "ecs")))
API = "service/shop/api"


@dataclass(frozen=True)
class World:
    """Groups `web` and `api`; services `shop/api` and `shop/worker`, and `shop/plain`, which is not registered."""

    bellhop: Bellhop
    ecs: FakeEcs
    scalable: FakeScalableTargets

    def type(self, words: str) -> str:
        type_in(self.bellhop, f"/scale {words}")
        return self.last()

    def confirm(self) -> str:
        press(self.bellhop, newest(self.bellhop), CONFIRM)
        self.bellhop.work()
        return self.last()

    def last(self) -> str:
        return by_name(seen(self.bellhop)[-1])

    def pass_by(self, time: timedelta) -> None:
        """Application Auto Scaling and Bellhop's timers do what is due."""
        end = self.bellhop.clock() + time
        while self.bellhop.clock() < end:
            self.bellhop.clock.advance(min(30.0, (end - self.bellhop.clock()).total_seconds()))
            self.scalable.run(self.bellhop.clock())
            self.bellhop.work()


@pytest.fixture
def world(slack: RunningSlack, clock: SetClock) -> Iterator[World]:
    ecs = FakeEcs(service(), service("worker"), service("plain"))
    scalable = FakeScalableTargets(ecs, limits(), limits("worker"))
    groups = (web(), web(name="api"))
    made = Bellhop(slack, clock, groups, configuration=BOTH, ecs=EcsServices(ecs, scalable, clock))
    with listening(made):
        yield World(made, ecs, scalable)


@pytest.mark.parametrize("words", ["api 4 tasks", "set api to 4 tasks", "api +2 tasks because 2 tasks are stuck"])
def test_whoever_says_tasks_means_the_service_and_not_the_group_of_its_name(world: World, words: str) -> None:
    world.type(words)
    assert (world.ecs.changes, world.bellhop.scaling.changes) == ([("api", 4)], [])


def test_of_what_has_no_tasks_none_is_changed(world: World) -> None:
    assert "There is no ECS service `web`" in world.type("web 4 tasks")
    assert (world.ecs.changes, world.bellhop.scaling.changes) == ([], [])


def test_they_are_listed_beside_groups(world: World) -> None:
    assert world.type("").splitlines()[:5] == [
        "`api`: desired 2, 2 in service (min 1, max 8)",
        "`ecs:shop/api`: desired 2, 2 running (min 1, max 8)",
        "`ecs:shop/plain`: desired 2, 2 running",
        "`ecs:shop/worker`: desired 2, 2 running (min 1, max 8)",
        "`web`: desired 2, 2 in service (min 1, max 8)",
    ]


@pytest.mark.parametrize("name", ["ecs:shop/worker", "shop/worker", "worker", "ECS:shop/Worker"])
def test_a_short_name_is_enough_where_only_one_has_it(world: World, name: str) -> None:
    world.type(f"{name} 4")
    assert world.ecs.done == ["set shop/worker to 4"]
    assert "ana set *ecs:shop/worker* from 2 to 4 (min 1, max 8)." in world.last()
    world.pass_by(timedelta(seconds=10))
    assert ":white_check_mark: Done in 10 s: 4 running." in world.last()


def test_a_name_that_a_group_and_a_service_have_is_asked_about_and_nothing_is_done(world: World) -> None:
    assert "`api` matches 2 groups. Which one?" in world.type("api 4")
    assert (world.ecs.done, world.bellhop.scaling.done) == ([], [])
    press(world.bellhop, newest(world.bellhop), "scale_do:1")
    world.bellhop.work()
    assert (world.ecs.done, world.bellhop.scaling.done) == (["set shop/api to 4"], [])


def test_how_far_it_is_is_told_in_tasks_in_ecss_words(world: World) -> None:
    world.ecs.is_slow = True
    world.type("worker 4")
    world.ecs.put(service("worker", desired=4, running=3, pending=1))
    world.pass_by(timedelta(seconds=4))
    assert "3 of 4 running · 1 PENDING" in world.last()


def test_why_tasks_fail_is_told_in_ecss_own_words_and_counted(world: World) -> None:
    world.ecs.is_slow = True
    world.type("worker 4")
    said = "CannotPullContainerError: pull image manifest has been retried 1 time(s)"
    later = world.bellhop.clock() + timedelta(seconds=1)
    world.ecs.stopped_tasks["shop", "worker"] = tuple(
        StoppedTask(f"t-{number}", later, "TaskFailedToStart", said) for number in range(2)
    )
    world.pass_by(timedelta(seconds=4))
    assert f":x: A task stopped: {said} (2 times)" in world.last()
    assert f"A task stopped: {said}" in world.type("worker failures")


def test_to_none_and_less_than_one_are_said_of_tasks(world: World) -> None:
    assert "That leaves no tasks." in world.type("worker min=0 0")
    world.ecs.put(service("worker", desired=1, running=1))
    assert "is less than one task" in world.type("worker 10%")


def test_a_change_is_undone(world: World) -> None:
    world.type("worker 4")
    press(world.bellhop, newest(world.bellhop), UNDO)
    world.bellhop.work()
    assert world.ecs.done == ["set shop/worker to 4", "set shop/worker to 2"]


def test_limits_are_set_with_the_size(world: World) -> None:
    world.type("worker max=12 10")
    assert (world.scalable.done, world.ecs.done) == (["limits of service/shop/worker: 1-12"], ["set shop/worker to 10"])


@pytest.mark.parametrize("words", ["worker 4", "worker max=12 4", "worker 4 for 2h"])
def test_a_count_whose_answer_is_lost_is_looked_for_and_set_once(world: World, words: str) -> None:
    world.ecs.unsure.append(Later("AWS did not answer.", wait=5, maybe_done=True))
    type_in(world.bellhop, f"/scale {words}")
    world.pass_by(timedelta(minutes=1))
    assert world.ecs.done == ["set shop/worker to 4"]
    assert "ana set *ecs:shop/worker* from 2 to 4" in world.last()


def test_a_way_back_is_taken_off_again_where_ecs_refuses_the_count(world: World) -> None:
    world.ecs.unsure.append(Wrong("No."))
    world.type("worker 4 for 2h")
    assert world.scalable.planned == {}


def test_eight_for_two_hours_comes_back_by_itself(world: World) -> None:
    world.type("worker 8 for 2h")
    assert world.ecs.done == ["set shop/worker to 8"]
    world.pass_by(timedelta(hours=2, minutes=8))
    assert world.ecs.done == ["set shop/worker to 8", "set shop/worker to 2"]
    now = world.bellhop.parts.targets.at("ecs:shop/worker").now()
    assert now
    assert now.capacity == Capacity(1, 8, 2)
    assert any("is back at 2, as planned" in text for text in seen(world.bellhop))


def test_it_does_not_come_back_where_somebody_has_changed_it_meanwhile(world: World) -> None:
    world.type("worker 8 for 2h")
    world.pass_by(timedelta(minutes=5))
    world.ecs.set_desired("shop", "worker", 6)
    world.pass_by(timedelta(hours=2, minutes=5))
    assert world.ecs.done[-1] == "set shop/worker to 6"
    assert world.scalable.planned == {}
    assert any("somebody has changed it since" in text for text in seen(world.bellhop))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("worker refresh start", "An ECS service has no instance refresh."),
        ("worker refresh", "An ECS service has no instance refresh."),
        ("worker 4 every weekday 08:00", "schedules the min and max of an ECS service"),
        ("worker suspend Launch", "`Launch` is nothing that can be suspended on `ecs:shop/worker`."),
        ("plain 4 every weekday 08:00", "nothing can change it again and again"),
        ("plain max=4", "it has no min and max"),
        ("plain suspend all", "there is nothing to suspend"),
        ("plain max", "`ecs:shop/plain` has no max."),
        ("plain -5", "there is nothing below 0"),
    ],
)
def test_what_it_can_not_do_is_refused_with_a_sentence(world: World, words: str, why: str) -> None:
    assert why in world.type(words)
    assert (world.ecs.done, world.scalable.done) == ([], [])


def test_what_has_no_max_is_asked_about_before_it_grows_far(world: World) -> None:
    assert "That is more than twice as many as now, and it has no max. Go ahead?" in world.type("plain 40")
    world.confirm()
    assert world.ecs.done == ["set shop/plain to 40"]


def test_suspending_says_what_application_auto_scaling_calls_it(world: World) -> None:
    world.type("worker suspend DynamicScalingIn ScheduledScaling")
    assert world.scalable.done == ["suspended of service/shop/worker: DynamicScalingIn ScheduledScaling"]
    assert "`/scale worker" not in world.last()
    world.type("worker resume all")
    assert world.scalable.done[-1] == "suspended of service/shop/worker: "
    assert "nothing but people scales it" in world.type("worker suspend all")


def test_a_deployment_in_progress_is_warned_of_and_stands_on_the_card(world: World) -> None:
    deployment = Deployment("IN_PROGRESS", 2, 1, 3)
    world.ecs.put(service("worker", deployment=deployment, has_breaker=True, rolls_back=True))
    said = ":warning: A deployment is in progress: 1 of 2 tasks run the new version, and 3 failed to start."
    assert said in world.type("dry-run worker 4")
    assert said in world.type("worker")
    assert "ecs/v2/clusters/shop/services/worker?region=us-east-1" in world.last()


def test_who_changed_it_since_is_known_from_application_auto_scaling(world: World) -> None:
    world.type("worker 4")
    world.ecs.set_desired("shop", "worker", 6)
    cause = "monitor alarm TargetTracking-x in state ALARM triggered policy cpu-60"
    at = world.bellhop.clock() + timedelta(seconds=1)
    made = Activity("a-1", at, "Successful", "Setting desired count to 6.", cause, ended=at, is_plain=True)
    world.scalable.activity["service/shop/worker"] = (made,)
    world.pass_by(timedelta(seconds=4))
    assert "The scaling policy `cpu-60` has set the desired capacity to 6 since." in world.last()


def test_one_that_is_gone_is_said_to_be_a_service(world: World) -> None:
    assert "There is no ECS service `ecs:shop/wrker`" in world.type("ecs:shop/wrker 4") or (
        "Did you mean this?" in world.last()
    )
    assert "There is no Auto Scaling group or ECS service `qqqq`" in world.type("qqqq 4")


def test_where_the_role_may_not_list_services_groups_are_scaled_as_ever(world: World) -> None:
    world.ecs.refusal = "AWS does not allow Bellhop to list the ECS services."
    assert world.type("").splitlines()[:2] == [
        ":warning: AWS does not allow Bellhop to list the ECS services.",
        "`api`: desired 2, 2 in service (min 1, max 8)",
    ]
    world.type("web 4")
    assert world.bellhop.scaling.done == ["set web to 4"]


def test_the_form_is_filled_and_submitted_for_a_service(world: World) -> None:
    world.type("worker")
    press(world.bellhop, newest(world.bellhop), f"{OPEN_SCALE}:0")
    world.bellhop.work()
    modal = modal_of(world.bellhop)
    assert "`ecs:shop/worker`: desired 2, 2 running (min 1, max 8)" in str(modal)
    submit(world.bellhop, modal, "5")
    world.bellhop.work()
    assert world.ecs.done == ["set shop/worker to 5"]


def test_a_guard_covers_services_by_their_whole_names(slack: RunningSlack, clock: SetClock) -> None:
    ecs = FakeEcs(service("worker"))
    guarded = replace(BOTH, guards=(Guard(group="ecs:shop/*", max=3),))
    kind = EcsServices(ecs, FakeScalableTargets(ecs, limits("worker")), clock)
    bellhop = Bellhop(slack, clock, configuration=guarded, ecs=kind)
    with listening(bellhop):
        type_in(bellhop, "/scale worker 4")
        assert ecs.done == []
        type_in(bellhop, "/scale worker 3")
        assert ecs.done == ["set shop/worker to 3"]


def test_where_ecs_is_not_listed_it_costs_no_call_and_says_where_it_is_listed(
    slack: RunningSlack, clock: SetClock
) -> None:
    ecs = FakeEcs(service("worker"))
    bellhop = Bellhop(
        slack, clock, configuration=replace(BOTH, scale=ScaleSettings()), ecs=EcsServices(ecs, FakeScalableTargets(ecs))
    )
    with listening(bellhop):
        for words in ("", "web 4", "worker 4", "schedule"):
            type_in(bellhop, f"/scale {words}")
        assert ecs.calls == 0
        type_in(bellhop, "/scale ecs:shop/worker 4")
        assert ecs.calls == 0
        assert "`[scale] kinds` in bellhop.toml lists what it does" in seen(bellhop)[-1]


def alarm_of(world: World, cluster: str, name: str, region: str = "us-east-1") -> None:
    says = cloudwatch_says("OK", "ALARM", name=f"{name}-cpu")
    says["AlarmArn"] = says["AlarmArn"].replace("us-east-1", region)
    named = {"ClusterName": cluster, "ServiceName": name}
    says["Trigger"]["Dimensions"] = [{"name": each, "value": value} for each, value in named.items()]
    ring(world.bellhop, says)


def test_an_alarm_of_a_service_scales_that_one_and_says_so_on_its_card(world: World) -> None:
    world.ecs.put(service("worker", cluster="blog"))
    world.scalable.registered["service/blog/worker"] = limits("worker", cluster="blog")
    alarm_of(world, "blog", "worker")
    (card,) = cards(world.bellhop.slack)
    press(world.bellhop, {**card, "channel": "C0ALARMS"}, f"{OPEN_SCALE}:0")
    world.bellhop.work()
    submit(world.bellhop, modal_of(world.bellhop), "5")
    world.bellhop.work()
    assert world.ecs.done == ["set blog/worker to 5"]
    assert "set *ecs:blog/worker* from 2 to 5" in str(cards(world.bellhop.slack)[0])


def test_an_alarm_of_another_region_scales_nothing(world: World) -> None:
    alarm_of(world, "shop", "worker", region="eu-west-1")
    (card,) = cards(world.bellhop.slack)
    assert f"{OPEN_SCALE}:0" not in str(card)


def test_what_is_suspended_stands_on_the_card_as_application_auto_scalings(world: World) -> None:
    world.type("worker suspend ScheduledScaling")
    assert "Suspended: `ScheduledScaling`. Application Auto Scaling does not run these" in world.type("worker")


@pytest.mark.parametrize(
    "words", ["min=x", "99999999999", "suspend Foo", "0", "+20", "min=0 0", "failures", "8 for 2h"]
)
def test_no_sentence_about_a_service_is_about_instances(world: World, words: str) -> None:
    said = world.type(f"ecs:shop/worker {words}").replace("Application Auto Scaling", "")
    assert not [each for each in ("instance", "in service", "Auto Scaling") if each in said]


LOSES = {
    "worker 4": ("ecs.set_desired",),
    "worker max=12 10": ("scalable.set_bounds", "ecs.set_desired"),
    "worker min=5 5": ("ecs.set_desired", "scalable.set_bounds"),
    "worker 8 for 2h": ("scalable.schedule", "scalable.schedule", "ecs.set_desired"),
    "worker 4 in 2h": ("scalable.schedule", "scalable.schedule"),
    "worker suspend ScheduledScaling": ("scalable.set_suspended",),
}
# Sizes, what is suspended, and the limits that are scheduled: those that restore, and those that pin.
LEAVES = {
    "worker 4": (Capacity(1, 8, 4), (), []),
    "worker max=12 10": (Capacity(1, 12, 10), (), []),
    "worker min=5 5": (Capacity(5, 8, 5), (), []),
    "worker 8 for 2h": (Capacity(1, 8, 8), (), [(1, 8), (2, 2)]),
    "worker 4 in 2h": (Capacity(1, 8, 2), (), [(1, 8), (4, 4)]),
    "worker suspend ScheduledScaling": (Capacity(1, 8, 2), ("ScheduledScaling",), []),
}


@pytest.mark.parametrize("is_done", [True, False])
@pytest.mark.parametrize(("words", "at"), [(words, at) for words in LOSES for at in range(len(LOSES[words]))])
def test_whichever_answer_is_lost_it_is_done_once(
    world: World, monkeypatch: pytest.MonkeyPatch, words: str, at: int, is_done: bool
) -> None:
    door, operation = LOSES[words][at].split(".")
    lose_answer(monkeypatch, getattr(world, door), operation, LOSES[words][: at + 1].count(LOSES[words][at]), is_done)
    type_in(world.bellhop, f"/scale {words}")
    world.pass_by(timedelta(minutes=1))
    assert "ana " in world.last()
    assert state_of(world) == LEAVES[words]


def lose_answer(monkeypatch: pytest.MonkeyPatch, door: object, operation: str, number: int, is_done: bool) -> None:
    """Of the call with this number, from 1."""
    works, calls = getattr(door, operation), itertools.count(1)

    def call(*args: Any) -> None:
        is_lost = next(calls) == number
        if is_done or not is_lost:
            works(*args)
        if is_lost:
            raise Later("AWS did not answer.", wait=5, maybe_done=True)

    monkeypatch.setattr(door, operation, call)


def state_of(world: World) -> tuple[Any, ...]:
    """What AWS has of the service, but for names and times."""
    group = world.bellhop.parts.targets.at("ecs:shop/worker").now()
    assert group
    planned = sorted((each.minimum, each.maximum) for each in world.scalable.planned.values())
    return group.capacity, group.suspended, planned


def test_a_way_back_that_went_with_the_registration_is_told(world: World) -> None:
    """Who deregisters a service deletes its scheduled actions."""
    world.type("worker 8 for 2h")
    del world.scalable.registered["service/shop/worker"]
    world.scalable.planned.clear()
    world.pass_by(timedelta(hours=2, minutes=8))
    assert any("its scheduled action is gone. It stays as it is." in text for text in seen(world.bellhop))


def test_a_rate_is_no_cron_schedule(world: World) -> None:
    rate = ScheduledAction("service/shop/worker", "often", recurrence="rate(1 hour)", minimum=3)
    world.scalable.planned["service/shop/worker", "often"] = rate
    assert "to min 3, on the schedule rate(1 hour)" in world.type("worker schedule")


def test_where_there_is_neither_both_are_said(slack: RunningSlack, clock: SetClock) -> None:
    ecs = FakeEcs()
    kind = EcsServices(ecs, FakeScalableTargets(ecs))
    bellhop = Bellhop(slack, clock, (), configuration=BOTH, ecs=kind)
    with listening(bellhop):
        type_in(bellhop, "/scale")
        assert seen(bellhop)[-1] == "There are no Auto Scaling groups or ECS services in this account and region."
