"""What Auto Scaling writes into its activities and errors, in AWS's words (public logs, the user guide)."""

from sandbox.aws.clock import moment

NO_GROUP = "AutoScalingGroup name not found - null"
GROUP_EXISTS = "AutoScalingGroup by this name already exists - A group with the name {name} already exists"
ABOVE_MAX = "New SetDesiredCapacity value {wanted} is above max value {bound} for the AutoScalingGroup."
BELOW_MIN = "New SetDesiredCapacity value {wanted} is below min value {bound} for the AutoScalingGroup."
OUTSIDE = "Desired capacity:{wanted} must be between the specified min size:{low} and max size:{high}"
MIN_ABOVE_MAX = "Max bound, {high}, must be greater than or equal to min bound, {low}"
NO_INSTANCE = "Instance Id not found - No managed instance found for instance ID: {instance}"
AT_MINIMUM = (
    "Currently, desiredSize equals minSize ({low}). Terminating instance without replacement will violate group's min "
    "size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size."
)
STILL_INSTANCES = (
    "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the "
    "group."
)
LOCKED = "AutoScalingGroup {name} is managed by {operator}; only that service can change it."
UNKNOWN_PROCESS = "Unknown process name {name}"
IN_PROGRESS = "Scaling activity {activity} is in progress and blocks this action"
NO_CAPACITY = (
    "We currently do not have sufficient t3.micro capacity in the Availability Zone you requested ({zone}). Our system "
    "will be working on provisioning additional capacity. You can currently get t3.micro capacity by not specifying an "
    "Availability Zone in your request."
)
FAILED_SCHEDULED = "Executing scheduled action {name}"
LAUNCH_FAILED = "Launching EC2 instance failed."
LAUNCHING = "Launching a new EC2 instance"
LAUNCHING_WARM = "Launching a new EC2 instance from warm pool"
LAUNCHING_INTO_POOL = "Launching a new EC2 instance into warm pool"
PROTECTED = "Could not scale to desired capacity because all remaining instances are protected from scale in."
TERMINATING = "Terminating EC2 instance: {instance}"


def stamp(at: float) -> str:
    """`2026-11-22T10:00:00Z`, as activities write the time."""
    return moment(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def request_to_set(at: float, before: int, after: int) -> str:
    return f"At {stamp(at)} a user request explicitly set group desired capacity {_changing(before, after)}"


def request_to_update(at: float, low: int, high: int, before: int, after: int) -> str:
    limits = f"min: {low}, max: {high}, desired: {after}"
    return (
        f"At {stamp(at)} a user request update of AutoScalingGroup constraints to {limits} {_changing(before, after)}"
    )


def scheduled_update(at: float, low: int, high: int, before: int, after: int) -> str:
    limits = f"min: {low}, max: {high}, desired: {after}"
    change = _changing(before, after)
    return f"At {stamp(at)} a scheduled action update of AutoScalingGroup constraints to {limits} {change}"


def created(at: float, desired: int) -> str:
    return f"At {stamp(at)} a user request created an AutoScalingGroup {_changing(0, desired)}"


def started(at: float, before: int, after: int) -> str:
    return (
        f"At {stamp(at)} an instance was started in response to a difference between desired and actual capacity, "
        f"increasing the capacity from {before} to {after}."
    )


def taken_out(at: float, before: int, after: int, instance: str) -> str:
    return (
        f"At {stamp(at)} an instance was taken out of service in response to a difference between desired and actual "
        f"capacity, shrinking the capacity from {before} to {after}.  "
        f"At {stamp(at)} instance {instance} was selected for termination."
    )


def user_terminated(at: float, instance: str) -> str:
    return f"At {stamp(at)} instance {instance} was taken out of service in response to a user request."


def unhealthy(at: float, instance: str) -> str:
    return (
        f"At {stamp(at)} an instance was taken out of service in response to a user health-check.  "
        f"At {stamp(at)} instance {instance} was selected for termination."
    )


def warmed(at: float) -> str:
    what = "in response to a difference between desired and actual capacity of the warm pool"
    return f"At {stamp(at)} an instance was started {what}."


def executed_policy(at: float, policy: str, before: int, after: int) -> str:
    return f"At {stamp(at)} a user request executed policy {policy} {_changing(before, after)}"


def alarm_triggered_policy(at: float, alarm: str, state: str, policy: str, before: int, after: int) -> str:
    changing = _changing(before, after)
    return f"At {stamp(at)} a monitor alarm {alarm} in state {state} triggered policy {policy} {changing}"


def refreshed(at: float, instance: str) -> str:
    return f"At {stamp(at)} instance {instance} was taken out of service in response to an instance refresh."


def failed_launch(message: str) -> str:
    return f"{LAUNCHING}.  Status Reason: {message}"


def _changing(before: int, after: int) -> str:
    return f"changing the desired capacity from {before} to {after}."
