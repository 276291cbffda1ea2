"""Permissions of Application Auto Scaling and ECS, and a second account with an owner of its own.

ministack has no Application Auto Scaling, and does not tell services of ECS apart. As the Service Authorization
Reference has them: the condition keys of the two services, and what a call of ECS is
about. ministack answers neither: the sandbox's own servers do, once it has said that the caller may.

Loaded by its path into ministack's process: nothing of the sandbox can be imported here.
"""

import json
import os
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

SCALING, PRICING = "application-autoscaling", "pricing"
CALLER = b"x-sandbox-account"
# By the operation: what it names, and how many of it.
NAMED = {"DescribeServices": "services", "UpdateService": "service", "DeleteService": "service"}
NAMED |= {"DescribeTasks": "tasks", "StopTask": "task"}
UNKNOWN_ID = "0"
KEYS = {"ServiceNamespace": "service-namespace", "ScalableDimension": "scalable-dimension"}


# What was found out about the caller of the call in hand: whether they may, for each thing that it needs.
FOUND: ContextVar[list[bool]] = ContextVar("found")
# Not for the functions, which inherit the rest.
OTHER_KEY, OTHER_ACCOUNT = os.environ.pop("SANDBOX_OTHER_OWNER", ":").split(":")


def install() -> None:
    """ECS, Application Auto Scaling, the second account, and who may."""
    from ministack.core import iam_evaluator, responses  # type: ignore[import-not-found]

    chosen, is_root = responses.set_request_account_id, iam_evaluator.is_root_access_key
    responses.set_request_account_id = lambda key: chosen(OTHER_ACCOUNT if OTHER_KEY and key == OTHER_KEY else key)
    iam_evaluator.is_root_access_key = lambda key: is_root(key) or bool(OTHER_KEY and key == OTHER_KEY)
    iam_evaluator.enforce = remembering(iam_evaluator.enforce)
    install_services()


def remembering(enforce: Callable[..., Any]) -> Callable[..., Any]:
    """It refuses by what it answers: this also remembers it. Whoever has no key is let in nowhere that counts."""

    def enforced(key: str, *asked: Any, **more: Any) -> Any:
        refusal = enforce(key, *asked, **more)
        FOUND.get([]).append(bool(key) and refusal is None)
        return refusal

    return enforced


def telling_who_called(app: Any) -> Any:
    """The same app, that tells in a header in whose account a call was let in; without it, it was not."""
    from ministack.core.responses import get_account_id  # type: ignore[import-not-found]

    async def told(scope: Any, receive: Any, send: Any) -> None:
        found: list[bool] = []
        FOUND.set(found)

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start" and found and all(found):
                headers = [*message.get("headers", ()), (CALLER, get_account_id().encode())]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, sent)

    return told


def install_services() -> None:
    from ministack.core import iam_actions

    arn_of, context_of = iam_actions.extract_resource_arn, iam_actions.request_tag_context
    iam_actions.SERVICE_TO_IAM_NAMESPACE |= {SCALING: SCALING, PRICING: PRICING}

    def with_ecs(service: str, method: str, path: str, headers: dict[str, str], body: bytes, *more: Any) -> Any:
        found = ecs_arn(headers, body, *more[-2:]) if service == "ecs" else ""
        if service == SCALING:
            found = target_arn(headers, *more[-2:])
        elif service == PRICING:
            found = "*"
        return found or arn_of(service, method, path, headers, body, *more)

    def with_keys(service: str, action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
        known = context_of(service, action, body, params)
        return {**known, **keys_of(service, body)} if service in ("ecs", SCALING) else known

    iam_actions.extract_resource_arn, iam_actions.request_tag_context = with_ecs, with_keys


def ecs_arn(headers: dict[str, str], body: bytes, region: str, account: str) -> str:
    """The service or task that a call is about; '*' for those that are about no single one, '' for all others."""
    operation, asked = headers.get("x-amz-target", "").rpartition(".")[2], read(body)
    if operation in ("ListClusters", "ListServices", "ListTasks"):
        return "*"
    named = asked.get(NAMED.get(operation, ""))
    if not named:
        return ""
    first = named[0] if isinstance(named, list) else named
    if first.startswith("arn:"):
        return str(first)
    kind = "task" if "task" in NAMED[operation] else "service"
    return f"arn:aws:ecs:{region}:{account}:{kind}/{cluster_of(asked)}/{first}"


def target_arn(headers: dict[str, str], region: str, account: str) -> str:
    """One of the scalable targets, whose ids only the sandbox's own server knows; '' for what only looks."""
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    changes = operation.startswith(("Register", "Deregister", "Put", "Delete"))
    return f"arn:aws:{SCALING}:{region}:{account}:scalable-target/{UNKNOWN_ID}" if changes else ""


def keys_of(service: str, body: bytes) -> dict[str, Any]:
    """The condition keys of a call."""
    asked = read(body)
    if service == SCALING:
        return {f"{SCALING}:{key}": asked[name] for name, key in KEYS.items() if name in asked}
    cluster = asked.get("cluster", "")
    return {"ecs:cluster": cluster} if cluster.startswith("arn:") else {}


def cluster_of(asked: dict[str, Any]) -> str:
    return str(asked.get("cluster") or "default").rpartition("/")[2]


def read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
