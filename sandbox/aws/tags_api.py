"""Auto Scaling's operations on tags, and the filters by which groups are found by theirs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.autoscaling_shapes import tag_shapes
from sandbox.aws.paging import page
from sandbox.aws.protocol import AwsError

# botocore autoscaling/2011-01-01, DescribeAutoScalingGroups: `tag:<key>` too.
GROUP_FILTERS = ("tag-key", "tag-value")
TAG_FILTERS = {
    "auto-scaling-group": "ResourceId",
    "key": "Key",
    "value": "Value",
    "propagate-at-launch": "PropagateAtLaunch",
}
NO_FILTER = "Filter type {name} is not correct. Allowed Filter types are: {known}"
Params = dict[str, Any]


class TagsApi:
    """Each method is one operation of the API."""

    def __init__(self, model: AutoScaling) -> None:
        self._model = model

    def operations(self) -> Mapping[str, Callable[[Params], Params | None]]:
        """The operations by their names in the API."""
        return {
            "CreateOrUpdateTags": self.create_or_update,
            "DeleteTags": self.delete,
            "DescribeTags": self.describe,
        }

    def create_or_update(self, params: Params) -> None:
        """All of them, or none where a group is not there."""
        found = [(self._model.group(each.get("ResourceId", "")), each) for each in params["Tags"]]
        for group, tag in found:
            others = [each for each in group.settings.get("Tags", []) if each["Key"] != tag["Key"]]
            group.settings["Tags"] = [*others, tag]
        self._model.on_change()

    def delete(self, params: Params) -> None:
        """One that is not there is no error; one that is named with another value stays."""
        found = [(self._model.group(each.get("ResourceId", "")), each) for each in params["Tags"]]
        for group, tag in found:
            group.settings["Tags"] = [each for each in group.settings.get("Tags", []) if not _is_meant(each, tag)]
        self._model.on_change()

    def describe(self, params: Params) -> Params:
        filters = params.get("Filters") or []
        for each in filters:
            if each["Name"] not in TAG_FILTERS:
                raise _no_filter(each["Name"], TAG_FILTERS)
        tags = [tag for group in self._model.groups.values() for tag in tag_shapes(group)]
        found = [tag for tag in tags if all(_told(tag[TAG_FILTERS[f["Name"]]]) in f["Values"] for f in filters)]
        shown, token = page(found, params, 50)
        return {"Tags": list(shown), "NextToken": token}


def check_filters(filters: Sequence[Params]) -> None:
    """Those that DescribeAutoScalingGroups takes; ValidationError for others."""
    for each in filters:
        if each["Name"] not in GROUP_FILTERS and not each["Name"].startswith("tag:"):
            raise _no_filter(each["Name"], (*GROUP_FILTERS, "tag:<key>"))


def passes(group: Group, filters: Sequence[Params]) -> bool:
    """Whether for each filter a tag of the group is among its values."""
    tags = {tag["Key"]: tag.get("Value", "") for tag in group.settings.get("Tags", [])}
    return all(_has(tags, each["Name"], each.get("Values", [])) for each in filters)


def _has(tags: Mapping[str, str], name: str, values: Sequence[str]) -> bool:
    if name == "tag-key":
        return any(key in values for key in tags)
    if name == "tag-value":
        return any(value in values for value in tags.values())
    return tags.get(name.removeprefix("tag:")) in values


def _is_meant(tag: Params, named: Params) -> bool:
    return tag["Key"] == named["Key"] and named.get("Value", tag.get("Value")) == tag.get("Value")


def _told(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _no_filter(name: str, known: Iterable[str]) -> AwsError:
    return AwsError("ValidationError", NO_FILTER.format(name=name, known=" ".join(known)))
