"""What an Auto Scaling group publishes to SNS: an instance was launched or terminated, or could not be."""

from __future__ import annotations

from app.alarms.read.envelopes import Record
from app.alarms.read.regions import group_url
from app.alarms.read.severity import Result
from app.alarms.read.transition import Notice
from app.alarms.read.untrusted import MalformedError, mapping, text

# Source: "Amazon SNS notification options for Amazon EC2 Auto Scaling". A test notification has no activity fields.
TITLES = {
    "autoscaling:EC2_INSTANCE_LAUNCH": "Auto Scaling launched an instance in {group}",
    "autoscaling:EC2_INSTANCE_LAUNCH_ERROR": "Auto Scaling could not launch an instance in {group}",
    "autoscaling:EC2_INSTANCE_TERMINATE": "Auto Scaling terminated an instance in {group}",
    "autoscaling:EC2_INSTANCE_TERMINATE_ERROR": "Auto Scaling could not terminate an instance in {group}",
    "autoscaling:TEST_NOTIFICATION": "Auto Scaling will send its notifications about {group} here",
}
FIELDS = {
    "Instance": "EC2InstanceId",
    "Status": "StatusCode",
    "Message": "StatusMessage",
    "Began": "StartTime",
    "Ended": "EndTime",
}
SOURCE = "aws.autoscaling"
PROSE = ("Description", "Cause")
GROUP_LIMIT = 200
FIELD_LIMIT = 1000
PLACE_LIMIT = 100


def recognises(body: object) -> bool:
    return text(mapping(body).get("Event")) in TITLES


def read(record: Record) -> Notice:
    """Raises MalformedError if no group is named."""
    message = mapping(record.body)
    group = text(message.get("AutoScalingGroupName"))[:GROUP_LIMIT]
    if not group:
        raise MalformedError("it names no group")
    region = next(iter(text(message.get("AutoScalingGroupARN")).split(":", 4)[3:4]), "")[:PLACE_LIMIT]
    zone = text(mapping(message.get("Details")).get("Availability Zone"))[:FIELD_LIMIT]
    shown = {label: text(message.get(key))[:FIELD_LIMIT] for label, key in FIELDS.items()} | {"Zone": zone}
    prose = "\n".join(filter(None, (text(message.get(key)) for key in PROSE)))
    return Notice(
        title=TITLES[text(message["Event"])].format(group=group),
        body=prose or text(message.get("Service")) or group,
        fields=tuple((label, value) for label, value in shown.items() if value),
        url=group_url(region, group),
        result=Result.FAILED if text(message["Event"]).endswith("ERROR") else Result.NONE,
        source=SOURCE,
        account=text(message.get("AccountId"))[:PLACE_LIMIT],
        region=region,
        about=f"{SOURCE} {group}",
    )
