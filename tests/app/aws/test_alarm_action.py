"""Each form of an action's ARN in CloudWatch's API reference is read, and whatever else stays what it is."""

from __future__ import annotations

import pytest

from app.aws.alarm_action import AlarmAction, Kind, action_in

HERE = "us-east-1:123456789012"
POLICY = f"arn:aws:autoscaling:{HERE}:scalingPolicy:1f2e:"


@pytest.mark.parametrize(
    ("arn", "kind", "name", "detail"),
    [
        *(
            (f"arn:aws:automate:us-east-1:ec2:{verb}", Kind.INSTANCE, verb, "")
            for verb in ("stop", "terminate", "reboot", "recover")
        ),
        ("arn:aws-cn:automate:cn-north-1:ec2:recover", Kind.INSTANCE, "recover", ""),
        (f"arn:aws:swf:{HERE}:action/actions/AWS_EC2.InstanceId.Stop/1.0", Kind.INSTANCE, "stop", ""),
        (f"arn:aws:swf:{HERE}:action/actions/AWS_EC2.InstanceId.Terminate/1.0", Kind.INSTANCE, "terminate", ""),
        (f"arn:aws:swf:{HERE}:action/actions/AWS_EC2.InstanceId.Reboot/1.0", Kind.INSTANCE, "reboot", ""),
        (f"arn:aws:swf:{HERE}:action/actions/AWS_EC2.InstanceId.Recover/1.0", Kind.INSTANCE, "recover", ""),
        (f"{POLICY}autoScalingGroupName/my web:policyName/out", Kind.POLICY, "out", "my web"),
        (f"{POLICY}resource/ecs/service/shop/web:policyName/more", Kind.POLICY, "more", "ecs/service/shop/web"),
        (
            f"{POLICY}resource/dynamodb/table/t:policyName/x:createdBy/y",
            Kind.POLICY,
            "x:createdBy/y",
            "dynamodb/table/t",
        ),
        (f"arn:aws:lambda:{HERE}:function:fix-it", Kind.FUNCTION, "fix-it", ""),
        (f"arn:aws:lambda:{HERE}:function:fix-it:7", Kind.FUNCTION, "fix-it", "7"),
        (f"arn:aws:lambda:{HERE}:function:fix-it:live", Kind.FUNCTION, "fix-it", "live"),
        (f"arn:aws:sns:{HERE}:alarms", Kind.TOPIC, "alarms", ""),
        (f"arn:aws:sns:{HERE}:alarms.fifo", Kind.TOPIC, "alarms.fifo", ""),
        (f"arn:aws:ssm:{HERE}:opsitem:1", Kind.OPS_ITEM, "1", ""),
        (f"arn:aws:ssm:{HERE}:opsitem:3#CATEGORY=Security", Kind.OPS_ITEM, "3", "Security"),
        ("arn:aws:ssm-incidents::123456789012:responseplan/all-hands", Kind.INCIDENT, "all-hands", ""),
        ("arn:aws:ssm-incidents::123456789012:response-plan/all-hands", Kind.INCIDENT, "all-hands", ""),
        (f"arn:aws:aiops:{HERE}:investigation-group:a1b2", Kind.INVESTIGATION, "a1b2", ""),
        ("arn:aws:new:::thing", Kind.UNKNOWN, "", ""),
        (f"arn:aws:ssm:{HERE}:document/x", Kind.UNKNOWN, "", ""),
        (f"arn:aws:swf:{HERE}:action/actions/Other/1.0", Kind.UNKNOWN, "", ""),
        ("no arn", Kind.UNKNOWN, "", ""),
        ("", Kind.UNKNOWN, "", ""),
    ],
)
def test_an_action_is_read_from_its_arn(arn: str, kind: Kind, name: str, detail: str) -> None:
    assert action_in(arn) == AlarmAction(arn, kind, name, detail)


def test_the_account_of_an_action_is_in_its_arn() -> None:
    assert action_in(f"arn:aws:sns:{HERE}:alarms").account == "123456789012"
    assert action_in("no arn").account == ""
