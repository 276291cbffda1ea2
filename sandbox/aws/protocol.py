"""AWS's wire protocols (query, EC2's, JSON 1.0 and 1.1) as botocore's models describe them, from the server's side."""

import base64
import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4
from xml.sax.saxutils import escape

import botocore.session
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from sandbox.aws import ec2_protocol

# Of a parameter that breaks a constraint of the model, AWS's framework says so before the service is asked.
CONSTRAINT_BROKEN = "com.amazon.coral.validate#ValidationException"
XML = {"Content-Type": "text/xml"}
XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class AwsError(Exception):
    """What AWS answers instead of a result: its error code, its words, its HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@dataclass(frozen=True)
class Call:
    """One request, understood: the operation, its parameters by their names in the API, and the way it was sent."""

    operation: OperationModel
    params: dict[str, Any]
    is_json: bool


@dataclass(frozen=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes


@cache
def service_model(service: str) -> ServiceModel:
    """botocore's model of a service, by boto3's name of it."""
    return botocore.session.get_session().get_service_model(service)


def parse(model: ServiceModel, headers: Mapping[str, str], query: str, body: bytes) -> Call | None:
    """The call that a request makes, or None where the model has no such operation or the protocol is another one."""
    if headers.get("Content-Encoding", "").lower() == "gzip":
        body = gzip.decompress(body)
    target = headers.get("X-Amz-Target", "")
    if target:
        return _call(model, target.rpartition(".")[2], lambda shape: _from_json(shape, json.loads(body or b"{}")), True)
    if "form" not in headers.get("Content-Type", "form"):
        return None
    form = dict(parse_qsl(body.decode() or query, keep_blank_values=True))
    if _is_ec2(model):
        return _call(model, form.get("Action", ""), lambda shape: ec2_protocol.read(shape, form), False)
    return _call(model, form.get("Action", ""), lambda shape: _from_form(shape, form, ""), False)


def _call(model: ServiceModel, name: str, read: Any, is_json: bool) -> Call | None:
    if name not in model.operation_names:
        return None
    operation = model.operation_model(name)
    params = read(operation.input_shape) if operation.input_shape else {}
    return Call(operation, params or {}, is_json)


def answer(call: Call, result: dict[str, Any]) -> Answer:
    """The result of a call in the protocol that the caller speaks."""
    if call.is_json:
        content = json.dumps(_to_json(result)).encode()
        return Answer(200, _json_headers(call), content)
    name, shape = call.operation.name, call.operation.output_shape
    if _is_ec2(call.operation.service_model):
        return Answer(200, XML, (XML_HEAD + ec2_protocol.answer(name, shape, result)).encode())
    inner = _to_xml(shape, result) if shape else ""
    wrapper = shape.serialization.get("resultWrapper") if shape else None
    wrapped = f"<{wrapper}>{inner}</{wrapper}>" if wrapper else inner
    return _xml(200, f"{name}Response", call.operation.service_model, f"{wrapped}{_request_id('ResponseMetadata')}")


def error(call: Call, failure: AwsError) -> Answer:
    """An error in the protocol that the caller speaks."""
    side = "Sender" if failure.status < 500 else "Receiver"
    if call.is_json:
        headers = _json_headers(call)
        if not _is_plain(call.operation.service_model):
            headers["x-amzn-query-error"] = f"{failure.code};{side}"
        content = {"__type": _error_type(call.operation.service_model, failure.code)}
        if failure.message:
            content["message"] = failure.message
        return Answer(failure.status, headers, json.dumps(content).encode())
    if _is_ec2(call.operation.service_model):
        return Answer(failure.status, XML, (XML_HEAD + ec2_protocol.error(failure.code, str(failure))).encode())
    words = f"<Message>{escape(failure.message)}</Message>" if failure.message else ""
    inner = f"<Error><Type>{side}</Type><Code>{escape(failure.code)}</Code>{words}</Error>{_request_id(None)}"
    return _xml(failure.status, "ErrorResponse", call.operation.service_model, inner)


def _json_headers(call: Call) -> dict[str, str]:
    version = call.operation.service_model.metadata.get("jsonVersion", "1.0")
    return {"Content-Type": f"application/x-amz-json-{version}", "x-amzn-RequestId": str(uuid4())}


def _is_ec2(model: ServiceModel) -> bool:
    return bool(model.metadata.get("protocol") == "ec2")


def _is_plain(model: ServiceModel) -> bool:
    """Whether it never spoke the query protocol, as ECS and Application Auto Scaling."""
    return model.metadata.get("jsonVersion") == "1.1"


def _error_type(model: ServiceModel, code: str) -> str:
    """An error's `__type`: its shape in the service's namespace, where the model has a shape of that code."""
    if _is_plain(model):
        return code
    if code == "ValidationError":
        return CONSTRAINT_BROKEN
    shape = model.shape_for_error_code(code)  # type: ignore[arg-type]  # a code is a text; the stub says int
    namespace = f"com.amazonaws.{model.service_id.lower()}.v{model.api_version.replace('-', '_')}"
    return f"{namespace}#{shape.name if shape else code}"


def _request_id(wrapper: str | None) -> str:
    element = f"<RequestId>{uuid4()}</RequestId>"
    return f"<{wrapper}>{element}</{wrapper}>" if wrapper else element


def _xml(status: int, root: str, model: ServiceModel, inner: str) -> Answer:
    namespace = model.metadata["xmlNamespace"]
    text = f'{XML_HEAD}<{root} xmlns="{namespace}">{inner}</{root}>'
    return Answer(status, XML, text.encode())


def _from_json(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape):
        return {name: _from_json(shape.members[name], each) for name, each in value.items() if name in shape.members}
    if isinstance(shape, ListShape):
        return [_from_json(shape.member, each) for each in value]
    if shape.type_name == "timestamp":
        return _timestamp(value)
    return value


def _timestamp(value: float | str) -> datetime:
    if isinstance(value, str):
        read = datetime.fromisoformat(value)
        return read if read.tzinfo else read.replace(tzinfo=UTC)
    return datetime.fromtimestamp(value, tz=UTC)


def _from_form(shape: Shape, form: dict[str, str], prefix: str) -> Any:
    if isinstance(shape, StructureShape):
        members = {
            name: _from_form(member, form, f"{prefix}.{name}" if prefix else name)
            for name, member in shape.members.items()
        }
        return {name: value for name, value in members.items() if value is not None} or None
    if isinstance(shape, ListShape):
        return _list_from_form(shape, form, prefix)
    if prefix not in form:
        return None
    return _scalar(shape.type_name, form[prefix])


def _list_from_form(shape: ListShape, form: dict[str, str], prefix: str) -> list[Any] | None:
    """`AlarmNames.member.1=a&AlarmNames.member.2=b`; an empty list is sent as `AlarmNames=`."""
    pattern = re.compile(re.escape(prefix) + r"\.member\.(\d+)(?:\.|$)")
    numbers = sorted({int(found.group(1)) for key in form if (found := pattern.match(key))})
    if not numbers:
        return [] if prefix in form else None
    return [_from_form(shape.member, form, f"{prefix}.member.{number}") for number in numbers]


def _scalar(type_name: str, text: str) -> Any:
    if type_name in ("integer", "long"):
        return int(text)
    if type_name in ("float", "double"):
        return float(text)
    if type_name == "boolean":
        return text == "true"
    return _timestamp(text) if type_name == "timestamp" else text


def _to_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _to_json(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_to_json(each) for each in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.timestamp() if isinstance(value, datetime) else value


def _to_xml(shape: Shape, value: Any) -> str:
    if isinstance(shape, StructureShape):
        return "".join(
            f"<{name}>{_to_xml(member, value[name])}</{name}>"
            for name, member in shape.members.items()
            if value.get(name) is not None
        )
    if isinstance(shape, ListShape):
        return "".join(f"<member>{_to_xml(shape.member, each)}</member>" for each in value)
    if isinstance(shape, MapShape):
        entries = (f"<key>{escape(k)}</key><value>{_to_xml(shape.value, v)}</value>" for k, v in value.items())
        return "".join(f"<entry>{entry}</entry>" for entry in entries)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return escape(str(value))
