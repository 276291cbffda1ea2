"""Which tags an alarm's notifications have today: those that its setting lets CloudWatch send."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.aws.desk.sent_tags import sent_tags
from tests.fakes.aws import ALARM_ARN, FakeCloudWatch, alarm


def with_setting(name: str, setting: dict[str, Any] | None) -> FakeCloudWatch:
    item = {"ActionConfiguration": {"AlarmTagsPropagation": setting}} if setting else {}
    cloudwatch = FakeCloudWatch(replace(alarm(name), arn=f"{ALARM_ARN}{name}", item=item))
    cloudwatch.tagged[name] = {"team": "shop", "stage": "prod"}
    return cloudwatch


@pytest.mark.parametrize(
    ("setting", "tags"),
    [
        ({"Enabled": True}, {"team": "shop", "stage": "prod"}),
        ({"Enabled": True, "IncludedTagKeys": ["team", "other"]}, {"team": "shop"}),
        ({"Enabled": True, "ExcludedTagKeys": ["team"]}, {"stage": "prod"}),
    ],
)
def test_a_setting_names_the_tags_that_are_sent(setting: dict[str, Any], tags: dict[str, str]) -> None:
    assert sent_tags(["web"], with_setting("web", setting)) == {f"{ALARM_ARN}web": tags}


@pytest.mark.parametrize("setting", [None, {}, {"Enabled": False, "IncludedTagKeys": ["team"]}])
def test_without_one_none_are_sent_and_nobody_asks_for_them(setting: dict[str, Any] | None) -> None:
    cloudwatch = with_setting("web", setting)
    assert sent_tags(["web"], cloudwatch) == {}
    assert cloudwatch.looked_up == []


def test_alarms_are_asked_about_a_hundred_at_a_time_each_once() -> None:
    cloudwatch = with_setting("web", None)
    sent_tags([f"web-{number}" for number in range(150)] * 2, cloudwatch)
    assert [len(names) for names in cloudwatch.asked] == [100, 50]
