"""Each function may do its own work and not another's: its deployed role, assumed, is refused the rest."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox_process import SandboxProcess

REFUSED = {"AccessDenied", "AccessDeniedException"}


def as_function(sandbox: SandboxProcess, function: str, service: str) -> Any:
    """A client with a session of the function's own role."""
    role = sandbox.client("lambda").get_function_configuration(FunctionName=f"bellhop-sandbox-{function}")["Role"]
    session = sandbox.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return sandbox.client(
        service,
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )


def code_of(call: Any) -> str:
    """The error code of a call, or nothing when it was carried out."""
    try:
        call()
    except ClientError as refused:
        return str(refused.response["Error"]["Code"])
    return ""


def attempts(sandbox: SandboxProcess, function: str) -> dict[str, Any]:
    """What the functions do between them, each as a call by one function."""
    at = sandbox.at

    def client(service: str) -> Any:
        return as_function(sandbox, function, service)

    key = {"pk": {"S": "test"}, "sk": {"S": "test"}}
    return {
        "scale": lambda: client("autoscaling").set_desired_capacity(AutoScalingGroupName="worker", DesiredCapacity=1),
        "look at groups": lambda: client("autoscaling").describe_auto_scaling_groups(),
        "force an alarm": lambda: client("cloudwatch").set_alarm_state(
            AlarmName="web-5xx", StateValue="OK", StateReason="the role's test"
        ),
        "look at alarms": lambda: client("cloudwatch").describe_alarms(),
        "read the table": lambda: client("dynamodb").get_item(TableName=at.table, Key=key),
        "put on alarms": lambda: client("sqs").send_message(
            QueueUrl=at.alarms_queue_url, MessageBody='{"Records": []}'
        ),
        "put on jobs": lambda: client("sqs").send_message(
            QueueUrl=at.jobs_queue_url, MessageBody="{}", MessageGroupId="t", MessageDeduplicationId=function
        ),
        "receive jobs": lambda: client("sqs").receive_message(QueueUrl=at.jobs_queue_url, VisibilityTimeout=0),
        "bot token": lambda: client("ssm").get_parameter(Name="/bellhop/sandbox/bot-token", WithDecryption=True),
        "signing secret": lambda: client("ssm").get_parameter(
            Name="/bellhop/sandbox/signing-secret", WithDecryption=True
        ),
    }


ALLOWED = {
    "slack": {"put on jobs", "bot token", "signing secret"},
    "worker": {
        "scale",
        "look at groups",
        "force an alarm",
        "look at alarms",
        "read the table",
        "receive jobs",
        "bot token",
    },
    "alarms": {"read the table", "put on alarms", "bot token"},
}
EVERYTHING = sorted(set().union(*ALLOWED.values()))


CASES = [
    (function, attempt)
    for function in sorted(ALLOWED)
    for attempt in EVERYTHING
    # Where putting a message is allowed the other flows do it all day; an empty one would end in the dead letters.
    if not (attempt.startswith("put on") and attempt in ALLOWED[function])
]


@pytest.mark.parametrize(("function", "attempt"), CASES)
def test_a_function_may_do_its_own_work_only(sandbox: SandboxProcess, function: str, attempt: str) -> None:
    code = code_of(attempts(sandbox, function)[attempt])

    assert (code == "") if attempt in ALLOWED[function] else (code in REFUSED)
