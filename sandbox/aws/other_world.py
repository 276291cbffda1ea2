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


def create(land: Land, cloudwatch: Any, iam: Any, topic_arn: str) -> dict[str, str]:
    """A group, a service, an alarm that is OK, and the role; answers how to get in. Once more, it changes nothing."""
    if "web" not in land.autoscaling.groups:
        _create_things(land)
        name = world.ALARMS[0].name
        cloudwatch.put_metric_alarm(**world.ALARMS[0].config(topic_arn), ActionsEnabled=False)
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason=world.ALL_IS_WELL)
        cloudwatch.enable_alarm_actions(AlarmNames=[name])
        _create_role(iam)
    arn = f"arn:aws:iam::{OTHER_PLACE.account}:role/{ROLE}"
    return {
        "account": OTHER_PLACE.account,
        "region": OTHER_PLACE.region,
        "role_arn": arn,
        "external_id": EXTERNAL_ID,
    }


def _create_things(land: Land) -> None:
    low, desired, high = WEB
    born = land.autoscaling.clock.now() - world.AGE_SECONDS
    land.autoscaling.create(Group("web", low, high, desired, born, land.place.zones), settled=True)
    land.ecs.clusters[world.CLUSTER] = {}
    land.ecs.create(Service(world.CLUSTER, "api", 1, born, "api:1", land.place.zones), settled=True)
    land.targets.register(("ecs", f"service/{world.CLUSTER}/api", world.DIMENSION), *API)


def _create_role(iam: Any) -> None:
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
