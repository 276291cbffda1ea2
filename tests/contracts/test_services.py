"""The contract of ECS and of Application Auto Scaling: the sandbox's fronts answer as moto does, or it says why not.

moto's own tests of the two were run against the fronts. Of what they ask for and the fronts don't do, some is here as
a lack; the rest is what Bellhop has no use for: task definitions, container instances, task sets, RunTask, account
settings. On purpose the fronts differ in page tokens (those are opaque), in events (moto has none), and in the ARN of a
missing service (moto leaves out the cluster).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contracts.lacks import expect_lack
from tests.contracts.service_worlds import CLUSTER, DIMENSION, WORLDS, World

AT_ONCE = "moto 5.2.5 has every task running at once when the count is changed"
NO_CHECK = "moto 5.2.5 doesn't check it"
# What one of them does not have, and why; each is watched, and fails as soon as it is there.
LACKS = {
    "moto": {
        "test_a_new_task_takes_its_time": AT_ONCE,
        "test_a_service_tells_its_events": "moto 5.2.5 has no events",
        "test_a_count_below_zero_is_refused": NO_CHECK,
        "test_more_than_ten_services_are_refused": NO_CHECK,
        "test_a_deleted_service_is_not_changed_any_more": NO_CHECK,
        "test_a_new_target_needs_both_bounds": NO_CHECK,
        "test_bounds_in_the_wrong_order_are_refused": NO_CHECK,
        "test_bounds_move_the_capacity": "moto 5.2.5 only keeps them",
        "test_a_change_is_an_activity": "moto 5.2.5 has no activities",
        "test_what_is_not_there_is_an_object_not_found": "moto 5.2.5 says ValidationException, not as the API does",
        "test_an_action_needs_a_target": "moto 5.2.5 takes any, unlike the API reference",
        "test_a_dimension_is_asked_for_with_a_resource_only": "moto 5.2.5 takes it, unlike the API reference",
        "test_a_schedule_that_is_none_is_refused": NO_CHECK,
        "test_a_target_has_tags": "moto 5.2.5 has none",
        "test_a_target_of_a_service_that_is_not_there_is_refused_in_the_apis_own_code": (
            "moto 5.2.5 says ClusterNotFoundException, which the API does not have"
        ),
    },
}


@pytest.fixture(scope="module", params=["front", pytest.param("moto", marks=pytest.mark.slow)])
def running(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param]() as world:
        yield world


@pytest.fixture
def world(running: World, request: pytest.FixtureRequest) -> World:
    expect_lack(request, LACKS, running.name, ClientError, KeyError, IndexError)
    return running


def refused(code: str, words: str = "") -> pytest.RaisesExc[ClientError]:
    return pytest.raises(ClientError, match=rf"\({code}\).*{words}")


def test_each_lack_is_one_of_a_test() -> None:
    assert {name for lacks in LACKS.values() for name in lacks} <= globals().keys()


# ECS


def test_a_service_is_described_as_it_was_created(world: World) -> None:
    name = world.service(2)
    found = world.described(name)
    assert found["serviceArn"] == f"arn:aws:ecs:us-east-1:123456789012:service/{CLUSTER}/{name}"
    assert found["clusterArn"] == f"arn:aws:ecs:us-east-1:123456789012:cluster/{CLUSTER}"
    assert (found["status"], found["schedulingStrategy"], found["desiredCount"]) == ("ACTIVE", "REPLICA", 2)
    (deployment,) = found["deployments"]
    assert (deployment["status"], deployment["desiredCount"]) == ("PRIMARY", 2)


def test_services_are_listed_and_described_by_name_and_arn(world: World) -> None:
    name = world.service()
    pages = world.ecs.get_paginator("list_services").paginate(cluster=CLUSTER, PaginationConfig={"PageSize": 1})
    arns = [arn for page in pages for arn in page["serviceArns"]]
    assert (arn := world.described(name)["serviceArn"]) in arns
    assert world.described(arn)["serviceName"] == name
    assert f"arn:aws:ecs:us-east-1:123456789012:cluster/{CLUSTER}" in world.ecs.list_clusters()["clusterArns"]


def test_a_service_that_is_not_there_is_a_failure(world: World) -> None:
    name = world.service()
    found = world.ecs.describe_services(cluster=CLUSTER, services=[name, "unknown"])
    assert [each["serviceName"] for each in found["services"]] == [name]
    (failure,) = found["failures"]
    assert (failure["reason"], failure["arn"].rpartition("/")[2]) == ("MISSING", "unknown")


@pytest.mark.parametrize("desired", [0, 5])
def test_the_desired_count_is_set(world: World, desired: int) -> None:
    name = world.service(2)
    answered = world.ecs.update_service(cluster=CLUSTER, service=name, desiredCount=desired)["service"]
    assert answered["desiredCount"] == world.described(name)["desiredCount"] == desired


def test_a_forced_deployment_is_a_new_one(world: World) -> None:
    name = world.service()
    before = world.described(name)["deployments"][0]["id"]
    world.ecs.update_service(cluster=CLUSTER, service=name, forceNewDeployment=True)
    assert world.described(name)["deployments"][0]["id"] != before


CALLS: dict[str, Callable[[World, str, str], Any]] = {
    "UpdateService": lambda it, cluster, name: it.ecs.update_service(cluster=cluster, service=name, desiredCount=1),
    "DeleteService": lambda it, cluster, name: it.ecs.delete_service(cluster=cluster, service=name),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_change_of_what_is_not_there_is_refused(world: World, call: str) -> None:
    with refused("ServiceNotFoundException"):
        CALLS[call](world, CLUSTER, "unknown")
    with refused("ClusterNotFoundException", "Cluster not found."):
        CALLS[call](world, "unknown", "api")


def test_a_cluster_that_is_not_there_is_refused_to_who_only_looks(world: World) -> None:
    for look in (world.ecs.list_services, world.ecs.list_tasks):
        with refused("ClusterNotFoundException", "Cluster not found."):
            look(cluster="unknown")
    with refused("ClusterNotFoundException", "Cluster not found."):
        world.ecs.describe_services(cluster="unknown", services=["api"])
    with refused("ClusterNotFoundException", "Cluster not found."):
        world.ecs.describe_tasks(cluster="unknown", tasks=[])
    assert world.ecs.describe_clusters(clusters=["unknown"])["failures"][0]["reason"] == "MISSING"


def test_no_task_at_all_is_refused(world: World) -> None:
    with refused("InvalidParameterException"):
        world.ecs.describe_tasks(cluster=CLUSTER, tasks=[])


def test_a_service_with_tasks_is_deleted_only_by_force(world: World) -> None:
    name = world.service(2)
    with refused("InvalidParameterException", "The service cannot be stopped while it is scaled above 0."):
        world.ecs.delete_service(cluster=CLUSTER, service=name)
    world.ecs.delete_service(cluster=CLUSTER, service=name, force=True)
    assert world.described(name)["status"] in ("DRAINING", "INACTIVE")


def test_a_deleted_service_is_not_changed_any_more(world: World) -> None:
    name = world.service(0)
    world.ecs.delete_service(cluster=CLUSTER, service=name)
    with refused("ServiceNotActiveException"):
        world.ecs.update_service(cluster=CLUSTER, service=name, desiredCount=1)


def test_a_new_task_takes_its_time(world: World) -> None:
    name = world.service(0)
    world.ecs.update_service(cluster=CLUSTER, service=name, desiredCount=1)
    found = world.described(name)
    assert (found["runningCount"], found["pendingCount"]) == (0, 1)
    (arn,) = world.ecs.list_tasks(cluster=CLUSTER, serviceName=name)["taskArns"]
    (task,) = world.ecs.describe_tasks(cluster=CLUSTER, tasks=[arn])["tasks"]
    assert (task["lastStatus"], task["desiredStatus"], task["group"]) == ("PROVISIONING", "RUNNING", f"service:{name}")


def test_a_service_tells_its_events(world: World) -> None:
    name = world.service(1)
    assert world.described(name)["events"][0]["message"].startswith(f"(service {name}) has started 1 tasks: ")


def test_a_count_below_zero_is_refused(world: World) -> None:
    name = world.service()
    with refused("InvalidParameterException"):
        world.ecs.update_service(cluster=CLUSTER, service=name, desiredCount=-1)


def test_more_than_ten_services_are_refused(world: World) -> None:
    with refused("InvalidParameterException"):
        world.ecs.describe_services(cluster=CLUSTER, services=[f"s{number}" for number in range(11)])


# Application Auto Scaling

IDS = [
    ("ec2", "spot-fleet-request/sfr-73fbd2ce-aa30-494c-8788-1cee4EXAMPLE", "ec2:spot-fleet-request:TargetCapacity"),
    ("dynamodb", "table/my-table", "dynamodb:table:ReadCapacityUnits"),
    ("dynamodb", "table/my-table/index/my-index", "dynamodb:index:ReadCapacityUnits"),
    ("rds", "cluster:my-db-cluster", "rds:cluster:ReadReplicaCount"),
    ("lambda", "function:my-function:prod", "lambda:function:ProvisionedConcurrency"),
    ("cassandra", "keyspace/mykeyspace/table/mytable", "cassandra:table:ReadCapacityUnits"),
    ("custom-resource", "https://test.example.com/ScalableDimension/it", "custom-resource:ResourceType:Property"),
]
STEP = {
    "AdjustmentType": "ChangeInCapacity",
    "StepAdjustments": [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}],
}
TRACKING = {
    "TargetValue": 70.0,
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
}


@pytest.mark.parametrize(("namespace", "resource", "dimension"), IDS)
def test_a_target_is_registered_with_the_form_of_its_namespace(
    world: World, namespace: str, resource: str, dimension: str
) -> None:
    key = {"ServiceNamespace": namespace, "ResourceId": resource, "ScalableDimension": dimension}
    answered = world.scaling.register_scalable_target(**key, MinCapacity=1, MaxCapacity=8)
    (found,) = world.scaling.describe_scalable_targets(ServiceNamespace=namespace, ResourceIds=[resource])[
        "ScalableTargets"
    ]
    assert (found["MinCapacity"], found["MaxCapacity"], found["ScalableDimension"]) == (1, 8, dimension)
    assert found["ScalableTargetARN"] == answered["ScalableTargetARN"]
    assert answered["ScalableTargetARN"].startswith(
        "arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/"
    )


@pytest.mark.parametrize(
    ("namespace", "resource"), [("ecs", "banana/default/api"), ("rds", "service/default/api"), ("ecs", "table/api")]
)
def test_what_does_not_belong_together_is_refused(world: World, namespace: str, resource: str) -> None:
    with refused("ValidationException", "Unsupported service namespace, resource type or scalable dimension"):
        world.scaling.register_scalable_target(
            ServiceNamespace=namespace, ResourceId=resource, ScalableDimension=DIMENSION, MinCapacity=1, MaxCapacity=2
        )


@pytest.mark.parametrize(
    ("namespace", "dimension", "said"),
    [
        ("ecs", "foo", "1 validation error detected"),
        ("foo", DIMENSION, "1 validation error detected"),
        ("foo", "bar", "2 validation errors detected"),
    ],
)
def test_what_is_in_no_enumeration_is_refused(world: World, namespace: str, dimension: str, said: str) -> None:
    with refused("ValidationException", said):
        world.scaling.describe_scalable_targets(ServiceNamespace=namespace, ScalableDimension=dimension)


def test_a_target_keeps_what_it_is_not_given_again(world: World) -> None:
    key = world.target(1, 6)
    suspended = {"DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": False}
    suspended["ScheduledScalingSuspended"] = True
    world.scaling.register_scalable_target(**key, SuspendedState=suspended)
    world.scaling.register_scalable_target(**key, MaxCapacity=9)
    found = one_target(world, key)
    assert (found["MinCapacity"], found["MaxCapacity"], found["SuspendedState"]) == (1, 9, suspended)


def test_a_target_is_deregistered(world: World) -> None:
    key = world.target()
    world.scaling.deregister_scalable_target(**key)
    found = world.scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[key["ResourceId"]])
    assert found["ScalableTargets"] == []


def test_an_action_is_listed_changed_and_deleted(world: World) -> None:
    key = world.target()
    name = {"ScheduledActionName": "nightly"}
    end = datetime(2035, 1, 1, tzinfo=UTC)
    first = {"Schedule": "cron(0 2 ? * MON-FRI *)", "Timezone": "Europe/Berlin", "EndTime": end}
    world.scaling.put_scheduled_action(**key, **name, **first, ScalableTargetAction={"MinCapacity": 1})
    (action,) = actions(world, key)
    assert (action["Schedule"], action["Timezone"]) == (first["Schedule"], "Europe/Berlin")
    assert (action["ScalableTargetAction"], action["EndTime"]) == ({"MinCapacity": 1}, end)
    assert action["ScheduledActionARN"].endswith(f"ecs/{key['ResourceId']}:scheduledActionName/nightly")
    world.scaling.put_scheduled_action(**key, **name, ScalableTargetAction={"MinCapacity": 2, "MaxCapacity": 4})
    (action,) = actions(world, key)
    assert (action["Schedule"], action["ScalableTargetAction"]["MaxCapacity"]) == (first["Schedule"], 4)
    assert "EndTime" not in action
    world.scaling.delete_scheduled_action(**key, **name)
    assert actions(world, key) == []


@pytest.mark.parametrize(("kind", "configuration"), [("StepScaling", STEP), ("TargetTrackingScaling", TRACKING)])
def test_a_policy_is_described_as_it_was_put(world: World, kind: str, configuration: dict[str, Any]) -> None:
    key = world.target()
    put = world.scaling.put_scaling_policy(
        **key, PolicyName="p", PolicyType=kind, **{f"{kind}PolicyConfiguration": configuration}
    )
    (policy,) = world.scaling.describe_scaling_policies(**key)["ScalingPolicies"]
    assert (policy["PolicyType"], policy[f"{kind}PolicyConfiguration"]) == (kind, configuration)
    assert policy["PolicyARN"] == put["PolicyARN"]
    assert policy["PolicyARN"].endswith(f":resource/ecs/{key['ResourceId']}:policyName/p")
    names = [alarm["AlarmName"] for alarm in policy.get("Alarms", [])]
    assert len(names) == (2 if kind == "TargetTrackingScaling" else 0)
    assert len(names) == (len(world.cloudwatch.describe_alarms(AlarmNames=names)["MetricAlarms"]) if names else 0)
    world.scaling.delete_scaling_policy(**key, PolicyName="p")
    assert world.scaling.describe_scaling_policies(**key)["ScalingPolicies"] == []
    assert not names or world.cloudwatch.describe_alarms(AlarmNames=names)["MetricAlarms"] == []


def test_a_policy_of_a_table_has_four_alarms(world: World) -> None:
    dimension = "dynamodb:table:ReadCapacityUnits"
    key = {"ServiceNamespace": "dynamodb", "ResourceId": "table/orders", "ScalableDimension": dimension}
    world.scaling.register_scalable_target(**key, MinCapacity=1, MaxCapacity=4)
    metric = {"PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"}}
    put = world.scaling.put_scaling_policy(
        **key,
        PolicyName="p",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={"TargetValue": 70.0, **metric},
    )
    assert len(put["Alarms"]) == 4


def test_an_unknown_type_of_policy_is_refused_in_awss_words(world: World) -> None:
    key = world.target()
    known = "PredictiveScaling, StepScaling, TargetTrackingScaling"
    said = "Value 'ABCDEFG' at 'policyType' failed to satisfy constraint: Member must satisfy enum value set: "
    with refused("ValidationException", rf"1 validation error detected: {said}\[{known}\]"):
        world.scaling.put_scaling_policy(**key, PolicyName="p", PolicyType="ABCDEFG")


def test_a_new_target_needs_both_bounds(world: World) -> None:
    resource = f"service/{CLUSTER}/{world.service()}"
    with refused("ValidationException"):
        world.scaling.register_scalable_target(
            ServiceNamespace="ecs", ResourceId=resource, ScalableDimension=DIMENSION, MinCapacity=1
        )


def test_bounds_in_the_wrong_order_are_refused(world: World) -> None:
    with refused("ValidationException"):
        world.scaling.register_scalable_target(**world.target(1, 6), MinCapacity=7)


def test_bounds_move_the_capacity(world: World) -> None:
    key = world.target(4, 6)
    assert world.described(key["ResourceId"].rpartition("/")[2])["desiredCount"] == 4


def test_a_change_is_an_activity(world: World) -> None:
    key = world.target(4, 6)
    (activity,) = world.scaling.describe_scaling_activities(**key)["ScalingActivities"]
    assert activity["Cause"] == "minimum capacity was set to 4"


def test_what_is_not_there_is_an_object_not_found(world: World) -> None:
    key = world.target()
    with refused("ObjectNotFoundException", "No scaling policy found"):
        world.scaling.delete_scaling_policy(**key, PolicyName="p")
    world.scaling.deregister_scalable_target(**key)
    with refused("ObjectNotFoundException", "No scalable target found"):
        world.scaling.deregister_scalable_target(**key)


def test_an_action_needs_a_target(world: World) -> None:
    resource = {"ResourceId": f"service/{CLUSTER}/{world.service()}", "ScalableDimension": DIMENSION}
    with refused("ObjectNotFoundException", "No scalable target registered"):
        world.scaling.put_scheduled_action(
            ServiceNamespace="ecs",
            **resource,
            ScheduledActionName="x",
            Schedule="rate(1 hour)",
            ScalableTargetAction={"MinCapacity": 1},
        )


def test_a_dimension_is_asked_for_with_a_resource_only(world: World) -> None:
    asked = {"ServiceNamespace": "ecs", "ScalableDimension": DIMENSION}
    client = world.scaling
    for look in (client.describe_scalable_targets, client.describe_scaling_policies, client.describe_scheduled_actions):
        with refused("ValidationException", "you must also specify a resource ID"):
            look(**asked)


def test_a_schedule_that_is_none_is_refused(world: World) -> None:
    with refused("ValidationException"):
        world.scaling.put_scheduled_action(
            **world.target(), ScheduledActionName="x", Schedule="often", ScalableTargetAction={"MinCapacity": 1}
        )


def test_a_target_has_tags(world: World) -> None:
    arn = one_target(world, world.target())["ScalableTargetARN"]
    world.scaling.tag_resource(ResourceARN=arn, Tags={"team": "shop"})
    assert world.scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"team": "shop"}


def test_a_target_of_a_service_that_is_not_there_is_refused_in_the_apis_own_code(world: World) -> None:
    with refused("ValidationException"):
        world.scaling.register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId="service/unknown/foo",
            ScalableDimension=DIMENSION,
            MinCapacity=1,
            MaxCapacity=2,
        )


def one_target(world: World, key: dict[str, str]) -> Any:
    found = world.scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[key["ResourceId"]])
    return found["ScalableTargets"][0]


def actions(world: World, key: dict[str, str]) -> list[Any]:
    found: list[Any] = world.scaling.describe_scheduled_actions(**key)["ScheduledActions"]
    return found
