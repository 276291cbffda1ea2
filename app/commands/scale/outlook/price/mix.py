"""What a group's mixed-instances policy lets it launch (botocore autoscaling/2011-01-01). No IO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.values import dataclass


@dataclass(frozen=True)
class Mix:
    """Whether there may be several types, and whether there may be Spot instances: what runs now is not all of it."""

    has_types: bool = False
    has_spot: bool = False


def mix_in(policy: Mapping[str, Any]) -> Mix:
    """Of a policy as DescribeAutoScalingGroups tells it; of none, nothing is mixed."""
    overrides = (policy.get("LaunchTemplate") or {}).get("Overrides") or []
    types = {each.get("InstanceType", "") for each in overrides}
    share = (policy.get("InstancesDistribution") or {}).get("OnDemandPercentageAboveBaseCapacity", 100)
    # Requirements instead of a type stand for many.
    return Mix(len(types) > 1 or "" in types, share < 100)
