"""What runs: ECS, ECR, EC2, Auto Scaling; and CloudWatch's own alarms, when they are changed."""

from __future__ import annotations

from app.alarms.read.service import Service

FOUND = "detail.finding-severity-counts"
FAILED_CONTAINER = "detail.containers[exitCode!=0]"

COMPUTE: tuple[Service, ...] = (
    Service(
        "aws.ecs",
        ("ECS: a task of {detail.group} {detail.lastStatus}", "{detail-type}"),
        {
            "Container": f"{FAILED_CONTAINER}.name",
            "Exit code": f"{FAILED_CONTAINER}.exitCode",
            "Reason": f"{FAILED_CONTAINER}.reason",
            "Stop code": "detail.stopCode",
            "Wanted": "detail.desiredStatus",
            "Cluster": "detail.clusterArn",
            "Task definition": "detail.taskDefinitionArn",
            "Task": "detail.taskArn",
            "Stopped": "detail.stoppedAt",
        },
        kind="ECS Task State Change",
        body="detail.stoppedReason",
        result=f"{FAILED_CONTAINER}.reason|detail.stopCode",
        about="detail.group",
        console="ecs/v2/clusters?region={region}",
        is_plain=True,
    ),
    Service(
        "aws.ecs",
        ("ECS: {detail.eventName} of {resources}", "{detail-type}"),
        {
            "Deployment": "detail.deploymentId",
            "Wanted": "detail.desiredCount",
            "Cluster": "detail.clusterArn",
            "Capacity provider": "detail.capacityProviderArns",
            "When": "detail.updatedAt|detail.createdAt",
        },
        body="detail.reason",
        result="detail.eventName|detail.eventType",
        about="resources",
        console="ecs/v2/clusters?region={region}",
    ),
    Service(
        "aws.ecr",
        ("ECR: scan of {detail.repository-name} {detail.scan-status}", "ECR: {detail.repository-name} {detail-type}"),
        {
            "Findings": FOUND,
            "Tags": "detail.image-tags|detail.image-tag",
            "Action": "detail.action-type",
            "Result": "detail.result",
            "Image": "detail.image-digest",
        },
        counts=FOUND,
        result="detail.scan-status|detail.result",
        about="detail.image-digest",
        console="ecr/repositories/private/{account}/{detail.repository-name}?region={region}",
        is_plain=True,
    ),
    Service(
        "aws.ec2",
        ("{detail-type}: {detail.instance-id}", "{detail-type}"),
        {"Instance": "detail.instance-id", "Action": "detail.instance-action"},
        kind="EC2 Spot",
        about="detail.instance-id",
        console="ec2/home?region={region}#Instances:instanceId={detail.instance-id}",
        is_warning=True,
    ),
    Service(
        "aws.ec2",
        (
            "EC2: {detail.instance-id} is {detail.state}",
            "EBS: {detail.event} of {detail.snapshot_id|resources} {detail.result}",
            "{detail-type}",
        ),
        {
            "Instance": "detail.instance-id",
            "State": "detail.state",
            "Action": "detail.instance-action",
            "Volume": "detail.volume-id|detail.source",
            "Result": "detail.result",
            "Cause": "detail.cause",
        },
        about="detail.instance-id|resources",
        console="ec2/home?region={region}#Instances:instanceId={detail.instance-id}",
    ),
    Service(
        "aws.autoscaling",
        ("Auto Scaling: {detail-type} in {detail.AutoScalingGroupName}",),
        {
            "Instance": "detail.EC2InstanceId",
            "Transition": "detail.LifecycleTransition",
            "Hook": "detail.LifecycleHookName",
            "Status": "detail.StatusCode",
            "Message": "detail.StatusMessage",
            "Refresh": "detail.InstanceRefreshId",
            "Done": "detail.CheckpointPercentage",
            "Zone": "detail.Details.Availability Zone",
        },
        body="detail.Cause",
        about="detail.AutoScalingGroupName",
        console="ec2/home?region={region}#AutoScalingGroupDetails:id={detail.AutoScalingGroupName}",
    ),
    Service(
        "aws.cloudwatch",
        ("CloudWatch: the alarm {detail.alarmName} {detail.operation}",),
        {
            "Changed": "detail.changes",
            "State": "detail.state.value",
            "Description": "detail.configuration.description",
            "Rule": "detail.configuration.alarmRule",
        },
        kind="Configuration Change",
        about="detail.alarmName",
        console="cloudwatch/deeplink.js?region={region}#alarmsV2:alarm/{detail.alarmName}",
        wording={"create": "was created", "update": "was changed", "delete": "was deleted"},
        is_plain=True,
    ),
)
