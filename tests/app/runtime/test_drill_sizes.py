"""Sizes that a drill or people within it changed go back, in /scale's log; what somebody else did is left and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.aws.scaling import Activity
from app.base.errors import BellhopError, Later, Wrong
from app.commands.scale.buttons import DO
from app.commands.scale.change_log import Changes
from app.config.configuration import ScaleSettings
from app.scaling.ecs_services import EcsServices
from app.slack.followed import TOLD_HERE
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.forcealarm.drills.gameday import DRILL, drillable, gameday, pass_by, start, told
from tests.app.commands.forcealarm.test_follow import ARCHIVED
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.aws import TOPIC
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.ecs import FakeEcs, FakeScalableTargets, limits, service
from tests.fakes.scaling import web

pytestmark = pytest.mark.slow

POLICY = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:p1:autoScalingGroupName/web:policyName/add"
AT, FROM_TO = "At 2026-11-23T03:00:00Z a ", " changing the desired capacity from {} to {}."
BY_POLICY = f"{AT}monitor alarm db-1 in state ALARM triggered policy {{}}{FROM_TO}"
BY_PERSON = f"{AT}user request explicitly set group desired capacity{FROM_TO}"
WHOLE, NOT_WHOLE = "Every alarm, mute and size is as it was before.", ":warning: Not everything is as it was before"


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    """An alarm scales `web` (at 2), and the drill of it runs."""
    with gameday(slack, clock, count=0) as made:
        made.cloudwatch.add(drillable("db-1", actions={"ALARM": (POLICY, TOPIC), "OK": (TOPIC,)}, groups=("web",)))
        yield made


def run(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm drill db-*")
    start(bellhop)
    pass_by(bellhop, 5)


def scaled(bellhop: Bellhop, to: int, cause: str = "", **more: int) -> None:
    """Somebody, or something, sets the size; Auto Scaling says why."""
    group = bellhop.scaling.group("web")
    assert group
    bellhop.scaling._groups["web"] = replace(group, desired=to, **more)  # type: ignore[arg-type]
    bellhop.scaling._moved("web")
    said = cause or BY_POLICY.format("add", group.desired, to)
    activity = Activity(f"a{bellhop.clock.epoch()}", bellhop.clock(), "Successful", cause=said)
    bellhop.scaling.activity["web"] = (activity, *bellhop.scaling.activity.get("web", ()))


def ended(bellhop: Bellhop) -> list[str]:
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 30)
    return [line for line in by_name(told(bellhop)).splitlines() if line.startswith(("• `web`", WHOLE, NOT_WHOLE))]


def size(bellhop: Bellhop) -> int:
    group = bellhop.scaling.group("web")
    assert group
    return group.desired


def test_what_the_policy_of_a_drilled_alarm_did_is_taken_back_in_the_log_of_scale(bellhop: Bellhop) -> None:
    run(bellhop)
    scaled(bellhop, 4)
    scaled(bellhop, 5)
    assert ended(bellhop) == ["• `web`: Bellhop set it back from 5 to 2.", WHOLE]
    assert size(bellhop) == 2
    (change,) = Changes(bellhop.table, bellhop.clock).newest("web")
    assert (change.user_id, change.before.desired if change.before else 0) == ("U0ANA", 5)
    type_in(bellhop, "/scale web history")
    assert "set *web* from 5 to 2 because the drill db-* is over" in by_name(seen(bellhop)[-1])
    thread = [
        m["text"] for m in bellhop.slack.messages("C0OPS") if m.get("thread_ts") and "set *web* from" in m["text"]
    ]
    assert len(thread) == 1


def test_where_the_channel_is_archived_meanwhile_whoever_began_it_is_told_of_the_size_directly(
    bellhop: Bellhop,
) -> None:
    run(bellhop)
    scaled(bellhop, 5)
    bellhop.slack.add_channel(ARCHIVED)
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 60)
    told_directly = [by_name(text) for text in seen(bellhop, "D0ANA")]
    (of_size,) = [text for text in told_directly if "set *web* from 5 to 2" in text]
    assert of_size.startswith(TOLD_HERE)
    assert "2 in service" in of_size
    assert any(text.endswith(WHOLE) for text in told_directly)


def test_a_policy_that_runs_while_the_alarm_goes_back_is_seen_too(bellhop: Bellhop) -> None:
    run(bellhop)
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 5)
    scaled(bellhop, 4)
    pass_by(bellhop, 30)
    assert size(bellhop) == 2
    assert told(bellhop).endswith(WHOLE)


def test_what_people_did_by_scale_is_taken_back(bellhop: Bellhop) -> None:
    run(bellhop)
    type_in(bellhop, "/scale web max=12 +3", user="U0BO")
    assert ended(bellhop) == ["• `web`: Bellhop set it back from 5 to 2.", WHOLE]
    group = bellhop.scaling.group("web")
    assert group
    assert (group.maximum, group.desired) == (8, 2)


def test_who_scaled_back_in_time_is_in_the_score(bellhop: Bellhop) -> None:
    run(bellhop)
    scaled(bellhop, 4)
    pass_by(bellhop, 20)
    type_in(bellhop, "/scale web 2", user="U0BO")
    asked = bellhop.slack.messages("C0OPS")[-1]
    if "scale_confirm" in str(asked["blocks"]):
        assert press(bellhop, {**asked, "channel": "C0OPS"}, "scale_confirm", "U0BO")["ok"]
        bellhop.work()
    assert ended(bellhop) == ["• `web`: bo scaled it back to 2 after 25 s.", WHOLE]
    assert "• bo: saw 1 first, scaled 1 back." in by_name(told(bellhop))
    assert len(bellhop.scaling.changes) == 1


@pytest.mark.parametrize(
    ("cause", "more"),
    [
        (BY_PERSON.format(2, 6), {}),
        (BY_POLICY.format("other", 2, 6), {}),
        ("", {"maximum": 20}),
        ("nothing that says who", {}),
    ],
)
def test_what_somebody_else_did_is_left_and_told_with_a_button(
    cause: str, more: dict[str, int], bellhop: Bellhop
) -> None:
    run(bellhop)
    scaled(bellhop, 6, cause, **more)
    left, whole = ended(bellhop)
    assert left.startswith("• `web`: it is at 6, and was at 2. Somebody else has changed it since")
    assert whole.startswith(NOT_WHOLE)
    assert size(bellhop) == 6
    (message,) = [m for m in bellhop.slack.messages("C0OPS") if "is over" in m["text"]]
    assert "Set web to 2" in str(message["blocks"])
    assert press(bellhop, {**message, "channel": "C0OPS"}, f"{DO}:0", "U0BO")["ok"]
    bellhop.work()
    asked = bellhop.slack.messages("C0OPS")[-1]
    assert "scale_confirm" in str(asked["blocks"]), "it shrinks by half, so it is asked"
    assert press(bellhop, {**asked, "channel": "C0OPS"}, "scale_confirm", "U0BO")["ok"]
    bellhop.work()
    assert size(bellhop) == 2


def test_a_real_change_after_one_of_the_drill_is_left(bellhop: Bellhop) -> None:
    run(bellhop)
    scaled(bellhop, 4)
    type_in(bellhop, "/scale web 6", user="U0BO")
    bellhop.clock.advance(10)
    scaled(bellhop, 7, BY_PERSON.format(6, 7))
    assert ended(bellhop)[0].startswith("• `web`: it is at 7, and was at 2.")


def test_one_that_did_not_change_is_not_spoken_of(bellhop: Bellhop) -> None:
    run(bellhop)
    assert ended(bellhop) == [WHOLE]


def test_one_that_is_gone_or_replaced_and_a_refusal_are_told(bellhop: Bellhop) -> None:
    run(bellhop)
    scaled(bellhop, 4)
    bellhop.scaling.faults.append(Wrong("AWS refused: no."))
    assert ended(bellhop)[0] == "• `web`: it is at 4, and was at 2. It was not set back: AWS refused: no."
    bellhop.scaling._groups["web"] = replace(web(), arn="arn:one")
    run(bellhop)
    bellhop.scaling._groups["web"] = replace(web(desired=7), arn="arn:two")
    assert ended(bellhop)[0] == "• `web`: there is no such group any more."
    assert size(bellhop) == 7


def test_a_group_that_goes_back_by_itself_still_does(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web +2 for 2h")
    (planned,) = bellhop.scaling.planned.values()
    run(bellhop)
    scaled(bellhop, 6)
    assert ended(bellhop) == ["• `web`: Bellhop set it back from 6 to 4.", WHOLE]
    (still,) = bellhop.scaling.planned.values()
    assert (still.at, still.desired) == (planned.at, 2)


def test_one_that_went_back_by_itself_meanwhile_goes_to_what_it_went_back_to(
    slack: RunningSlack, clock: SetClock
) -> None:
    with gameday(slack, clock, drills=(replace(DRILL, minutes=60),), count=0) as bellhop:  # at 4 for 20 minutes
        bellhop.cloudwatch.add(drillable("db-1", actions={"ALARM": (POLICY, TOPIC), "OK": (TOPIC,)}, groups=("web",)))
        type_in(bellhop, "/scale web +2 for 20m")
        type_in(bellhop, "/forcealarm drill database")
        start(bellhop)
        pass_by(bellhop, 5)
        bellhop.clock.advance(timedelta(minutes=25).total_seconds())
        bellhop.scaling.planned.clear()
        scaled(bellhop, 3)
        lines = ended(bellhop)
        assert lines == ["• `web`: Bellhop set it back from 3 to 2.", WHOLE]
        assert bellhop.scaling.planned == {}


@pytest.mark.parametrize("error", [Wrong("AWS refused to look."), Later("AWS is busy.", maybe_done=False)])
def test_a_group_that_cannot_be_read_in_the_end_is_told_or_read_again(error: BellhopError, bellhop: Bellhop) -> None:
    run(bellhop)
    scaled(bellhop, 4)
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 10)
    bellhop.scaling.unread.append(error)
    pass_by(bellhop, 40)
    lines = [line for line in by_name(told(bellhop)).splitlines() if line.startswith("• `web`")]
    if isinstance(error, Later):
        assert lines == ["• `web`: Bellhop set it back from 4 to 2."]
    else:
        assert lines == ["• `web`: it was at 2. It was not set back: AWS refused to look."]


def test_one_that_cannot_be_read_at_the_beginning_keeps_nobody_from_the_drill(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm drill db-*")
    start(bellhop)
    bellhop.scaling.unread.append(Wrong("AWS refused to look."))
    pass_by(bellhop, 5)
    assert "set to ALARM" in told(bellhop)
    assert ended(bellhop) == [WHOLE]


OF_SERVICE = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:p2:resource/ecs/service/shop/api:policyName/cpu"


def with_service(slack: RunningSlack, clock: SetClock, kinds: tuple[str, ...]) -> tuple[FakeEcs, Any]:
    ecs = FakeEcs(service())
    kind = EcsServices(ecs, FakeScalableTargets(ecs, limits()), clock)
    return ecs, gameday(slack, clock, count=0, ecs=kind, scale=ScaleSettings(kinds=kinds))


def said_of_service(bellhop: Bellhop) -> list[str]:
    type_in(bellhop, "/forcealarm drill stop")
    pass_by(bellhop, 30)
    return [line for line in by_name(told(bellhop)).splitlines() if line.startswith(("• `ecs:", WHOLE, NOT_WHOLE))]


def test_what_the_policy_of_a_drilled_alarm_did_to_a_service_is_taken_back(
    slack: RunningSlack, clock: SetClock
) -> None:
    ecs, world = with_service(slack, clock, ("group", "ecs"))
    with world as bellhop:
        bellhop.cloudwatch.add(drillable("db-1", actions={"ALARM": (OF_SERVICE, TOPIC), "OK": (TOPIC,)}))
        run(bellhop)
        ecs.set_desired("shop", "api", 4)
        cause = "monitor alarm db-1 in state ALARM triggered policy cpu"
        set_to = Activity("a1", clock(), "Successful", "Setting desired count to 4.", cause, is_plain=True)
        bellhop.parts.targets.at("ecs:shop/api").target.scalable.activity["service/shop/api"] = (set_to,)
        assert said_of_service(bellhop) == ["• `ecs:shop/api`: Bellhop set it back from 4 to 2.", WHOLE]
        assert ecs.done[-1] == "set shop/api to 2"


def test_a_service_that_a_drilled_alarm_watches_is_left_as_somebody_in_ecs_made_it(
    slack: RunningSlack, clock: SetClock
) -> None:
    ecs, world = with_service(slack, clock, ("group", "ecs"))
    with world as bellhop:
        bellhop.cloudwatch.add(replace(drillable("db-1"), services=(("shop", "api"),)))
        run(bellhop)
        ecs.set_desired("shop", "api", 4)
        assert NOT_WHOLE in said_of_service(bellhop)[-1]
        assert ecs.done == ["set shop/api to 4"]


def test_where_services_are_not_listed_ecs_is_not_asked(slack: RunningSlack, clock: SetClock) -> None:
    ecs, world = with_service(slack, clock, ("group",))
    with world as bellhop:
        actions = {"ALARM": (OF_SERVICE, TOPIC), "OK": (TOPIC,)}
        bellhop.cloudwatch.add(replace(drillable("db-1", actions=actions), services=(("shop", "api"),)))
        run(bellhop)
        assert said_of_service(bellhop) == [WHOLE]
        assert ecs.calls == 0
