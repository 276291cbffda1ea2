"""`make doctor`: all checks in order, one line per finding; the exit status is 1 if one failed."""

from __future__ import annotations

import hashlib
import http.client
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from app.aws.desk.deployment import Deployment
from app.aws.desk.stack import stack_outputs, stages
from app.aws.door import region
from app.aws.secrets import fetch
from app.base.errors import BellhopError, Misconfigured
from app.config.configuration import read_configuration
from app.config.settings import Settings
from app.ops.doctor import account_checks, mute_checks, shape_checks, slack_checks, stack_checks
from app.ops.doctor.deployed_stage import DeployedStage
from app.ops.doctor.finding import Finding, Level, fail, line, summary
from app.ops.stage import only_stage
from app.slack.signature import FORM_TYPE

NEEDED = ("RequestUrl", "AlarmTopicArn", "JobsQueueUrl", "WatchQueueUrl", "AlarmsQueueUrl")
FOUND = "Bellhop is deployed here as the stage {stage}."
OLD_STACK = "the stack has no output {name}"
NOT_LOOKED = "it could not be checked: {problem}"
ASK = "You may not have permission to check this; the sentence names what is missing."
ZIP = Path(".build/bellhop.zip")
HTTP_SECONDS = 15

CHECKS: tuple[Callable[[DeployedStage], Iterator[Finding]], ...] = (
    stack_checks.look_at_functions,
    stack_checks.look_at_versions,
    stack_checks.look_at_sources,
    stack_checks.look_at_loops,
    stack_checks.look_at_rights,
    account_checks.look_at_accounts,
    stack_checks.look_at_queues,
    stack_checks.look_at_topic,
    stack_checks.look_at_rules,
    mute_checks.look_at_mute_rules,
    slack_checks.look_at_secrets,
    slack_checks.look_at_the_bot,
    shape_checks.look_at_cards_and_forms,
    shape_checks.look_at_the_manifest,
    slack_checks.look_at_channels,
    slack_checks.look_at_the_request_url,
    slack_checks.send_an_alarm_through,
)


def run_doctor(settings: Settings, stage: str, request_url: str) -> int:
    """Print all findings about a deployed stage and return the exit status.

    Without a stage it is the one that is deployed here. `request_url` replaces the stack's.
    """
    if not stage:
        stage = only_stage(stages(), region())
        print(FOUND.format(stage=stage), flush=True)
    outputs = stack_outputs(f"bellhop-{stage}")
    missing = [name for name in NEEDED if name not in outputs]
    if missing:
        raise Misconfigured(f"bellhop-{stage}: {OLD_STACK.format(name=missing[0])}. make deploy STAGE={stage}")
    if request_url:
        outputs["RequestUrl"] = request_url
    deployment, token = Deployment(), settings.configuration_token
    configuration = read_configuration(place_of_configuration(deployment, stage) or settings.config_path, fetch)
    deployed = DeployedStage(
        stage, outputs, configuration, deployment, fetch, post, packaged(), configuration_token=token
    )
    findings: list[Finding] = []
    for finding in look(deployed):
        print(line(finding, sys.stdout.isatty()), flush=True)
        findings.append(finding)
    print(summary(findings))
    return int(any(finding.level is Level.FAIL for finding in findings))


def place_of_configuration(deployment: Deployment, stage: str) -> str:
    """The parameter that a stage reads its configuration from; '' if it is in the zip."""
    function = deployment.function(f"bellhop-{stage}-alarms")
    return function.variables.get("BELLHOP_CONFIG", "") if function else ""


def packaged() -> str:
    """The SHA-256 of the zip that `make package` or `make deploy` built here, '' if there is none."""
    return hashlib.sha256(ZIP.read_bytes()).hexdigest() if ZIP.exists() else ""


def look(deployed: DeployedStage) -> Iterator[Finding]:
    """All checks' findings; a check that raises is a finding too, and the others still run."""
    for check in CHECKS:
        try:
            for finding in check(deployed):
                deployed.is_sick = deployed.is_sick or finding.level is Level.FAIL
                yield finding
        except (BellhopError, Misconfigured) as problem:
            what = check.__name__.removeprefix("look_at_").replace("_", " ")
            yield fail(what, NOT_LOOKED.format(problem=problem), ASK)


def post(url: str, body: str, headers: Mapping[str, str]) -> int:
    """The status of a POST, 0 without an answer."""
    request = urllib.request.Request(url, body.encode(), {"Content-Type": FORM_TYPE, **headers})
    try:
        with urllib.request.urlopen(request, timeout=HTTP_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        return answer.code
    except (OSError, http.client.HTTPException):
        return 0
