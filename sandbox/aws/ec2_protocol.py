"""EC2's own form of the query protocol, from the server's side: lists without `.member`, elements in `<item>`s.

As botocore's serializer and parser of "ec2" have it, and "Making requests to the Amazon EC2 API" shows it.
"""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

from botocore.model import ListShape, Shape, StructureShape

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


def read(shape: Shape, form: dict[str, str], prefix: str = "") -> Any:
    """`Filter.1.Name=instance-id&Filter.1.Value.1=i-1`, by the model's names."""
    if isinstance(shape, StructureShape):
        found = {
            name: read(member, form, f"{prefix}.{_asked_as(name, member)}".lstrip("."))
            for name, member in shape.members.items()
        }
        return {name: value for name, value in found.items() if value is not None} or None
    if isinstance(shape, ListShape):
        pattern = re.compile(re.escape(prefix) + r"\.(\d+)(?:\.|$)")
        numbers = sorted({int(match[1]) for key in form if (match := pattern.match(key))})
        return [read(shape.member, form, f"{prefix}.{number}") for number in numbers] or None
    text = form.get(prefix)
    if text is None:
        return None
    if shape.type_name == "boolean":
        return text == "true"
    return int(text) if shape.type_name in ("integer", "long") else text


def answer(name: str, shape: Shape | None, result: dict[str, Any]) -> str:
    inner = _xml(shape, result) if shape else ""
    return f'<{name}Response xmlns="{NAMESPACE}"><requestId>{uuid4()}</requestId>{inner}</{name}Response>'


def error(code: str, message: str) -> str:
    said = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    return f"<Response><Errors><Error>{said}</Error></Errors><RequestID>{uuid4()}</RequestID></Response>"


def _asked_as(name: str, member: Shape) -> str:
    given = str(member.serialization.get("queryName") or member.serialization.get("name") or name)
    return given[0].upper() + given[1:]


def _xml(shape: Shape, value: Any) -> str:
    if isinstance(shape, StructureShape):
        told = (
            (member.serialization.get("name", name), member, value.get(name)) for name, member in shape.members.items()
        )
        return "".join(f"<{tag}>{_xml(member, each)}</{tag}>" for tag, member, each in told if each is not None)
    if isinstance(shape, ListShape):
        return "".join(f"<item>{_xml(shape.member, each)}</item>" for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return escape(str(value))
