"""Messages that are no events but have a shape of their own, as the JSON that they mean. No IO."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.alarms.read.leaves import leaves_of, opened
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
# What a message for one of Slack's incoming webhooks may have.
WEBHOOK = {"text", "blocks", "attachments", "channel", "username", "icon_emoji", "icon_url", "mrkdwn", "link_names"}
WEBHOOK |= {"unfurl_links", "unfurl_media", "thread_ts", "response_type"}
MOST_PARTS = 40
COLORS = {"danger", "warning"}  # `good` says nothing of how bad it is
CUSTOM = {"version", "source", "content"}
NEXT_STEPS = "*Next steps*"
CONFIGURED = "CloudWatch Alarm Configuration Change"
UNCHANGED = {"timestamp"}  # of its own making
MOST_CHANGES = 12
NOTHING = "nothing"


def understood(body: object) -> object:
    """The body as an object, if it has one of these shapes; else as it is."""
    if isinstance(body, str):
        return _of_text(body[:TEXT_LIMIT]) or body
    if isinstance(body, list):
        return _of_pointer(body) or body
    event = mapping(body)
    if event.keys() & {"attachments", "blocks", "text"} and event.keys() <= WEBHOOK:
        meant = _of_webhook(event)
        return meant if meant["title"] or meant.keys() > {"title", "text"} else meant["text"]
    if event.keys() >= CUSTOM:
        return {**event, "content": _of_custom(mapping(event.get("content")))}
    if event.get("detail-type") == CONFIGURED:
        return {**event, "detail": _with_changes(mapping(event.get("detail")))}
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


def _of_webhook(message: Mapping[str, object]) -> Mapping[str, str]:
    """Its first title, its texts in their order, and the fields of its attachments."""
    attachments = [mapping(each) for each in items(message.get("attachments"))[:MOST_PARTS]]
    blocks = [mapping(each) for each in items(message.get("blocks"))[:MOST_PARTS]]
    blocks += [mapping(each) for one in attachments for each in items(one.get("blocks"))[:MOST_PARTS]]
    headers = [_text(each) for each in blocks if each.get("type") == "header"]
    titles = [*headers, *(text(each.get("title")) or text(each.get("pretext")) for each in attachments)]
    said = [text(message.get("text")), *(_text(each) for each in blocks if each.get("type") != "header")]
    said += [text(each.get("text")) or text(each.get("fallback")) for each in attachments]
    pairs = [mapping(each) for one in attachments for each in items(one.get("fields"))[:MOST_PARTS]]
    fields = {text(each.get("title")): text(each.get("value")) for each in pairs if text(each.get("title")).strip()}
    title = next(filter(None, titles), "")
    told = dict.fromkeys(each for each in said if each != title)
    color = next((text(one.get("color")) for one in attachments if text(one.get("color")) in COLORS), "")
    graded = {"severity": color} if color else {}
    return {**graded, **fields, "title": title, "text": "\n".join(filter(None, told))}


def _of_custom(content: Mapping[str, object]) -> Mapping[str, object]:
    """Amazon Q's, with the next steps below what it says."""
    steps = [f"• {each}" for each in map(text, items(content.get("nextSteps"))) if each.strip()][:MOST_PARTS]
    said = [text(content.get("description")), "\n".join([NEXT_STEPS, *steps]) if steps else ""]
    rest = {name: each for name, each in content.items() if name not in ("textType", "nextSteps")}
    return {**rest, "description": "\n\n".join(filter(None, said))}


def _text(block: Mapping[str, object]) -> str:
    """What a block of Slack's says: its own text, and those of its fields or elements."""
    own = block.get("text")
    inner = [*items(block.get("fields")), *items(block.get("elements"))][:MOST_PARTS]
    texts = [text(own) or text(mapping(own).get("text")), *(text(mapping(each).get("text")) for each in inner)]
    return "\n".join(filter(None, texts))


def _with_changes(detail: Mapping[str, object]) -> Mapping[str, object]:
    """With what was changed of an alarm, before and after, in place of the configuration that was."""
    now, before = (
        {leaf.path: ", ".join(leaf.values) for leaf in leaves_of(opened(detail.get(name)))}
        for name in ("configuration", "previousConfiguration")
    )
    paths = [path for path in dict.fromkeys((*before, *now)) if path and path[-1] not in UNCHANGED]
    changed = [path for path in paths if before and before.get(path) != now.get(path)][:MOST_CHANGES]
    said = {".".join(path): f"{before.get(path, NOTHING)} → {now.get(path, NOTHING)}" for path in changed}
    return {**detail, "changes": said} if said else detail
