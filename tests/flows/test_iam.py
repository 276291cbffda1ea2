"""Each function may do its own work and not another's: its deployed role, assumed, is refused the rest.

What is allowed is tried on things that are not there, so that nothing in the sandbox changes: any answer but a refusal.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import botocore
import pytest
from botocore.exceptions import ClientError
from botocore.session import get_session

from app.aws.secrets import ENCRYPTION_CONTEXT
from tests.flows.deployed import variables_of
from tests.house.test_one_list import allowed_actions
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.slow  # begins first

REFUSED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}
GROUP, ALARM, RULE = {"AutoScalingGroupName": "nowhere"}, "nowhere", "bellhop-nowhere"
ALARM_ARN = f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{ALARM}"
KEY = {"pk": {"S": "test"}, "sk": {"S": "test"}}
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
RULE_OF_IT = {"Rule": {"Schedule": {"Expression": "at(2030-01-01T12:00)", "Duration": "PT1M"}}}

Client = Callable[[str], Any]
Attempt = Callable[[Client, Mapping[str, str]], object]


def ssm(name: str) -> Attempt:
    return lambda client, at: client("ssm").get_parameter(Name=name, WithDecryption=True)


def read(secret: str) -> Attempt:
    """Reads one of Bellhop's secrets where the deployed functions find it."""

    def attempt(client: Client, at: Mapping[str, str]) -> object:
        kind, _, place = at[secret].partition(":")
        if kind == "kms":
            blob = base64.b64decode(place)
            return client("kms").decrypt(CiphertextBlob=blob, EncryptionContext=ENCRYPTION_CONTEXT)
        if kind == "secretsmanager":
            return client("secretsmanager").get_secret_value(SecretId=place.partition("#")[0])
        return client("ssm").get_parameter(Name=place, WithDecryption=True)

    return attempt


def scaling(method: str, **parameters: Any) -> Attempt:
    return lambda client, at: getattr(client("autoscaling"), method)(**parameters)


def cloudwatch(method: str, **parameters: Any) -> Attempt:
    return lambda client, at: getattr(client("cloudwatch"), method)(**parameters)


# It is not read before the sandbox ends.
LATER = {"Id": "0", "MessageBody": "{}", "DelaySeconds": 900}


def send(queue: str, **more: str) -> Attempt:
    return lambda client, at: client("sqs").send_message(QueueUrl=at[queue], MessageBody='{"Records": []}', **more)


def receive(queue: str) -> Attempt:
    return lambda client, at: client("sqs").receive_message(QueueUrl=at[queue], VisibilityTimeout=0)


def about_the(queue: str, method: str, **parameters: Any) -> Attempt:
    return lambda client, at: getattr(client("sqs"), method)(QueueUrl=at[queue], **parameters)


def dynamodb(method: str, **parameters: Any) -> Attempt:
    return lambda client, at: getattr(client("dynamodb"), method)(TableName=at["table"], **parameters)


CHANGES_OF_GROUPS: dict[str, Attempt] = {
    "set a desired capacity": scaling("set_desired_capacity", **GROUP, DesiredCapacity=1),
    "set bounds": scaling("update_auto_scaling_group", **GROUP, MinSize=1),
    "schedule a change": scaling(
        "put_scheduled_update_group_action", **GROUP, ScheduledActionName="x", StartTime=NOON, MinSize=1
    ),
    "take a schedule back": scaling("delete_scheduled_action", **GROUP, ScheduledActionName="x"),
    "suspend processes": scaling("suspend_processes", **GROUP),
    "resume processes": scaling("resume_processes", **GROUP),
    "start a refresh": scaling("start_instance_refresh", **GROUP),
    "cancel a refresh": scaling("cancel_instance_refresh", **GROUP),
    "roll a refresh back": scaling("rollback_instance_refresh", **GROUP),
}
LOOKS_AT_GROUPS: dict[str, Attempt] = {
    "look at groups": scaling("describe_auto_scaling_groups"),
    "look at policies": scaling("describe_policies"),
    "look at schedules": scaling("describe_scheduled_actions"),
    "look at activities": scaling("describe_scaling_activities"),
    "look at instances": scaling("describe_auto_scaling_instances"),
    "look at refreshes": scaling("describe_instance_refreshes", **GROUP),
}
CHANGES_OF_ALARMS: dict[str, Attempt] = {
    "force an alarm": cloudwatch("set_alarm_state", AlarmName=ALARM, StateValue="OK", StateReason="the role's test"),
    "silence an alarm": cloudwatch("disable_alarm_actions", AlarmNames=[ALARM]),
    "let an alarm act again": cloudwatch("enable_alarm_actions", AlarmNames=[ALARM]),
    "put a mute": cloudwatch("put_alarm_mute_rule", Name=RULE, **RULE_OF_IT),
    "end a mute": cloudwatch("delete_alarm_mute_rule", AlarmMuteRuleName=RULE),
    "put an alarm": cloudwatch(
        "put_metric_alarm",
        AlarmName=ALARM,
        MetricName="m",
        Namespace="n",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    ),
    "make a composite": cloudwatch("put_composite_alarm", AlarmName=ALARM, AlarmRule="ALARM(not-there)"),
    "delete an alarm": cloudwatch("delete_alarms", AlarmNames=[ALARM]),
    "tag an alarm": cloudwatch("tag_resource", ResourceARN=ALARM_ARN, Tags=[{"Key": "a", "Value": "b"}]),
}
LOOKS_AT_ALARMS: dict[str, Attempt] = {
    "look at alarms": cloudwatch("describe_alarms"),
    "look at an alarm's past": cloudwatch("describe_alarm_history"),
    "look which metrics there are": cloudwatch("list_metrics", Namespace="n"),
    "look at a metric": cloudwatch("get_metric_data", MetricDataQueries=[], StartTime=0, EndTime=60),
    "draw a graph": cloudwatch("get_metric_widget_image", MetricWidget="{}"),
    "look at mutes": cloudwatch("list_alarm_mute_rules"),
    "look at a mute": cloudwatch("get_alarm_mute_rule", AlarmMuteRuleName=RULE),
    "look at an alarm's tags": cloudwatch("list_tags_for_resource", ResourceARN=ALARM_ARN),
    "look who hears a topic": lambda client, at: client("sns").list_subscriptions_by_topic(TopicArn=at["topic"]),
    "look at instances in EC2": lambda client, at: client("ec2").describe_instances(),
    "look into the price list": lambda client, at: client("pricing").get_products(ServiceCode="AmazonECS"),
}
RECORDS: dict[str, Attempt] = {
    "read a record": dynamodb("get_item", Key=KEY),
    "write a record": dynamodb("put_item", Item=KEY),
    "forget a record": dynamodb("delete_item", Key=KEY),
    "look for records": dynamodb(
        "query", KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": "test"}}
    ),
    "read records": lambda client, at: client("dynamodb").batch_get_item(RequestItems={at["table"]: {"Keys": [KEY]}}),
}
MESSAGES: dict[str, Attempt] = {
    "put on jobs": send("jobs", MessageGroupId="t", MessageDeduplicationId="t"),
    "put on watch": send("watch"),
    "put several on watch": about_the("watch", "send_message_batch", Entries=[LATER]),
    "put on alarms": send("alarms"),
    "put on the alarms' dead letters": send("alarms-dead"),
    "receive jobs": receive("jobs"),
    "receive timers": receive("watch"),
    "receive alarms": receive("alarms"),
    "look at jobs": about_the("jobs", "get_queue_attributes"),
    "look at alarms waiting": about_the("alarms", "get_queue_attributes"),
    "be done with a job": about_the("jobs", "delete_message", ReceiptHandle="x"),
    "be done with an alarm": about_the("alarms", "delete_message", ReceiptHandle="x"),
    "put a job off": about_the("jobs", "change_message_visibility", ReceiptHandle="x", VisibilityTimeout=0),
    "put an alarm off": about_the("alarms", "change_message_visibility", ReceiptHandle="x", VisibilityTimeout=0),
}
SECRETS: dict[str, Attempt] = {
    "bot token": read("bot-token"),
    "signing secret": read("signing-secret"),
}
FOR_NOBODY: dict[str, Attempt] = {
    "app token": ssm("/bellhop/sandbox/app-token"),
    "another stage's token": ssm("/bellhop/prod/bot-token"),
    "make a group": scaling("create_auto_scaling_group", **GROUP, MinSize=0, MaxSize=1),
    "delete a group": scaling("delete_auto_scaling_group", **GROUP),
    "end an instance": scaling(
        "terminate_instance_in_auto_scaling_group", InstanceId="i-1", ShouldDecrementDesiredCapacity=True
    ),
    "mute by a rule of another name": cloudwatch("put_alarm_mute_rule", Name="others", **RULE_OF_IT),
    "write a metric": cloudwatch("put_metric_data", Namespace="n", MetricData=[{"MetricName": "m", "Value": 1.0}]),
    "read the whole table": dynamodb("scan"),
    "delete the table": dynamodb("delete_table"),
    "put on the jobs' dead letters": send("jobs-dead", MessageGroupId="t", MessageDeduplicationId="t"),
    "publish to the topic": lambda client, at: client("sns").publish(TopicArn=at["topic"], Message="x"),
    "call a function": lambda client, at: client("lambda").invoke(FunctionName="bellhop-sandbox-worker"),
    "change a function": lambda client, at: client("lambda").update_function_configuration(
        FunctionName="bellhop-sandbox-slack", Timeout=9
    ),
    "store a secret": lambda client, at: client("ssm").put_parameter(
        Name="/bellhop/sandbox/x", Value="x", Type="String"
    ),
    "decrypt": lambda client, at: client("kms").decrypt(CiphertextBlob=b"x"),
    "read a log": lambda client, at: client("logs").filter_log_events(logGroupName="/aws/lambda/bellhop-sandbox-slack"),
    "take another role on": lambda client, at: client("sts").assume_role(
        RoleArn="arn:aws:iam::123456789012:role/admin", RoleSessionName="test"
    ),
}
EVERYTHING: dict[str, Attempt] = {
    **CHANGES_OF_GROUPS,
    **LOOKS_AT_GROUPS,
    **CHANGES_OF_ALARMS,
    **LOOKS_AT_ALARMS,
    **RECORDS,
    **MESSAGES,
    **SECRETS,
    **FOR_NOBODY,
}
ALLOWED = {
    "slack": {"put on jobs", "look at jobs", "bot token", "signing secret"},
    "worker": {
        *CHANGES_OF_GROUPS,
        *LOOKS_AT_GROUPS,
        *CHANGES_OF_ALARMS,
        *LOOKS_AT_ALARMS,
        *RECORDS,
        *(
            "put on watch",
            "put several on watch",
            "receive jobs",
            "receive timers",
            "look at jobs",
            "be done with a job",
            "put a job off",
        ),
        "bot token",
    },
    "alarms": {
        *RECORDS,
        *(
            "put on alarms",
            "put on watch",
            "put several on watch",
            "put on the alarms' dead letters",
            "receive alarms",
            "bot token",
        ),
        *("look at alarms waiting", "be done with an alarm", "put an alarm off"),
    },
}


@pytest.fixture(scope="module")
def clients(sandbox: SandboxProcess) -> dict[str, Client]:
    return {function: cache(as_function(sandbox, function)) for function in ALLOWED}


def as_function(sandbox: SandboxProcess, function: str) -> Client:
    """Clients with a session of the function's own role."""
    role = sandbox.client("lambda").get_function_configuration(FunctionName=f"bellhop-sandbox-{function}")["Role"]
    session = sandbox.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return lambda service: sandbox.client(
        service,
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )


def addresses(sandbox: SandboxProcess) -> dict[str, str]:
    at = sandbox.at
    queues = {"jobs": at.jobs_queue_url, "watch": at.watch_queue_url, "alarms": at.alarms_queue_url}
    dead = {name: url for url in at.dead_letter_queue_urls for name in ("jobs-dead", "alarms-dead") if name in url}
    edge = variables_of(sandbox, "slack")
    secrets = {"bot-token": edge["SLACK_BOT_TOKEN"], "signing-secret": edge["SLACK_SIGNING_SECRET"]}
    return {**queues, **dead, **secrets, "table": at.table, "topic": at.alarm_topic_arn}


def code_of(call: Callable[[], object]) -> str:
    """The error code of a call, or nothing when it was carried out."""
    try:
        call()
    except ClientError as refused:
        return str(refused.response["Error"]["Code"])
    return ""


# Where putting a message is allowed the other flows do it all day; an empty one would end in the dead letters. A mute
# would stay, and so would an alarm; the emulator does not know which alarm is tagged.
NOT_FOR_NOTHING = {
    name for name in EVERYTHING if name.startswith(("put on", "put a mute", "put an alarm", "tag an alarm"))
}


@pytest.mark.parametrize("function", sorted(ALLOWED))
def test_a_function_may_do_its_own_work(sandbox: SandboxProcess, clients: dict[str, Client], function: str) -> None:
    codes = tried(sandbox, clients[function], ALLOWED[function] - NOT_FOR_NOTHING)

    assert codes
    assert not {attempt: code for attempt, code in codes.items() if code in REFUSED}


@pytest.mark.parametrize("function", sorted(ALLOWED))
def test_a_function_is_refused_all_else(sandbox: SandboxProcess, clients: dict[str, Client], function: str) -> None:
    # Who has a ciphertext may decrypt it with Bellhop's key; each function is given its own only.
    is_sealed = addresses(sandbox)["bot-token"].startswith("kms:")
    attempts = set(EVERYTHING) - ALLOWED[function] - (set(SECRETS) if is_sealed else set())
    codes = tried(sandbox, clients[function], attempts)

    assert len(codes) > len(FOR_NOBODY)
    assert not {attempt: code for attempt, code in codes.items() if code not in REFUSED}


def tried(sandbox: SandboxProcess, client: Client, attempts: set[str]) -> dict[str, str]:
    at = addresses(sandbox)
    return {name: code_of(lambda: EVERYTHING[name](client, at)) for name in sorted(attempts)}  # noqa: B023 - called at once


def test_what_is_allowed_works_on_what_is_there_and_what_is_refused_does_not(clients: dict[str, Client]) -> None:
    asked = clients["worker"]("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=["worker"])
    now = asked["AutoScalingGroups"][0]["DesiredCapacity"]

    def scale_and_force(function: str) -> tuple[str, str]:
        scaling, cloudwatch = clients[function]("autoscaling"), clients[function]("cloudwatch")
        return (
            code_of(lambda: scaling.set_desired_capacity(AutoScalingGroupName="worker", DesiredCapacity=now)),
            code_of(lambda: cloudwatch.set_alarm_state(AlarmName="web-5xx", StateValue="OK", StateReason="a test")),
        )

    assert scale_and_force("worker") == ("", "")
    for function in ("slack", "alarms"):
        assert set(scale_and_force(function)) <= REFUSED


@pytest.mark.parametrize("function", sorted(ALLOWED))
def test_every_action_of_a_role_is_tried(function: str) -> None:
    """A role that is given more wants a line above; its own log is what the other flows read."""
    tried = {action for attempt in EVERYTHING.values() for action in actions_of(attempt)}

    given = {each for each in allowed_actions(f"{function.capitalize()}Role") if not each.startswith("logs:")}
    assert given
    assert given <= tried, given - tried


def actions_of(attempt: Attempt) -> set[str]:
    """The IAM actions that an attempt needs, by the names of the calls that it makes."""
    made: set[str] = set()

    def client(service: str) -> Any:
        model = get_session().get_service_model(service)
        to_method: Any = botocore.xform_name
        operations = {to_method(name): name for name in model.operation_names}

        class Notes:
            def __getattr__(self, method: str) -> Callable[..., None]:
                made.add(f"{service}:{operations[method]}")
                return lambda **parameters: None

        return Notes()

    attempt(client, defaultdict(str))
    return made
