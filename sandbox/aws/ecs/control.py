"""What a test can set that ECS's and Application Auto Scaling's APIs can't: failures, time, a reset."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.aws.control_body import FORGET_FAILURE, check
from sandbox.aws.ecs import words
from sandbox.aws.ecs.model import Ecs
from sandbox.aws.ecs.scheduler import fail_deployment, settle_at_once, stop
from sandbox.aws.ecs.service import Deployment, Failure, Service
from sandbox.aws.ecs.shapes import IMAGE
from sandbox.aws.passing_time import let_happen
from sandbox.aws.scalable.model import ScalableTargets
from sandbox.aws.world import CLUSTER, DIMENSION, SERVICES

KEYS = (
    "service",
    "task_failure",
    "exit_code",
    "placement_failure",
    "seconds_per_task",
    "fail_deployment",
    "kill",
    "advance_seconds",
    "reset_clock",
    "reset",
    "alarm",
)
NO_EXIT = "exit_code is a number from 0 to 255, and needs task_failure."
NO_SERVICE = "There is no service {name!r} here; there are {names}."
NOTHING_RUNS = "kill is how many running tasks end: there are {running}."
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
KILLED = 137


def apply(ecs: Ecs, targets: ScalableTargets, body: Mapping[str, Any]) -> None:
    """Do what `POST /control/ecs` asks; a ValueError says what is invalid, and then nothing is done."""
    service = _service(ecs, body.get("service"))
    _check(service, body)
    if body.get("reset"):
        reset(ecs, targets, service)
    if "task_failure" in body:
        service.failing = _failure(service, body)
        service.retry_at = 0.0
    if "placement_failure" in body:
        given = body["placement_failure"]
        service.unplaceable = None if given in FORGET_FAILURE else "" if given is True else str(given)
        service.retry_at = 0.0
    service.seconds_per_task = body.get("seconds_per_task") or service.seconds_per_task
    if body.get("fail_deployment"):
        fail_deployment(service, ecs.clock.now())
    _kill(ecs, service, body.get("kill") or 0)
    if body.get("reset_clock"):
        reset_clock(ecs, targets)
    ecs.settle()
    let_pass(ecs, targets, body.get("advance_seconds") or 0.0)


def let_pass(ecs: Ecs, targets: ScalableTargets, seconds: float) -> None:
    """Advance the clock that both have, in steps from event to event."""

    def settle() -> None:
        ecs.settle()
        targets.settle()

    def dues(now: float) -> Iterable[float]:
        yield from ecs.dues(now)
        yield from targets.dues(now)

    let_happen(ecs.clock, settle, dues, seconds)


def reset(ecs: Ecs, targets: ScalableTargets, service: Service) -> None:
    """As new: nothing set, no history, all tasks running; the world's own services get their initial sizes."""
    known = next((it for it in SERVICES if it.id == service.id), None)
    service.desired = known.desired if known else service.desired
    service.unplaceable, service.failing, service.retry_at, service.breaker = None, None, 0.0, False
    service.tasks, service.events, service.status = [], [], "ACTIVE"
    service.told.clear()
    service.deployments = [Deployment(service.definition, service.created)]
    settle_at_once(service, ecs.clock.now())
    key = ("ecs", f"service/{service.id}", DIMENSION)
    targets.targets.pop(key, None)
    targets.gone = [each for each in targets.gone if each.key != key]
    if known and known.bounds:
        targets.register(key, *known.bounds)


def reset_clock(ecs: Ecs, targets: ScalableTargets) -> None:
    """Take back all skipped time: what is to come comes as late as before, and the past is past."""
    skipped, ecs.clock.skipped = ecs.clock.skipped, 0.0
    now = ecs.clock.now()
    for service in ecs.services:
        service.retry_at = 0.0
        for task in service.tasks:
            task.due = None if task.due is None else task.due - skipped
            task.created = min(task.created, now)
            task.stopped = None if task.stopped is None else min(task.stopped, now)
    for target in targets.targets.values():
        for activity in target.activities:
            activity.started = min(activity.started, now)
            activity.ended = None if activity.ended is None else min(activity.ended, now)


def _service(ecs: Ecs, name: object) -> Service:
    """By `cluster/name`, or by the name alone for one of the world's cluster."""
    found = {service.id: service for service in ecs.services}
    wanted = name if isinstance(name, str) and "/" in name else f"{CLUSTER}/{name}"
    if wanted not in found:
        raise ValueError(NO_SERVICE.format(name=name, names=", ".join(found)))
    return found[wanted]


def _check(service: Service, body: Mapping[str, Any]) -> None:
    check(body, KEYS, ("seconds_per_task", "advance_seconds"))
    code = body.get("exit_code")
    if code is not None and (type(code) is not int or not 0 <= code <= 255 or not body.get("task_failure")):
        raise ValueError(NO_EXIT)
    kill = body.get("kill") or 0
    if type(kill) is not int or not 0 <= kill <= service.running:
        raise ValueError(NOTHING_RUNS.format(running=service.running))


def _failure(service: Service, body: Mapping[str, Any]) -> Failure | None:
    """True: the image can't be pulled, or with an `exit_code` the container exits, in ECS's words; a text: that."""
    given, code = body["task_failure"], body.get("exit_code")
    if given in FORGET_FAILURE:
        return None
    usual = words.EXITED if code is not None else words.CANNOT_PULL.format(image=IMAGE.format(name=service.name))
    return Failure(usual if given is True else str(given), code)


def _kill(ecs: Ecs, service: Service, count: int) -> None:
    running = [task for task in service.tasks if task.status == "RUNNING"]
    for task in running[:count]:
        stop(service, task, ecs.clock.now(), words.EXITED, "EssentialContainerExited")
        task.exit_code, task.container_reason = KILLED, OUT_OF_MEMORY
