"""The lines of a plan's forecast and of a form's, and what a change keeps of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.scaling import Group
from app.base.errors import BellhopError, Later, Refused
from app.commands.scale.outlook.forecast.check import Check, told_in
from app.commands.scale.outlook.forecast.estimate import UNITS, estimate
from app.commands.scale.outlook.forecast.figure import Figure
from app.commands.scale.outlook.forecast.foresight import Found
from app.commands.scale.outlook.forecast.shared import Why
from app.commands.scale.outlook.forecast.track_record import TrackRecords
from app.commands.scale.outlook.forecast.words import reason
from app.commands.scale.outlook.values import Estimate
from app.store.table import MemoryTable, Table
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
from tests.app.commands.scale.outlook.forecast.test_check import TOLD
from tests.app.commands.scale.outlook.forecast.test_read import ABOUT, Asking
from tests.app.commands.scale.outlook.forecast.test_read import alarm as read_alarm
from tests.fakes.scaling import web

LATENCY = replace(CPU, metric="Latency")
SHARED = (CPU, divided(120.0), above(80.0))
OF_CPU = ":crystal_ball: CPUUtilization 60 % at 2, about 30 % at 4: `web-high-cpu` stays OK."
NO_LATENCY = ":grey_question: No forecast of Latency: a time does not divide by the size."


def planned(found: Found, after: int = 4, table: Table | None = None) -> Estimate:
    return estimate(*asked_for(web(), found, table, after))


def in_a_form(found: Found, group: Group | None = None) -> tuple[str, ...]:
    said = estimate(*asked_for(group or web(), found))
    assert not said.kept
    return said.lines


def test_a_metric_with_a_figure_is_a_line_with_what_its_alarm_does() -> None:
    assert planned(known(SHARED)).lines == (OF_CPU,)


def test_the_change_keeps_the_figure_to_compare_it_later() -> None:
    (told,) = told_in(planned(known(SHARED)).kept)
    assert (told.asked, told.figure.to) == (CPU, 4)
    assert isinstance(told.figure, Figure)
    assert told.figure.then == pytest.approx(30.0)


def test_all_that_have_no_figure_are_one_line_with_each_reason() -> None:
    found = known((CPU, (), above(80.0)), (LATENCY, divided(120.0), above(1.0, "web-slow")))
    (line,) = planned(found).reasons
    assert planned(found).lines == ()
    assert line.startswith(":grey_question: No forecast of CPUUtilization: too few values")
    assert line.endswith("; Latency: a time does not divide by the size.")


def test_that_a_metric_is_at_its_limit_is_told_with_every_plan() -> None:
    """Whoever is on call has to know that nobody can tell how much more there is to do."""
    said = planned(known((CPU, divided(200.0), above(80.0)), (LATENCY, divided(120.0), above(1.0, "web-slow"))))
    assert said.lines == (f":grey_question: No forecast of CPUUtilization: {reason(Why.FULL)}.",)
    assert said.reasons == (NO_LATENCY,)


def test_what_has_no_figure_is_not_kept() -> None:
    assert planned(known((LATENCY, divided(120.0), above(1.0)))).kept == {}


def test_those_with_a_figure_come_first_and_are_all_that_is_kept() -> None:
    said = planned(known((LATENCY, divided(120.0), above(1.0, "web-slow")), SHARED))
    assert (said.lines, said.reasons) == ((OF_CPU,), (NO_LATENCY,))
    assert [told.asked for told in told_in(said.kept)] == [CPU]


def test_how_far_earlier_ones_were_off_comes_after_the_figures() -> None:
    table = MemoryTable()
    TrackRecords(table, lambda: at(0)).add("web", [Check("c1", TOLD, 49.0, at(0))])
    found = known(SHARED, (LATENCY, divided(120.0), above(1.0, "web-slow")))
    said = planned(found, table=table).lines
    assert said == (OF_CPU, ":dart: The last forecast here was off by 4 points.")


def test_of_another_group_it_says_nothing() -> None:
    table = MemoryTable()
    TrackRecords(table, lambda: at(0)).add("shop", [Check("c1", TOLD, 49.0, at(0))])
    assert planned(known(SHARED), table=table).lines == (OF_CPU,)


def test_without_a_figure_nobody_asks_how_good_the_others_were() -> None:
    table = MemoryTable()
    TrackRecords(table, lambda: at(0)).add("web", [Check("c1", TOLD, 49.0, at(0))])
    assert planned(known((LATENCY, divided(120.0), above(1.0))), table=table) == Estimate(reasons=(NO_LATENCY,))


def test_without_an_alarm_on_a_metric_nothing_is_said_or_kept() -> None:
    assert planned(known()) == Estimate()
    assert in_a_form(known()) == ()


def test_a_plan_for_none_at_all_has_no_figure() -> None:
    said = planned(known(SHARED), after=0)
    assert said == Estimate(reasons=(":grey_question: No forecast of CPUUtilization: nobody is left to share it.",))


@pytest.mark.parametrize("after", [4, None])
def test_sizes_in_units_have_none_and_nothing_is_read_for_it(after: int | None) -> None:
    asking = Asking(read_alarm())
    asked = len(asking.cloudwatch.pages)
    said = estimate(replace(ABOUT, group=web(unit="vcpu"), after=after), replace(asking.parts, known={}))
    assert said == Estimate(reasons=(UNITS,))
    assert len(asking.cloudwatch.pages) == asked


@pytest.mark.parametrize("after", [4, None])
@pytest.mark.parametrize("fault", [Refused("AWS does not allow it."), Later("AWS is busy.")])
def test_what_aws_denies_or_says_too_late_is_raised_for_whoever_asks(fault: BellhopError, after: int | None) -> None:
    asking = Asking(read_alarm())
    asking.cloudwatch.faults = [fault]
    with pytest.raises(type(fault), match=str(fault)):
        estimate(replace(ABOUT, after=after), replace(asking.parts, known={}))


def test_a_form_tells_of_sizes_near_the_one_that_is_and_of_the_one_that_fits() -> None:
    assert in_a_form(known((CPU, divided(160.0), above(80.0)))) == (
        ":crystal_ball: CPUUtilization 80 % at 2; about 100 % at 1, 53 % at 3, 40 % at 4, 27 % at 6.",
        ":bulb: 3 is the smallest size that keeps what has a figure OK, with a margin.",
    )


def test_a_form_tells_of_no_size_beyond_the_limits() -> None:
    first, _ = in_a_form(known(SHARED), web(minimum=2, maximum=3))
    assert first == ":crystal_ball: CPUUtilization 60 % at 2; about 40 % at 3."


def test_where_minimum_and_maximum_are_one_a_form_has_only_whether_that_fits() -> None:
    fixed = web(minimum=2, maximum=2)
    assert in_a_form(known(SHARED), fixed) == (
        ":bulb: 2 is the smallest size that keeps what has a figure OK, with a margin.",
    )
    assert in_a_form(known((CPU, divided(160.0), above(80.0))), fixed) == ()


def test_a_form_does_not_tell_of_no_instances_at_all() -> None:
    sizes = ((40, 1), (40, 2), (40, 1))
    found = known((CPU, divided(40.0, *sizes), above(80.0)), sizes=sizes)
    first, _ = in_a_form(found, web(minimum=0, desired=1))
    assert first == ":crystal_ball: CPUUtilization 40 % at 1; about 20 % at 2, 13 % at 3."


def test_a_form_leaves_out_what_has_no_figure() -> None:
    assert in_a_form(known((LATENCY, divided(120.0), above(1.0)))) == ()


def test_where_no_size_fits_a_form_says_none() -> None:
    values = divided(120.0)
    (only,) = in_a_form(known((CPU, values, above(65.0)), (CPU, values, below(55.0))))
    assert only.startswith(":crystal_ball: ")


def test_while_one_is_at_its_limit_a_form_proposes_no_size() -> None:
    full = tuple((time, 100.0) for time, _ in divided(1.0))
    (only,) = in_a_form(known((CPU, full, above(80.0)), (REQUESTS, divided(200.0), above(350.0, "web-requests"))))
    assert only.startswith(":crystal_ball: RequestCountPerTarget (Sum) 100 at 2;")
