"""What serverless.yml makes of an AWS account: read from the CloudFormation template that osls writes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.alarms.read.regions import PARTITIONS, STANDARD
from app.base.metrics import Metric
from app.queues.timers import timer_in
from app.runtime.timers import TIMERS
from app.scaling.ecs_services import AWS_ACTIONS

INFRASTRUCTURE = "".join(file.read_text() for file in (Path(__file__).parents[2] / "infrastructure").glob("*.yml"))
FUNCTIONS = {"slack": "SlackRole", "worker": "WorkerRole", "alarms": "AlarmsRole"}
QUEUES = {
    "JobsQueue": "WorkerLambdaFunction",
    "WatchQueue": "WorkerLambdaFunction",
    "AlarmsQueue": "AlarmsLambdaFunction",
}
# What API Gateway refuses is counted by a filter on its access log.
THROTTLED = "RequestsThrottled"
FOURTEEN_DAYS = 14 * 24 * 3600
# PutCompositeAlarm wants every resource, says its reference; a tag tells nothing that DescribeAlarms doesn't.
KNOWS_NO_RESOURCE = (
    r":Describe|:GetMetricData|:GetMetricWidgetImage|:ListAlarmMuteRules|:ListMetrics|:ListTagsForResource"
    r"|:PutCompositeAlarm|^ecs:List|^xray:"
)

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
def test_only_looking_needs_every_resource(template: Template, full: Template, role: str) -> None:
    for statement in [*statements(resource(template, role)), *statements(resource(full, role))]:
        if "*" in as_list(statement["Resource"]):
            narrow = [each for each in as_list(statement["Action"]) if not re.search(KNOWS_NO_RESOURCE, each)]
            assert not narrow


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


def test_the_functions_that_queue_for_themselves_may_go_round_and_no_other(template: Template) -> None:
    loops = {name: each.get("RecursiveLoop") for name, each in of_type(template, "AWS::Lambda::Function").items()}

    assert loops == {
        "SlackLambdaFunction": None,
        "WorkerLambdaFunction": "Allow",
        "AlarmsLambdaFunction": "Allow",
    }


def test_the_topic_takes_alarms_and_rules_of_this_account_only(template: Template) -> None:
    policy = resource(template, "AlarmTopicPolicy")

    allowed = {each["Principal"]["Service"]: each for each in policy["PolicyDocument"]["Statement"]}
    assert set(allowed) == {"cloudwatch.amazonaws.com", "events.amazonaws.com"}
    assert all("AWS::AccountId" in str(each["Condition"]) for each in allowed.values())


def test_the_topic_takes_other_accounts_that_are_named_and_no_more(full: Template) -> None:
    named = {"Ref": "OtherAccounts"}
    policy = resource(full, "AlarmTopicPolicy")["PolicyDocument"]["Statement"]

    alarms, rules = (each for each in policy if each["Sid"].endswith("OfOtherAccounts"))
    assert alarms["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert alarms["Condition"] == {"StringEquals": {"aws:SourceAccount": named}}
    assert rules["Principal"] == {"AWS": named}
    assert {each["Action"] for each in policy} == {"sns:Publish"}


def test_the_topic_and_rules_of_this_account_may_fill_the_alarms_queue_and_do(template: Template) -> None:
    policy = resource(template, "AlarmsQueuePolicy")
    subscription = resource(template, "AlarmsSubscription")

    topic, rules = policy["PolicyDocument"]["Statement"]
    assert topic["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "AlarmTopic"}}}
    assert rules["Principal"] == {"Service": "events.amazonaws.com"}
    assert "${AWS::AccountId}:rule/*" in str(rules["Condition"]["ArnLike"]["aws:SourceArn"])
    assert subscription["Endpoint"] == {"Fn::GetAtt": ["AlarmsQueue", "Arn"]}
    assert not subscription.get("RawMessageDelivery")


@pytest.mark.parametrize("source", ["AlarmsSubscription", "AlarmEventsRule", "AlarmDeletionsRule", "ScalingEventsRule"])
def test_what_the_queue_does_not_take_is_kept(full: Template, source: str) -> None:
    made, dead = resource(full, source), {"Fn::GetAtt": ["AlarmsDeadLetterQueue", "Arn"]}
    kept = made["RedrivePolicy"]["deadLetterTargetArn"] if "RedrivePolicy" in made else None
    for target in made.get("Targets", []):
        kept = target["DeadLetterConfig"]["Arn"]

    assert kept == dead
    allowed = resource(full, "AlarmsDeadLetterQueuePolicy")["PolicyDocument"]["Statement"]
    assert {each["Principal"]["Service"] for each in allowed} == {"sns.amazonaws.com", "events.amazonaws.com"}
    assert all("aws:SourceArn" in str(each["Condition"]) for each in allowed)


def test_alarms_and_scaling_events_come_by_rules_where_that_is_asked_for(template: Template, full: Template) -> None:
    assert not rules_for_events(template)
    sources = {each["EventPattern"]["source"][0] for each in rules_for_events(full)}
    assert sources == {"aws.cloudwatch", "aws.autoscaling"}
    targets = [each for rule in rules_for_events(full) for each in rule["Targets"]]
    assert [each["Arn"] for each in targets] == [{"Fn::GetAtt": ["AlarmsQueue", "Arn"]}] * 3


def rules_for_events(template: Template) -> list[Any]:
    return [rule for rule in of_type(template, "AWS::Events::Rule").values() if "EventPattern" in rule]


def test_the_worker_is_woken_for_what_is_posted_each_week_by_timers_that_it_knows(template: Template) -> None:
    targets = resource(template, "AuditRule")["Targets"]
    (statement,) = resource(template, "WatchQueuePolicy")["PolicyDocument"]["Statement"]
    timers = [timer_in(json.loads(target["Input"])) for target in targets]
    assert [timer.name for timer in timers if timer and timer.name in TIMERS] == ["alarms-audit-weekly", "weekly-post"]
    assert len({target["Id"] for target in targets}) == len(targets)
    for target in targets:
        assert target["Arn"] == statement["Resource"] == {"Fn::GetAtt": ["WatchQueue", "Arn"]}
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}


def test_the_topic_its_queue_and_its_function_have_one_name(template: Template) -> None:
    """`Home.listeners` knows by the topic which subscriptions lead to Bellhop."""
    names = {
        resource(template, "AlarmTopic")["TopicName"],
        resource(template, "AlarmsQueue")["QueueName"],
        resource(template, "AlarmsLambdaFunction")["FunctionName"],
    }
    assert len(names) == 1


def test_each_dead_letter_queue_has_an_alarm_that_reaches_slack_and_a_mailbox(template: Template) -> None:
    assert watched(template, "ApproximateNumberOfMessagesVisible") == {
        "AlarmsDeadLetterQueue",
        "JobsDeadLetterQueue",
        "WatchDeadLetterQueue",
    }


@pytest.mark.parametrize(
    ("metric", "what"),
    {
        "ApproximateAgeOfOldestMessage": set(QUEUES),
        "Errors": {"SlackLambdaFunction", "WorkerLambdaFunction", "AlarmsLambdaFunction"},
        "Throttles": {"SlackLambdaFunction", "WorkerLambdaFunction", "AlarmsLambdaFunction"},
        "5xx": {"HttpApi"},
        "RecursiveInvocationsDropped": {"WorkerLambdaFunction", "AlarmsLambdaFunction"},
    }.items(),
)
def test_waiting_errors_and_throttles_have_alarms_too(template: Template, metric: str, what: set[str]) -> None:
    assert watched(template, metric) == what


def watched(template: Template, metric: str) -> set[str]:
    """The resources that have an alarm on this metric."""
    alarms = [each for each in of_type(template, "AWS::CloudWatch::Alarm").values() if each["MetricName"] == metric]
    values = [alarm["Dimensions"][0]["Value"] for alarm in alarms]
    return {value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0] for value in values}


def test_every_alarm_on_itself_reaches_slack_and_a_mailbox_and_has_a_runbook(
    template: Template, full: Template
) -> None:
    alarms = of_type(template, "AWS::CloudWatch::Alarm").values()
    runbook = (Path(__file__).parents[2] / "docs" / "operate.md").read_text()

    for alarm in alarms:
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "WarnTopic"}, {"Ref": "AlarmTopic"}]
        assert alarm["TreatMissingData"] == "notBreaching"
        (section,) = re.findall(r"Runbook: docs/operate\.md, (.+)$", alarm["AlarmDescription"])
        assert f"## {section}\n" in runbook
    assert resource(full, "WarnSubscription")["Endpoint"] == {"Ref": "WarnEmail"}
    assert "WarnSubscription" not in template["Resources"]


def test_the_page_on_cost_counts_what_is_deployed(template: Template) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operate.md").read_text()
    sources = len(of_type(template, "AWS::Lambda::EventSourceMapping"))
    receives = sources * 5 * 3 * 60 * 24 * 30
    alarms = len(of_type(template, "AWS::CloudWatch::Alarm"))
    fifo = receives // sources
    metrics = len(Metric) + len(of_type(template, "AWS::Logs::MetricFilter"))
    rows = [0.4 * (receives - fifo) / 1e6 + 0.5 * fifo / 1e6, 0.1 * alarms, 0.3 * metrics, 3.0]

    assert f"= {receives:,};" in page
    for what, cost in zip([f"{receives:,}", f"| {alarms} at", f"| {metrics} at", "dashboard | 1 |"], rows, strict=True):
        (line,) = [each for each in page.splitlines() if what in each and each.startswith("|")]
        assert line.endswith(f"| {cost:.2f} |")
    assert f"**{sum(round(each, 2) for each in rows):.2f}**" in page


def test_the_dashboard_and_the_alarms_name_metrics_that_bellhop_writes(template: Template) -> None:
    body = json.loads(resource(template, "Dashboard")["DashboardBody"]["Fn::Sub"])
    shown = [metric for widget in body["widgets"] for metric in widget["properties"]["metrics"]]
    alarms = of_type(template, "AWS::CloudWatch::Alarm").values()

    assert {metric[1] for metric in shown if metric[0] == "Bellhop/test"} == {*Metric, THROTTLED}
    assert {each["MetricName"] for each in alarms if each["Namespace"].startswith("Bellhop/")} == {
        Metric.FAILURES,
        Metric.CONFIGURATION_ERRORS,
        Metric.REJECTED,
        Metric.BAD_SIGNATURES,
        THROTTLED,
    }
    (transformation,) = resource(template, "ThrottledRequests")["MetricTransformations"]
    assert (transformation["MetricNamespace"], transformation["MetricName"]) == ("Bellhop/test", THROTTLED)
    for name in FUNCTIONS:
        variables = resource(template, f"{name.capitalize()}LambdaFunction")["Environment"]["Variables"]
        assert variables["BELLHOP_METRICS"] == "Bellhop/test"


def test_the_dashboard_names_functions_and_queues_that_are_there(template: Template) -> None:
    body = resource(template, "Dashboard")["DashboardBody"]["Fn::Sub"]
    named = set(re.findall(r"\$\{(\w+)(?:\.QueueName)?\}", body))

    assert named == {*QUEUES, *(queue.replace("Queue", "DeadLetterQueue") for queue in QUEUES)} | {
        f"{name.capitalize()}LambdaFunction" for name in FUNCTIONS
    }


def test_an_alarm_of_this_account_may_call_the_alarms_function_itself(template: Template) -> None:
    (permission,) = [
        each
        for each in of_type(template, "AWS::Lambda::Permission").values()
        if each["Principal"] == "lambda.alarms.cloudwatch.amazonaws.com"
    ]

    assert permission["FunctionName"] == {"Fn::GetAtt": ["AlarmsLambdaFunction", "Arn"]}
    assert permission["SourceAccount"] == {"Ref": "AWS::AccountId"}


def test_what_an_alarm_tells_the_function_itself_is_kept_where_that_fails(template: Template, full: Template) -> None:
    kept = {"OnFailure": {"Destination": {"Fn::GetAtt": ["AlarmsDeadLetterQueue", "Arn"]}}}

    for each in (template, full):
        (made,) = of_type(each, "AWS::Lambda::EventInvokeConfig").values()
        assert (made["Qualifier"], made["DestinationConfig"]) == ("$LATEST", kept)


def test_alarms_may_call_the_function_themselves_unless_that_is_refused(full: Template) -> None:
    callers = {each["Principal"] for each in of_type(full, "AWS::Lambda::Permission").values()}

    assert callers == {"apigateway.amazonaws.com"}


@pytest.mark.parametrize(("function", "role"), FUNCTIONS.items())
def test_a_function_has_concurrency_of_its_own_which_its_queues_do_not_use_up(
    template: Template, full: Template, function: str, role: str
) -> None:
    name = f"{function.capitalize()}LambdaFunction"
    mappings = of_type(template, "AWS::Lambda::EventSourceMapping").values()
    most = [each["ScalingConfig"]["MaximumConcurrency"] for each in mappings if name in str(each["FunctionName"])]

    assert sum(most) < resource(template, name)["ReservedConcurrentExecutions"] <= 20
    assert "ReservedConcurrentExecutions" not in resource(full, name)
    assert len(most) == {"slack": 0, "worker": 2, "alarms": 1}[function]


def test_the_public_address_is_throttled_and_its_requests_are_logged(template: Template) -> None:
    (stage,) = of_type(template, "AWS::ApiGatewayV2::Stage").values()

    assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": 1000, "ThrottlingBurstLimit": 2000}
    assert stage["AccessLogSettings"]["DestinationArn"] == {"Fn::GetAtt": ["HttpApiLogGroup", "Arn"]}


def test_without_a_key_queues_are_encrypted_by_sqs_and_with_one_all_is_encrypted_by_it(
    template: Template, full: Template
) -> None:
    key = {"Ref": "DataKey"}

    assert {each.get("SqsManagedSseEnabled") for each in of_type(template, "AWS::SQS::Queue").values()} == {True}
    for kind in ("AWS::SQS::Queue", "AWS::SNS::Topic"):
        assert not [each for each in of_type(template, kind).values() if "KmsMasterKeyId" in each]
        assert all(each["KmsMasterKeyId"] == key for each in of_type(full, kind).values())
    table = {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    assert resource(full, "Table")["SSESpecification"] == table
    assert "SSESpecification" not in resource(template, "Table")


@pytest.mark.parametrize(("role", "services"), {"SlackRole": 1, "WorkerRole": 2, "AlarmsRole": 2}.items())
def test_a_role_uses_the_data_key_through_its_own_services_only(full: Template, role: str, services: int) -> None:
    with_key = [each for each in statements(resource(full, role)) if each["Resource"] == {"Ref": "DataKey"}]

    through = [str(each["Condition"]["StringEquals"]["kms:ViaService"]) for each in with_key]
    assert len(through) == services
    assert all("sqs." in each or "dynamodb." in each for each in through)


SCALES = ("autoscaling:", "ecs:", "application-autoscaling:")


def test_a_tag_restricts_every_change_of_what_is_scaled(full: Template) -> None:
    changes = [
        each
        for each in statements(resource(full, "WorkerRole"))
        if any(each.startswith(SCALES) and not re.search(":(Describe|List)", each) for each in as_list(each["Action"]))
    ]

    assert len(changes) == len(SCALES) + 1  # numbers have their own of Application Auto Scaling
    assert all(each["Condition"]["StringEquals"]["aws:ResourceTag/team"] == "shop" for each in changes)


def test_the_worker_alone_may_assume_roles_and_only_those_that_are_named(template: Template, full: Template) -> None:
    assert not [role for role in FUNCTIONS.values() if "sts:AssumeRole" in actions(template, role)]
    assert [role for role in FUNCTIONS.values() if "sts:AssumeRole" in actions(full, role)] == ["WorkerRole"]
    (allowed,) = (
        each for each in statements(resource(full, "WorkerRole")) if "sts:AssumeRole" in as_list(each["Action"])
    )
    assert (allowed["Action"], allowed["Resource"]) == ("sts:AssumeRole", {"Ref": "Roles"})


def test_ecs_is_for_whoever_asks_for_it(template: Template, full: Template) -> None:
    def of_ecs(made: Template) -> set[str]:
        return {action for action in actions(made, "WorkerRole") if action.startswith(SCALES[1:])}

    assert of_ecs(template) == set()
    assert of_ecs(full) == set(AWS_ACTIONS)
    for role in ("SlackRole", "AlarmsRole"):
        assert not {action for action in actions(full, role) if action.startswith(SCALES)}


def test_traces_are_sent_where_they_are_asked_for(template: Template, full: Template) -> None:
    for function, role in FUNCTIONS.items():
        name = f"{function.capitalize()}LambdaFunction"
        assert resource(template, name)["TracingConfig"] == {"Mode": "PassThrough"}
        assert resource(full, name)["TracingConfig"] == {"Mode": "Active"}
        assert not [action for action in actions(template, role) if action.startswith("xray:")]
        assert "xray:PutTraceSegments" in actions(full, role)


def test_with_snap_start_whatever_wakes_a_function_wakes_its_snapshot(full: Template) -> None:
    for function in FUNCTIONS:
        assert resource(full, f"{function.capitalize()}LambdaFunction")["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    wakers = [
        *(each["FunctionName"] for each in of_type(full, "AWS::Lambda::EventSourceMapping").values()),
        *(each["IntegrationUri"] for each in of_type(full, "AWS::ApiGatewayV2::Integration").values()),
    ]
    assert all("SnapStartLambdaAlias" in str(each) or "snapstart" in str(each) for each in wakers), wakers


def test_with_all_options_the_template_is_still_a_good_one(full_file: Path) -> None:
    cfn_lint = str(Path(sys.executable).parent / "cfn-lint")
    done = subprocess.run([cfn_lint, "--ignore-checks", "W3005", "--", str(full_file)], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_the_page_on_deployment_names_every_parameter() -> None:
    serverless = (Path(__file__).parents[2] / "serverless.yml").read_text()
    page = (Path(__file__).parents[2] / "docs" / "deploy.md").read_text()
    (block,) = re.findall(r"^params:\n  default:\n((?:    .*\n)+)", serverless, re.MULTILINE)
    named = re.findall(r"^    ([a-z-]+):", block, re.MULTILINE)

    assert len(named) > 10
    assert not [name for name in named if f"| `{name}` |" not in page]


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
        "Worker": {
            "BELLHOP_CONFIG",
            "BELLHOP_TABLE",
            "BELLHOP_JOBS_QUEUE_URL",
            "BELLHOP_WATCH_QUEUE_URL",
            "BELLHOP_ALARM_TOPIC_ARN",
            "BELLHOP_ALARM_EVENTS",
            "BELLHOP_ROLES",
        },
        "Alarms": {
            "BELLHOP_CONFIG",
            "BELLHOP_TABLE",
            "BELLHOP_ALARMS_QUEUE_URL",
            "BELLHOP_OTHER_ACCOUNTS",
            "BELLHOP_ROLES",
            "BELLHOP_WATCH_QUEUE_URL",
            "SLACK_WEBHOOK_URL",
        },
    }.items(),
)
def test_a_function_is_told_what_it_needs_and_nothing_else(template: Template, function: str, names: set[str]) -> None:
    variables = resource(template, f"{function}LambdaFunction")["Environment"]["Variables"]

    assert set(variables) == names | {"SLACK_BOT_TOKEN", "SLACK_BOT_USER_ID", "SLACK_API_URL", "BELLHOP_METRICS"}


def test_logs_do_not_pile_up_for_ever(template: Template) -> None:
    groups = of_type(template, "AWS::Logs::LogGroup").values()

    assert len(groups) == len(FUNCTIONS) + 1  # the HTTP API's
    assert all(group["RetentionInDays"] == 30 for group in groups)


def test_the_dashboards_address_is_that_of_the_partitions_own_console(template: Template) -> None:
    hosts = {name: each["Host"] for name, each in template["Mappings"]["Consoles"].items()}
    text, values = template["Outputs"]["DashboardUrl"]["Value"]["Fn::Sub"]

    assert hosts == {each.name: each.console for each in (STANDARD, *PARTITIONS.values()) if each.console}
    assert values == {"Host": {"Fn::FindInMap": ["Consoles", {"Ref": "AWS::Partition"}, "Host"]}}
    assert text.startswith("https://${AWS::Region}.${Host}/cloudwatch/")


def test_no_arn_or_console_of_one_partition_is_written_out(template_text: str) -> None:
    written_out = re.sub(r'"Consoles": \{.*?\n    \}', "", template_text, flags=re.DOTALL)
    assert not re.search(r"arn:aws:|console\.aws\.amazon", written_out)


def test_the_outputs_are_what_people_and_the_sandbox_look_up(template: Template) -> None:
    dead = {f"{queue.replace('Queue', 'DeadLetterQueue')}Url" for queue in QUEUES}

    assert {"RequestUrl", "AlarmTopicArn", "TableName", *(f"{queue}Url" for queue in QUEUES), *dead} <= set(
        template["Outputs"]
    )
