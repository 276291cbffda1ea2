"""Names that no alarm has; what else is looked up is in test_new.py and test_edit.py."""

from __future__ import annotations

from app.commands.alarms.make.lookup import free_name
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop


def test_a_name_that_is_taken_gets_a_number_in_one_call(bellhop: Bellhop) -> None:
    assert free_name("web-slow", bellhop.parts) == "web-slow"
    assert free_name("web-5xx", bellhop.parts) == "web-5xx-2"
    bellhop.cloudwatch.asked.clear()
    for number in range(2, 6):
        bellhop.cloudwatch.add(alarm(f"web-5xx-{number}"))
    assert free_name("web-5xx", bellhop.parts) == "web-5xx", "and then the form says that it is taken"
    assert len(bellhop.cloudwatch.asked) == 1
