"""Events of other AWS services by EventBridge: a tidy notice each, from one table; a new service is a line in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from app.alarms.envelopes import Record
from app.alarms.foreign import MalformedError, items, mapping, pretty, text
from app.alarms.regions import CODE, partition
from app.alarms.transition import Notice

PLACEHOLDER = re.compile(r"\{([\w./-]+)\}")
FIELD_LIMIT = 300


@dataclass(frozen=True)
class Service:
    """What is told of a service's events: paths into the event, with dots; `console` is a path of the region's console.

    A path may go through lists: their first item counts.
    """

    title: str
    fields: Mapping[str, str]
    body: str = ""
    console: str = ""


# Shapes: each service's own page on its EventBridge events.
SERVICES: Mapping[str, Service] = {
    "aws.health": Service(
        "AWS Health: {detail.eventTypeCode}",
        {
            "Service": "detail.service",
            "Category": "detail.eventTypeCategory",
            "Affected": "detail.affectedEntities.entityValue",
            "Begins": "detail.startTime",
            "Ends": "detail.endTime",
        },
        body="detail.eventDescription.latestDescription",
        console="health/home#/account/dashboard/open-issues",
    ),
    "aws.guardduty": Service(
        "GuardDuty: {detail.title}",
        {"Severity": "detail.severity", "Type": "detail.type", "Resource": "detail.resource.resourceType"},
        body="detail.description",
        console="guardduty/home?region={region}#/findings?search=id%3D{detail.id}",
    ),
    "aws.securityhub": Service(
        "Security Hub: {detail.findings.Title}",
        {
            "Severity": "detail.findings.Severity.Label",
            "Product": "detail.findings.ProductName",
            "Resource": "detail.findings.Resources.Id",
        },
        body="detail.findings.Description",
        console="securityhub/home?region={region}#/findings",
    ),
    "aws.backup": Service(
        "AWS Backup: {detail-type}",
        {
            "State": "detail.state",
            "Resource": "detail.resourceArn",
            "Vault": "detail.backupVaultName",
        },
        body="detail.statusMessage",
        console="backup/home?region={region}#/jobs",
    ),
    "aws.codepipeline": Service(
        "CodePipeline: {detail.pipeline} {detail.state}",
        {"Stage": "detail.stage", "Action": "detail.action", "Execution": "detail.execution-id"},
        body="detail.execution-result.external-execution-summary",
        console="codesuite/codepipeline/pipelines/{detail.pipeline}/view?region={region}",
    ),
    "aws.codebuild": Service(
        "CodeBuild: {detail.project-name} {detail.build-status}",
        {"Phase": "detail.current-phase", "Initiator": "detail.additional-information.initiator"},
        console="codesuite/codebuild/projects/{detail.project-name}/history?region={region}",
    ),
    "aws.ecs": Service(
        "ECS: {detail-type}",
        {
            "Group": "detail.group",
            "Status": "detail.lastStatus",
            "Wanted": "detail.desiredStatus",
            "Event": "detail.eventName",
            "Cluster": "detail.clusterArn",
        },
        body="detail.stoppedReason",
        console="ecs/v2/clusters?region={region}",
    ),
    "aws.ec2": Service(
        "EC2: {detail-type}",
        {"Instance": "detail.instance-id", "State": "detail.state", "Action": "detail.instance-action"},
        console="ec2/home?region={region}#Instances:instanceId={detail.instance-id}",
    ),
    "aws.rds": Service(
        "RDS: {detail.SourceIdentifier}",
        {"Event": "detail.EventID", "Category": "detail.EventCategories"},
        body="detail.Message",
        console="rds/home?region={region}#databases:",
    ),
    "aws.autoscaling": Service(
        "Auto Scaling: {detail-type} in {detail.AutoScalingGroupName}",
        {
            "Instance": "detail.EC2InstanceId",
            "Status": "detail.StatusCode",
            "Message": "detail.StatusMessage",
            "Zone": "detail.Details.Availability Zone",
        },
        body="detail.Cause",
        console="ec2/home?region={region}#AutoScalingGroupDetails:id={detail.AutoScalingGroupName}",
    ),
    "aws.cloudwatch": Service(
        "CloudWatch: the alarm {detail.alarmName}, {detail.operation}",
        {"State": "detail.state.value", "Description": "detail.configuration.description"},
        console="cloudwatch/deeplink.js?region={region}#alarmsV2:alarm/{detail.alarmName}",
    ),
}


def recognises(body: object) -> bool:
    """After the sources of alarms: their events of CloudWatch are not for here."""
    event = mapping(body)
    return text(event.get("source")) in SERVICES and isinstance(event.get("detail"), dict)


def read(record: Record) -> Notice:
    """Raises MalformedError where the service's own fields are missing: then it is shown as it came."""
    event = mapping(record.body)
    service = SERVICES[text(event["source"])]
    title = _filled(service.title, event)
    if not title:
        raise MalformedError("it lacks what such events have")
    return Notice(
        title=title,
        body=_at(event, service.body) or pretty(event.get("detail")),
        fields=tuple(_fields(service, event)),
        url=_console(service, event),
    )


def _fields(service: Service, event: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for label, path in {**service.fields, "Account": "account", "Region": "region"}.items():
        value = _at(event, path)
        if value:
            yield label, value[:FIELD_LIMIT]


def _console(service: Service, event: Mapping[str, object]) -> str:
    region = text(event.get("region"))
    if not service.console or not CODE.fullmatch(region):
        return ""
    path = _filled(service.console, event, is_url=True)
    return f"https://{region}.{partition(region).console}/{path}" if path else ""


def _filled(template: str, event: Mapping[str, object], is_url: bool = False) -> str:
    """The template with what stands at its paths, '' where one of them is empty."""
    found = {path: _at(event, path) for path in PLACEHOLDER.findall(template)}
    if not all(found.values()):
        return ""
    written = {path: quote(value, safe="") if is_url else value for path, value in found.items()}
    return PLACEHOLDER.sub(lambda match: written[match[1]], template)


def _at(event: Mapping[str, object], path: str) -> str:
    value: object = event
    for name in path.split(".") if path else [""]:
        value = next(iter(items(value)), value)
        value = mapping(value).get(name)
    return text(next(iter(items(value)), value)).strip()
