"""The sandbox's ECS as boto3 sees it: services, tasks that take their time, failures, deployments, events."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.ecs.control import apply, let_pass
from tests.sandbox.aws.conftest import Fronts

API = {"cluster": "shop", "service": "api"}
SHOP = "arn:aws:ecs:us-east-1:123456789012:cluster/shop"
STEADY = "(service api) has reached a steady state."


def pass_by(fronts: Fronts, seconds: float) -> None:
    let_pass(fronts.services, fronts.targets, seconds)


def control(fronts: Fronts, **body: Any) -> None:
    apply(fronts.services, fronts.targets, {"service": "shop/api", **body})


def api(fronts: Fronts) -> Any:
    return fronts.ecs.describe_services(cluster="shop", services=["api"])["services"][0]


def counts(fronts: Fronts) -> tuple[int, int, int]:
    it = api(fronts)
    return it["desiredCount"], it["runningCount"], it["pendingCount"]


def events(fronts: Fronts) -> list[str]:
    return [event["message"] for event in api(fronts)["events"]]


def tasks(fronts: Fronts, status: str = "RUNNING") -> list[Any]:
    arns = fronts.ecs.list_tasks(cluster="shop", serviceName="api", desiredStatus=status)["taskArns"]
    found: list[Any] = fronts.ecs.describe_tasks(cluster="shop", tasks=arns)["tasks"] if arns else []
    return found


def refused(code: str) -> pytest.RaisesExc[ClientError]:
    return pytest.raises(ClientError, match=code)


def test_the_world_has_a_cluster_with_two_services(fronts: Fronts) -> None:
    assert fronts.ecs.list_clusters()["clusterArns"] == [SHOP]
    arns = fronts.ecs.list_services(cluster="shop")["serviceArns"]
    assert [arn.rpartition("service/")[2] for arn in arns] == ["shop/api", "shop/batch"]
    described = fronts.ecs.describe_services(cluster=SHOP, services=arns)
    assert [each["desiredCount"] for each in described["services"]] == [2, 1]
    assert counts(fronts) == (2, 2, 0)
    assert events(fronts) == [STEADY]
    assert api(fronts)["deployments"][0]["rolloutState"] == "COMPLETED"


def test_new_tasks_are_provisioned_pending_and_running_in_turn(fronts: Fronts) -> None:
    updated = fronts.ecs.update_service(**API, desiredCount=4)["service"]
    assert (updated["desiredCount"], updated["runningCount"], updated["pendingCount"]) == (4, 2, 2)
    assert sorted(task["lastStatus"] for task in tasks(fronts)) == ["PROVISIONING"] * 2 + ["RUNNING"] * 2
    pass_by(fronts, 2)
    assert counts(fronts) == (4, 2, 2)
    assert {task["lastStatus"] for task in tasks(fronts)} == {"PENDING", "RUNNING"}
    pass_by(fronts, 2.1)
    assert counts(fronts) == (4, 4, 0)
    new = [task["taskArn"].rpartition("/")[2] for task in tasks(fronts)[:2]]
    started = f"(service api) has started 2 tasks: (task {new[0]}) (task {new[1]})."
    assert events(fronts) == [STEADY, started, STEADY]


def test_a_change_of_the_count_is_no_new_deployment(fronts: Fronts) -> None:
    (before,) = api(fronts)["deployments"]
    fronts.ecs.update_service(**API, desiredCount=4)
    (deployment,) = api(fronts)["deployments"]
    assert (deployment["id"], deployment["rolloutState"]) == (before["id"], "COMPLETED")
    assert (deployment["desiredCount"], deployment["pendingCount"]) == (4, 2)


def test_tasks_that_are_too_many_stop_and_are_told_as_stopped(fronts: Fronts) -> None:
    fronts.ecs.update_service(**API, desiredCount=1)
    assert counts(fronts) == (1, 1, 0)
    (going,) = tasks(fronts, "STOPPED")
    assert going["lastStatus"] == "STOPPING"
    pass_by(fronts, 5)
    (gone,) = tasks(fronts, "STOPPED")
    deployment = api(fronts)["deployments"][0]["id"]
    assert (gone["lastStatus"], gone["stopCode"]) == ("STOPPED", "ServiceSchedulerInitiated")
    assert gone["stoppedReason"] == f"Scaling activity initiated by (deployment {deployment})"
    assert gone["containers"][0]["exitCode"] == 0
    task = gone["taskArn"].rpartition("/")[2]
    assert events(fronts)[:2] == [STEADY, f"(service api) has stopped 1 running tasks: (task {task})."]
    pass_by(fronts, 3700)
    assert tasks(fronts, "STOPPED") == []


def test_a_service_scales_to_none_and_back(fronts: Fronts) -> None:
    fronts.ecs.update_service(**API, desiredCount=0)
    pass_by(fronts, 5)
    assert counts(fronts) == (0, 0, 0)
    fronts.ecs.update_service(**API, desiredCount=1)
    pass_by(fronts, 5)
    assert counts(fronts) == (1, 1, 0)


@pytest.mark.parametrize(
    ("launch_type", "said"),
    [
        ("FARGATE", "was unable to place a task. Reason: Capacity is unavailable at this time."),
        ("EC2", "was unable to place a task because no container instance met all of its requirements."),
    ],
)
def test_a_task_that_cannot_be_placed_is_told_once(launch_type: str, said: str, fronts: Fronts) -> None:
    fronts.services.service("shop", "api").launch_type = launch_type
    control(fronts, placement_failure=True)
    fronts.ecs.update_service(**API, desiredCount=3)
    pass_by(fronts, 100)
    assert counts(fronts) == (3, 2, 0)
    assert len(events(fronts)) == 2
    assert said in events(fronts)[0]
    control(fronts, placement_failure=None)
    pass_by(fronts, 5)
    assert counts(fronts) == (3, 3, 0)


def test_tasks_that_do_not_start_say_why(fronts: Fronts) -> None:
    control(fronts, task_failure=True)
    fronts.ecs.update_service(**API, desiredCount=3)
    pass_by(fronts, 8)
    (failed,) = tasks(fronts, "STOPPED")
    assert failed["stopCode"] == "TaskFailedToStart"
    assert failed["stoppedReason"].startswith("CannotPullContainerError: ")
    assert "startedAt" not in failed
    assert api(fronts)["deployments"][0]["failedTasks"] == 1
    pass_by(fronts, 80)
    assert api(fronts)["deployments"][0]["failedTasks"] == 3
    assert any("is unable to consistently start tasks successfully." in event for event in events(fronts))


def test_a_container_that_exits_gives_its_code(fronts: Fronts) -> None:
    control(fronts, task_failure="Task failed ELB health checks", exit_code=1)
    fronts.ecs.update_service(**API, desiredCount=3)
    pass_by(fronts, 8)
    (failed,) = tasks(fronts, "STOPPED")
    assert (failed["stopCode"], failed["containers"][0]["exitCode"]) == ("EssentialContainerExited", 1)
    assert failed["stoppedReason"] == "Task failed ELB health checks"


def test_a_running_task_that_is_killed_is_replaced(fronts: Fronts) -> None:
    control(fronts, kill=1)
    (killed,) = tasks(fronts, "STOPPED")
    assert killed["containers"][0]["exitCode"] == 137
    assert killed["containers"][0]["reason"].startswith("OutOfMemoryError")
    pass_by(fronts, 5)
    assert counts(fronts) == (2, 2, 0)


def test_a_new_deployment_replaces_the_tasks_of_the_old_one(fronts: Fronts) -> None:
    old = {task["taskArn"] for task in tasks(fronts)}
    fronts.ecs.update_service(**API, taskDefinition="api:2")
    states = [(each["status"], each["rolloutState"]) for each in api(fronts)["deployments"]]
    assert states == [("PRIMARY", "IN_PROGRESS"), ("ACTIVE", "COMPLETED")]
    assert counts(fronts) == (2, 2, 2)
    pass_by(fronts, 9)
    (deployment,) = api(fronts)["deployments"]
    assert (deployment["rolloutState"], deployment["taskDefinition"].rpartition("/")[2]) == ("COMPLETED", "api:2")
    assert not old & {task["taskArn"] for task in tasks(fronts)}
    assert events(fronts)[:2] == [STEADY, f"(service api) (deployment {deployment['id']}) deployment completed."]


def test_the_circuit_breaker_ends_a_deployment_whose_tasks_fail(fronts: Fronts) -> None:
    breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": False}}
    control(fronts, task_failure=True)
    fronts.ecs.update_service(**API, forceNewDeployment=True, deploymentConfiguration=breaker)
    pass_by(fronts, 120)
    deployment = api(fronts)["deployments"][0]
    assert deployment["rolloutState"] == "FAILED"
    assert deployment["rolloutStateReason"] == "ECS deployment circuit breaker: tasks failed to start."
    assert f"(service api) (deployment {deployment['id']}) deployment failed: tasks failed to start." in events(fronts)
    assert api(fronts)["runningCount"] == 2


def test_what_is_not_there_is_a_failure_of_its_own(fronts: Fronts) -> None:
    found = fronts.ecs.describe_services(cluster="shop", services=["apu", "api"])
    assert [each["serviceName"] for each in found["services"]] == ["api"]
    missing = "arn:aws:ecs:us-east-1:123456789012:service/shop/apu"
    assert found["failures"] == [{"arn": missing, "reason": "MISSING"}]
    absent = fronts.ecs.describe_tasks(cluster="shop", tasks=["0" * 32])
    assert [each["reason"] for each in absent["failures"]] == ["MISSING"]
    assert fronts.ecs.describe_clusters(clusters=["none"])["failures"][0]["reason"] == "MISSING"


def test_a_call_describes_ten_services_and_a_hundred_tasks_at_most(fronts: Fronts) -> None:
    with refused("InvalidParameterException"):
        fronts.ecs.describe_services(cluster="shop", services=["api"] * 11)
    with refused("InvalidParameterException"):
        fronts.ecs.describe_services(cluster="shop", services=[])
    with refused("InvalidParameterException"):
        fronts.ecs.describe_tasks(cluster="shop", tasks=["x"] * 101)


def test_services_come_in_pages_of_ten(fronts: Fronts) -> None:
    for number in range(11):
        fronts.ecs.create_service(cluster="shop", serviceName=f"s{number}", taskDefinition="s", desiredCount=0)
    first = fronts.ecs.list_services(cluster="shop")
    rest = fronts.ecs.list_services(cluster="shop", nextToken=first["nextToken"])
    assert (len(first["serviceArns"]), len(rest["serviceArns"]), "nextToken" in rest) == (10, 3, False)
    paged = fronts.ecs.get_paginator("list_services").paginate(cluster="shop", PaginationConfig={"PageSize": 2})
    assert sum(len(page["serviceArns"]) for page in paged) == 13
    with refused("InvalidParameterException"):
        fronts.ecs.list_services(cluster="shop", nextToken="x")


def test_changes_that_cannot_be_are_refused_in_awss_codes(fronts: Fronts) -> None:
    with refused("ClusterNotFoundException.*Cluster not found."):
        fronts.ecs.update_service(cluster="none", service="api", desiredCount=1)
    with refused("ServiceNotFoundException.*Service not found."):
        fronts.ecs.update_service(cluster="shop", service="apu", desiredCount=1)
    with refused("InvalidParameterException"):
        fronts.ecs.update_service(**API, desiredCount=-1)
    with refused("InvalidParameterException.*scaled above 0"):
        fronts.ecs.delete_service(**API)
    assert counts(fronts) == (2, 2, 0)
    fronts.services.service("shop", "api").strategy = "DAEMON"
    with refused("InvalidParameterException.*daemon"):
        fronts.ecs.update_service(**API, desiredCount=1)


def test_a_deleted_service_drains_and_is_inactive(fronts: Fronts) -> None:
    fronts.ecs.delete_service(**API, force=True)
    assert api(fronts)["status"] == "DRAINING"
    pass_by(fronts, 5)
    assert (api(fronts)["status"], counts(fronts)) == ("INACTIVE", (0, 0, 0))
    assert [arn[-5:] for arn in fronts.ecs.list_services(cluster="shop")["serviceArns"]] == ["batch"]
    with refused("ServiceNotActiveException"):
        fronts.ecs.update_service(**API, desiredCount=1)


def test_a_task_is_stopped_by_a_user_and_replaced(fronts: Fronts) -> None:
    arn = fronts.ecs.list_tasks(cluster="shop", serviceName="api")["taskArns"][0]
    stopped = fronts.ecs.stop_task(cluster="shop", task=arn, reason="too warm")["task"]
    assert (stopped["desiredStatus"], stopped["stopCode"]) == ("STOPPED", "UserInitiated")
    assert stopped["stoppedReason"] == "too warm"
    pass_by(fronts, 5)
    assert counts(fronts) == (2, 2, 0)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"service": "shop/apu"}, "There is no service 'shop/apu' here; there are shop/api, shop/batch."),
        ({"speed": 1}, "unknown key 'speed'"),
        ({"seconds_per_task": 0}, "seconds_per_task is a number above 0."),
        ({"exit_code": 1}, "needs task_failure"),
        ({"kill": 3}, "there are 2"),
    ],
)
def test_an_invalid_control_does_nothing(body: dict[str, Any], said: str, fronts: Fronts) -> None:
    with pytest.raises(ValueError, match=said):
        control(fronts, **{"task_failure": True, **body} if "exit_code" not in body else body)
    assert fronts.services.service("shop", "api").failing is None


def test_a_reset_makes_a_service_as_new(fronts: Fronts) -> None:
    fronts.ecs.update_service(**API, desiredCount=5)
    fronts.scalable.register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId="service/shop/api",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=3,
    )
    control(fronts, reset=True, reset_clock=True)
    assert (counts(fronts), events(fronts), tasks(fronts, "STOPPED")) == ((2, 2, 0), [STEADY], [])
    (target,) = fronts.scalable.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 6)
    activities = fronts.scalable.describe_scaling_activities(ServiceNamespace="ecs")
    assert activities["ScalingActivities"] == []


def test_time_that_was_skipped_is_taken_back(fronts: Fronts) -> None:
    control(fronts, advance_seconds=3600)
    fronts.ecs.update_service(**API, desiredCount=3)
    control(fronts, reset_clock=True)
    assert counts(fronts) == (3, 2, 1)
    pass_by(fronts, 4.1)
    assert counts(fronts) == (3, 3, 0)
