"""What /alarms lists, typed and read in Slack."""

from __future__ import annotations

import pytest

from tests.app.people import seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop

GUEST = "U0EVE"


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def test_it_names_what_is_not_ok_also_to_a_guest(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.add(alarm("db-conns", "INSUFFICIENT_DATA"))
    type_in(bellhop, "/alarms", user=GUEST)
    (told,) = seen(bellhop, user=GUEST)
    assert ":red_circle: `web-5xx`" in told
    assert ":white_circle: `db-conns`" in told
    assert "web-high-cpu" not in told


def test_without_any_it_says_so(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.remove("web-5xx")
    type_in(bellhop, "/alarms")
    assert seen(bellhop) == [":large_green_circle: No alarm is in ALARM or INSUFFICIENT_DATA."]


def test_cloudwatch_is_asked_for_them_alone(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms web-*")
    assert bellhop.cloudwatch.pages == [("ALARM", "web-"), ("INSUFFICIENT_DATA", "web-")]
