"""Events of other AWS services through EventBridge: a tidy notice each, from one table; a new service is a row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from app.alarms.read.envelopes import Record
from app.alarms.read.regions import CODE, partition
from app.alarms.read.transition import Notice
from app.alarms.read.untrusted import MalformedError, items, mapping, pretty, text

PLACEHOLDER = re.compile(r"\{([\w./-]+)\}")
NAME = re.compile("[:/]")
HEALTH = "aws.health"
RESOURCES = "Resources"
FIELD_LIMIT = 300
MOST_VALUES = 5
TITLE_LIMIT = 1000


@dataclass(frozen=True)
class Service:
    """How to show a service's events: paths into the event, with dots; `console` is a path of the region's console.

    A path may go through lists: a field shows the value in each of their items, the others use the first. `body` is the
    first of its paths with a value. `wording` has better words for some of a title's values.
    """

    title: str
    fields: Mapping[str, str]
    body: tuple[str, ...] = ()
    console: str = ""
    wording: Mapping[str, str] = field(default_factory=dict)


# Formats: each service's own page about its EventBridge events.
SERVICES: Mapping[str, Service] = {
    HEALTH: Service(
        "AWS Health: {detail.eventTypeCode}",
        {
            "Service": "detail.service",
            "Category": "detail.eventTypeCategory",
            "Affected": "detail.affectedEntities.entityValue",
            "Begins": "detail.startTime",
            "Ends": "detail.endTime",
        },
        body=("detail.eventDescription.latestDescription",),
        console="health/home#/account/dashboard/open-issues",
    ),
    "aws.guardduty": Service(
        "GuardDuty: {detail.title}",
        {"Severity": "detail.severity", "Type": "detail.type", "Resource": "detail.resource.resourceType"},
        body=("detail.description",),
        console="guardduty/home?region={region}#/findings?search=id%3D{detail.id}",
    ),
    "aws.securityhub": Service(
        "Security Hub: {detail.findings.Title}",
        {
            "Severity": "detail.findings.Severity.Label",
            "Product": "detail.findings.ProductName",
            "Resource": "detail.findings.Resources.Id",
        },
        body=("detail.findings.Description",),
        console="securityhub/home?region={region}#/findings",
    ),
    "aws.backup": Service(
        "AWS Backup: {detail-type}",
        {
            "State": "detail.state",
            "Resource": "detail.resourceArn",
            "Vault": "detail.backupVaultName",
        },
        body=("detail.statusMessage",),
        console="backup/home?region={region}#/jobs",
    ),
    "aws.codepipeline": Service(
        "CodePipeline: {detail.pipeline} {detail.state}",
        {"Stage": "detail.stage", "Action": "detail.action", "Execution": "detail.execution-id"},
        body=(
            "detail.execution-result.external-execution-summary",
            "additionalAttributes.failedActions.additionalInformation",  # of AWS's own notification rules
        ),
        console="codesuite/codepipeline/pipelines/{detail.pipeline}/view?region={region}",
    ),
    "aws.codebuild": Service(
        "CodeBuild: {detail.project-name} {detail.build-status}",
        {"Phase": "detail.current-phase", "Initiator": "detail.additional-information.initiator"},
        console="codesuite/codebuild/projects/{detail.project-name}/history?region={region}",
    ),
    "aws.ecs": Service(
        "{detail-type}",
        {
            "Group": "detail.group",
            "Status": "detail.lastStatus",
            "Wanted": "detail.desiredStatus",
            "Event": "detail.eventName",
            "Cluster": "detail.clusterArn",
        },
        body=("detail.stoppedReason", "detail.reason"),
        console="ecs/v2/clusters?region={region}",
    ),
    "aws.ec2": Service(
        "{detail-type}",
        {"Instance": "detail.instance-id", "State": "detail.state", "Action": "detail.instance-action"},
        console="ec2/home?region={region}#Instances:instanceId={detail.instance-id}",
    ),
    "aws.rds": Service(
        "RDS: {detail.SourceIdentifier}",
        {"Event": "detail.EventID", "Category": "detail.EventCategories"},
        body=("detail.Message",),
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
        body=("detail.Cause",),
        console="ec2/home?region={region}#AutoScalingGroupDetails:id={detail.AutoScalingGroupName}",
    ),
    "aws.cloudwatch": Service(
        "CloudWatch: the alarm {detail.alarmName} {detail.operation}",
        {"State": "detail.state.value", "Description": "detail.configuration.description"},
        console="cloudwatch/deeplink.js?region={region}#alarmsV2:alarm/{detail.alarmName}",
        wording={"create": "was created", "update": "was changed", "delete": "was deleted"},
    ),
}


def recognises(body: object) -> bool:
    """After the alarm sources: CloudWatch's own events are handled there."""
    event = mapping(body)
    return text(event.get("source")) in SERVICES and isinstance(event.get("detail"), dict)


def read(record: Record) -> Notice:
    """Raises MalformedError if the service's own fields are missing: then it is shown as it came."""
    event = mapping(record.body)
    service = SERVICES[text(event["source"])]
    title = _filled(service.title, event, service.wording)[:TITLE_LIMIT]
    if not title:
        raise MalformedError("it lacks what such events have")
    fields = tuple(_fields(service, event, title))
    return Notice(
        title=title,
        body=_prose(service, event) or _rest(event.get("detail"), {value for _, value in fields}),
        fields=fields,
        url=_console(service, event),
    )


def _prose(service: Service, event: Mapping[str, object]) -> str:
    """The first of its texts; AWS Health writes line ends as a backslash and an n."""
    prose = next(filter(None, (_at(event, path) for path in service.body)), "")
    return prose.replace("\\n", "\n") if event["source"] == HEALTH else prose


def _rest(detail: object, told: Collection[str]) -> str:
    """The whole detail as JSON, unless the fields already say all of it."""
    values = mapping(detail).values()
    is_told = all(isinstance(value, str) and value in told for value in values)
    return "" if is_told else pretty(detail)


def _fields(service: Service, event: Mapping[str, object], title: str) -> Iterator[tuple[str, str]]:
    """With what the event is about, which some events say only in the envelope."""
    shown = set(title.split())
    for label, path in {**service.fields, "Account": "account", "Region": "region", RESOURCES: "resources"}.items():
        values = list(dict.fromkeys(_all(event, path)))
        if label == RESOURCES and _are_known(values, shown):
            continue
        if values:
            shown |= set(values)
            yield label, _listed(values)


def _are_known(resources: Iterable[str], shown: Collection[str]) -> bool:
    """Whether each resource, or its name at the end of its ARN, is already shown."""
    return all(resource in shown or NAME.split(resource)[-1] in shown for resource in resources)


def _listed(values: Sequence[str]) -> str:
    """As many as fit, and how many more there are."""
    most = next(most for most in range(MOST_VALUES, 0, -1) if most == 1 or len(", ".join(values[:most])) <= FIELD_LIMIT)
    more = len(values) - most
    return ", ".join(values[:most])[:FIELD_LIMIT] + (f" and {more} more" if more > 0 else "")


def _console(service: Service, event: Mapping[str, object]) -> str:
    region = text(event.get("region"))
    if not service.console or not CODE.fullmatch(region):
        return ""
    path = _filled(service.console, event, is_url=True)
    return f"https://{region}.{partition(region).console}/{path}" if path else ""


def _filled(
    template: str, event: Mapping[str, object], wording: Mapping[str, str] | None = None, is_url: bool = False
) -> str:
    """The template with the values at its paths, '' if one of them is empty."""
    words = wording or {}
    found = {path: _at(event, path) for path in PLACEHOLDER.findall(template)}
    if not all(found.values()):
        return ""
    written = {path: quote(value, safe="") if is_url else words.get(value, value) for path, value in found.items()}
    return PLACEHOLDER.sub(lambda match: written[match[1]], template)


def _at(event: Mapping[str, object], path: str) -> str:
    return next(iter(_all(event, path)), "")


def _all(event: Mapping[str, object], path: str) -> list[str]:
    """All values at the path, in each item of the lists on its way."""
    values: list[object] = [event]
    for name in path.split("."):
        values = [inner for value in values for inner in _each(mapping(value).get(name))]
    return list(filter(None, (text(value).strip() for value in values)))


def _each(value: object) -> Sequence[object]:
    return items(value) if isinstance(value, list) else (value,)
