"""Starts ministack on its own interpreter, with fixes where it differs from CloudWatch, IAM and Lambda.

Run by its path: nothing of the sandbox can be imported here.
"""

import asyncio.constants
import json
import os
import re
import runpy
import sys
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

# Beside this file, and not importable either.
NAMES = ("launch_recursion.py", "launch_deliveries.py", "launch_updates.py", "launch_services.py", "launch_code.py")
MORE = [Path(__file__).with_name(name) for name in NAMES]

# The encryption context of the KMS call in hand, by the names that a policy's conditions use.
ENCRYPTION_CONTEXT: ContextVar[dict[str, Any] | None] = ContextVar("encryption_context", default=None)
GOODBYE_SECONDS = 0.1
# Its own ways to empty it, to change its settings and to read what is there, which ask for no key.
OWN_WAYS, HEALTH = "/_ministack/", "/_ministack/health"
# An HTTP API by its own name, which the sandbox's proxy leads to.
API = re.compile(r"([a-f0-9]{8})\." + re.escape(os.environ.get("API_DOMAIN", "none")))


def without_batches(action_of: Callable[..., str | None]) -> Callable[..., str | None]:
    """In SQS's policies a batch is the action of one message; ministack asks for one that isn't there."""

    def action(service: str, *request: Any) -> str | None:
        found = action_of(service, *request)
        return found.removesuffix("Batch") if found and service == "sqs" else found

    return action


def with_encryption_context(enforce: Callable[..., Any]) -> Callable[..., Any]:
    """It knows no kms:EncryptionContext:... in a policy's conditions, and would refuse all that is bound to one."""

    def enforced(*asked: Any, service_context: dict[str, Any] | None = None, **more: Any) -> Any:
        known = {**(service_context or {}), **(ENCRYPTION_CONTEXT.get() or {})}
        return enforce(*asked, service_context=known, **more)

    return enforced


def main() -> None:
    from ministack.core import iam_actions, iam_evaluator  # type: ignore[import-not-found]
    from ministack.services import cloudwatch  # type: ignore[import-not-found]

    # ministack publishes alarms in its own format. Our CloudWatch server does that instead, in AWS's.
    cloudwatch._evaluate_alarm = lambda alarm: None
    cloudwatch._dispatch_alarm_actions = lambda *transition: None
    arn_of = iam_actions.extract_resource_arn

    def with_alarms(service: str, *request: Any) -> Any:
        """It knows alarms by AlarmName only; in other calls it would ask whether the caller may act on everything."""
        ENCRYPTION_CONTEXT.set(encryption_context(*request) if service == "kms" else None)
        arn = arn_of(service, *request)
        return alarm_arn(*request) or arn if service == "monitoring" and arn == "*" else arn

    # It takes some known keys, and none at all, for the account's owner, and then checks no signature.
    iam_evaluator.is_root_access_key = lambda key: key == os.environ["AWS_ACCESS_KEY_ID"]
    iam_evaluator._is_root_key = lambda key: False
    iam_actions.extract_resource_arn = with_alarms
    iam_actions.extract_iam_action = without_batches(iam_actions.extract_iam_action)
    iam_evaluator.enforce = with_encryption_context(iam_evaluator.enforce)
    more = {file.name: runpy.run_path(str(file)) for file in MORE}
    for names in more.values():
        names["install"]()
    # A client that keeps a connection open answers no TLS goodbye, and the end would wait half a minute for it.
    asyncio.constants.SSL_SHUTDOWN_TIMEOUT = GOODBYE_SECONDS
    from ministack import app  # type: ignore[import-not-found]

    app._port_is_bindable = lambda *address: False  # with TLS it would listen on port 443 too, where that is free
    sys.argv[1:] = []
    app.app = without_web_pages(more["launch_services.py"]["telling_who_called"](app.app))
    app.main()


def without_web_pages(app: Any) -> Any:
    """The same app for programs on this machine alone.

    It answers any Host (DNS rebinding) and allows any Origin, and what it is told to run runs on this machine. Of its
    own ways only the one that asks whether it is there is open.
    """

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers", ()))
        host = headers.get(b"host", b"").decode("latin-1")
        api = API.fullmatch(host)
        is_local = bool(api) or host.rpartition(":")[0] in ("127.0.0.1", "localhost")
        path = scope.get("path", "")
        is_own = path.startswith(OWN_WAYS) and path != HEALTH
        is_page = not is_local or b"origin" in headers or b"sec-fetch-site" in headers
        if scope["type"] != "lifespan" and (is_page or is_own):
            kind = "websocket.close" if scope["type"] == "websocket" else "http.response.start"
            await send({"type": kind, "status": 403, "headers": [(b"content-length", b"0")]})
            if scope["type"] == "http":
                await send({"type": "http.response.body", "body": b""})
            return
        await app(by_path(scope, api[1]) if api else scope, receive, send)

    return guarded


def by_path(scope: Any, api: str) -> Any:
    """A request to an HTTP API's own host, as one to this server: it knows such hosts by another domain only."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    way = f"/_aws/execute-api/{api}/$default"
    return {
        **scope,
        "path": way + scope["path"],
        "raw_path": way.encode() + scope["raw_path"],
        "headers": [*headers, (b"host", b"127.0.0.1")],
    }


def alarm_arn(
    method: str, path: str, headers: dict[str, str], body: bytes, params: dict[str, Any], region: str, account: str
) -> str:
    """What a call by several names, or about a mute rule, is about; '' for anything else."""
    try:
        asked = json.loads(body)
    except ValueError:
        return ""
    prefix = f"arn:aws:cloudwatch:{region}:{account}"
    rule = asked.get("AlarmMuteRuleName") or ("Name" in asked and "Rule" in asked and asked["Name"])
    if rule:
        return f"{prefix}:alarm-mute-rule:{rule}"
    names = asked.get("AlarmNames") or []
    return f"{prefix}:alarm:{names[0]}" if len(names) == 1 and "AlarmTypes" not in asked else ""


def encryption_context(
    method: str, path: str, headers: dict[str, str], body: bytes, params: dict[str, Any], region: str, account: str
) -> dict[str, Any]:
    """The condition keys of a KMS call: `kms:EncryptionContext:app` and the like."""
    try:
        named = json.loads(body).get("EncryptionContext") or {}
    except (ValueError, AttributeError):
        return {}
    return {f"kms:EncryptionContext:{name}": value for name, value in named.items()}


if __name__ == "__main__":
    main()
