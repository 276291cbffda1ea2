"""The size that fits, or a sentence why nobody can tell it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.alarm import Alarm
from app.base.errors import Wrong
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.forecast.fit import fitting
from app.commands.scale.outlook.values import About
from app.store.table import MemoryTable
from tests.app.commands.scale.outlook.forecast.test_read import ABOUT, NOW, alarm
from tests.fakes.aws import FakeCloudWatch, FakeInstances
from tests.fakes.scaling import FakeAutoScaling, targets


def why(about: About, *alarms: Alarm) -> str:
    at = targets(FakeAutoScaling(about.group))
    parts = Parts(at, FakeCloudWatch(*alarms), MemoryTable(), lambda: NOW, FakeInstances())
    with pytest.raises(Wrong) as raised:
        fitting(about, parts)
    return str(raised.value)


def test_units_are_not_instances() -> None:
    units = replace(ABOUT, group=replace(ABOUT.group, unit="vcpu"))
    assert why(units, alarm()).startswith("The sizes of `web` are not in instances")


def test_without_an_alarm_no_size_fits_better() -> None:
    assert why(ABOUT).startswith("No alarm watches a metric of `web`")


def test_without_a_past_nobody_can_tell() -> None:
    said = "Bellhop can't tell which size of `web` fits. `CPUUtilization`: there are too few values"
    assert why(ABOUT, alarm()).startswith(said)
