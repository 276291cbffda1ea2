"""Permissions of Application Auto Scaling, which ministack lacks, and of ECS, whose services it does not tell apart.

As the Service Authorization Reference has them: the condition keys of the two services, and what a call of ECS is
about. ministack answers neither: the sandbox's own servers do, once it has said that the caller may.

Loaded by its path into ministack's process: nothing of the sandbox can be imported here.
"""

import json
from typing import Any

SCALING = "application-autoscaling"
# By the operation: what it names, and how many of it.
NAMED = {"DescribeServices": "services", "UpdateService": "service", "DeleteService": "service"}
NAMED |= {"DescribeTasks": "tasks", "StopTask": "task"}
UNKNOWN_ID = "0"
KEYS = {"ServiceNamespace": "service-namespace", "ScalableDimension": "scalable-dimension"}


def install() -> None:
    from ministack.core import iam_actions  # type: ignore[import-not-found]

    arn_of, context_of = iam_actions.extract_resource_arn, iam_actions.request_tag_context
    iam_actions.SERVICE_TO_IAM_NAMESPACE[SCALING] = SCALING

    def with_ecs(service: str, method: str, path: str, headers: dict[str, str], body: bytes, *more: Any) -> Any:
        found = ecs_arn(headers, body, *more[-2:]) if service == "ecs" else ""
        if service == SCALING:
            found = target_arn(headers, *more[-2:])
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
