"""Lambda's recursive-loop detection for loops over SQS, which ministack knows for direct invocations only.

As "Use Lambda recursive loop detection to prevent infinite loops" (Lambda Developer Guide) has it: the AWS SDK sends
the X-Ray trace header of its invocation along, traced or not; SQS keeps it with the message as `AWSTraceHeader`, and
Lambda counts in its field `Lineage`, per function, how often that chain of requests has invoked the function. After
16 invocations it drops the next one, unless the function is set to `RecursiveLoop: Allow`. A dropped invocation counts
as RecursiveInvocationsDropped, and the messages stay on the queue until their receives are used up.

Loaded by its path into ministack's process: nothing of the sandbox can be imported here.
"""

import logging
import secrets
import time
import zlib
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

MOST_INVOCATIONS = 16
ALLOW, TERMINATE = "Allow", "Terminate"
DROPPED = "RecursiveInvocationsDropped"
# The header of the request that is being served, and that of the invocation that runs.
SENT: ContextVar[str] = ContextVar("sent_trace_header", default="")
RUNS: ContextVar[str] = ContextVar("trace_header_of_the_invocation", default="")

logger = logging.getLogger("recursion")


def install() -> None:
    """Teach ministack's SQS to keep the header, its event sources to count, CloudFormation the function's property."""
    from ministack.services import lambda_svc, sqs  # type: ignore[import-not-found]

    _keep_the_header(sqs)
    _count_invocations(lambda_svc)
    _deploy_the_property(lambda_svc)


def _keep_the_header(sqs: Any) -> None:
    handle, build = sqs.handle_request, sqs._build_send_sys_attrs

    async def with_header(method: str, path: str, headers: dict[str, str], *rest: Any) -> Any:
        SENT.set(headers.get("x-amzn-trace-id", ""))
        return await handle(method, path, headers, *rest)

    def kept(now: float, given: Any) -> Any:
        found = build(now, given)
        return {**({"AWSTraceHeader": SENT.get()} if SENT.get() else {}), **found}

    sqs.handle_request, sqs._build_send_sys_attrs = with_header, kept


def _count_invocations(lambda_svc: Any) -> None:
    run, trace_of = lambda_svc._run_sqs_batch, lambda_svc._xray_trace_id_for_invocation

    def counted(source: Any, function: Any, event: Any, batch: Any, url: str, queue: str) -> None:
        name = source["FunctionName"]
        headers = [(each.get("sys") or {}).get("AWSTraceHeader", "") for each in batch]
        header = deepest(headers, name)
        made = count_of(header, name)
        if made >= MOST_INVOCATIONS and function.get("recursive_loop", TERMINATE) != ALLOW:
            logger.warning("dropped an invocation of %s by %s: its chain of requests made %d", name, queue, made)
            lambda_svc._esm_backoff_until[source["UUID"]] = time.time() + lambda_svc._ESM_BACKOFF_SECONDS
            _measure(name)
            return
        token = RUNS.set(counted_once_more(header, name))
        try:
            run(source, function, event, batch, url, queue)
        finally:
            RUNS.reset(token)

    def traced(config: Any, inbound: str | None = None) -> Any:
        """Lambda sets the variable in any case; ministack does where tracing is on."""
        return trace_of(config, inbound or RUNS.get() or new_header())

    lambda_svc._run_sqs_batch, lambda_svc._xray_trace_id_for_invocation = counted, traced


def _measure(name: str) -> None:
    from ministack.services import cloudwatch

    cloudwatch.record_metric("AWS/Lambda", DROPPED, 1, "Count", {"FunctionName": name})


def _deploy_the_property(lambda_svc: Any) -> None:
    from ministack.services.cloudformation import provisioners  # type: ignore[import-not-found]

    handler = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    create, update = handler["create"], handler["update"]

    def created(logical_id: str, props: Any, stack: str) -> Any:
        return _set(lambda_svc, create(logical_id, props, stack), props)

    def updated(physical_id: str, old: Any, new: Any, *rest: Any, **more: Any) -> Any:
        return _set(lambda_svc, update(physical_id, old, new, *rest, **more), new)

    handler.update({"create": created, "update": updated})


def _set(lambda_svc: Any, result: Any, props: Mapping[str, Any]) -> Any:
    name = result[0] if isinstance(result, tuple) else result
    lambda_svc._functions[name]["recursive_loop"] = props.get("RecursiveLoop", TERMINATE)
    return result


def new_header() -> str:
    return f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)};Parent={secrets.token_hex(8)};Sampled=0"


def deepest(headers: Sequence[str], function: str) -> str:
    """Of a batch's headers the one whose chain has invoked the function most often: AWS does not say which it takes."""
    return max(headers, key=lambda header: count_of(header, function), default="")


def count_of(header: str, function: str) -> int:
    """How often a header's chain of requests has invoked the function."""
    return _lineage(header).get(_mark(function), 0)


def counted_once_more(header: str, function: str) -> str:
    """The header with one invocation more: `Lineage=1:a87bd80c:1|1:c512fbe3:2`."""
    counts = _lineage(header)
    counts[_mark(function)] = counts.get(_mark(function), 0) + 1
    others = [field for field in (header or new_header()).split(";") if not field.startswith("Lineage=")]
    return ";".join([*others, "Lineage=" + "|".join(f"1:{mark}:{count}" for mark, count in counts.items())])


def _lineage(header: str) -> dict[str, int]:
    (found,) = [field[8:] for field in header.split(";") if field.startswith("Lineage=")][:1] or [""]
    parts = [each.split(":")[-2:] for each in found.split("|") if each.count(":")]
    return {mark: int(count) for mark, count in parts if count.isdecimal()}


def _mark(function: str) -> str:
    return f"{zlib.crc32(function.encode()):08x}"
