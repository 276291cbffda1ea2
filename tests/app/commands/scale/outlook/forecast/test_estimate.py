"""The forecast of a plan: a line for what has a figure, one for what has none, and nothing where nothing is watched."""

from __future__ import annotations

from dataclasses import replace

from app.aws.alarm import Alarm
from app.commands.scale.outlook.estimator import Parts
from app.commands.scale.outlook.forecast.estimate import UNITS, estimate
from app.commands.scale.outlook.values import About, Estimate
from app.store.table import MemoryTable
from tests.app.commands.scale.outlook.forecast.test_read import ABOUT, NOW, alarm
from tests.app.commands.scale.outlook.forecast.world import World
from tests.fakes.aws import FakeCloudWatch, FakeInstances
from tests.fakes.scaling import FakeAutoScaling, targets


def of(about: About, *alarms: Alarm) -> Estimate:
    at = targets(FakeAutoScaling(about.group))
    return estimate(about, Parts(at, FakeCloudWatch(*alarms), MemoryTable(), lambda: NOW, FakeInstances()))


def test_units_and_what_nobody_watches() -> None:
    assert of(replace(ABOUT, group=replace(ABOUT.group, unit="vcpu"))) == Estimate((UNITS,))
    assert of(ABOUT) == Estimate()


def test_what_has_no_figure_has_a_word_in_a_plan_and_none_in_a_form() -> None:
    (line,) = of(ABOUT, alarm()).lines
    assert line.startswith(":grey_question: No forecast of CPUUtilization: there are too few values")
    assert of(replace(ABOUT, after=None), alarm()) == Estimate()


def test_what_has_a_figure_is_kept_with_the_plan_and_a_form_tells_of_the_sizes_within_its_limits() -> None:
    world = World(size=2, maximum=4)
    world.load.set("web", 60)
    world.pass_by(20)
    for size in (4, 2):
        world.scale(size, 20)
    found = estimate(world.about(4), world.parts)
    assert found.lines[0].startswith(":crystal_ball: CPUUtilization ")
    assert len(found.kept["told"]) == 1
    form = estimate(world.about(None), world.parts)
    assert " at 1, " in form.lines[0]
    assert " at 4." in form.lines[0]
    assert form.kept == {}
