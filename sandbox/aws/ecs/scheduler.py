"""How a service reaches its desired count: tasks are placed, run, fail and stop, deployments roll out, over seconds."""

from sandbox.aws.ecs import words
from sandbox.aws.ecs.service import ENDING, STOPPED_KEPT_SECONDS, Failure, Service, Task

SECONDS_BETWEEN_TRIES = 30.0
IMPAIRED_AFTER = 3  # failed tasks in a row
# "deploymentCircuitBreaker": half the desired count, at least 3, at most 200 (developer guide).
BREAKS_AFTER, BREAKS_AT_MOST = 3, 200
PARTS = {"PROVISIONING": 0.25, "PENDING": 0.75, "STOPPING": 0.5, "DEPROVISIONING": 0.5}  # of the seconds per task


def settle(service: Service, now: float) -> None:
    """Let everything happen that is due by now."""
    for task in list(service.tasks):
        while task.due is not None and task.due <= now:
            _go_on(service, task, task.due)
    service.tasks = [task for task in service.tasks if (task.stopped or now) + STOPPED_KEPT_SECONDS > now]
    if service.status == "INACTIVE":
        return
    _start_missing(service, now)
    _stop_surplus(service, now)
    _conclude(service, now)


def settle_at_once(service: Service, now: float) -> None:
    """All desired tasks run already, as of a service that has been there for long."""
    primary = service.primary
    primary.rollout, primary.rollout_reason = "COMPLETED", words.ROLLED_OUT.format(deployment=primary.id)
    primary.updated = service.created
    for number in range(service.desired):
        zone = service.zones[number % len(service.zones)]
        task = Task(zone, primary.id, primary.definition, service.created, "RUNNING", started=service.created)
        service.tasks.append(task)
    service.tell(service.created, words.STEADY.format(service=service.name))
    service.told.add(words.STEADY)


def stop(service: Service, task: Task, now: float, reason: str, code: str = "ServiceSchedulerInitiated") -> None:
    """Start to stop a task that runs, or was to."""
    task.is_wanted, task.stopping, task.status = False, now, "STOPPING"
    task.stop_code, task.stopped_reason = code, reason
    task.due = now + service.seconds_per_task * PARTS["STOPPING"]
    service.told.discard(words.STEADY)


def _go_on(service: Service, task: Task, at: float) -> None:
    """A task whose time has come goes on to its next status."""
    follows = {"PROVISIONING": "PENDING", "PENDING": "RUNNING", "STOPPING": "DEPROVISIONING"}
    task.status = follows.get(task.status, "STOPPED")
    task.due = at + service.seconds_per_task * PARTS[task.status] if task.status in PARTS else None
    if task.status == "RUNNING":
        task.started = at
        if task.fails:
            _fail(service, task, at, task.fails)
        elif task.deployment == service.primary.id:
            service.primary.failed = 0  # consecutively failed ones are counted
    elif task.status == "STOPPED":
        task.stopped = at
        if task.exit_code is None and task.started is not None:
            task.exit_code = 0


def _fail(service: Service, task: Task, at: float, failure: Failure) -> None:
    """One that did not come to run, or whose container exited at once."""
    code = "TaskFailedToStart" if failure.exit_code is None else "EssentialContainerExited"
    if failure.exit_code is None:
        task.started = None
    task.exit_code = failure.exit_code
    task.container_reason = failure.reason if failure.exit_code is None else None
    stop(service, task, at, failure.reason, code)
    service.retry_at = at + SECONDS_BETWEEN_TRIES
    service.primary.failed += 1
    if service.primary.failed >= IMPAIRED_AFTER:
        service.tell_once(at, words.IMPAIRED.format(service=service.name, more=words.MORE))
    if service.breaker and service.primary.failed >= breaks_after(service.desired):
        fail_deployment(service, at)


def breaks_after(desired: int) -> int:
    """How many tasks must fail until the circuit breaker ends a deployment."""
    return min(max(desired // 2, BREAKS_AFTER), BREAKS_AT_MOST)


def fail_deployment(service: Service, at: float) -> None:
    primary = service.primary
    primary.rollout, primary.rollout_reason, primary.updated = "FAILED", words.BROKEN, at
    service.tell(at, words.FAILED.format(service=service.name, deployment=primary.id))


def _start_missing(service: Service, now: float) -> None:
    """As many of the primary deployment as are desired, unless none can be placed or they fail."""
    primary = service.primary
    missing = service.desired - sum(task.deployment == primary.id for task in service.lasting)
    if missing <= 0 or service.retry_at > now or primary.rollout == "FAILED" or service.status != "ACTIVE":
        return
    if service.unplaceable is not None:
        service.retry_at = now + SECONDS_BETWEEN_TRIES
        service.tell_once(now, words.unplaced(service.name, service.launch_type, service.unplaceable or None))
        return
    begun = [_start(service, now) for _ in range(missing)]
    service.told.discard(words.STEADY)
    service.tell(now, words.started(service.name, [task.id for task in begun]))


def _start(service: Service, now: float) -> Task:
    used = [task.zone for task in service.lasting]
    zone = min(service.zones, key=used.count)
    due = now + service.seconds_per_task * PARTS["PROVISIONING"]
    task = Task(zone, service.primary.id, service.primary.definition, now, due=due, fails=service.failing)
    service.tasks.append(task)
    return task


def _stop_surplus(service: Service, now: float) -> None:
    """Those of the primary deployment beyond the desired count; older ones as the new ones run."""
    primary = service.primary
    own = [task for task in service.lasting if task.deployment == primary.id]
    older = [task for task in service.lasting if task.deployment != primary.id]
    run = sum(task.status == "RUNNING" for task in own)
    surplus = len(own) - service.desired
    pending_first = sorted(own, key=lambda task: (task.status == "RUNNING", task.created))
    going = pending_first[: max(surplus, 0)] + older[: max(len(older) + run - service.desired, 0)]
    running = [task for task in going if task.status == "RUNNING"]
    for task in going:
        stop(service, task, now, words.SCALED_IN.format(deployment=task.deployment))
    if running:
        service.tell(now, words.stopped_running(service.name, [task.id for task in running]))
    if len(going) > len(running):
        service.tell(now, words.STOPPED_PENDING.format(service=service.name, count=len(going) - len(running)))


def _conclude(service: Service, now: float) -> None:
    """A deployment that is all there is completed; a service where nothing is left to do is steady."""
    primary = service.primary
    gone = [each for each in service.deployments[1:] if not any(t.deployment == each.id for t in service.lasting)]
    service.deployments = [each for each in service.deployments if each not in gone]
    is_there = len(service.lasting) == service.running == service.desired
    if not is_there or len(service.deployments) > 1:
        return
    if primary.rollout == "IN_PROGRESS":
        primary.rollout, primary.updated = "COMPLETED", now
        primary.rollout_reason = words.ROLLED_OUT.format(deployment=primary.id)
        service.tell(now, words.COMPLETED.format(service=service.name, deployment=primary.id))
    if words.STEADY not in service.told and not service.count(*ENDING):
        service.told = {words.STEADY}
        service.tell(now, words.STEADY.format(service=service.name))
    if service.status == "DRAINING" and not service.count(*ENDING):
        service.status = "INACTIVE"
