"""ECS's own words.

Of events: "Amazon ECS service event messages" (developer guide, service-event-messages-list) and what DescribeServices
answers; of stopped tasks: "Amazon ECS stopped tasks error messages" (stopped-task-error-codes); of failures: "API
failure reasons" (api_failures_messages). Where AWS publishes no text, such as for most invalid parameters, it is ours.
"""

from collections.abc import Sequence

# Errors.
NO_CLUSTER = "Cluster not found."
NO_SERVICE = "Service not found."
INACTIVE = "Service was not ACTIVE."
NO_SERVICES = "Services cannot be empty."
NO_TASKS = "Tasks cannot be empty."
TOO_MANY = "{what} cannot exceed {most} elements."
NEGATIVE = "desiredCount cannot be negative."
DAEMON = "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value."
IDEMPOTENT = "Creation of service was not idempotent."
STILL_SCALED = "The service cannot be stopped while it is scaled above 0."
NO_DEFINITION = "TaskDefinition can not be blank."
BAD_LAUNCH_TYPE = "launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]"
BAD_STATUS = "desired status should be one of [RUNNING,PENDING,STOPPED]"
NO_TASK = "The referenced task was not found."
MISSING = "MISSING"  # the reason of a failure

# Events.
STEADY = "(service {service}) has reached a steady state."
STARTED = "(service {service}) has started {count} tasks: {tasks}."
STOPPED_RUNNING = "(service {service}) has stopped {count} running tasks: {tasks}."
STOPPED_PENDING = "(service {service}) stopped {count} pending tasks."
COMPLETED = "(service {service}) (deployment {deployment}) deployment completed."
FAILED = "(service {service}) (deployment {deployment}) deployment failed: tasks failed to start."
IMPAIRED = "(service {service}) is unable to consistently start tasks successfully. {more}"
UNPLACED = "(service {service}) was unable to place a task{why} {more}"
MORE = "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
NO_INSTANCE = " because no container instance met all of its requirements. Reason: {reason}."
NO_INSTANCES_FOUND = "No Container Instances were found in your cluster"
NO_CAPACITY = (
    " Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone."
)

# Deployments.
ROLLING = "ECS deployment {deployment} in progress."
ROLLED_OUT = "ECS deployment {deployment} completed."
BROKEN = "ECS deployment circuit breaker: tasks failed to start."

# Stopped tasks.
SCALED_IN = "Scaling activity initiated by (deployment {deployment})"
BY_USER = "Task stopped by user"
EXITED = "Essential container in task exited"
CANNOT_PULL = (
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref "
    "{image}: {image}: not found"
)


def started(service: str, tasks: Sequence[str]) -> str:
    return STARTED.format(service=service, count=len(tasks), tasks=_named(tasks))


def stopped_running(service: str, tasks: Sequence[str]) -> str:
    return STOPPED_RUNNING.format(service=service, count=len(tasks), tasks=_named(tasks))


def unplaced(service: str, launch_type: str, reason: str | None) -> str:
    """No room for a task; without a `reason` the usual one of its launch type."""
    if launch_type == "EC2":
        why = NO_INSTANCE.format(reason=reason or NO_INSTANCES_FOUND)
    else:
        why = f". Reason: {reason.rstrip('.')}." if reason else f".{NO_CAPACITY}"
    return UNPLACED.format(service=service, why=why, more=MORE)


def _named(tasks: Sequence[str]) -> str:
    return " ".join(f"(task {task})" for task in tasks)
