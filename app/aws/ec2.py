"""EC2: which instances are gone."""

from __future__ import annotations

from collections.abc import Sequence

from app.aws.door import client, translated

MOST_IDS = 200  # values of a filter
# A terminated instance is told of for an hour.
OVER = frozenset({"shutting-down", "terminated"})


class Instances:
    """What Bellhop asks of EC2."""

    def gone(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of at most 200 instances that are terminated, or that the account does not know; one call."""
        asked = list(ids[:MOST_IDS])
        # As a filter: named outright, one that is gone would make the whole call fail.
        with translated("look which instances there are"):
            ec2 = client("ec2")
            pages = ec2.get_paginator("describe_instances").paginate(Filters=[{"Name": "instance-id", "Values": asked}])
            found = [
                instance for page in pages for each in page["Reservations"] for instance in each.get("Instances", [])
            ]
        there = {each["InstanceId"] for each in found if each["State"]["Name"] not in OVER}
        return frozenset(asked) - there
