"""Looks at AWS: functions that start, what wakes them, their rights, the queues, the topic."""

from __future__ import annotations

from collections.abc import Iterator

from app.card_actions.catalogue import AWS_ACTIONS
from app.commands.catalogue import COMMANDS
from app.ops.doctor.deployed_stage import NAMES, Case
from app.ops.doctor.finding import Finding, bad, doubtful, good

DEPLOY = "Deploy this version: make deploy STAGE={stage}"
NO_FUNCTION = "there is none of that name"
NOT_STARTING = "it does not start: {said}"
FIX_START = "Read its log (/aws/lambda/{name}): a setting that is not set, or a right that its role lacks, is named."
STARTS = "it starts ({runtime}, {timeout} s)"
WOKEN = "{queues} wake it"
ASLEEP = "nothing wakes it for the queue {queue} ({state})"
ENABLE = "Enable the event source mapping of {name} in the Lambda console, or deploy again."
MIXED = "the functions do not run the same code: a deployment broke off"
ANOTHER = "what is deployed is not what make package has made of this checkout"
SAME = "all functions run {code}"
LOOPS = "it may queue for itself as long as it has to"
STOPPED = (
    "Lambda takes its timers for a recursive loop and drops them after 16 steps (RecursiveLoop: Terminate): progress, "
    "reminders and the ends of mutes would be lost"
)
RIGHTS = "its role allows all {count} actions that commands and buttons need"
LACKS = "its role lacks {actions}"
GRANT = "Add them to WorkerRole in infrastructure/roles.yml, or deploy this version again."
WAITING = "nothing rests behind it"
DEAD = "{count} dead letters rest in {queue}"
REPLAY = "Find why in the logs (docs/operate.md), fix it, then: make replay STAGE={stage}"
NO_DEAD_LETTERS = "it has no dead-letter queue: what fails for good is lost"
TOO_VISIBLE = "its visibility timeout ({seconds} s) is below the function's own ({timeout} s): work would be done twice"
HEARS = "the alarms queue hears of its messages"
DEAF = "the alarms queue does not hear of its messages: no alarm would come"
SUBSCRIBE = "Deploy again, or subscribe the queue {queue} to the topic."

WAKES = {"worker": ("JobsQueueUrl", "WatchQueueUrl"), "alarms": ("AlarmsQueueUrl",)}


def look_at_functions(case: Case) -> Iterator[Finding]:
    """Also remembers them in the case, for the checks that follow."""
    for name in NAMES:
        full = case.function_name(name)
        function = case.deployment.function(full)
        if function is None:
            yield bad(full, NO_FUNCTION, DEPLOY.format(stage=case.stage))
            continue
        case.functions[name] = function
        said = case.deployment.start(full) if name in WAKES else ""
        if said:
            yield bad(full, NOT_STARTING.format(said=said), FIX_START.format(name=full))
        else:
            yield good(full, STARTS.format(runtime=function.runtime, timeout=function.timeout))


def look_at_versions(case: Case) -> Iterator[Finding]:
    """Whether the same zip runs in all, and it is this checkout's, where that was packaged here."""
    codes = {function.code for function in case.functions.values()}
    if len(codes) > 1:
        yield bad("version", MIXED, DEPLOY.format(stage=case.stage))
    elif case.packaged and codes and case.packaged not in codes:
        yield doubtful("version", ANOTHER, DEPLOY.format(stage=case.stage))
    elif codes:
        yield good("version", SAME.format(code=next(iter(codes))[:12]))


def look_at_sources(case: Case) -> Iterator[Finding]:
    for name, outputs in WAKES.items():
        full = case.function_name(name)
        states = {source.queue: source.state for source in case.deployment.sources(full)}
        queues = [queue_name(case.outputs[output]) for output in outputs]
        asleep = [queue for queue in queues if states.get(queue) != "Enabled"]
        for queue in asleep:
            seen = ASLEEP.format(queue=queue, state=states.get(queue, "no mapping"))
            yield bad(full, seen, ENABLE.format(name=full))
        if not asleep:
            yield good(full, WOKEN.format(queues=" and ".join(queues)))


def look_at_loops(case: Case) -> Iterator[Finding]:
    """Whether Lambda lets the functions go on that put messages onto their own queues."""
    for name in WAKES:
        full = case.function_name(name)
        if name not in case.functions:
            continue
        if case.deployment.may_loop(full):
            yield good(full, LOOPS)
        else:
            yield bad(full, STOPPED, DEPLOY.format(stage=case.stage))


def look_at_rights(case: Case) -> Iterator[Finding]:
    if "worker" not in case.functions:
        return
    needed = {action for command in COMMANDS for action in command.aws_actions} | set(AWS_ACTIONS)
    lacking = sorted(needed - case.deployment.allowed(case.functions["worker"].role))
    what = case.function_name("worker")
    if lacking:
        yield bad(what, LACKS.format(actions=", ".join(lacking)), GRANT)
    else:
        yield good(what, RIGHTS.format(count=len(needed)))


def look_at_queues(case: Case) -> Iterator[Finding]:
    readers = {"JobsQueueUrl": "worker", "WatchQueueUrl": "worker", "AlarmsQueueUrl": "alarms"}
    for output, name in readers.items():
        queue = case.deployment.queue(case.outputs[output])
        what = f"queue {queue_name(case.outputs[output])}"
        timeout = case.functions[name].timeout if name in case.functions else 0
        dead = case.outputs[output.replace("Queue", "DeadLetterQueue")]
        resting = case.deployment.queue(dead).visible
        if queue.dead_letters != queue_name(dead):
            yield bad(what, NO_DEAD_LETTERS, DEPLOY.format(stage=case.stage))
        elif queue.visibility_timeout < timeout:
            seen = TOO_VISIBLE.format(seconds=queue.visibility_timeout, timeout=timeout)
            yield bad(what, seen, DEPLOY.format(stage=case.stage))
        elif resting:
            yield doubtful(what, DEAD.format(count=resting, queue=queue_name(dead)), REPLAY.format(stage=case.stage))
        else:
            yield good(what, WAITING)


def look_at_topic(case: Case) -> Iterator[Finding]:
    topic, queue = case.outputs["AlarmTopicArn"], queue_name(case.outputs["AlarmsQueueUrl"])
    endpoints = case.deployment.subscribers(topic)
    what = f"topic {topic.rpartition(':')[2]}"
    if any(endpoint.rpartition(":")[2] == queue for endpoint in endpoints):
        yield good(what, HEARS)
    else:
        yield bad(what, DEAF, SUBSCRIBE.format(queue=queue))


def queue_name(url: str) -> str:
    return url.rpartition("/")[2]
