"""What failed activities say, in a line each. The messages are AWS's own: its user guide, and public logs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.aws.scaling import Activity
from app.commands.scale.failures import KNOWN, are_short, failure_lines, has_stopped, own_words, patterns, short_reason
from tests.app.growth import assert_linear

AT = datetime(2026, 11, 29, 3, tzinfo=UTC)
ON_DEMAND, ENDED = "Could not launch On-Demand Instances. ", " Launching EC2 instance failed."
ROOM = (
    "We currently do not have sufficient t3.micro capacity in the Availability Zone you requested ({zone}). Our system "
)
MORE_ROOM = "will be working on provisioning additional capacity. You can currently get it by choosing us-east-1c."
PROTECTED = "Could not scale to desired capacity because all remaining instances are protected from scale-in."


def failed(
    message: str, zone: str = "", description: str = "Launching a new EC2 instance.  Status Reason: x"
) -> Activity:
    return Activity("a", AT, "Failed", description, "a cause", message, AT, zone)


def line(message: str) -> str:
    (found,) = failure_lines([failed(message)])
    return found


MESSAGES = {
    ON_DEMAND + "InsufficientInstanceCapacity - " + ROOM.format(zone="us-east-1a") + MORE_ROOM: (
        "No t3.micro capacity in us-east-1a; Auto Scaling keeps trying."
    ),
    ON_DEMAND
    + "InsufficientInstanceCapacity - There is no capacity."
    + ENDED: "No capacity; Auto Scaling keeps trying.",
    "Could not launch Spot Instances. UnfulfillableCapacity - Unable to fulfill capacity due to your request.": (
        "No Spot capacity; Auto Scaling keeps trying."
    ),
    "Could not launch Spot Instances. MaxSpotInstanceCountExceeded - Max spot instance count exceeded." + ENDED: (
        "The account's limit of Spot Instances is reached. Service Quotas can raise it."
    ),
    ON_DEMAND + "VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 32.": (
        "The account's limit of 32 vCPUs is reached. Service Quotas can raise it."
    ),
    "You have requested more instances (7) than your current instance limit of 6 allows for the specified type."
    + ENDED: ("The account's limit of 6 instances of this type is reached. Service Quotas can raise it."),
    "You've reached your quota for maximum Fleet Requests for this account." + ENDED: (
        "The account may launch no more fleets for now. Service Quotas can raise it."
    ),
    "Instance became unhealthy. Termination Reason: Client.VolumeLimitExceeded: Volume limit exceeded": (
        "The account's limit of EBS storage is reached. Service Quotas can raise it."
    ),
    "RequestLimitExceeded - Request limit exceeded.": (
        "EC2 takes no more requests of this account for now; Auto Scaling keeps trying."
    ),
    "Your Spot request price of 0.001 is lower than the minimum required Spot request fulfillment price of 0.0031.": (
        "The Spot price is above the group's maximum 0.001; Auto Scaling keeps trying."
    ),
    ON_DEMAND + "InvalidAMIID.NotFound - The image id '[ami-02c7e84c65fcfecee]' does not exist." + ENDED: (
        "The AMI ami-02c7e84c65fcfecee can't be used: it does not exist or is not shared. The launch template needs "
        "another one."
    ),
    "The image id 'ami-4edb0327' does not exist." + ENDED: (
        "The AMI ami-4edb0327 can't be used: it does not exist or is not shared. The launch template needs another one."
    ),
    "The key pair 'on call' does not exist." + ENDED: (
        "The key pair on call does not exist. The launch template needs another one."
    ),
    "The security group 'sg-0a1b' does not exist in VPC 'vpc-1'." + ENDED: (
        "The security group sg-0a1b does not exist. The launch template needs another one."
    ),
    ON_DEMAND + "InsufficientFreeAddressesInSubnet - There are not enough free addresses in subnet 'subnet-0a1b' to "
    "satisfy the requested number of instances." + ENDED: (
        "The subnet subnet-0a1b is out of IP addresses. The group needs another subnet."
    ),
    "The subnet ID 'subnet-0a1b' does not exist." + ENDED: (
        "The subnet subnet-0a1b does not exist. The group needs another one."
    ),
    "The specified launch template, with template ID lt-0a1b, does not exist.": (
        "The group's launch template does not exist or is not valid."
    ),
    "Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: "
    "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state": (
        "The KMS key of its disks is disabled or about to be deleted, so the instance could not start."
    ),
    "Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: "
    "Client.InternalError: Client error on launch": (
        "The instance ended at launch. Most often Auto Scaling may not use the KMS key of its disks."
    ),
    "Termination Reason: Server.InternalError: Internal error on launch": (
        "EC2 could not start the instance, by an error of its own; Auto Scaling keeps trying."
    ),
    "The snapshot 'snap-0a1b' does not exist." + ENDED: (
        "The snapshot snap-0a1b of its disks does not exist. The launch template needs another one."
    ),
    ON_DEMAND + "UnauthorizedOperation - You are not authorized to perform this operation." + ENDED: (
        "Auto Scaling lacks a permission to launch it; the launch template and the service-linked role say which."
    ),
    "Your requested instance type (t4g.micro) is not supported in your requested Availability Zone (us-east-1e).": (
        "The instance type t4g.micro does not exist in us-east-1e. The group needs another type or zone."
    ),
    "The requested Availability Zone is no longer supported. Please retry your request." + ENDED: (
        "The Availability Zone is no longer supported. The group needs another one."
    ),
    "The requested configuration is currently not supported. Please check the documentation." + ENDED: (
        "EC2 does not support this combination of type, AMI and zone."
    ),
    "InvalidParameterCombination - The specified instance type is not eligible for Free Tier." + ENDED: (
        "The instance type is not in the account's Free Tier plan."
    ),
    "OptInRequired - In order to use this AWS Marketplace product you need to accept terms and subscribe." + ENDED: (
        "The account has not accepted the AMI's terms in AWS Marketplace."
    ),
    "PendingVerification - Your request for accessing resources in this region is being validated." + ENDED: (
        "AWS is still verifying the account; Auto Scaling keeps trying."
    ),
    "This account is currently blocked and not recognized as a valid account." + ENDED: (
        "AWS has blocked the account. AWS Support knows why."
    ),
    "Lifecycle Action with token 1 was abandoned: Lifecycle Action Completed with ABANDON Result": (
        "A lifecycle hook ended the launch: it was abandoned or took too long."
    ),
    PROTECTED: "All instances that are left are protected from scale-in.",
}


@pytest.mark.parametrize(("message", "told"), MESSAGES.items(), ids=MESSAGES.values())
def test_a_known_message_is_one_line(message: str, told: str) -> None:
    assert line(message) == told
    assert are_short([failed(message)])


def test_every_known_message_has_an_example() -> None:
    first = [next(words for pattern, words in patterns() if pattern.search(message)) for message in MESSAGES]
    assert {words for _, words in KNOWN} == set(first)


def test_zones_that_failed_alike_are_in_one_line() -> None:
    room = [failed(ROOM.format(zone=f"us-east-1{zone}") + MORE_ROOM) for zone in "baab"]
    assert failure_lines(room) == ["No t3.micro capacity in us-east-1a, us-east-1b; Auto Scaling keeps trying."]


def test_the_zone_is_the_activitys_own_where_it_has_one() -> None:
    lines = failure_lines([failed(ROOM.format(zone="us-east-1a") + MORE_ROOM, zone="us-east-1d")])
    assert lines == ["No t3.micro capacity in us-east-1d; Auto Scaling keeps trying."]


def test_an_unknown_message_is_told_in_awss_words_with_how_often() -> None:
    strange = failed("Something <new>.")
    assert failure_lines([strange, strange]) == ["Launching a new EC2 instance failed 2 times: Something &lt;new&gt;."]
    assert not are_short([strange])


def test_without_a_message_nothing_is_made_up() -> None:
    assert line("") == "Launching a new EC2 instance failed. AWS does not say why."


def test_different_reasons_are_a_few_lines_in_their_order() -> None:
    many = [failed(f"Reason {number}.") for number in range(5)]
    assert [each.rpartition(" ")[2] for each in failure_lines(many)] == ["0.", "1.", "2."]


def test_what_was_cancelled_has_not_failed_but_protected_instances_keep_a_group_from_shrinking() -> None:
    cancelled = replace(failed(""), status="Cancelled")
    assert not has_stopped(cancelled)
    assert has_stopped(replace(cancelled, description=PROTECTED))
    assert failure_lines([replace(cancelled, description=PROTECTED)]) == [
        "All instances that are left are protected from scale-in."
    ]


def test_awss_own_words_are_whole_and_escaped() -> None:
    message = ROOM.format(zone="us-east-1a") + MORE_ROOM
    assert own_words(failed(message)) == f"Launching a new EC2 instance failed: {message}"
    assert "&lt;!channel&gt;" in own_words(failed("<!channel>"))


def test_once_it_is_over_nobody_is_told_that_auto_scaling_keeps_trying() -> None:
    room = [failed(ROOM.format(zone="us-east-1a") + MORE_ROOM)]
    assert failure_lines(room, is_over=True) == ["No t3.micro capacity in us-east-1a."]
    assert short_reason(room[0]) == "No t3.micro capacity in us-east-1a."


def test_in_a_list_of_activities_the_reason_stands_alone() -> None:
    assert short_reason(failed("The image id 'ami-1' does not exist.")).startswith("The AMI ami-1 can't be used")
    assert short_reason(failed("Something new.")) == "Something new."


@pytest.mark.parametrize(
    "unit",
    [
        *("key pair '", "Lifecycle Action", "launch template", "security group '", "AMI ", "us-", "a-", "subnet ID"),
        *("KMS key", "Requested Availability Zone", "image id '", " "),
    ],
)
def test_a_message_of_any_length_is_read_in_time_that_grows_with_it(unit: str) -> None:
    assert_linear(lambda size: failure_lines([failed(unit * (size // len(unit)))]), unit)
