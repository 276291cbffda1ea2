"""What an alarm watches: its groups, and the test that its reason tells."""

import pytest

from app.alarms.read import watch
from tests.app.alarms.alarm_support import payload, transition


def test_a_group_is_found_in_the_metrics_of_an_expression() -> None:
    assert transition(payload("math")).groups == ("web",)


@pytest.mark.parametrize(("length", "operator"), [(900, "GreaterThanThreshold"), (200_000, "")])
def test_a_reason_longer_than_any_of_cloudwatchs_is_not_searched_to_its_end(length: int, operator: str) -> None:
    reason = "1 out of the last 1 datapoints " * (length // 31) + "was greater than the threshold (80.0)"
    assert watch.tested(watch.Watch(), [reason], {}).operator == operator
