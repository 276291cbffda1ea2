"""Application Auto Scaling's own words.

Of activities: "Scaling activities for Application Auto Scaling" and "View scaling activities for a specified service"
in its user guide; of what is not found: as AWS answers people who asked. Where AWS publishes no text, it is ours.
"""

# Errors.
NOT_REGISTERED = "No scalable target registered for {key}"
NO_TARGET = "No scalable target found for {key}"
NO_POLICY = "No scaling policy found for {key}, policy name: {name}"
NO_ACTION = "No scheduled action found for {key}, scheduled action name: {name}"
KEY = "service namespace: {namespace}, resource ID: {resource}, scalable dimension: {dimension}"
NO_BOUNDS = "MinCapacity and MaxCapacity are required when registering a new scalable target"
MIN_ABOVE_MAX = "Maximum capacity cannot be less than minimum capacity"
TOO_LOW = "Minimum capacity cannot be less than {least}"
NOT_THERE = "{what} doesn't exist: {resource}"
NO_TABLE = "DynamoDB table does not exist: {resource}"
NEEDS_RESOURCE = "If you specify a scalable dimension, you must also specify a resource ID"
BAD_SCHEDULE = "Invalid schedule expression. Details: Parameter ScheduleExpression is not valid: {text}"
BAD_ZONE = "Invalid time zone: {zone}"
PAST = "Schedule expression {text} is in the past"
NO_SCHEDULE = "Schedule and ScalableTargetAction are required when creating a new scheduled action"
NO_SIZE = "At least one of MinCapacity or MaxCapacity must be specified"
END_BEFORE_START = "End time must be after start time"
NOT_FOR_STORAGE = "Scheduled scaling is not supported for kafka"
TOO_MANY = "Only {most} {what} are allowed for a scalable target"
NO_CONFIGURATION = "{name} is required for the policy type {kind}"
NO_TYPE = "PolicyType is required when creating a new scaling policy"
NO_STEPS = "AdjustmentType and StepAdjustments are required when creating a new step scaling policy"
NO_METRIC = "Specify either a predefined or a customized metric"
NOT_EMULATED = "The sandbox has no predictive scaling policies"
NO_RESOURCE = "The resource {arn} could not be found"
TOO_MANY_TAGS = "A scalable target can have at most {most} tags"
BAD_TOKEN = "Invalid pagination token"
ENUM = "Value '{value}' at '{name}' failed to satisfy constraint: Member must satisfy enum value set: [{values}]"
LARGE = "Value '{value}' at '{name}' failed to satisfy constraint: Member must have value less than or equal to 50"

# Activities.
SETTING = "Setting {unit} to {to}."
SET = "Successfully set {unit} to {to}."
WAITING = "{set} Waiting for change to be fulfilled by {namespace}."
FULFILLED = "{set} Change successfully fulfilled by {namespace}."
OVERRIDDEN = "{set} Found it was later changed to {now}."
UNFULFILLED = "{set} Change was not fulfilled by {namespace}: timed out."
FAILED = "Failed to set {unit} to {to}. Reason: {reason}"
BOUNDS = "min capacity to {low} and max capacity to {high}"
LOW, HIGH = "min capacity to {low}", "max capacity to {high}"
ATTEMPTING = "Attempting to scale due to alarm triggered"
MINIMUM_SET = "minimum capacity was set to {low}"
MAXIMUM_SET = "maximum capacity was set to {high}"
SCHEDULED = "scheduled action name {name} was triggered"
ALARM = "monitor alarm {alarm} in state {state} triggered policy {policy}"

# Of an alarm's action that does nothing, in its history.
SUSPENDED = "{what} is suspended for {resource}"
COOLING = "The policy {name} is in its cooldown period"
NO_SCALE_IN = "Scale in by the policy {name} is disabled"
NO_POLICY_OF = "No scaling policy found: {arn}"
NO_VALUE = "The alarm has no metric value to go by"


def key(namespace: str, resource: str, dimension: str) -> str:
    return KEY.format(namespace=namespace, resource=resource, dimension=dimension)


def bounds(low: int | None, high: int | None) -> str:
    if low is None:
        return HIGH.format(high=high)
    return LOW.format(low=low) if high is None else BOUNDS.format(low=low, high=high)
