"""`python -m app role-template`: the CloudFormation template of the role that lets Bellhop into another account.

It fits a StackSet: the role is global, so one stack in each account is enough, and nothing in it names the account. Its
rights are those of λ worker in infrastructure/roles.yml, in whichever region.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from app.aws.application_autoscaling import AWS_ACTIONS as OF_NUMBERS
from app.base.errors import Misconfigured
from app.card_actions.catalogue import AWS_ACTIONS as OF_CARDS
from app.commands.catalogue import COMMANDS
from app.config.kinds import NUMBERS
from app.ops.role_numbers import namespaces, statements
from app.scaling.ecs_services import AWS_ACTIONS as OF_ECS

SCALABLE = "application-autoscaling:*:scalable-target/*"
# What is changed is one thing with an ARN of its own; all else looks, and most of that knows no resources.
CHANGES: dict[str, tuple[str, ...]] = {
    "autoscaling:*:autoScalingGroup:*:autoScalingGroupName/*": (
        "autoscaling:SetDesiredCapacity",
        "autoscaling:UpdateAutoScalingGroup",
        "autoscaling:PutScheduledUpdateGroupAction",
        "autoscaling:DeleteScheduledAction",
        "autoscaling:SuspendProcesses",
        "autoscaling:ResumeProcesses",
        "autoscaling:StartInstanceRefresh",
        "autoscaling:CancelInstanceRefresh",
        "autoscaling:RollbackInstanceRefresh",
    ),
    "cloudwatch:*:alarm:*": (
        "cloudwatch:SetAlarmState",
        "cloudwatch:DisableAlarmActions",
        "cloudwatch:EnableAlarmActions",
        "cloudwatch:PutAlarmMuteRule",
        "cloudwatch:DeleteAlarmMuteRule",
    ),
    "cloudwatch:*:alarm-mute-rule:*": (
        "cloudwatch:PutAlarmMuteRule",
        "cloudwatch:DeleteAlarmMuteRule",
        "cloudwatch:GetAlarmMuteRule",
    ),
    "ecs:*:service/*": ("ecs:UpdateService",),
    SCALABLE: (  # of ECS, and of the numbers that are asked for
        "application-autoscaling:RegisterScalableTarget",
        "application-autoscaling:PutScheduledAction",
        "application-autoscaling:DeleteScheduledAction",
    ),
}
# Only at home: alarms are made and changed there, and its own topic and price list are there.
AT_HOME = (
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:PutCompositeAlarm",
    "cloudwatch:DeleteAlarms",
    "cloudwatch:TagResource",
    "cloudwatch:ListMetrics",
)
NO_SUCH_KIND = '--scale-numbers has "{found}"; it may have {known}.'


def looks() -> tuple[str, ...]:
    """What only looks, of all that commands and buttons need."""
    needed = {*OF_CARDS, *OF_ECS, *OF_NUMBERS, *(action for command in COMMANDS for action in command.aws_actions)}
    changing = {action for actions in CHANGES.values() for action in actions}
    return tuple(sorted(needed - changing - set(AT_HOME) - {"pricing:GetProducts"}))


def template_text(numbers: str = "") -> str:
    """`numbers` as the deployment's parameter scale-numbers: kinds with commas. Raises Misconfigured for others."""
    kinds = [kind for kind in map(str.strip, numbers.split(",")) if kind and kind != "no"]
    for kind in kinds:
        if kind not in NUMBERS:
            raise Misconfigured(NO_SUCH_KIND.format(found=kind, known=", ".join(NUMBERS)))
    return json.dumps(template(kinds), indent=2)


def template(kinds: Sequence[str] = ()) -> dict[str, Any]:
    """`kinds` of numbers, beside Auto Scaling groups and ECS services."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Bellhop: the role in which it shows, mutes and scales in this account",
        "Parameters": {
            "WorkerRoleArn": {
                "Type": "String",
                "AllowedPattern": "arn:aws[a-z-]*:iam::[0-9]{12}:role/.+",
                "Description": "The role of Bellhop's worker: output WorkerRoleArn of its stack",
            },
            "ExternalId": {
                "Type": "String",
                "MinLength": 8,
                "Description": "A word of your own, the same as external_id in bellhop.toml",
            },
            "RoleName": {"Type": "String", "Default": "bellhop", "Description": "What the role is called"},
        },
        "Resources": {"Role": _role(kinds)},
        "Outputs": {
            "RoleArn": {
                "Value": {"Fn::GetAtt": ["Role", "Arn"]},
                "Description": "role in bellhop.toml, and one of the parameter roles of the deployment",
            }
        },
    }


def _role(kinds: Sequence[str]) -> dict[str, Any]:
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": {"Ref": "WorkerRoleArn"}},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
    }
    changes = [
        {"Effect": "Allow", "Action": list(actions), "Resource": {"Fn::Sub": _arn(resource)}}
        for resource, actions in CHANGES.items()
    ]
    of = {"application-autoscaling:service-namespace": ["ecs", *namespaces(kinds)]}
    changes[list(CHANGES).index(SCALABLE)]["Condition"] = {"StringEquals": of}
    looking = {"Effect": "Allow", "Action": list(looks()), "Resource": "*"}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Ref": "RoleName"},
            "AssumeRolePolicyDocument": _policy(trust),
            "Policies": [{"PolicyName": "bellhop", "PolicyDocument": _policy(*changes, looking, *statements(kinds))}],
        },
    }


def _arn(resource: str) -> str:
    service, region, rest = resource.split(":", 2)
    return f"arn:${{AWS::Partition}}:{service}:{region}:${{AWS::AccountId}}:{rest}"


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}
