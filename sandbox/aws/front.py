"""An HTTP server for one AWS service: ministack first checks the caller's permissions, then our model answers."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, TCPConnector, web
from yarl import URL

from sandbox.aws.account import HOME_PLACE, Place
from sandbox.aws.clients import Endpoint
from sandbox.aws.constraints import check_lengths
from sandbox.aws.front_faults import (
    DROP_AFTER_WORK,
    HANG,
    HANG_AFTER_WORK,
    HANGS_SECONDS,
    SILENT,
    FrontFault,
    FrontFaults,
)
from sandbox.aws.protocol import Answer, AwsError, Call, answer, error, parse, service_model
from sandbox.certificates import Kind, ServerTls
from sandbox.doorman import own_address_only
from sandbox.listening import listen, show_certificate, stop_listening

# In whose account ministack let the caller in, and where, as the caller signed. It has many ways to refuse, and answers
# some requests without looking at who asks, so only what it says here lets in.
CALLER = "x-sandbox-account"
SCOPE = re.compile(r"[A-Z0-9]+/\d{8}/([a-z0-9-]+)/")
NOT_PASSED_ON = {CALLER, "transfer-encoding", "connection", "keep-alive", "content-length", "date", "server"}
UNREACHABLE = "The emulated AWS behind this front does not answer."
# Services whose calls are only passed on, by the name in their X-Amz-Target: their calls can fail on request too.
FORWARDED = {"DynamoDB_20120810": "dynamodb", "AmazonSQS": "sqs"}

Operation = Callable[[dict[str, Any]], dict[str, Any] | Awaitable[dict[str, Any] | None] | None]


class Front:
    """Serves one service on a free port of 127.0.0.1; operations that its model doesn't know go to ministack."""

    def __init__(
        self,
        service: str,
        operations: Mapping[str, Operation],
        ministack: Endpoint,
        tls: ServerTls | None = None,
        elsewhere: Callable[[Place], Mapping[str, Operation]] | None = None,
    ) -> None:
        """`operations` are those of the sandbox's own account and region, `elsewhere` has them of any other."""
        self._model = service_model(service)
        self._operations = operations
        self._elsewhere = elsewhere
        self._ministack = ministack
        self._tls = tls
        self._session: ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self.faults = FrontFaults()
        self.forwarded = {service: FrontFaults() for service in FORWARDED.values()}
        self.url = ""

    async def start(self, port: int = 0) -> str:
        """Start to serve, and say where."""
        app = web.Application(client_max_size=8 * 1024 * 1024, middlewares=[own_address_only])
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._session = ClientSession(connector=TCPConnector(ssl=self._ministack.trust), auto_decompress=False)
        # The signature covers the bytes as sent, so a compressed body stays compressed.
        self._runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=1)
        self.url = await listen(self._runner, port, self._tls)
        return self.url

    def show_certificate(self, kind: Kind) -> None:
        """The certificate that clients see from now on; open connections are cut."""
        assert self._tls and self._runner
        show_certificate(self._runner, self._tls, kind)

    async def stop(self) -> None:
        if self._runner:
            await stop_listening(self._runner)
        if self._session:
            await self._session.close()

    async def _handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        if service := FORWARDED.get(request.headers.get("X-Amz-Target", "").partition(".")[0]):
            return await self._forward_or_fail(service, request, body)
        asked = await self._ask_ministack(request, body)
        call = parse(self._model, request.headers, request.query_string, body)
        account = next((value for name, value in asked.headers.items() if name.lower() == CALLER), "")
        if call is None or call.operation.name not in self._operations or not account:
            return _response(asked)
        return await self._answer_or_fail(call, request, self._operations_at(_place(request, account)))

    def _operations_at(self, place: Place) -> Mapping[str, Operation]:
        is_home = self._elsewhere is None or place == HOME_PLACE
        return self._operations if is_home or self._elsewhere is None else self._elsewhere(place)

    async def _answer_or_fail(
        self, call: Call, request: web.Request, operations: Mapping[str, Operation]
    ) -> web.Response:
        """The twin's answer, unless a fault was requested."""
        operation = call.operation.name
        fault = self.faults.take(operation)
        recorded = self.faults.record(operation, call.params, time.time(), fault.error if fault else "")
        if fault is None:
            return _response(await _answer(operations, call, recorded))
        return await _failed(fault, call, request, lambda: _answer(operations, call, {}))

    async def _forward_or_fail(self, service: str, request: web.Request, body: bytes) -> web.Response:
        """ministack's answer, unless a fault was requested."""
        call = parse(service_model(service), request.headers, request.query_string, body)
        fault = self.forwarded[service].take(call.operation.name) if call else None
        if call is None or fault is None:
            return _response(await self._ask_ministack(request, body))
        return await _failed(fault, call, request, lambda: self._ask_ministack(request, body))

    async def _ask_ministack(self, request: web.Request, body: bytes) -> Answer:
        """ministack's own answer to the caller's own bytes: the signature covers the Host header too."""
        assert self._session is not None
        url = URL(self._ministack.url + request.raw_path, encoded=True)
        headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
        try:
            async with self._session.request(request.method, url, headers=headers, data=body) as response:
                return Answer(response.status, dict(response.headers), await response.read())
        except ClientError:
            return Answer(503, {"Content-Type": "text/plain"}, UNREACHABLE.encode())


async def _answer(operations: Mapping[str, Operation], call: Call, recorded: dict[str, Any]) -> Answer:
    try:
        check_lengths(call.operation, call.params)
        result = operations[call.operation.name](call.params)
        if isinstance(result, Awaitable):
            result = await result
        return answer(call, result or {})
    except AwsError as failure:
        recorded["error"] = failure.code
        return error(call, failure)


def _place(request: web.Request, account: str) -> Place:
    """In this account, the region that the caller signed for; the sandbox's own where nothing is said."""
    signed = request.headers.get("Authorization") or request.query.get("X-Amz-Credential", "")
    scope = SCOPE.search(signed)
    return Place(account, scope[1] if scope else HOME_PLACE.region)


async def _failed(
    fault: FrontFault, call: Call, request: web.Request, work: Callable[[], Awaitable[Answer]]
) -> web.Response:
    """The error that was requested, or no answer: with the work done before, or not."""
    if fault.error not in SILENT:
        return _response(error(call, AwsError(fault.error, fault.message, fault.status)))
    if fault.error in (DROP_AFTER_WORK, HANG_AFTER_WORK):
        await work()
    if fault.error in (HANG, HANG_AFTER_WORK):
        await asyncio.sleep(HANGS_SECONDS)
    if request.transport:
        request.transport.close()
    return web.Response(status=500)


def _response(it: Answer) -> web.Response:
    headers = {name: value for name, value in it.headers.items() if name.lower() not in NOT_PASSED_ON}
    return web.Response(status=it.status, headers=headers, body=it.body)
