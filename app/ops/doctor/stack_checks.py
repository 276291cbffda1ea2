"""Checks in AWS: the functions start, their event sources, their permissions, the queues, the topic."""

from __future__ import annotations

from collections.abc import Iterator

from app.aws.application_autoscaling import AWS_ACTIONS as OF_NUMBERS
from app.aws.scaled_numbers.catalogue import OF_KIND
from app.card_actions.catalogue import AWS_ACTIONS
from app.commands.catalogue import COMMANDS
from app.ops.doctor.deployed_stage import NAMES, DeployedStage
from app.ops.doctor.finding import Finding, fail, ok, warn
from app.scaling.ecs_services import AWS_ACTIONS as OF_ECS

DEPLOY = "Deploy this version: make deploy STAGE={stage}"
NO_FUNCTION = "there is no function with this name"
NOT_STARTING = "it does not start: {said}"
FIX_START = "Read its log (/aws/lambda/{name}); it names the missing setting or permission."
STARTS = "it starts ({runtime}, {timeout} s)"
WOKEN = "it reads from {queues}"
ASLEEP = "it does not read from the queue {queue} ({state})"
ENABLE = "Enable the event source mapping of {name} in the Lambda console, or deploy again."
MIXED = "the functions run different code: a deployment was interrupted"
ANOTHER = "the deployed zip is not the one that make package built from this checkout"
SAME = "all functions run {code}"
LOOPS = "recursive loops are allowed, as timers need"
STOPPED = (
    "Lambda treats its timers as a recursive loop and drops them after 16 steps (RecursiveLoop: Terminate): progress, "
    "reminders and the ends of mutes get lost"
)
RIGHTS = "its role allows all {count} actions that commands and buttons need"
LACKS = "its role is missing {actions}"
GRANT = "Add them to WorkerRole in infrastructure/roles.yml, or deploy this version again."
GRANT_ECS = 'Deploy with --param="scale-ecs=yes", or take "ecs" out of `[scale] kinds` in the configuration of {stage}.'
GRANT_NUMBERS = (
    'Deploy with --param="scale-numbers={kinds}", or take what is missing out of `[scale] kinds` in the configuration '
    "of {stage}."
)
WAITING = "it has no dead letters"
DEAD = "{count} dead letters in {queue}"
REPLAY = "Find the cause in the logs (docs/operate.md), fix it, then: make replay STAGE={stage}"
NO_DEAD_LETTERS = "it has no dead-letter queue: what fails for good is lost"
TOO_VISIBLE = (
    "its visibility timeout ({seconds} s) is shorter than the function's ({timeout} s): work may be done twice"
)
HEARS = "the alarms queue is subscribed to it"
DEAF = "the alarms queue is not subscribed to it: no alarms come"
SUBSCRIBE = "Deploy again, or subscribe the queue {queue} to the topic."
RULES = "EventBridge sends it {rules}"
OFF = "it is disabled, so EventBridge sends no events to Bellhop"
SWITCH_ON = "aws events enable-rule --name {rule}"
TO_THE_TOPIC = "it sends to the topic, which accepts nothing from EventBridge: its events are lost"
POINT = "Give it the alarms queue as its target (output AlarmsQueueArn)."

WAKES = {"worker": ("JobsQueueUrl", "WatchQueueUrl"), "alarms": ("AlarmsQueueUrl",)}


def look_at_functions(deployed: DeployedStage) -> Iterator[Finding]:
    """Also stores them in `deployed` for the next checks."""
    for name in NAMES:
        full = deployed.function_name(name)
        function = deployed.deployment.function(full)
        if function is None:
            yield fail(full, NO_FUNCTION, DEPLOY.format(stage=deployed.stage))
            continue
        deployed.functions[name] = function
        said = deployed.deployment.start(full) if name in WAKES else ""
        if said:
            yield fail(full, NOT_STARTING.format(said=said), FIX_START.format(name=full))
        else:
            yield ok(full, STARTS.format(runtime=function.runtime, timeout=function.timeout))


def look_at_versions(deployed: DeployedStage) -> Iterator[Finding]:
    """Whether all run the same zip, and whether it is this checkout's, if there is one."""
    codes = {function.code for function in deployed.functions.values()}
    if len(codes) > 1:
        yield fail("version", MIXED, DEPLOY.format(stage=deployed.stage))
    elif deployed.packaged and codes and deployed.packaged not in codes:
        yield warn("version", ANOTHER, DEPLOY.format(stage=deployed.stage))
    elif codes:
        yield ok("version", SAME.format(code=next(iter(codes))[:12]))


def look_at_sources(deployed: DeployedStage) -> Iterator[Finding]:
    for name, outputs in WAKES.items():
        full = deployed.function_name(name)
        states = {source.queue: source.state for source in deployed.deployment.sources(full)}
        queues = [queue_name(deployed.outputs[output]) for output in outputs]
        asleep = [queue for queue in queues if states.get(queue) != "Enabled"]
        for queue in asleep:
            seen = ASLEEP.format(queue=queue, state=states.get(queue, "no mapping"))
            yield fail(full, seen, ENABLE.format(name=full))
        if not asleep:
            yield ok(full, WOKEN.format(queues=" and ".join(queues)))


def look_at_loops(deployed: DeployedStage) -> Iterator[Finding]:
    """Whether Lambda allows recursive loops for the functions that send to their own queues."""
    for name in WAKES:
        full = deployed.function_name(name)
        if name not in deployed.functions:
            continue
        if deployed.deployment.may_loop(full):
            yield ok(full, LOOPS)
        else:
            yield fail(full, STOPPED, DEPLOY.format(stage=deployed.stage))


def look_at_rights(deployed: DeployedStage) -> Iterator[Finding]:
    if "worker" not in deployed.functions:
        return
    needed = {action for command in COMMANDS for action in command.aws_actions} | set(AWS_ACTIONS)
    kinds = deployed.configuration.scale.kinds
    of_ecs = set(OF_ECS) if "ecs" in kinds else set[str]()
    numbers = [kind for kind in kinds if kind in OF_KIND]
    of_numbers = {right for kind in numbers for row in OF_KIND[kind] for right in row.rights}
    of_numbers |= set(OF_NUMBERS) if numbers else set()
    everything = needed | of_ecs | of_numbers
    lacking = sorted(everything - deployed.deployment.allowed(deployed.functions["worker"].role))
    what = deployed.function_name("worker")
    if lacking:
        grant = GRANT
        if set(lacking) <= of_numbers:
            grant = GRANT_NUMBERS.format(kinds=",".join(numbers), stage=deployed.stage)
        elif set(lacking) <= of_ecs:
            grant = GRANT_ECS.format(stage=deployed.stage)
        yield fail(what, LACKS.format(actions=", ".join(lacking)), grant)
    else:
        yield ok(what, RIGHTS.format(count=len(everything)))


def look_at_queues(deployed: DeployedStage) -> Iterator[Finding]:
    readers = {"JobsQueueUrl": "worker", "WatchQueueUrl": "worker", "AlarmsQueueUrl": "alarms"}
    for output, name in readers.items():
        queue = deployed.deployment.queue(deployed.outputs[output])
        what = f"queue {queue_name(deployed.outputs[output])}"
        timeout = deployed.functions[name].timeout if name in deployed.functions else 0
        dead = deployed.outputs[output.replace("Queue", "DeadLetterQueue")]
        resting = deployed.deployment.queue(dead).visible
        if queue.dead_letters != queue_name(dead):
            yield fail(what, NO_DEAD_LETTERS, DEPLOY.format(stage=deployed.stage))
        elif queue.visibility_timeout < timeout:
            seen = TOO_VISIBLE.format(seconds=queue.visibility_timeout, timeout=timeout)
            yield fail(what, seen, DEPLOY.format(stage=deployed.stage))
        elif resting:
            yield warn(what, DEAD.format(count=resting, queue=queue_name(dead)), REPLAY.format(stage=deployed.stage))
        else:
            yield ok(what, WAITING)


def look_at_topic(deployed: DeployedStage) -> Iterator[Finding]:
    topic, queue = deployed.outputs["AlarmTopicArn"], queue_name(deployed.outputs["AlarmsQueueUrl"])
    endpoints = deployed.deployment.subscribers(topic)
    what = f"topic {topic.rpartition(':')[2]}"
    if any(endpoint.rpartition(":")[2] == queue for endpoint in endpoints):
        yield ok(what, HEARS)
    else:
        yield fail(what, DEAF, SUBSCRIBE.format(queue=queue))


def look_at_rules(deployed: DeployedStage) -> Iterator[Finding]:
    """EventBridge's rules: those to the queue have to be enabled, those to the topic are lost."""
    queue = deployed.outputs.get("AlarmsQueueArn", "")
    rules = deployed.deployment.rules(queue) if queue else {}
    for rule in (rule for rule, is_enabled in rules.items() if not is_enabled):
        yield fail(f"rule {rule}", OFF, SWITCH_ON.format(rule=rule))
    for rule in deployed.deployment.rules(deployed.outputs["AlarmTopicArn"]):
        yield fail(f"rule {rule}", TO_THE_TOPIC, POINT)
    if enabled := [rule for rule, is_enabled in rules.items() if is_enabled]:
        yield ok(f"queue {queue.rpartition(':')[2]}", RULES.format(rules=" and ".join(enabled)))


def queue_name(url: str) -> str:
    return url.rpartition("/")[2]
