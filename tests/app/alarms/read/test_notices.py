"""Events of other AWS services, each with its title, its facts and its page of the console."""

import json

import pytest

from tests.app.alarms.alarm_support import (
    assert_slack_takes,
    buttons,
    message_for,
    notice,
    payload,
    seen_in_blocks,
)
from tests.app.alarms.notice_support import sns


def test_an_event_of_another_service_is_titled_by_what_happened() -> None:
    shown = seen_in_blocks(message_for(payload("health")))
    assert "*AWS Health: AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED*" in shown
    assert "*Service*\nEC2" in shown
    told, _, link = payload("health")["detail"]["eventDescription"][0]["latestDescription"].partition("https:")
    assert f"{told}<https:{link}>" in shown


def test_everything_that_is_affected_is_named_or_counted() -> None:
    event = payload("health")
    event["detail"]["affectedEntities"] = [{"entityValue": f"i-{number:08}"} for number in range(200)]
    fields = dict(notice(event).fields)
    assert fields["Affected"] == "i-00000000, i-00000001, i-00000002, i-00000003, i-00000004 and 195 more"


@pytest.mark.parametrize("name", ["health", "eventbridge_configuration", "ec2"])
def test_a_resource_that_is_said_already_is_not_said_twice(name: str) -> None:
    event = payload(name)
    event["resources"] = event["resources"] or ["arn:aws:ec2:eu-west-1:123456789012:instance/i-1234567890abcdef0"]
    assert "Resources" not in dict(notice(event).fields)


def test_a_pipeline_that_failed_by_a_notification_rule_says_why() -> None:
    event = payload("codepipeline")
    event["detail"].pop("execution-result")
    event["detailType"] = event.pop("detail-type")
    event["additionalAttributes"] = {"failedActions": [{"action": "Deploy", "additionalInformation": "No such image"}]}
    assert notice(event).body == "No such image"


@pytest.mark.parametrize(("operation", "words"), [("update", "was changed"), ("x", "x")])
def test_a_configuration_change_says_what_became_of_the_alarm(operation: str, words: str) -> None:
    event = payload("eventbridge_configuration")
    event["detail"]["operation"] = operation
    assert notice(event).title == f"CloudWatch: the alarm ServiceAggregatedAlarm {words}"


RDS = {
    "Event Source": "db-instance",
    "Identifier Link": "https://console.aws.amazon.com/rds/home?region=eu-west-1#dbinstance:id=orders",
    "Event ID": "http://docs.amazonwebservices.com/AmazonRDS/latest/UserGuide/USER_Events.html#RDS-EVENT-0002",
    "Event Message": "Finished DB Instance backup",
}


def test_the_sns_message_of_a_service_links_to_its_page_of_the_console() -> None:
    message = message_for(sns(json.dumps(RDS), "RDS Notification Message"))
    (button,) = buttons(message)
    assert button["url"] == RDS["Identifier Link"]
    assert f"*Event*\n<{RDS['Event ID']}>" in seen_in_blocks(message)
    assert_slack_takes(message)


def test_the_lines_of_a_health_event_stand_below_each_other() -> None:
    event = payload("health")
    event["detail"]["eventDescription"][0]["latestDescription"] = "It is broken.\\n\\nWe are looking into it."
    assert notice(event).body == "It is broken.\n\nWe are looking into it."


def test_a_configuration_change_is_no_transition_but_is_shown() -> None:
    assert (
        notice(payload("eventbridge_configuration")).title == "CloudWatch: the alarm ServiceAggregatedAlarm was created"
    )
