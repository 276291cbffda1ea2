"""What every door shares: one session, one way to make clients, and AWS's errors as ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.errors import BellhopError, Later, Refused
from app.messages.text import escape

# Short and few: a Lambda function that waits a minute for a hanging socket has no time left to say so.
CONFIG = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "max_attempts": 3})

PASSES = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "RequestLimitExceeded",
        "ProvisionedThroughputExceededException",
        "TooManyRequestsException",
        "ServiceUnavailable",
        "InternalFailure",
        "InternalServerError",
        "InternalError",
        "ResourceContention",
        "ScalingActivityInProgress",
    }
)
# Of the others nobody knows: an error inside AWS may come after the work is done.
TOOK_NOTHING = PASSES - {"InternalFailure", "InternalServerError", "InternalError"}
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"})

NOT_ALLOWED = (
    "AWS does not allow Bellhop to {what}. Ask whoever deployed it to add that to the function's role ({said})."
)
UNREACHABLE = "AWS did not answer when Bellhop wanted to {what}."
BUSY = "AWS is busy and did not {what} ({said})."


class AwsError(BellhopError):
    """AWS refused; `code` is its error code, the text says what it said."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@cache
def client(service: str) -> Any:
    """The one client of a service; all share one session, since a second session costs as much as six clients."""
    return _session().client(service, config=CONFIG)  # type: ignore[call-overload]


@cache
def _session() -> boto3.session.Session:
    return boto3.session.Session()


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn AWS's errors into ours; `what` completes the sentence "Bellhop wanted to ..."."""
    try:
        yield
    except ClientError as problem:
        raise _translate(problem, what) from problem
    except BotoCoreError as problem:
        raise Later(UNREACHABLE.format(what=what), wait=5, maybe_done=True) from problem


def _translate(problem: ClientError, what: str) -> BellhopError:
    error = problem.response.get("Error", {})
    code, said = error.get("Code", ""), escape(error.get("Message", "") or error.get("Code", ""))
    if code in DENIED:
        return Refused(NOT_ALLOWED.format(what=what, said=said))
    if code in PASSES or problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return Later(BUSY.format(what=what, said=said), wait=2, maybe_done=code not in TOOK_NOTHING)
    return AwsError(code, said)
