"""The sandbox's Application Auto Scaling as boto3 sees it: bounds, scheduled actions, activities, tags, refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.ecs.control import let_pass
from sandbox.aws.front_faults import FrontFault
from sandbox.aws.scalable.dimensions import FORMS, unit
from tests.sandbox.aws.conftest import Fronts
from tests.sandbox.aws.fakes import START

API = {"ServiceNamespace": "ecs", "ResourceId": "service/shop/api", "ScalableDimension": "ecs:service:DesiredCount"}
BATCH = {**API, "ResourceId": "service/shop/batch"}
KEY = "service namespace: ecs, resource ID: service/shop/batch, scalable dimension: ecs:service:DesiredCount"
NOW = datetime.fromtimestamp(START, UTC)
# One resource of each dimension, mostly from the API reference.
RESOURCES = {
    "ecs:service:DesiredCount": "service/shop/batch",
    "ec2:spot-fleet-request:TargetCapacity": "spot-fleet-request/sfr-73fbd2ce-aa30-494c-8788-1cee4EXAMPLE",
    "elasticmapreduce:instancegroup:InstanceCount": "instancegroup/j-2EEZNYKUA1NTV/ig-1791Y4E1L8YI0",
    "appstream:fleet:DesiredCapacity": "fleet/sample-fleet",
    "dynamodb:table:ReadCapacityUnits": "table/my-table",
    "dynamodb:table:WriteCapacityUnits": "table/my-table",
    "dynamodb:index:ReadCapacityUnits": "table/my-table/index/my-table-index",
    "dynamodb:index:WriteCapacityUnits": "table/my-table/index/my-table-index",
    "rds:cluster:ReadReplicaCount": "cluster:my-db-cluster",
    "sagemaker:variant:DesiredInstanceCount": "endpoint/my-end-point/variant/KMeansClustering",
    "sagemaker:variant:DesiredProvisionedConcurrency": "endpoint/my-end-point/variant/KMeansClustering",
    "sagemaker:inference-component:DesiredCopyCount": "inference-component/my-inference-component",
    "custom-resource:ResourceType:Property": "https://example.execute-api.us-west-2.amazonaws.com/prod/scalableTarget",
    "comprehend:document-classifier-endpoint:DesiredInferenceUnits": (
        "arn:aws:comprehend:us-west-2:123456789012:document-classifier-endpoint/EXAMPLE"
    ),
    "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits": (
        "arn:aws:comprehend:us-west-2:123456789012:entity-recognizer-endpoint/EXAMPLE"
    ),
    "lambda:function:ProvisionedConcurrency": "function:my-function:prod",
    "cassandra:table:ReadCapacityUnits": "keyspace/mykeyspace/table/mytable",
    "cassandra:table:WriteCapacityUnits": "keyspace/mykeyspace/table/mytable",
    "kafka:broker-storage:VolumeSize": (
        "arn:aws:kafka:us-east-1:123456789012:cluster/demo-cluster-1/6357e0b2-0e6a-4b86-a0b4-70df934c2e31-5"
    ),
    "elasticache:cache-cluster:Nodes": "cache-cluster/mycluster",
    "elasticache:replication-group:NodeGroups": "replication-group/mycluster",
    "elasticache:replication-group:Replicas": "replication-group/mycluster",
    "neptune:cluster:ReadReplicaCount": "cluster:mycluster",
    "workspaces:workspacespool:DesiredUserSessions": "workspacespool/wspool-123456",
}


def pass_by(fronts: Fronts, seconds: float) -> None:
    let_pass(fronts.services, fronts.targets, seconds)


def desired(fronts: Fronts, name: str = "api") -> int:
    return int(fronts.ecs.describe_services(cluster="shop", services=[name])["services"][0]["desiredCount"])


def target(fronts: Fronts, **which: Any) -> Any:
    which = {**API, **which}
    found = fronts.scalable.describe_scalable_targets(
        ServiceNamespace=which["ServiceNamespace"], ResourceIds=[which["ResourceId"]]
    )
    return found["ScalableTargets"][0]


def activities(fronts: Fronts, **more: Any) -> list[Any]:
    found: list[Any] = fronts.scalable.describe_scaling_activities(**API, **more)["ScalingActivities"]
    return found


def schedule(fronts: Fronts, text: str, name: str = "up", **more: Any) -> None:
    action = {"ScalableTargetAction": {"MinCapacity": 4}, **more}
    fronts.scalable.put_scheduled_action(**API, ScheduledActionName=name, Schedule=text, **action)


def refused(code: str) -> pytest.RaisesExc[ClientError]:
    return pytest.raises(ClientError, match=code)


def test_every_dimension_of_the_model_is_known() -> None:
    from sandbox.aws.protocol import service_model

    shape: Any = service_model("application-autoscaling").shape_for("ScalableDimension")
    assert set(FORMS) == set(shape.enum) == set(RESOURCES)


@pytest.mark.parametrize("dimension", RESOURCES)
def test_each_dimension_is_registered_with_its_form_of_resource_only(dimension: str, fronts: Fronts) -> None:
    key = {"ServiceNamespace": dimension.partition(":")[0], "ScalableDimension": dimension}
    sizes = {"MinCapacity": 2, "MaxCapacity": 5}
    fronts.scalable.register_scalable_target(**key, ResourceId=RESOURCES[dimension], **sizes)
    found = target(fronts, **key, ResourceId=RESOURCES[dimension])
    assert (found["MinCapacity"], found["MaxCapacity"], found["ScalableDimension"]) == (2, 5, dimension)
    activity = fronts.scalable.describe_scaling_activities(**key, ResourceId=RESOURCES[dimension])
    assert activity["ScalingActivities"][0]["Description"] == f"Setting {unit(dimension)} to 2."
    with refused("ValidationException.*Unsupported service namespace, resource type or scalable dimension"):
        fronts.scalable.register_scalable_target(**key, ResourceId="banana/x", **sizes)
    with refused("ValidationException"):
        fronts.scalable.register_scalable_target(
            **{**key, "ServiceNamespace": "rds" if key["ServiceNamespace"] != "rds" else "ecs"},
            ResourceId=RESOURCES[dimension],
            **sizes,
        )


def test_the_worlds_target_is_there_with_all_that_aws_tells(fronts: Fronts) -> None:
    found = target(fronts)
    assert (found["MinCapacity"], found["MaxCapacity"]) == (1, 6)
    assert found["ScalableTargetARN"].startswith(
        "arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/"
    )
    assert found["RoleARN"].endswith(
        "ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService"
    )
    assert set(found["SuspendedState"].values()) == {False}
    assert activities(fronts) == []


def test_a_minimum_above_the_capacity_moves_it_there(fronts: Fronts) -> None:
    fronts.scalable.register_scalable_target(**API, MinCapacity=4)
    assert desired(fronts) == 4
    (activity,) = activities(fronts)
    assert (activity["Description"], activity["Cause"]) == (
        "Setting desired count to 4.",
        "minimum capacity was set to 4",
    )
    assert activity["StatusCode"] == "InProgress"
    assert activity["StatusMessage"].endswith("to 4. Waiting for change to be fulfilled by ecs.")
    assert "EndTime" not in activity
    pass_by(fronts, 5)
    (activity,) = activities(fronts)
    assert activity["StatusCode"] == "Successful"
    assert activity["StatusMessage"] == ("Successfully set desired count to 4. Change successfully fulfilled by ecs.")


def test_a_maximum_below_the_capacity_moves_it_there(fronts: Fronts) -> None:
    fronts.ecs.update_service(cluster="shop", service="api", desiredCount=9)
    assert desired(fronts) == 9, "the bounds are of scaling, not of UpdateService"
    fronts.scalable.register_scalable_target(**API)
    assert desired(fronts) == 6, "each registration brings the capacity into the bounds"
    assert activities(fronts)[0]["Cause"] == "maximum capacity was set to 6"


def test_what_is_not_given_stays(fronts: Fronts) -> None:
    fronts.scalable.register_scalable_target(**API, SuspendedState={"ScheduledScalingSuspended": True})
    fronts.scalable.register_scalable_target(**API, MaxCapacity=9)
    found = target(fronts)
    assert (found["MinCapacity"], found["MaxCapacity"]) == (1, 9)
    assert [name for name, is_on in found["SuspendedState"].items() if is_on] == ["ScheduledScalingSuspended"]


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({**BATCH, "MinCapacity": 1}, "MinCapacity and MaxCapacity are required"),
        ({**API, "MinCapacity": 7}, "Maximum capacity cannot be less than minimum"),
        ({**API, "MinCapacity": -1}, "Minimum capacity cannot be less than 0"),
        ({**API, "ResourceId": "service/shop/apu", "MinCapacity": 1, "MaxCapacity": 2}, "ECS service doesn't exist"),
        ({**API, "ScalableDimension": "foo"}, "1 validation error detected: Value 'foo' at 'scalableDimension'"),
        ({**API, "ServiceNamespace": "foo", "ScalableDimension": "bar"}, "2 validation errors detected"),
    ],
)
def test_a_target_that_cannot_be_is_refused(params: dict[str, Any], said: str, fronts: Fronts) -> None:
    with refused(f"ValidationException.*{said}"):
        fronts.scalable.register_scalable_target(**params)
    assert (target(fronts)["MinCapacity"], desired(fronts)) == (1, 2)


def test_what_needs_a_target_says_that_there_is_none(fronts: Fronts) -> None:
    client = fronts.scalable
    with refused(f"ObjectNotFoundException.*No scalable target registered for {KEY}"):
        client.put_scheduled_action(**BATCH, ScheduledActionName="x", Schedule="rate(1 hour)")
    with refused("ObjectNotFoundException"):
        client.put_scaling_policy(**BATCH, PolicyName="x", PolicyType="StepScaling")
    with refused("ObjectNotFoundException"):
        client.deregister_scalable_target(**BATCH)
    with refused("ObjectNotFoundException"):
        client.delete_scheduled_action(**API, ScheduledActionName="x")
    with refused("ObjectNotFoundException"):
        client.delete_scaling_policy(**API, PolicyName="x")


def test_a_target_that_is_deregistered_is_gone_with_its_actions_but_its_activities_are_told(fronts: Fronts) -> None:
    fronts.scalable.register_scalable_target(**API, MinCapacity=4)
    schedule(fronts, "rate(1 hour)")
    fronts.scalable.deregister_scalable_target(**API)
    assert fronts.scalable.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"] == []
    assert fronts.scalable.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"] == []
    assert [each["Cause"] for each in activities(fronts)] == ["minimum capacity was set to 4"]
    assert desired(fronts) == 4


def test_a_later_change_overrides_the_activity_that_waits(fronts: Fronts) -> None:
    fronts.scalable.register_scalable_target(**API, MinCapacity=4)
    fronts.ecs.update_service(cluster="shop", service="api", desiredCount=5)
    (activity,) = activities(fronts)
    assert activity["StatusCode"] == "Overridden"
    assert activity["StatusMessage"] == "Successfully set desired count to 4. Found it was later changed to 5."


def test_a_change_that_is_never_fulfilled_times_out(fronts: Fronts) -> None:
    fronts.services.service("shop", "api").unplaceable = ""
    fronts.scalable.register_scalable_target(**API, MinCapacity=4)
    pass_by(fronts, 1700)
    assert activities(fronts)[0]["StatusCode"] == "InProgress"
    pass_by(fronts, 200)
    assert activities(fronts)[0]["StatusCode"] == "Unfulfilled"


def test_a_one_time_action_runs_once_in_its_zone(fronts: Fronts) -> None:
    at = datetime.fromtimestamp(START + 3600, UTC) + timedelta(hours=1)  # Berlin's winter time
    schedule(fronts, f"at({at:%Y-%m-%dT%H:%M:%S})", Timezone="Europe/Berlin")
    pass_by(fronts, 3590)
    assert desired(fronts) == 2
    pass_by(fronts, 20)
    assert (desired(fronts), target(fronts)["MinCapacity"], target(fronts)["MaxCapacity"]) == (4, 4, 6)
    change, bounds = activities(fronts)
    assert (bounds["Description"], bounds["Cause"]) == (
        "Setting min capacity to 4",
        "scheduled action name up was triggered",
    )
    assert (bounds["StatusCode"], bounds["StatusMessage"]) == ("Successful", "Successfully set min capacity to 4")
    assert change["Cause"] == "minimum capacity was set to 4"
    fronts.scalable.register_scalable_target(**API, MinCapacity=1)
    pass_by(fronts, 86400)
    assert target(fronts)["MinCapacity"] == 1


def test_a_recurring_action_comes_again_until_its_end(fronts: Fronts) -> None:
    end = NOW + timedelta(days=1, hours=3)
    schedule(fronts, "cron(0 13 ? * MON-FRI *)", EndTime=end, ScalableTargetAction={"MinCapacity": 3, "MaxCapacity": 5})
    for day in range(3):
        fronts.scalable.register_scalable_target(**API, MinCapacity=1)
        pass_by(fronts, 86400 / 2)
        assert target(fronts)["MinCapacity"] == (3 if day < 2 else 1)
        fronts.scalable.register_scalable_target(**API, MinCapacity=1)
        pass_by(fronts, 86400 / 2)


def test_a_recurring_action_with_a_start_time_comes_then_first(fronts: Fronts) -> None:
    schedule(fronts, "rate(6 hours)", StartTime=NOW + timedelta(minutes=10))
    pass_by(fronts, 599)
    assert desired(fronts) == 2
    pass_by(fronts, 2)
    assert desired(fronts) == 4
    fronts.scalable.register_scalable_target(**API, MinCapacity=1)
    fronts.ecs.update_service(cluster="shop", service="api", desiredCount=2)
    pass_by(fronts, 6 * 3600)
    assert desired(fronts) == 4


def test_a_suspended_target_runs_no_scheduled_action(fronts: Fronts) -> None:
    fronts.scalable.register_scalable_target(**API, SuspendedState={"ScheduledScalingSuspended": True})
    schedule(fronts, "rate(1 hour)")
    pass_by(fronts, 3700)
    assert (desired(fronts), activities(fronts)) == (2, [])
    fronts.scalable.register_scalable_target(**API, SuspendedState={"ScheduledScalingSuspended": False})
    pass_by(fronts, 3600)
    assert desired(fronts) == 4


def test_an_action_that_no_longer_fits_fails_as_an_activity(fronts: Fronts) -> None:
    schedule(fronts, "rate(1 hour)", ScalableTargetAction={"MinCapacity": 9})
    pass_by(fronts, 3700)
    (activity,) = activities(fronts)
    assert (activity["StatusCode"], target(fronts)["MinCapacity"]) == ("Failed", 1)
    assert "Maximum capacity cannot be less than minimum capacity" in activity["StatusMessage"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": "often"}, "Invalid schedule expression"),
        ({"text": "rate(1 hours)"}, "Invalid schedule expression"),
        ({"text": "cron(0 8 * * MON *)"}, "Invalid schedule expression"),
        ({"text": "rate(1 hour)", "Timezone": "Mars/Olympus"}, "Invalid time zone"),
        ({"text": "at(2020-01-01T00:00:00)"}, "is in the past"),
        ({"text": "rate(1 hour)", "ScalableTargetAction": {}}, "At least one of"),
        ({"text": "rate(1 hour)", "ScalableTargetAction": {"MinCapacity": 3, "MaxCapacity": 2}}, "cannot be less"),
        ({"text": "rate(1 hour)", "EndTime": NOW - timedelta(hours=1)}, "End time"),
    ],
)
def test_an_action_that_could_never_be_is_refused(more: dict[str, Any], said: str, fronts: Fronts) -> None:
    with refused(f"ValidationException.*{said}"):
        schedule(fronts, **more)
    assert fronts.scalable.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"] == []


def test_an_action_keeps_what_is_not_given_again_but_its_start_and_end(fronts: Fronts) -> None:
    schedule(fronts, "rate(1 hour)", StartTime=NOW + timedelta(hours=1), EndTime=NOW + timedelta(hours=9))
    fronts.scalable.put_scheduled_action(
        **API, ScheduledActionName="up", ScalableTargetAction={"MaxCapacity": 3}, Timezone="Europe/Berlin"
    )
    (action,) = fronts.scalable.describe_scheduled_actions(ServiceNamespace="ecs", ScheduledActionNames=["up", "down"])[
        "ScheduledActions"
    ]
    assert (action["Schedule"], action["ScalableTargetAction"]) == ("rate(1 hour)", {"MaxCapacity": 3})
    assert action["Timezone"] == "Europe/Berlin"
    assert not {"StartTime", "EndTime"} & action.keys()
    assert action["ScheduledActionARN"].endswith(":resource/ecs/service/shop/api:scheduledActionName/up")
    fronts.scalable.delete_scheduled_action(**API, ScheduledActionName="up")
    assert fronts.scalable.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"] == []


def test_tags_are_of_the_target(fronts: Fronts) -> None:
    client, arn = fronts.scalable, target(fronts)["ScalableTargetARN"]
    client.tag_resource(ResourceARN=arn, Tags={"team": "shop", "env": "prod"})
    client.untag_resource(ResourceARN=arn, TagKeys=["env"])
    assert client.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"team": "shop"}
    with refused("TooManyTagsException"):
        client.tag_resource(ResourceARN=arn, Tags={f"t{number}": "x" for number in range(50)})
    with refused("ResourceNotFoundException"):
        client.list_tags_for_resource(ResourceARN=f"{arn}x")


def test_targets_come_in_pages_and_by_their_ids(fronts: Fronts) -> None:
    key = {"ServiceNamespace": "appstream", "ScalableDimension": "appstream:fleet:DesiredCapacity"}
    for number in range(3):
        fronts.scalable.register_scalable_target(**key, ResourceId=f"fleet/f{number}", MinCapacity=1, MaxCapacity=2)
    first = fronts.scalable.describe_scalable_targets(ServiceNamespace="appstream", MaxResults=2)
    rest = fronts.scalable.describe_scalable_targets(ServiceNamespace="appstream", NextToken=first["NextToken"])
    assert [each["ResourceId"] for each in rest["ScalableTargets"]] == ["fleet/f2"]
    assert "NextToken" not in rest
    with refused("InvalidNextTokenException"):
        fronts.scalable.describe_scalable_targets(ServiceNamespace="ecs", NextToken="x")
    with refused("ValidationException.*resource ID"):
        fronts.scalable.describe_scaling_activities(
            ServiceNamespace="ecs", ScalableDimension="ecs:service:DesiredCount"
        )


@pytest.mark.parametrize("code", ["ConcurrentUpdateException", "FailedResourceAccessException"])
def test_what_awss_insides_would_answer_is_answered_on_request(code: str, fronts: Fronts) -> None:
    fronts.fronts["application-autoscaling"].faults.faults.append(FrontFault("DescribeScalingPolicies", code))
    with refused(code) as failure:
        fronts.scalable.describe_scaling_policies(ServiceNamespace="ecs")
    assert failure.value.__class__ is getattr(fronts.scalable.exceptions, code)
    assert fronts.scalable.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"] == []
