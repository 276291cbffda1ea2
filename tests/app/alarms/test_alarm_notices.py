"""Notices: whatever is no alarm is shown as it came, whole or saying how much is missing."""

import json
import re

import pytest

from tests.app.alarms.alarm_support import (
    assert_slack_takes,
    message_for,
    notice,
    payload,
    seen_in_blocks,
    seen_in_text,
)


def sns(message: str, subject: str | None = None) -> dict[str, object]:
    return {"Type": "Notification", "MessageId": "m", "Subject": subject, "Message": message}


def test_unknown_json_shows_its_short_fields_and_all_of_it() -> None:
    body = payload("unknown_json")
    message = message_for(sns(json.dumps(body), "Build 4711"))
    shown = seen_in_blocks(message)
    assert "*Build 4711*" in shown
    assert "*service*\ncheckout" in shown
    assert "*ratio*\n0.25" in shown
    assert json.loads(re.search(r"```(.*)```", shown, re.DOTALL)[1]) == body  # type: ignore[index]
    assert "Build 4711: service checkout, build 4711, ok false" in seen_in_text(message)


def test_a_bare_string_is_shown_with_its_links() -> None:
    message = message_for(sns("Backup done, see https://b.example/1.", "Nightly"))
    assert "Backup done, see <https://b.example/1>." in seen_in_blocks(message)
    assert seen_in_text(message) == ":incoming_envelope: Nightly: Backup done, see https://b.example/1."


@pytest.mark.parametrize("empty", ["", " \n"])
def test_an_empty_message_is_said_to_be_one(empty: str) -> None:
    message = message_for(sns(empty))
    assert "an empty message" in seen_in_blocks(message)
    assert seen_in_text(message) == ":incoming_envelope: A message without a subject: an empty message"
    assert_slack_takes(message)


@pytest.mark.parametrize("body", ["x" * 200_000, "<&>" * 66_000, "line\n" * 40_000, json.dumps(['&"\\'] * 30_000)])
def test_a_message_of_200_kb_is_shortened_and_says_by_how_much(body: str) -> None:
    message = message_for(sns(body))
    assert_slack_takes(message)
    found = re.search(r"([\d,]+) of ([\d,]+) characters are not shown", seen_in_blocks(message))
    assert found
    cut, whole = (int(number.replace(",", "")) for number in found.groups())
    assert 150_000 < cut < whole


def test_what_is_cut_and_what_is_shown_make_up_the_whole() -> None:
    body = "".join(f"{n:06} " for n in range(20_000))
    shown = seen_in_blocks(message_for(sns(body)))
    numbers = re.findall(r"\d{6}", shown)
    cut = int(re.search(r"([\d,]+) of", shown)[1].replace(",", ""))  # type: ignore[index]
    assert numbers == [f"{n:06}" for n in range(len(numbers))]
    assert abs(len(body) - cut - 7 * len(numbers)) < 7


def test_a_message_full_of_links_loses_none_of_them() -> None:
    body = "http://a " * 900
    assert seen_in_blocks(message_for(sns(body))).count("<http://a>") == 900


def test_a_message_that_begins_with_much_space_is_not_called_empty() -> None:
    message = message_for(sns(" " * 20_000 + "here"))
    assert "here" in seen_in_text(message)
    assert "empty" not in seen_in_blocks(message)


def test_an_event_of_another_service_is_titled_by_what_happened() -> None:
    shown = seen_in_blocks(message_for(payload("health")))
    assert "*AWS Health: AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED*" in shown
    assert "*Service*\nEC2" in shown
    told, _, link = payload("health")["detail"]["eventDescription"][0]["latestDescription"].partition("https:")
    assert f"{told}<https:{link}>" in shown


def test_a_configuration_change_is_no_transition_but_is_shown() -> None:
    assert notice(payload("eventbridge_configuration")).title == "CloudWatch: the alarm ServiceAggregatedAlarm, create"


@pytest.mark.parametrize("body", [None, True, 12, 1.5, [], {}, [1, [2]], "null"])
def test_json_of_any_kind_is_shown(body: object) -> None:
    message = message_for(sns(json.dumps(body)))
    assert_slack_takes(message)
    assert (body if isinstance(body, str) else json.dumps(body, indent=2)) in seen_in_blocks(message)


def test_a_subject_and_a_body_that_would_ping_do_not() -> None:
    message = message_for(sns('{"<!here>": "<!channel>"} <!everyone>', "<!channel> *look*"))
    assert_slack_takes(message)
    assert "<!channel>" in seen_in_blocks(message)


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
    assert seen.fields[0] == ("Shown as it came", "because it names no group")
    assert json.loads(seen.body) == body
