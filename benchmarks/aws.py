"""An AWS on loopback over TLS that notes what it is asked and keeps its connections, as AWS does.

Auto Scaling and CloudWatch's alarms are the sandbox's models; DynamoDB is benchmarks/table.py, SQS and SSM are moto's.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.table import Table
from sandbox.aws.alarms import Alarms
from sandbox.aws.autoscaling import AutoScaling, settle_at_once
from sandbox.aws.autoscaling_api import autoscaling_operations
from sandbox.aws.autoscaling_group import Group
from sandbox.aws.clients import Endpoint
from sandbox.aws.clock import Clock
from sandbox.aws.cloudwatch_api import CloudWatchApi
from sandbox.aws.graphs import Graphs
from sandbox.aws.mute_rules import MuteRules
from sandbox.aws.protocol import Answer, AwsError, answer, error, parse, service_model
from sandbox.certificates import ServerTls

OPERATION = re.compile(r"/operation/(\w+)$")
MODELS = {"autoscaling": "autoscaling", "monitoring": "cloudwatch"}  # by the name that requests are signed for
NOT_PASSED_ON = ("connection", "content-length", "date", "server")
AN_HOUR = 3600
MORE = "other-"
OF_A_GROUP = {"Name": "AutoScalingGroupName"}
ALARM: Mapping[str, Any] = {
    "Namespace": "AWS/EC2",
    "MetricName": "CPUUtilization",
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 80.0,
    "ComparisonOperator": "GreaterThanThreshold",
}


class Models:
    """The sandbox's Auto Scaling and CloudWatch; instances are there at once."""

    def __init__(self) -> None:
        clock = Clock()
        self.scaling = AutoScaling(clock)
        self._born = clock.now() - AN_HOUR
        for name in ("web", "worker"):
            self._create(name)
        self._alarms = Alarms(clock, lambda *_: None)
        cloudwatch = CloudWatchApi(
            self._alarms, _nothing, _nothing, MuteRules(clock), Graphs(Endpoint("http://127.0.0.1:9"))
        )
        self._operations: dict[str, Mapping[str, Callable[[dict[str, Any]], Any]]] = {
            "autoscaling": autoscaling_operations(self.scaling),
            "cloudwatch": {**cloudwatch.operations(), "GetMetricData": lambda _: {"MetricDataResults": []}},
        }

    def grow(self, groups: int, alarms: int) -> None:
        """Until the account has so many, which nobody asks about."""
        for number in range(len(self.scaling.groups), groups):
            self._create(f"{MORE}{number}")
        for number in range(len(self._alarms.by_name), alarms):
            alarm: dict[str, Any] = {
                "AlarmName": f"{MORE}{number}",
                **ALARM,
                "Dimensions": [OF_A_GROUP | {"Value": MORE}],
            }
            self._alarms.put(alarm)

    def shrink(self) -> None:
        """To what it was before it grew."""
        for name in [name for name in self.scaling.groups if name.startswith(MORE)]:
            self.scaling.delete(name, force=True)
        self._alarms.delete([name for name in self._alarms.by_name if name.startswith(MORE)])

    def _create(self, name: str) -> None:
        self.scaling.create(Group(name, 1, 40, 2, self._born, ("us-east-1a", "us-east-1b")), settled=True)

    def answer(self, service: str, headers: Mapping[str, str], body: bytes) -> Answer:
        call = parse(service_model(service), headers, "", body)
        assert call, body
        try:
            result = self._operations[service][call.operation.name](call.params)
            if isinstance(result, Awaitable):
                result = asyncio.run(_awaited(result))
            for name in ("web", "worker"):
                settle_at_once(self.scaling.group(name))
            return answer(call, result or {})
        except AwsError as failure:
            return error(call, failure)


@contextmanager
def running_aws(tls: ServerTls, models: Models, table: Table, asked: list[str]) -> Iterator[str]:
    """Its address, for the block; `asked` gets each operation, as `dynamodb PutItem`."""
    moto, alone = DomainDispatcherApplication(create_backend_app), threading.Lock()

    class Front(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # one packet an answer

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            signed_for = self.headers.get("Authorization", "////").split("/")[3]
            asked.append(f"{signed_for} {_operation(self.path, self.headers, body)}")
            if service := MODELS.get(signed_for):
                answered = models.answer(service, dict(self.headers), body)
            elif signed_for == "dynamodb":
                answered = table.answered(self.headers["X-Amz-Target"], body)
            else:
                with alone:
                    answered = _of_moto(moto, self.path, self.headers, body)
            self.send_response(answered.status)
            for name, value in answered.headers.items():
                if name.lower() not in NOT_PASSED_ON:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answered.body)))
            self.end_headers()
            self.wfile.write(answered.body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with served(Front, tls.context) as address:
        yield f"https://{address}"


@contextmanager
def served(handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server's host:port, for the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _of_moto(application: Any, path: str, headers: Message, body: bytes) -> Answer:
    request = EnvironBuilder(path, "https://127.0.0.1", method="POST", headers=list(headers.items()), data=body)
    answered, status, said = run_wsgi_app(application, request.get_environ(), buffered=True)
    return Answer(int(status.split()[0]), dict(said), b"".join(answered))


def _operation(path: str, headers: Message, body: bytes) -> str:
    """One of the three ways in which AWS's protocols say it."""
    if target := headers.get("X-Amz-Target", ""):
        return target.rpartition(".")[2]
    if found := OPERATION.search(path):
        return found[1]
    return parse_qs(body.decode(errors="replace")).get("Action", ["?"])[0]


async def _nothing(*_: object) -> None:
    """Alarms have no actions here."""


async def _awaited(result: Awaitable[Any]) -> Any:
    return await result
