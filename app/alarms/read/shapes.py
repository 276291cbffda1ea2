"""Messages that are no events but have a shape of their own, as the JSON that they mean. No IO."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.alarms.read.untrusted import items, mapping, text

# CloudFormation's: a line for each value.
PAIR = re.compile(r"^(\w{1,60})='(.*)'$", re.MULTILINE)
STACK = "StackId='"
AMPLIFY = re.compile(
    r"Build notification from the AWS Amplify Console for app: (https://\S{1,500})\. Your build status is (\w{1,40})\. "
    r"Go to (https://\S{1,1000}) to view"
)
AMPLIFY_APP = re.compile(r"https://([^./]+)\.([^./]+)\.amplifyapp\.com")
POINTER = "PayloadS3Pointer"  # of the extended clients for SNS and SQS
TEXT_LIMIT = 30_000


def understood(body: object) -> object:
    """The body as an object, if it has one of these shapes; else as it is."""
    if isinstance(body, str):
        return _of_text(body[:TEXT_LIMIT]) or body
    if isinstance(body, list):
        return _of_pointer(body) or body
    event = mapping(body)
    if "detailType" in event and "detail-type" not in event:  # AWS CodeStar Notifications
        return {("detail-type" if name == "detailType" else name): each for name, each in event.items()}
    return body


def _of_text(written: str) -> Mapping[str, object]:
    if written.startswith(STACK):
        return {name: value for name, value in PAIR.findall(written) if value != "null"}
    build = AMPLIFY.match(written)
    if not build:
        return {}
    app = AMPLIFY_APP.match(build[1])
    named = {"branch": app[1], "app": app[2]} if app else {"app": build[1]}
    return {**named, "address": build[1], "buildStatus": build[2], "link": build[3]}


def _of_pointer(body: object) -> Mapping[str, object]:
    kind, *rest = items(body) or ("",)
    return mapping(rest[0]) if rest and text(kind).endswith(POINTER) else {}
