"""The twin's instance refreshes, warm pools, operators and requested troubles, as boto3 sees them."""

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from sandbox.aws.front_faults import FrontFault, FrontFaults, parse_front_fault
from tests.sandbox.aws.conftest import Fronts

WEB = {"AutoScalingGroupName": "web"}


def pass_by(fronts: Fronts, seconds: float) -> None:
    """Time goes on in steps, as the sandbox lets it."""
    for _ in range(round(seconds)):
        fronts.scaling.clock.advance(1)
        fronts.scaling.settle()


def newest(fronts: Fronts) -> Any:
    return fronts.autoscaling.describe_instance_refreshes(**WEB)["InstanceRefreshes"][0]


def ids(fronts: Fronts) -> set[str]:
    (group,) = fronts.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    return {instance["InstanceId"] for instance in group["Instances"]}


def test_a_refresh_replaces_each_instance_one_after_the_other(fronts: Fronts) -> None:
    before = ids(fronts)
    fronts.autoscaling.start_instance_refresh(**WEB)
    pass_by(fronts, 2)
    assert (newest(fronts)["Status"], newest(fronts)["InstancesToUpdate"]) == ("InProgress", 1)
    pass_by(fronts, 30)
    assert (newest(fronts)["Status"], newest(fronts)["PercentageComplete"]) == ("Successful", 100)
    assert not before & ids(fronts)
    assert len(ids(fronts)) == 2


def test_only_one_runs_at_a_time(fronts: Fronts) -> None:
    fronts.autoscaling.start_instance_refresh(**WEB)
    with pytest.raises(ClientError, match="InstanceRefreshInProgress"):
        fronts.autoscaling.start_instance_refresh(**WEB)


def test_cancelled_it_ends_where_it_is(fronts: Fronts) -> None:
    before = ids(fronts)
    fronts.autoscaling.start_instance_refresh(**WEB)
    pass_by(fronts, 2)
    fronts.autoscaling.cancel_instance_refresh(**WEB)
    pass_by(fronts, 20)
    assert newest(fronts)["Status"] == "Cancelled"
    assert len(before & ids(fronts)) == 1


def test_rolled_back_what_is_new_is_replaced_again(fronts: Fronts) -> None:
    fronts.autoscaling.start_instance_refresh(**WEB)
    pass_by(fronts, 9)
    fronts.autoscaling.rollback_instance_refresh(**WEB)
    assert newest(fronts)["Status"] == "RollbackInProgress"
    pass_by(fronts, 30)
    assert newest(fronts)["Status"] == "RollbackSuccessful"


@pytest.mark.parametrize("operation", ["cancel_instance_refresh", "rollback_instance_refresh"])
def test_without_one_there_is_nothing_to_end(operation: str, fronts: Fronts) -> None:
    with pytest.raises(ClientError, match="ActiveInstanceRefreshNotFound"):
        getattr(fronts.autoscaling, operation)(**WEB)


def test_while_the_process_is_suspended_nothing_is_replaced(fronts: Fronts) -> None:
    before = ids(fronts)
    fronts.autoscaling.suspend_processes(**WEB, ScalingProcesses=["InstanceRefresh"])
    fronts.autoscaling.start_instance_refresh(**WEB)
    pass_by(fronts, 30)
    assert (newest(fronts)["Status"], ids(fronts)) == ("Pending", before)


def test_a_process_that_does_not_exist_is_refused(fronts: Fronts) -> None:
    with pytest.raises(ClientError, match="Unknown process name Lunch"):
        fronts.autoscaling.suspend_processes(**WEB, ScalingProcesses=["Lunch"])


def test_a_warm_pool_is_shown_with_its_group(fronts: Fronts) -> None:
    fronts.autoscaling.put_warm_pool(**WEB, MinSize=2, PoolState="Stopped")
    (group,) = fronts.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    assert (group["WarmPoolSize"], group["WarmPoolConfiguration"]["PoolState"]) == (6, "Stopped")
    fronts.autoscaling.delete_warm_pool(**WEB)
    (group,) = fronts.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    assert "WarmPoolConfiguration" not in group


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("set_desired_capacity", {"DesiredCapacity": 3}),
        ("update_auto_scaling_group", {"MaxSize": 9}),
        ("suspend_processes", {}),
        ("start_instance_refresh", {}),
        ("put_scheduled_update_group_action", {"ScheduledActionName": "x", "DesiredCapacity": 3}),
    ],
)
def test_a_group_with_an_operator_is_changed_by_nobody_else(operation: str, more: Any, fronts: Fronts) -> None:
    fronts.scaling.group("web").operator = "eks.amazonaws.com"
    with pytest.raises(ClientError, match=r"managed by eks\.amazonaws\.com"):
        getattr(fronts.autoscaling, operation)(**WEB, **more)


def _patient_client(fronts: Fronts) -> Any:
    """One that does not try again by itself."""
    key: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    config = Config(retries={"total_max_attempts": 1})
    return boto3.Session().client("autoscaling", endpoint_url=fronts.urls["autoscaling"], config=config, **key)


def faults(fronts: Fronts) -> FrontFaults:
    return fronts.fronts["autoscaling"].faults


@pytest.mark.parametrize(
    ("error", "status"), [("ScalingActivityInProgress", 400), ("ResourceContention", 500), ("Throttling", 400)]
)
def test_the_next_call_fails_as_somebody_asked(error: str, status: int, fronts: Fronts) -> None:
    faults(fronts).faults.append(FrontFault("SetDesiredCapacity", error))
    with pytest.raises(ClientError) as failed:
        _patient_client(fronts).set_desired_capacity(**WEB, DesiredCapacity=3)
    assert failed.value.response["Error"]["Code"] == error
    assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    _patient_client(fronts).set_desired_capacity(**WEB, DesiredCapacity=3)
    assert [call["error"] for call in faults(fronts).calls] == [error, ""]


@pytest.mark.parametrize(("error", "desired"), [("drop", 2), ("drop_after_work", 3)])
def test_an_answer_is_lost_before_or_after_the_work(error: str, desired: int, fronts: Fronts) -> None:
    faults(fronts).faults.append(FrontFault("SetDesiredCapacity", error))
    with pytest.raises(ConnectionClosedError):
        _patient_client(fronts).set_desired_capacity(**WEB, DesiredCapacity=3)
    assert fronts.scaling.group("web").desired == desired


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"operation": "X"}, "needs an operation"),
        ({"operation": "X", "error": "Y", "colour": 1}, "unknown key 'colour'"),
        ({"operation": "X", "error": "Y", "count": 0}, "1 or more"),
    ],
)
def test_a_fault_that_does_not_fit_is_told_why(given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_front_fault(given)


def test_skipped_time_can_be_taken_back(fronts: Fronts) -> None:
    fronts.autoscaling.set_desired_capacity(**WEB, DesiredCapacity=3)
    fronts.scaling.clock.advance(7200)
    fronts.scaling.reset_clock()
    pass_by(fronts, 5)
    assert fronts.scaling.clock.skipped == 5
    assert fronts.scaling.group("web").in_service == 3
