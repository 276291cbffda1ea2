"""Calls by Slack's SDK: whatever was answered, as a status and what could be read of it.

The SDK reads a page as JSON, in the charset that it claims, and fails in many ways at what is neither. What an answer
means is said in app/slack/errors.py, which also ends a call in time.
"""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any, Protocol, TypeVar
from urllib.error import HTTPError

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from app.base.metrics import Metric
from app.base.values import dataclass
from app.config.roots import context_for_slack

TIMEOUT_SECONDS = 10
HTTP = ("https://", "http://")
# What the SDK raises for a body that is no UTF-8, of an unknown charset, compressed, too deep, a list or a number.
UNREADABLE = (ValueError, LookupError, AttributeError, RecursionError)

logger = logging.getLogger(__name__)


class SdkClient(Protocol):
    """Slack's two clients, as far as they are the same."""

    proxy: str | None
    ssl: ssl.SSLContext | None


T = TypeVar("T", bound=SdkClient)


@dataclass(frozen=True)
class Answer:
    """What came back, from Slack or from something in between; `data` is empty where no JSON object could be read."""

    status: int
    headers: Mapping[str, str]
    data: Mapping[str, Any] = field(default_factory=dict)
    word: str = ""


def asked(call: Callable[[], Any]) -> Answer:
    """The answer to a call of WebClient or WebhookClient; raises OSError or HTTPException if none came."""
    try:
        response = call()
    except SlackApiError as problem:
        response = problem.response
    except UNREADABLE as problem:
        refusal = _refusal(problem)
        return Answer(refusal.code, dict(refusal.headers.items())) if refusal else Answer(0, {})
    data = getattr(response, "data", None)
    headers = {name: _one(value) for name, value in response.headers.items()}
    return Answer(
        response.status_code,
        headers,
        data if isinstance(data, dict) else {},
        str(getattr(response, "body", "")).strip(),
    )


def hooked(url: str, body: Mapping[str, Any], timeout: int) -> Answer:
    """The answer of a webhook or a response_url, which is a word or JSON: the SDK reads no JSON there."""
    hook = trusting(WebhookClient(url, timeout=timeout, retry_handlers=[], logger=quiet_logger()))
    answer = asked(lambda: hook.send_dict(dict(body)))
    return replace(answer, data=_object_in(answer.word))


def trusting(client: T) -> T:
    """The SDK's client; one that goes through a proxy makes its own connections, with its own TLS context."""
    if client.proxy:
        client.ssl = context_for_slack()
    return client


def note(method: str, **where: Any) -> None:
    """Log a message that is in Slack now; its link ends with the ts, which leads to this line."""
    logger.info("said", extra={"method": method, **where, "metrics": {Metric.MESSAGES: 1}})


def quiet_logger() -> logging.Logger:
    return logging.getLogger("slack_sdk.bellhop")


def _object_in(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # the latter for JSON nested a thousand deep
        return {}
    return found if isinstance(found, dict) else {}


def _refusal(problem: BaseException | None) -> HTTPError | None:
    """The HTTP error whose body the SDK could not read."""
    while problem is not None and not isinstance(problem, HTTPError):
        problem = problem.__cause__ or problem.__context__
    return problem


def _one(value: Any) -> str:
    return str(value[0] if isinstance(value, list) and value else value)
