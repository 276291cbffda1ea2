"""Operator's commands, `catch-up`, `replay` and `info`, for a deployed stack or the settings' queues."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace

from app.alarms.keep.incidents import Incidents
from app.aws.desk.alarm_history import AlarmHistory
from app.aws.desk.deployment import Deployment
from app.aws.desk.disabled_actions import DisabledActions
from app.aws.desk.stack import stack_outputs, stages
from app.aws.door import region
from app.aws.dynamodb import DynamoTable
from app.aws.sqs import SqsQueue
from app.base.clock import now
from app.base.errors import Misconfigured
from app.commands.scale.change_log import Changes
from app.config.settings import Settings, variable_of
from app.ops.catch_up import CatchUp, span_of
from app.ops.incident import IncidentExport
from app.ops.removal import Removal
from app.ops.replay import Replay

QUEUES = ("alarms", "jobs", "watch")
OUTPUTS = {
    "table": "TableName",
    "alarms_queue_url": "AlarmsQueueUrl",
    "jobs_queue_url": "JobsQueueUrl",
    "watch_queue_url": "WatchQueueUrl",
    "alarms_dead_letter_queue_url": "AlarmsDeadLetterQueueUrl",
    "jobs_dead_letter_queue_url": "JobsDeadLetterQueueUrl",
    "watch_dead_letter_queue_url": "WatchDeadLetterQueueUrl",
}
NAME_A_STAGE = "Name the deployed stage (--stage prod; with make: STAGE=prod), or set it."
NOTHING_HERE = (
    "No Bellhop is deployed in the region {region} of this account: deploy it (make deploy STAGE=prod), "
    "start a sandbox (make demo), or name another AWS_REGION or AWS_PROFILE."
)
SEVERAL = "Several stages are deployed here ({stages}): name one, as in STAGE={first}"


def catch_up(settings: Settings, since: str, alarm: str, dry_run: bool, stage: str) -> None:
    """Send alarms that were missed since then to the alarms queue."""
    span = span_of(since)
    deployed = of_stage(settings, stage)
    deployed.require(table=NAME_A_STAGE, alarms_queue_url=NAME_A_STAGE)
    incidents = Incidents(DynamoTable(deployed.table), now)
    published = AlarmHistory().published(now() - span)
    CatchUp(incidents, SqsQueue(deployed.alarms_queue_url), print).run(published, alarm, dry_run)


def incident(settings: Settings, alarm: str, since: str, as_markdown: bool, stage: str) -> None:
    """Print what is known of the incidents of an alarm, by its name or its ARN."""
    span, deployed = span_of(since), of_stage(settings, stage)
    deployed.require(table=NAME_A_STAGE)
    table = DynamoTable(deployed.table)
    published = AlarmHistory().published(now() - span)
    IncidentExport(Incidents(table, now), Changes(table, now), published, print).run(alarm, since, as_markdown)


def replay(settings: Settings, names: tuple[str, ...], stage: str) -> None:
    """Put the dead letters of these queues back."""
    deployed = of_stage(settings, stage)
    for name in names:
        dead, alive = f"{name}_dead_letter_queue_url", f"{name}_queue_url"
        deployed.require(**{dead: NAME_A_STAGE, alive: NAME_A_STAGE})
        Replay(name, SqsQueue(getattr(deployed, dead)), SqsQueue(getattr(deployed, alive)), print).run()


def prepare_removal(settings: Settings, stage: str) -> None:
    """Before the stack is removed: enable what a mute disabled, and say what goes and what stays."""
    if not stage:
        raise Misconfigured(NAME_A_STAGE)
    deployed, deployment = of_stage(settings, stage), Deployment()
    urls = [getattr(deployed, name) for name in OUTPUTS if name.endswith("_url")]
    waiting = {url.rpartition("/")[2]: deployment.queue(url).held for url in urls}
    incidents = Incidents(DynamoTable(deployed.table), now)
    Removal(incidents, DisabledActions(), deployed.table, waiting, print).prepare()


def info(stage: str) -> list[str]:
    """What the stage's stack says of itself as lines for a shell: the settings' names where there is one.

    Without a stage it is the one that is deployed here.
    """
    stage = stage or only_stage(stages(), region())
    settings = {output: variable_of(name) for name, output in OUTPUTS.items()}
    outputs = stack_outputs(f"bellhop-{stage}")
    named = {settings.get(output) or _shouted(output): value for output, value in outputs.items()}
    return [f"{name}={shlex.quote(named[name])}" for name in sorted(named)]


def _shouted(output: str) -> str:
    """`AlarmTopicArn` as a shell variable: ALARM_TOPIC_ARN."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", output).upper()


def only_stage(found: Sequence[str], where: str) -> str:
    """The one stage that is deployed; raises Misconfigured where there is none, or a choice."""
    if not found:
        raise Misconfigured(NOTHING_HERE.format(region=where))
    if len(found) > 1:
        raise Misconfigured(SEVERAL.format(stages=", ".join(found), first=found[0]))
    return found[0]


def request_url(stage: str) -> str:
    """Where Slack reaches a deployed stage; '' without a stage."""
    return stack_outputs(f"bellhop-{stage}")["RequestUrl"] if stage else ""


def of_stage(settings: Settings, stage: str) -> Settings:
    """The settings with the table and queues of the stage's stack."""
    if not stage:
        return settings
    outputs = stack_outputs(f"bellhop-{stage}")
    missing = [output for output in OUTPUTS.values() if output not in outputs]
    if missing:
        raise Misconfigured(f"The stack bellhop-{stage} has no output {missing[0]}: deploy this version first.")
    return replace(settings, **{name: outputs[output] for name, output in OUTPUTS.items()})
