"""What serverless.yml makes of an AWS account: read from the CloudFormation template that osls writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

INFRASTRUCTURE = "".join(file.read_text() for file in (Path(__file__).parents[2] / "infrastructure").glob("*.yml"))
FUNCTIONS = {"slack": "SlackRole", "worker": "WorkerRole", "alarms": "AlarmsRole"}
QUEUES = {
    "JobsQueue": "WorkerLambdaFunction",
    "WatchQueue": "WorkerLambdaFunction",
    "AlarmsQueue": "AlarmsLambdaFunction",
}
FOURTEEN_DAYS = 14 * 24 * 3600

Template = Mapping[str, Any]


def resource(template: Template, name: str) -> dict[str, Any]:
    properties: dict[str, Any] = template["Resources"][name]["Properties"]
    return properties


def of_type(template: Template, kind: str) -> dict[str, dict[str, Any]]:
    return {name: entry["Properties"] for name, entry in template["Resources"].items() if entry["Type"] == kind}


def statements(role: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for policy in role["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def actions(template: Template, role: str) -> set[str]:
    return {action for statement in statements(resource(template, role)) for action in as_list(statement["Action"])}


@pytest.mark.parametrize(("function", "role"), FUNCTIONS.items())
def test_every_function_has_a_role_of_its_own(template: Template, function: str, role: str) -> None:
    made = resource(template, f"{function.capitalize()}LambdaFunction")

    assert made["Role"] == {"Fn::GetAtt": [role, "Arn"]}
    assert made["Handler"] == f"handlers.{function}.handler"
    assert (made["Runtime"], made["Architectures"]) == ("python3.13", ["arm64"])
    assert set(of_type(template, "AWS::IAM::Role")) == set(FUNCTIONS.values())


@pytest.mark.parametrize("role", FUNCTIONS.values())
def test_no_role_allows_a_wildcard_action(template: Template, role: str) -> None:
    for action in actions(template, role):
        assert "*" not in action or re.search(r":(Describe|Get|List)\*$", action)


@pytest.mark.parametrize("role", FUNCTIONS.values())
def test_only_looking_needs_every_resource(template: Template, role: str) -> None:
    for statement in statements(resource(template, role)):
        if "*" in as_list(statement["Resource"]):
            assert all(
                re.search(r":(Describe|GetMetricWidgetImage)", action) for action in as_list(statement["Action"])
            )


def test_every_wide_resource_says_why() -> None:
    wide = [line for line in INFRASTRUCTURE.splitlines() if re.search(r"Resource: (\"\*\"|'\*'|\*$)", line)]

    assert wide
    assert all(re.search(r"# \w+ \w+", line) for line in wide)


def test_the_edge_may_only_log_queue_jobs_and_read_its_secrets(template: Template) -> None:
    allowed = {str(each["Action"]): as_list(each["Resource"]) for each in statements(resource(template, "SlackRole"))}

    assert actions(template, "SlackRole") == {
        *("logs:CreateLogStream", "logs:PutLogEvents", "ssm:GetParameter"),
        *("sqs:SendMessage", "sqs:GetQueueAttributes"),
    }
    (queues,) = [resources for action, resources in allowed.items() if "sqs:" in action]
    assert queues == [{"Fn::GetAtt": ["JobsQueue", "Arn"]}]


def test_alarms_cannot_scale_or_force(template: Template) -> None:
    assert not {action for action in actions(template, "AlarmsRole") if action.startswith(("autoscaling:", "cloudw"))}


@pytest.mark.parametrize(("queue", "function"), QUEUES.items())
def test_a_queue_gives_its_function_time_and_keeps_what_failed(template: Template, queue: str, function: str) -> None:
    made, dead = resource(template, queue), resource(template, queue.replace("Queue", "DeadLetterQueue"))

    assert made["VisibilityTimeout"] >= 6 * resource(template, function)["Timeout"]
    assert made["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] == queue.replace("Queue", "DeadLetterQueue")
    assert made["RedrivePolicy"]["maxReceiveCount"] == 5
    assert made["MessageRetentionPeriod"] == dead["MessageRetentionPeriod"] == FOURTEEN_DAYS
    assert made.get("FifoQueue") == dead.get("FifoQueue")


def test_jobs_say_themselves_what_a_repeat_is(template: Template) -> None:
    jobs = resource(template, "JobsQueue")

    assert jobs["QueueName"] == "bellhop-test-jobs.fifo"
    assert jobs["FifoQueue"] is True
    assert jobs["ContentBasedDeduplication"] is False


def test_every_source_reports_the_items_that_failed_and_no_more(template: Template) -> None:
    mappings = of_type(template, "AWS::Lambda::EventSourceMapping").values()

    assert {each["EventSourceArn"]["Fn::GetAtt"][0]: each["FunctionResponseTypes"] for each in mappings} == {
        queue: ["ReportBatchItemFailures"] for queue in QUEUES
    }


def test_the_topic_takes_alarms_and_rules_of_this_account_only(template: Template) -> None:
    (policy,) = of_type(template, "AWS::SNS::TopicPolicy").values()

    allowed = {each["Principal"]["Service"]: each for each in policy["PolicyDocument"]["Statement"]}
    assert set(allowed) == {"cloudwatch.amazonaws.com", "events.amazonaws.com"}
    assert all("AWS::AccountId" in str(each["Condition"]) for each in allowed.values())


def test_the_topic_alone_may_fill_the_alarms_queue_and_does(template: Template) -> None:
    (policy,) = of_type(template, "AWS::SQS::QueuePolicy").values()
    subscription = resource(template, "AlarmsSubscription")

    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "AlarmTopic"}}}
    assert subscription["Endpoint"] == {"Fn::GetAtt": ["AlarmsQueue", "Arn"]}
    assert not subscription.get("RawMessageDelivery")


def test_each_dead_letter_queue_has_an_alarm_that_reaches_slack_and_a_mailbox(template: Template) -> None:
    alarms = of_type(template, "AWS::CloudWatch::Alarm").values()
    queues = {alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0] for alarm in alarms}

    assert queues == {"AlarmsDeadLetterQueue", "JobsDeadLetterQueue", "WatchDeadLetterQueue"}
    assert all(alarm["AlarmActions"] == [{"Ref": "WarnTopic"}, {"Ref": "AlarmTopic"}] for alarm in alarms)
    assert resource(template, "WarnSubscription")["Endpoint"] == {"Ref": "WarnEmail"}


def test_an_alarm_of_this_account_may_call_the_alarms_function_itself(template: Template) -> None:
    (permission,) = [
        each
        for each in of_type(template, "AWS::Lambda::Permission").values()
        if each["Principal"] == "lambda.alarms.cloudwatch.amazonaws.com"
    ]

    assert permission["FunctionName"] == {"Fn::GetAtt": ["AlarmsLambdaFunction", "Arn"]}
    assert permission["SourceAccount"] == {"Ref": "AWS::AccountId"}


def test_slack_reaches_the_edge_by_one_route(template: Template) -> None:
    assert [route["RouteKey"] for route in of_type(template, "AWS::ApiGatewayV2::Route").values()] == [
        "POST /slack/events"
    ]


def test_the_table_forgets_by_itself_and_outlives_the_stack(template: Template) -> None:
    table = resource(template, "Table")

    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert template["Resources"]["Table"]["DeletionPolicy"] == "Retain"


def test_no_secret_is_in_it(template_text: str, planted: Mapping[str, str]) -> None:
    assert not [secret for secret in planted.values() if secret in template_text]
    assert not re.search(r"xox[a-z]-|xapp-", template_text)


def test_secrets_are_references_that_the_roles_may_read(template: Template) -> None:
    variables = resource(template, "SlackLambdaFunction")["Environment"]["Variables"]
    readable = str(list(statements(resource(template, "SlackRole"))))

    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        kind, _, parameter = variables[name].partition(":")
        assert kind == "ssm"
        assert f":parameter{parameter}" in readable


@pytest.mark.parametrize(
    ("function", "names"),
    {
        "Slack": {"SLACK_SIGNING_SECRET", "BELLHOP_JOBS_QUEUE_URL"},
        "Worker": {"BELLHOP_TABLE", "BELLHOP_JOBS_QUEUE_URL", "BELLHOP_WATCH_QUEUE_URL"},
        "Alarms": {"BELLHOP_TABLE", "BELLHOP_ALARMS_QUEUE_URL", "BELLHOP_WATCH_QUEUE_URL", "SLACK_WEBHOOK_URL"},
    }.items(),
)
def test_a_function_is_told_what_it_needs_and_nothing_else(template: Template, function: str, names: set[str]) -> None:
    variables = resource(template, f"{function}LambdaFunction")["Environment"]["Variables"]

    assert set(variables) == names | {"SLACK_BOT_TOKEN", "SLACK_BOT_USER_ID", "SLACK_API_URL", "BELLHOP_METRICS"}


def test_logs_do_not_pile_up_for_ever(template: Template) -> None:
    groups = of_type(template, "AWS::Logs::LogGroup").values()

    assert len(groups) == len(FUNCTIONS)
    assert all(group["RetentionInDays"] == 30 for group in groups)


def test_the_outputs_are_what_people_and_the_sandbox_look_up(template: Template) -> None:
    dead = {f"{queue.replace('Queue', 'DeadLetterQueue')}Url" for queue in QUEUES}

    assert {"RequestUrl", "AlarmTopicArn", "TableName", *(f"{queue}Url" for queue in QUEUES), *dead} <= set(
        template["Outputs"]
    )
