"""A region by its display name and by its code."""

import boto3
import pytest

from app.alarms.read.regions import is_within, partition, target_arn
from app.config.home import Home
from tests.app.alarms.alarm_support import payload, transition
from tests.app.alarms.read.account import ACCOUNT

OTHER = "222222222222"


@pytest.mark.parametrize(
    ("region", "arn"),
    [
        ("US East (N. Virginia)", f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:a"),
        ("EU (Ireland)", f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:a"),
        ("Europe (Ireland)", f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:a"),
        ("China (Beijing)", f"arn:aws-cn:cloudwatch:cn-north-1:{ACCOUNT}:alarm:a"),
        ("us-west-2", f"arn:aws:cloudwatch:us-west-2:{ACCOUNT}:alarm:a"),
        ("Moon (Sea of Tranquility)", f"arn:aws:cloudwatch:Moon (Sea of Tranquility):{ACCOUNT}:alarm:a"),
    ],
)
def test_a_region_is_known_by_display_name_and_by_code(region: str, arn: str) -> None:
    assert transition({**payload("before_2019"), "AlarmName": "a", "Region": region}).arn == arn


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:cloudwatch:us-east-1:{OTHER}:alarm:web",
        f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:web",
        f"arn:aws-us-gov:cloudwatch:us-east-1:{ACCOUNT}:alarm:web",
        f"arn:aws:sns:us-east-1:{ACCOUNT}:alarm:web",
        f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm-mute-rule:web",
        "web",
        "",
    ],
)
def test_only_the_whole_arn_says_that_an_alarm_is_ours(arn: str) -> None:
    assert is_within(f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:web:a", Home(ACCOUNT, "us-east-1"))
    assert not is_within(arn, Home(ACCOUNT, "us-east-1"))


def test_without_an_account_of_its_own_bellhop_owns_no_alarm() -> None:
    assert not is_within("arn:aws:cloudwatch:us-east-1::alarm:web", Home("", "us-east-1"))


def test_in_another_partition_its_alarms_are_ours_too() -> None:
    assert is_within(f"arn:aws-cn:cloudwatch:cn-north-1:{ACCOUNT}:alarm:web", Home(ACCOUNT, "cn-north-1"))


def test_each_region_is_of_the_partition_that_the_sdk_says() -> None:
    session = boto3.session.Session()
    known = {name: part for part in session.get_available_partitions() for name in regions_of(session, part)}
    assert len(known) > 30
    assert {name: partition(name).name for name in known} == known


def regions_of(session: boto3.session.Session, part: str) -> list[str]:
    return session.get_available_regions("cloudwatch", partition_name=part)


def test_what_is_scaled_is_of_the_alarms_account_and_region() -> None:
    assert target_arn("eu-west-1", "1", "web") == "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:"
    assert target_arn("cn-north-1", "1", "ecs:shop/web") == "arn:aws-cn:ecs:cn-north-1:1:service/"
    of_numbers = "arn:aws:application-autoscaling:eu-west-1:1:scalable-target/"
    assert target_arn("eu-west-1", "1", "dynamodb:orders:read") == of_numbers
