"""What an alarm's action is, read from its ARN (CloudWatch API reference, PutMetricAlarm). No IO."""

from __future__ import annotations

import re
from enum import Enum

from app.aws.scaling_policy import OF_GROUP, OF_RESOURCE, policy_of
from app.base.values import dataclass

# `arn:aws:swf:us-east-1:123456789012:action/actions/AWS_EC2.InstanceId.Stop/1.0`, of older alarms.
BY_WORKFLOW = re.compile(r"AWS_EC2\.InstanceId\.(?P<verb>[A-Za-z]{1,20})/")
OPS_ITEM = re.compile(r"opsitem:(?P<severity>[^#]+)(?:#CATEGORY=(?P<category>.+))?")
# The API reference writes `responseplan/`, Incident Manager's own ARNs have `response-plan/`.
RESPONSE_PLAN = re.compile(r"response-?plan/(?P<name>.+)")


class Kind(Enum):
    """What an action does; UNKNOWN for a kind of ARN that Bellhop does not know."""

    TOPIC = "topic"
    POLICY = "policy"
    INSTANCE = "instance"
    FUNCTION = "function"
    OPS_ITEM = "ops item"
    INCIDENT = "incident"
    INVESTIGATION = "investigation"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class AlarmAction:
    """One action of an alarm.

    name    of the topic, policy, function, response plan or investigation group; an OpsItem's severity; what is done to
            the instance: stop, terminate, reboot or recover
    detail  what a policy scales, a function's version or alias, an OpsItem's category
    """

    arn: str
    kind: Kind
    name: str = ""
    detail: str = ""

    @property
    def account(self) -> str:
        return "".join(self.arn.split(":")[4:5])


def action_in(arn: str) -> AlarmAction:
    _, _, service, _, _, rest = [*arn.split(":", 5), *[""] * 6][:6]
    policy = policy_of(arn)
    if policy:
        return AlarmAction(arn, Kind.POLICY, policy[1], policy[0].removeprefix(OF_GROUP).removeprefix(OF_RESOURCE))
    kind, name, detail = _told(service, arn, rest)
    return AlarmAction(arn, kind, name, detail) if name else AlarmAction(arn, Kind.UNKNOWN)


def _told(service: str, arn: str, rest: str) -> tuple[Kind, str, str]:
    """The kind, name and detail of an ARN of a service; `rest` is what follows the account."""
    if service == "sns":
        return Kind.TOPIC, rest, ""
    if service == "automate":  # it has no account: arn:aws:automate:us-east-1:ec2:stop
        return Kind.INSTANCE, arn.partition(":ec2:")[2], ""
    if service == "swf":
        found = BY_WORKFLOW.search(arn)
        return Kind.INSTANCE, found["verb"].casefold() if found else "", ""
    if service == "lambda":
        name, _, detail = rest.removeprefix("function:").partition(":")
        return Kind.FUNCTION, name, detail
    if service == "ssm":
        found = OPS_ITEM.fullmatch(rest)
        return Kind.OPS_ITEM, found["severity"] if found else "", (found["category"] or "") if found else ""
    if service == "ssm-incidents":
        found = RESPONSE_PLAN.fullmatch(rest)
        return Kind.INCIDENT, found["name"] if found else "", ""
    if service == "aiops":
        return Kind.INVESTIGATION, rest.removeprefix("investigation-group:"), ""
    return Kind.UNKNOWN, "", ""
