"""What a mixed-instances policy lets a group launch."""

from __future__ import annotations

from typing import Any

import pytest

from app.commands.scale.outlook.price.mix import Mix, mix_in


def policy(types: list[dict[str, Any]], **distribution: int) -> dict[str, Any]:
    return {"LaunchTemplate": {"Overrides": types}, "InstancesDistribution": distribution}


LARGE, XLARGE = {"InstanceType": "m6i.large"}, {"InstanceType": "m6i.xlarge"}


@pytest.mark.parametrize(
    ("given", "mix"),
    [
        ({}, Mix()),
        (policy([]), Mix()),
        (policy([LARGE]), Mix()),
        (policy([LARGE, XLARGE]), Mix(has_types=True)),
        (policy([{"InstanceRequirements": {"VCpuCount": {"Min": 2}}}]), Mix(has_types=True)),
        (policy([LARGE], OnDemandPercentageAboveBaseCapacity=100), Mix()),
        (policy([LARGE], OnDemandBaseCapacity=2, OnDemandPercentageAboveBaseCapacity=50), Mix(has_spot=True)),
    ],
)
def test_a_policy_says_whether_there_may_be_several_types_and_spot(given: dict[str, Any], mix: Mix) -> None:
    assert mix_in(given) == mix
