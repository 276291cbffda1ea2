"""What a plan is asked about."""

from __future__ import annotations

from dataclasses import replace

from app.aws.scaling import Instance
from tests.app.commands.scale.outlook.test_ask import ABOUT
from tests.fakes.scaling import web


def test_as_many_were_in_service_as_are_unless_they_are_known_from_before() -> None:
    """A plan that is being carried out is asked about again, as it was before that."""
    five = tuple(Instance(f"i-{number}", "InService") for number in range(5))
    later = replace(ABOUT, group=replace(web(), instances=five))
    assert [about.in_service for about in (ABOUT, later, replace(later, size=2))] == [2, 5, 2]
