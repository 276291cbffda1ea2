"""The twin's instance refreshes, operators and requested troubles, as boto3 sees them."""

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
    assert newest(fronts)["Status"] == "Pending"
    pass_by(fronts, 2)
    assert (newest(fronts)["Status"], newest(fronts)["PercentageComplete"]) == ("InProgress", 0)
    pass_by(fronts, 5)
    assert (newest(fronts)["InstancesToUpdate"], newest(fronts)["PercentageComplete"]) == (1, 50)
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


def deploy(fronts: Fronts, version: str = "2", **preferences: Any) -> None:
    request = {"LaunchTemplate": {"LaunchTemplateName": "shop", "Version": version}}
    fronts.autoscaling.start_instance_refresh(**WEB, DesiredConfiguration=request, Preferences=preferences)


def test_rolled_back_what_is_new_is_replaced_again(fronts: Fronts) -> None:
    deploy(fronts)
    pass_by(fronts, 7)
    fronts.autoscaling.rollback_instance_refresh(**WEB)
    assert (newest(fronts)["Status"], newest(fronts)["PercentageComplete"]) == ("RollbackInProgress", 50)
    assert newest(fronts)["RollbackDetails"]["PercentageCompleteOnRollback"] == 50
    pass_by(fronts, 30)
    assert (newest(fronts)["Status"], newest(fronts)["PercentageComplete"]) == ("RollbackSuccessful", 0)
    assert "LaunchTemplate" not in fronts.scaling.group("web").settings


def test_what_was_desired_is_the_groups_afterwards(fronts: Fronts) -> None:
    deploy(fronts)
    pass_by(fronts, 30)
    (group,) = fronts.autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    assert group["LaunchTemplate"]["Version"] == "2"


@pytest.mark.parametrize("version", ["", "$Latest"])
def test_without_a_fixed_version_to_go_back_from_there_is_no_rollback(version: str, fronts: Fronts) -> None:
    if version:
        deploy(fronts, version)
    else:
        fronts.autoscaling.start_instance_refresh(**WEB)
    with pytest.raises(ClientError, match="IrreversibleInstanceRefresh"):
        fronts.autoscaling.rollback_instance_refresh(**WEB)


def test_fewer_that_must_stay_healthy_are_more_at_a_time(fronts: Fronts) -> None:
    fronts.autoscaling.start_instance_refresh(**WEB, Preferences={"MinHealthyPercentage": 0})
    pass_by(fronts, 6)
    assert newest(fronts)["Status"] == "Successful"


@pytest.mark.parametrize(
    ("what", "status"), [("Wait", "InProgress"), ("Ignore", "Successful"), ("Refresh", "Successful")]
)
def test_protected_instances_are_waited_for_passed_over_or_replaced(what: str, status: str, fronts: Fronts) -> None:
    before = ids(fronts)
    fronts.autoscaling.set_instance_protection(**WEB, InstanceIds=list(before), ProtectedFromScaleIn=True)
    fronts.autoscaling.start_instance_refresh(**WEB, Preferences={"ScaleInProtectedInstances": what})
    pass_by(fronts, 30)
    assert newest(fronts)["Status"] == status
    assert (before == ids(fronts)) == (what != "Refresh")


def test_one_that_gets_nowhere_for_an_hour_has_failed(fronts: Fronts) -> None:
    fronts.autoscaling.start_instance_refresh(**WEB)
    fronts.scaling.group("web").launch_failure = "no capacity in {zone}"
    pass_by(fronts, 10)
    fronts.scaling.clock.advance(3601)
    assert (newest(fronts)["Status"], newest(fronts)["StatusReason"]) == ("Failed", "No progress was made for an hour.")


def test_one_that_fails_rolls_itself_back_where_that_was_asked(fronts: Fronts) -> None:
    deploy(fronts, AutoRollback=True)
    pass_by(fronts, 7)
    fronts.scaling.refreshes.fail(fronts.scaling.group("web"), fronts.scaling.clock.now(), "bad health")
    assert (newest(fronts)["Status"], newest(fronts)["StatusReason"]) == ("RollbackInProgress", "bad health")


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


@pytest.mark.parametrize("process", ["Launch", "Terminate"])
def test_nothing_is_taken_out_that_could_not_be_replaced(process: str, fronts: Fronts) -> None:
    before = ids(fronts)
    fronts.autoscaling.suspend_processes(**WEB, ScalingProcesses=[process])
    fronts.autoscaling.start_instance_refresh(**WEB)
    pass_by(fronts, 10)
    assert (newest(fronts)["Status"], ids(fronts)) == ("InProgress", before)


def test_a_new_group_of_the_same_name_has_had_no_refresh(fronts: Fronts) -> None:
    fronts.autoscaling.start_instance_refresh(**WEB)
    fronts.autoscaling.delete_auto_scaling_group(**WEB, ForceDelete=True)
    fronts.autoscaling.create_auto_scaling_group(**WEB, MinSize=0, MaxSize=1)
    assert fronts.autoscaling.describe_instance_refreshes(**WEB)["InstanceRefreshes"] == []


def test_a_process_that_does_not_exist_is_refused(fronts: Fronts) -> None:
    with pytest.raises(ClientError, match="Unknown process name Lunch"):
        fronts.autoscaling.suspend_processes(**WEB, ScalingProcesses=["Lunch"])


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
    where: Any = {"endpoint_url": fronts.urls["autoscaling"], "verify": str(fronts.authority.ca_file)}
    return boto3.Session().client("autoscaling", config=config, **where, **key)


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


def test_what_the_twin_refuses_is_recorded_as_refused(fronts: Fronts) -> None:
    with pytest.raises(ClientError):
        fronts.autoscaling.set_desired_capacity(**WEB, DesiredCapacity=9)
    (call,) = faults(fronts).calls
    assert (call["operation"], call["parameters"]["DesiredCapacity"]) == ("SetDesiredCapacity", 9)
    assert call["error"] == "ValidationError"


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
