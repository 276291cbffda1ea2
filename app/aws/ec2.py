"""EC2: which instances are gone, and what those that run are billed as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.aws.door import client, translated
from app.base.values import dataclass

MOST_IDS = 200  # values of a filter
# A terminated instance is told of for an hour.
OVER = frozenset({"shutting-down", "terminated"})


@dataclass(frozen=True)
class Billed:
    """What an instance is billed by: `operation` tells its system (RunInstances:0002 is Windows), as in the price list.

    is_spot  Spot, or from a block of capacity that was bought: neither has a price on demand
    tenancy  `default` on shared hardware
    """

    id: str
    type: str
    operation: str
    is_spot: bool = False
    tenancy: str = "default"
    zone: str = ""


class Instances:
    """What Bellhop asks of EC2."""

    def gone(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of at most 200 instances that are terminated, or that the account does not know; one call."""
        asked = ids[:MOST_IDS]
        there = {each["InstanceId"] for each in _found(asked) if each["State"]["Name"] not in OVER}
        return frozenset(asked) - there

    def billed(self, ids: Sequence[str]) -> tuple[Billed, ...]:
        """What those of at most 200 instances that are there are billed as; one call."""
        return tuple(_billed(each) for each in _found(ids[:MOST_IDS]) if each["State"]["Name"] not in OVER)


def _found(ids: Sequence[str]) -> list[dict[str, Any]]:
    """As a filter: named outright, one that is gone would make the whole call fail."""
    asked = [{"Name": "instance-id", "Values": list(ids)}]
    with translated("look which instances there are"):
        pages = client("ec2").get_paginator("describe_instances").paginate(Filters=asked)
        return [each for page in pages for held in page["Reservations"] for each in held.get("Instances", [])]


def _billed(item: dict[str, Any]) -> Billed:
    placement = item.get("Placement", {})
    return Billed(
        id=item["InstanceId"],
        type=item.get("InstanceType", ""),
        operation=item.get("UsageOperation", ""),
        is_spot=bool(item.get("InstanceLifecycle")),
        tenancy=placement.get("Tenancy", "default"),
        zone=placement.get("AvailabilityZone", ""),
    )
