"""Auto Scaling's notifications."""

import pytest

from tests.app.alarms.alarm_support import (
    above_the_fold,
    assert_slack_takes,
    folded,
    message_for,
    notice,
    payload,
    seen_in_blocks,
    seen_in_text,
)


@pytest.mark.parametrize(
    ("region", "console"),
    [
        ("us-east-1", "https://us-east-1.console.aws.amazon.com/"),
        ("cn-north-1", "https://cn-north-1.console.amazonaws.cn/"),
        ("moon", ""),
    ],
)
def test_a_scaling_notification_links_to_its_group(region: str, console: str) -> None:
    group = payload("asg_launch_error")["AutoScalingGroupARN"].replace("us-east-1", region)
    seen = notice({**payload("asg_launch_error"), "AutoScalingGroupARN": group})
    link = f"{console}ec2/home?region={region}#AutoScalingGroupDetails:id=web"
    assert seen.url == (link if console else "")
    assert seen.region == region


def test_a_failed_launch_says_which_group_and_why() -> None:
    message, body = message_for(payload("asg_launch_error")), payload("asg_launch_error")
    assert "*Auto Scaling could not launch an instance in web*" in seen_in_blocks(message)
    assert "Auto Scaling could not launch an instance in web" in seen_in_text(message)
    for fact in (body["StatusCode"], body["StatusMessage"], body["AccountId"], "us-east-1a"):
        assert fact in seen_in_blocks(message)
        assert fact in seen_in_text(message)
    assert body["Cause"] in seen_in_blocks(message)


def test_auto_scalings_test_notification_is_shown_without_activity_fields() -> None:
    message = message_for(payload("asg_test"))
    assert "*Auto Scaling will send its notifications about web here*" in seen_in_blocks(message)
    assert_slack_takes(message)


def test_a_scaling_notification_without_a_group_is_shown_as_it_came() -> None:
    body = {key: value for key, value in payload("asg_test").items() if key != "AutoScalingGroupName"}
    seen = notice(body)
    assert seen.fields[0] == ("Shown as received", "because it names no group")
    shown = above_the_fold(message_for(body)) + folded(message_for(body))
    assert [value for key, value in body.items() if key != "Time" and str(value) not in shown] == []
