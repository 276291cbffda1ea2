"""Tags of the front's groups, and groups found by them, through boto3."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.autoscaling_group import Group
from tests.sandbox.aws.conftest import Fronts
from tests.sandbox.aws.fakes import START


def tag(key: str, value: str = "", group: str = "web", **more: Any) -> dict[str, Any]:
    return {
        "ResourceId": group,
        "ResourceType": "auto-scaling-group",
        "Key": key,
        "Value": value,
        "PropagateAtLaunch": False,
        **more,
    }


@pytest.fixture
def tagged(fronts: Fronts) -> Fronts:
    """`web` is the shop's in production, `worker` the shop's in test, `batch` has no tag."""
    for name in ("worker", "batch"):
        fronts.scaling.create(Group(name, 0, 1, 0, START, ("us-east-1a",)))
    tags = [tag("team", "shop"), tag("stage", "prod"), tag("team", "shop", "worker"), tag("stage", "test", "worker")]
    fronts.autoscaling.create_or_update_tags(Tags=tags)
    return fronts


def found(fronts: Fronts, **filters: list[str]) -> list[str]:
    asked = [{"Name": name.replace("__", ":").replace("_", "-"), "Values": each} for name, each in filters.items()]
    groups = fronts.autoscaling.describe_auto_scaling_groups(Filters=asked)["AutoScalingGroups"]
    return [group["AutoScalingGroupName"] for group in groups]


def test_groups_are_found_by_their_tags_and_each_filter_must_hold(tagged: Fronts) -> None:
    assert found(tagged, tag_key=["team"]) == ["web", "worker"]
    assert found(tagged, tag_value=["test", "prod"]) == ["web", "worker"]
    assert found(tagged, tag__stage=["prod"]) == ["web"]
    assert found(tagged, tag__team=["shop"], tag__stage=["test"]) == ["worker"]
    assert found(tagged, tag__team=["bakery"]) == []


def test_a_filter_that_auto_scaling_does_not_know_is_refused(tagged: Fronts) -> None:
    with pytest.raises(ClientError, match="Filter type name is not correct"):
        found(tagged, name=["web"])
    with pytest.raises(ClientError, match="Filter type owner is not correct"):
        tagged.autoscaling.describe_tags(Filters=[{"Name": "owner", "Values": ["web"]}])


def test_a_tag_is_shown_with_its_group_and_in_the_list_of_tags(tagged: Fronts) -> None:
    expected = [tag("team", "shop"), tag("stage", "prod")]
    (group,) = tagged.autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=["web"])["AutoScalingGroups"]
    assert group["Tags"] == expected
    asked = [{"Name": "auto-scaling-group", "Values": ["web"]}]
    assert tagged.autoscaling.describe_tags(Filters=asked)["Tags"] == expected
    asked.append({"Name": "key", "Values": ["stage"]})
    assert tagged.autoscaling.describe_tags(Filters=asked)["Tags"] == expected[1:]
    assert tagged.autoscaling.describe_tags(Filters=[{"Name": "propagate-at-launch", "Values": ["true"]}])["Tags"] == []


def test_a_tag_is_set_again_and_deleted(tagged: Fronts) -> None:
    tagged.autoscaling.create_or_update_tags(Tags=[tag("stage", "canary", PropagateAtLaunch=True)])
    assert found(tagged, tag__stage=["canary"]) == ["web"]
    tagged.autoscaling.delete_tags(Tags=[tag("stage", "canary"), tag("never", "there")])
    assert [each["Key"] for each in tagged.autoscaling.describe_tags()["Tags"]] == ["team", "team", "stage"]


def test_tags_of_a_group_that_is_not_there_are_refused_and_none_is_set(tagged: Fronts) -> None:
    with pytest.raises(ClientError, match="name not found"):
        tagged.autoscaling.create_or_update_tags(Tags=[tag("new", "1"), tag("new", "1", "wbe")])
    assert found(tagged, tag_key=["new"]) == []
