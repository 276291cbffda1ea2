"""The second account, on request: things with the names of the first one's, and a role that lets the first one in."""

import json
from typing import Any

from sandbox.aws import world
from sandbox.aws.account import ACCOUNT, OTHER_PLACE
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.ecs.service import Service
from sandbox.aws.land import Land

ROLE, EXTERNAL_ID = "bellhop", "sandbox"
ALLOWED = ("autoscaling:*", "application-autoscaling:*", "cloudwatch:*", "ecs:*")
# The same names, other sizes.
WEB, API = (1, 1, 4), (1, 3)


WAY_IN = {
    "account": OTHER_PLACE.account,
    "region": OTHER_PLACE.region,
    "role_arn": f"arn:aws:iam::{OTHER_PLACE.account}:role/{ROLE}",
    "external_id": EXTERNAL_ID,
}


def create_things(land: Land) -> bool:
    """A group, and a service; whether they were not there yet."""
    if "web" in land.autoscaling.groups:
        return False
    low, desired, high = WEB
    born = land.autoscaling.clock.now() - world.AGE_SECONDS
    land.autoscaling.create(Group("web", low, high, desired, born, land.place.zones), settled=True)
    land.ecs.clusters[world.CLUSTER] = {}
    land.ecs.create(Service(world.CLUSTER, "api", 1, born, "api:1", land.place.zones), settled=True)
    land.targets.register(("ecs", f"service/{world.CLUSTER}/api", world.DIMENSION), *API)
    return True


def create_alarm(cloudwatch: Any, topic_arn: str) -> None:
    """The alarm on the group, which is OK without anybody hearing of it."""
    alarm = world.ALARMS[0]
    cloudwatch.put_metric_alarm(**alarm.config(topic_arn), ActionsEnabled=False)
    cloudwatch.set_alarm_state(AlarmName=alarm.name, StateValue="OK", StateReason=world.ALL_IS_WELL)
    cloudwatch.enable_alarm_actions(AlarmNames=[alarm.name])


def create_role(iam: Any) -> None:
    """Who knows its external id, and may, assumes it."""
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
    }
    rights = {"Effect": "Allow", "Action": list(ALLOWED), "Resource": "*"}
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=_policy(trust))
    iam.put_role_policy(RoleName=ROLE, PolicyName="scale", PolicyDocument=_policy(rights))


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
