"""The door to Application Auto Scaling."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.aws.application_autoscaling import MOST_IDS, ScalableTargets
from app.aws.scalable_target import ScalableTarget
from app.aws.scaling import ScheduledAction
from app.base.errors import Later, Wrong
from tests.app.aws.answers import NINE
from tests.app.conftest import Stubbed

OF_SERVICES = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
OF_API = {**OF_SERVICES, "ResourceId": "service/shop/api"}
SERVICE = "application-autoscaling"
DOOR = ScalableTargets("ecs", "ecs:service:DesiredCount")


def item(resource: str = "service/shop/api", **more: Any) -> dict[str, Any]:
    """As DescribeScalableTargets answers."""
    own = {"MinCapacity": 1, "MaxCapacity": 8, "RoleARN": "arn:aws:iam::1:role/r", "CreationTime": NINE}
    return {**OF_SERVICES, "ResourceId": resource, **own, **more}


def test_what_is_registered_is_read_fifty_a_call(stubbed: Stubbed) -> None:
    names = [f"service/shop/api-{number}" for number in range(MOST_IDS + 1)]
    door = stubbed(SERVICE)
    for some in (names[:-1], names[-1:]):
        answer = {"ScalableTargets": [item(name) for name in some]}
        door.add_response("describe_scalable_targets", answer, {**OF_SERVICES, "ResourceIds": some})
    assert [each.resource for each in DOOR.of(names)] == names


def test_limits_and_what_is_suspended_are_read(stubbed: Stubbed) -> None:
    state = {"DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": False, "ScheduledScalingSuspended": True}
    other = item(ScalableDimension="ecs:another:Dimension")
    answer = {"ScalableTargets": [item(SuspendedState=state), other]}
    stubbed(SERVICE).add_response("describe_scalable_targets", answer, {"ServiceNamespace": "ecs"})
    assert DOOR.all() == (ScalableTarget("service/shop/api", 1, 8, ("DynamicScalingIn", "ScheduledScaling")),)


def test_limits_and_suspension_are_set_each_without_the_other(stubbed: Stubbed) -> None:
    door = stubbed(SERVICE)
    door.add_response("register_scalable_target", {}, {**OF_API, "MinCapacity": 2, "MaxCapacity": 6})
    state = {"DynamicScalingInSuspended": True, "ScheduledScalingSuspended": False}
    door.add_response("register_scalable_target", {}, {**OF_API, "SuspendedState": state})
    DOOR.set_bounds("service/shop/api", 2, 6)
    DOOR.set_suspended("service/shop/api", {"DynamicScalingIn": True, "ScheduledScaling": False})


def test_what_is_due_once_and_what_comes_again_are_scheduled_in_awss_own_form(stubbed: Stubbed) -> None:
    once = ScheduledAction("service/shop/api", "evening", datetime(2026, 11, 23, 18, 0, tzinfo=UTC), maximum=4)
    again = ScheduledAction("service/shop/api", "mornings", None, "0 8 * * 1-5", "Europe/Berlin", minimum=2, maximum=6)
    door = stubbed(SERVICE)
    asked = {"ScheduledActionName": "evening", "Schedule": "at(2026-11-23T18:00:00)"}
    door.add_response("put_scheduled_action", {}, {**OF_API, **asked, "ScalableTargetAction": {"MaxCapacity": 4}})
    zoned = {"Schedule": "cron(0 8 ? * MON-FRI *)", "Timezone": "Europe/Berlin", "ScheduledActionName": "mornings"}
    bounds = {"MinCapacity": 2, "MaxCapacity": 6}
    door.add_response("put_scheduled_action", {}, {**OF_API, **zoned, "ScalableTargetAction": bounds})
    DOOR.schedule(once)
    DOOR.schedule(again)


def test_an_action_that_is_already_gone_is_deleted_without_complaint_and_others_are_not(stubbed: Stubbed) -> None:
    door = stubbed(SERVICE)
    door.add_client_error("delete_scheduled_action", "ObjectNotFoundException", "No scheduled action found.")
    door.add_client_error("delete_scheduled_action", "ValidationException", "Not like that.")
    DOOR.unschedule("service/shop/api", "evening")
    with pytest.raises(Wrong, match="Not like that"):
        DOOR.unschedule("service/shop/api", "evening")


def test_another_update_in_progress_is_waited_for(stubbed: Stubbed) -> None:
    stubbed(SERVICE).add_client_error("register_scalable_target", "ConcurrentUpdateException", "Already pending.")
    with pytest.raises(Later) as later:
        DOOR.set_bounds("service/shop/api", 2, 6)
    assert not later.value.maybe_done


def test_activities_policies_and_schedules_are_those_of_the_resource(stubbed: Stubbed) -> None:
    door = stubbed(SERVICE)
    activity = {
        **OF_API,
        "ActivityId": "a-1",
        "Description": "Setting desired count to 4.",
        "Cause": "monitor alarm x in state ALARM triggered policy cpu",
        "StartTime": NINE,
        "StatusCode": "Successful",
    }
    door.add_response("describe_scaling_activities", {"ScalingActivities": [activity]}, {**OF_API, "MaxResults": 20})
    door.add_response("describe_scaling_policies", {"ScalingPolicies": []}, OF_API)
    door.add_response("describe_scheduled_actions", {"ScheduledActions": []}, OF_API)
    door.add_response("describe_scheduled_actions", {"ScheduledActions": []}, {"ServiceNamespace": "ecs"})
    (found,) = DOOR.activities("service/shop/api")
    assert (found.id, found.is_plain, found.has_failed) == ("a-1", True, False)
    assert (DOOR.policies("service/shop/api"), DOOR.scheduled("service/shop/api"), DOOR.scheduled()) == ((), (), ())
