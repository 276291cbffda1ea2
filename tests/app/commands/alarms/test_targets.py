"""Which alarms a mute is about."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.commands.alarms.targets import MOST, meant, still_there
from tests.app.commands.alarms.world import metric_alarm
from tests.fakes.aws import FakeCloudWatch


def world(count: int, prefix: str = "web-") -> FakeCloudWatch:
    return FakeCloudWatch(*(metric_alarm(f"{prefix}{at:04}", "OK") for at in range(count)))


def test_a_glob_means_all_that_fit_whatever_their_state() -> None:
    cloudwatch = FakeCloudWatch(metric_alarm("web-1"), metric_alarm("web-2", "OK"), metric_alarm("db-1"))
    found = meant("web-*", "mute", cloudwatch)
    assert ([each.name for each in found.alarms], found.is_sure) == (["web-1", "web-2"], True)
    assert [each.name for each in meant("WEB-*", "mute", cloudwatch).alarms] == ["web-1", "web-2"]


def test_a_whole_name_wins_over_the_glob_that_it_is() -> None:
    cloudwatch = FakeCloudWatch(metric_alarm("web-*"), metric_alarm("web-2"))
    assert [each.name for each in meant("web-*", "mute", cloudwatch).alarms] == ["web-*"]


def test_a_part_of_a_name_is_a_guess() -> None:
    assert not meant("eb-0", "mute", world(1)).is_sure


@pytest.mark.parametrize(
    ("glob", "count", "wrong"),
    [
        ("", 1, "Which alarms"),
        ("db-*", 1, "No alarm is called"),
        ("*", MOST + 1, "more than 200 alarms"),
        ("*7", 1001, "Name fewer"),
    ],
)
def test_what_is_none_or_too_many_is_refused(glob: str, count: int, wrong: str) -> None:
    with pytest.raises(Wrong, match=wrong):
        meant(glob, "mute", world(count))


def test_what_is_still_there_is_asked_for_by_name_a_hundred_at_a_time() -> None:
    cloudwatch = world(150)
    names = [*(each.name for each in cloudwatch.alarms()), "gone"]
    assert len(still_there(names, cloudwatch)) == 150
    assert len(cloudwatch.asked) == 2
