"""What the sandbox changes of a real deployment's environment: only what must point at the sandbox."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.flows.deployed import variables_of
from tests.packaging.osls import variables, written
from tests.sandbox_process import SandboxProcess

# What a deployment of stage prod leaves at its default, and why the sandbox's has it otherwise.
CHANGED = {
    "SLACK_API_URL": "this Slack is on loopback",
    "SSL_CERT_FILE": "its certificate authority is made at each start",
    "AWS_ENDPOINT_URL": "this AWS is on loopback",
    "AWS_ENDPOINT_URL_AUTO_SCALING": "Auto Scaling is the sandbox's own",
    "AWS_ENDPOINT_URL_CLOUDWATCH": "so is CloudWatch",
    "AWS_ENDPOINT_URL_ECS": "so is ECS",
    "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING": "so is Application Auto Scaling",
    "AWS_ENDPOINT_URL_EC2": "so is EC2",
    "AWS_ENDPOINT_URL_PRICING": "so is the price list",
    "AWS_CA_BUNDLE": "the same authority, for botocore",
    "AWS_DISABLE_HOST_PREFIX_INJECTION": "the emulator's own: no name such as data-PREFIX.127.0.0.1 can be resolved",
}
# "Defined runtime environment variables" in AWS's page "Working with Lambda environment variables".
LAMBDAS_OWN = {
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
    "LANG",
    "PATH",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "TZ",
}
PROBE = "import os\ndef handler(event, context):\n    return dict(os.environ)\n"
REFERENCES = {
    "Table": "table",
    "AlarmTopic": "alarm_topic_arn",
    "JobsQueue": "jobs_queue_url",
    "WatchQueue": "watch_queue_url",
    "AlarmsQueue": "alarms_queue_url",
}


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Each function's variables as `make deploy STAGE=prod` sets them, nothing being set where it is typed."""
    return variables(written(tmp_path_factory.mktemp("prod"), stage="prod"))


@pytest.fixture(scope="module")
def given_by_the_emulator(sandbox: SandboxProcess) -> Iterator[dict[str, str]]:
    """What a function finds in its environment that sets nothing itself."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("probe.py", PROBE)
    functions = sandbox.client("lambda")
    role = functions.get_function_configuration(FunctionName="bellhop-sandbox-slack")["Role"]
    code = {"ZipFile": packed.getvalue()}
    functions.create_function(FunctionName="probe", Runtime="python3.13", Role=role, Handler="probe.handler", Code=code)
    found = json.loads(functions.invoke(FunctionName="probe")["Payload"].read())
    yield found
    functions.delete_function(FunctionName="probe")


def as_in_the_sandbox(value: Any, sandbox: SandboxProcess) -> str:
    """A value of prod's template, with the sandbox's stage and names in it."""
    if isinstance(value, dict):
        return str(getattr(sandbox.at, REFERENCES[value["Ref"]]))
    return str(value).replace("/prod", "/sandbox")


@pytest.mark.parametrize("function", ["slack", "worker", "alarms"])
def test_the_sandbox_changes_only_what_must_point_at_it(
    function: str, sandbox: SandboxProcess, prod: dict[str, dict[str, Any]], given_by_the_emulator: dict[str, str]
) -> None:
    real = {name: as_in_the_sandbox(value, sandbox) for name, value in prod[function].items()}
    here = {**given_by_the_emulator, **variables_of(sandbox, function)}
    ours = {name for name in here if name.startswith(("AWS_", "SLACK_", "BELLHOP_", "SSL_", "HTTP"))} - LAMBDAS_OWN
    changed = {name for name in ours | set(real) if here.get(name, "") != real.get(name, "")}
    print({n: (here.get(n), real.get(n)) for n in changed}, sorted(here))
    assert changed == set(CHANGED)


def test_the_functions_have_the_credentials_of_a_role_with_a_session_token(
    given_by_the_emulator: dict[str, str],
) -> None:
    assert given_by_the_emulator["AWS_SESSION_TOKEN"]
