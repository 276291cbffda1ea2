"""The smallest size that keeps a group's alarms OK, or one sentence that says why there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.scaling import NO_LIMIT, Group
from app.base.errors import BellhopError, Later, Refused, Wrong
from app.commands.scale.outlook.forecast.fit import fitting
from app.commands.scale.outlook.forecast.foresight import Found
from tests.app.commands.scale.outlook.forecast.series import (
    CPU,
    REQUESTS,
    above,
    asked_for,
    at,
    below,
    divided,
    known,
)
from tests.app.commands.scale.outlook.forecast.test_read import ABOUT, Asking
from tests.app.commands.scale.outlook.forecast.test_read import alarm as read_alarm
from tests.fakes.scaling import web

LATENCY = replace(CPU, metric="Latency")


def of_cpu(load: float) -> Found:
    return known((CPU, divided(load), above(80.0)))


def fit(found: Found, group: Group | None = None) -> int:
    return fitting(*asked_for(group or web(), found))


def refused(found: Found, group: Group | None = None) -> str:
    with pytest.raises(Wrong) as raised:
        fit(found, group)
    return str(raised.value)


@pytest.mark.parametrize(("load", "size"), [(180.0, 3), (120.0, 2), (60.0, 1)])
def test_it_is_larger_or_the_present_size_or_smaller(load: float, size: int) -> None:
    assert fit(of_cpu(load)) == size


def test_it_is_at_least_the_minimum() -> None:
    assert fit(of_cpu(60.0), web(minimum=2)) == 2


def test_one_above_the_maximum_is_none() -> None:
    said = refused(of_cpu(180.0), web(maximum=2))
    assert said.startswith(
        "No size of `web` from 1 to 2 surely keeps its alarms OK (those that Bellhop can forecast), with a"
    )
    assert said.endswith(" to spare. Nothing changed.")


def test_where_minimum_and_maximum_are_one_only_that_size_is_tried() -> None:
    assert fit(of_cpu(120.0), web(minimum=2, maximum=2)) == 2
    assert refused(of_cpu(180.0), web(minimum=2, maximum=2)).startswith("No size of `web` from 2 to 2 surely keeps")


def test_without_a_maximum_no_such_number_is_said() -> None:
    values = divided(180.0)
    found = known((CPU, values, above(80.0)), (CPU, values, below(75.0)))
    assert refused(found, web(maximum=NO_LIMIT)).startswith("No size of `web` from 1 up surely keeps its alarms OK")


def test_without_an_alarm_no_size_fits_better() -> None:
    said = "No alarm watches a metric of `web` with a fixed threshold, so no size fits better. Nothing changed."
    assert refused(known()) == said


def test_without_data_nobody_can_tell() -> None:
    assert refused(known((CPU, (), above(80.0)))) == (
        "Bellhop can't tell which size of `web` fits. `CPUUtilization`: too few values while the size stayed the same "
        "(it takes at least 30). Nothing changed."
    )


def test_of_several_metrics_without_a_figure_each_says_why() -> None:
    said = refused(known((CPU, (), above(80.0)), (LATENCY, divided(120.0), above(1.0, "web-slow"))))
    assert "`CPUUtilization`: too few values" in said
    assert "`Latency`: a time does not divide by the size." in said


def test_one_metric_with_a_figure_is_enough() -> None:
    found = known((CPU, divided(180.0), above(80.0)), (LATENCY, divided(120.0), above(1.0, "web-slow")))
    assert fit(found) == 3


def test_while_one_is_at_its_limit_nobody_can_tell_and_only_that_is_said() -> None:
    full = tuple((time, 100.0) for time, _ in divided(1.0))
    found = known(
        (CPU, full, above(80.0)),
        (REQUESTS, divided(200.0), above(350.0, "web-requests")),
        (LATENCY, divided(120.0), above(1.0, "web-slow")),
    )
    assert refused(found) == (
        "Bellhop can't tell which size of `web` fits. `CPUUtilization`: it is at its limit, so nobody sees how much "
        "more there is to do. Nothing changed."
    )


def test_a_shared_metric_that_has_stopped_is_said_rather_than_that_no_size_fits() -> None:
    stopped = tuple(pair for pair in divided(120.0) if pair[0] < at(150))
    found = known((CPU, stopped, above(80.0)), (REQUESTS, divided(200.0), above(350.0, "web-requests")))
    assert "can't tell which size of `web` fits. `CPUUtilization`: the size has just changed, or" in refused(found)


def test_while_none_is_in_service_nobody_can_tell() -> None:
    none = web(minimum=0, desired=0, instances=())
    found = known((CPU, divided(120.0), above(80.0)), size=0)
    assert "can't tell which size of `web` fits" in refused(found, none)


def test_sizes_in_units_have_no_fit_and_nothing_is_read_for_it() -> None:
    asking = Asking(read_alarm())
    asked = len(asking.cloudwatch.pages)
    with pytest.raises(Wrong, match=r"^The sizes of `web` are not in instances, so Bellhop can't tell which one fits"):
        fitting(replace(ABOUT, group=web(unit="vcpu")), replace(asking.parts, known={}))
    assert len(asking.cloudwatch.pages) == asked


@pytest.mark.parametrize("fault", [Refused("AWS does not allow it."), Later("AWS is busy.")])
def test_what_aws_denies_or_says_too_late_is_raised_as_it_is(fault: BellhopError) -> None:
    asking = Asking(read_alarm())
    asking.cloudwatch.faults = [fault]
    with pytest.raises(type(fault), match=str(fault)):
        fitting(ABOUT, replace(asking.parts, known={}))
