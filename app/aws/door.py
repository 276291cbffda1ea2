"""What all AWS modules share: one session, one way to create clients, and AWS's errors as ours."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.configprovider import ScopedConfigProvider
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, IncompleteReadError
from botocore.exceptions import ConnectionError as NotConnected
from botocore.parsers import ResponseParserError
from botocore.retries.standard import RetryContext, ThrottledRetryableChecker, TransientRetryableChecker

from app.aws import unusable
from app.aws.repeats import bound
from app.base.errors import BellhopError, Later, Refused
from app.base.places import leads_to
from app.base.tls import certificate_refusal, has_no_certificates
from app.config import roots
from app.config.settings import values_of

# Short, so that a Lambda function has time left to report a hanging socket. app/aws/repeats.py says what is repeated.
DEFAULT = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
# Slack waits 3 s: two tries, and up to a second between them.
INTERACTIVE = Config(connect_timeout=0.9, read_timeout=0.9, retries={"mode": "standard", "total_max_attempts": 2})

# What Bellhop asks of its own table and queues is made by itself, and nothing in it is typed by people.
OWN, UNCHECKED = frozenset({"dynamodb", "sqs"}), Config(parameter_validation=False)

# Asked in a region that may be far, and never for longer than its plan or form waits, which leaves the price out then.
BRIEF = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 1})
# The Price List API has endpoints in few regions (its "Service endpoints"); each has the prices of its whole partition.
PRICING, PRICING_REGION, PRICING_REGION_CHINA = "pricing", "us-east-1", "cn-northwest-1"

# Beside those that the SDK itself knows as load; as with them, nothing was done.
BUSY_CODES = frozenset({"ResourceContention", "ScalingActivityInProgress", "ConcurrentUpdateException"})
# Those of load that say that an earlier, equal call is still going on.
IN_PROGRESS = frozenset({"TransactionInProgressException", "PriorRequestNotComplete"})
# What broke inside a service: each has such a name for it, and some models don't say that its status is 500
# (InternalServiceException of Application Auto Scaling). And what stands before it may not have waited for its answer.
INSIDE, NOT_THERE = "Internal", "ServiceUnavailable"
NO_ANSWER = (NotConnected, HTTPClientError, IncompleteReadError, ResponseParserError)
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"})

FIXED_AFTER = 60.0  # seconds; work waits on its queue, as it does for Slack

NOT_ALLOWED = (
    "AWS does not allow Bellhop to {what}. Ask whoever deployed it to add that to the function's role ({said})."
)
NOT_TRUSTED = (
    "AWS's certificate was refused, so Bellhop could not {what}: {why}. "
    "Check this machine's clock, AWS_CA_BUNDLE and any proxy in between."
)
UNREACHABLE = "AWS did not answer when Bellhop wanted to {what}."
BUSY = "AWS is busy and did not {what} ({said})."
SAID_NO = "AWS refused to {what}: {said}."
NOT_ASKED = "Bellhop could not even ask AWS to {what}: {said}. Asking again won't help until somebody fixes that."
NO_BUNDLE = "AWS_CA_BUNDLE names no file with certificates: correct it, or remove it."


_config = DEFAULT
_region = ""


class Unreachable(Later):
    """AWS did not answer; it may be done."""


class AwsError(BellhopError):
    """AWS refused; `code` is its error code, the text says what was asked and what AWS said."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def configure(config: Config) -> None:
    """Set how long this function's clients wait; call it before the first client is created."""
    global _config
    _config = config


def use_region(name: str) -> None:
    """Set the region of all clients, '' for the SDK's own rule; call it before the first client is created.

    The SDK for Python doesn't know AWS_REGION, which all other tools of AWS read (docs/deploy.md, "The region").
    """
    global _region
    _region = name


def client(service: str) -> Any:
    """The one client of a service, where the calls of this block go; what it costs is the same everywhere."""
    there = leads_to()
    return there.client(service) if there and service != PRICING else home_client(service)


@cache
def home_client(service: str) -> Any:
    """At home all share a session, because a second one costs as much as six clients."""
    return made_by(_session(), service, region())


def made_by(session: botocore.session.Session, service: str, in_region: str) -> Any:
    config, at = (BRIEF, _pricing_region()) if service == PRICING else (_config, in_region or None)
    config = config.merge(UNCHECKED) if service in OWN else config
    with _usable():
        made = session.create_client(service, at, config=config, verify=roots.file_for_aws(in_region))
    return bound(made)


def session_with(credentials: Any) -> botocore.session.Session:
    """Another session, which shares with the first what costs most: the descriptions of the services."""
    session = botocore.session.Session()
    session.register_component("data_loader", _session().get_component("data_loader"))
    session._credentials = credentials  # type: ignore[attr-defined]  # the SDK has no public way to such ones
    return session


def _pricing_region() -> str:
    return PRICING_REGION_CHINA if region().startswith("cn-") else PRICING_REGION


@cache
def _session() -> botocore.session.Session:
    """botocore's, which boto3's is a wrapper of: its clients are the same, and loading boto3 takes 20 ms of CPU."""
    session = botocore.session.Session()
    if _region:
        session.set_config_variable("region", _region)
    elif not any(values_of("AWS_DEFAULT_REGION")):  # the SDK takes "" for a region's name
        session.get_component("config_store").set_config_provider("region", ScopedConfigProvider("region", session))
    return session


def region() -> str:
    """The region of all clients; '' if none is set."""
    with _usable():
        return str(_session().get_config_variable("region") or "")


def _files() -> tuple[Path, ...]:
    """Where the SDK looks for regions and credentials."""
    return tuple(
        Path(_session().get_config_variable(name)).expanduser() for name in ("config_file", "credentials_file")
    )


@contextmanager
def _usable() -> Iterator[None]:
    """A setting that no client can be created with is Refused: the SDK raises its own errors, Python's for some."""
    try:
        yield
    except (BotoCoreError, ClientError, ValueError, OSError) as problem:
        raise Refused(unusable.of_setting(problem, _said, _files)) from problem


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn AWS's errors into ours; `what`, not escaped, completes the sentence "Bellhop wanted to ..."."""
    try:
        yield
    except ClientError as problem:
        raise _translate(problem, what) from problem
    except NO_ANSWER as problem:
        refusal = certificate_refusal(problem)
        if refusal:
            said = NOT_TRUSTED.format(what=what, why=refusal)
            raise Later(said, wait=60, maybe_done=False) from problem
        if has_no_certificates(problem):
            raise Refused(NO_BUNDLE) from problem
        raise Unreachable(UNREACHABLE.format(what=what), wait=5, maybe_done=True) from problem
    except EOFError as problem:  # the SDK asks for the code of an MFA device
        raise Refused(unusable.NO_TERMINAL) from problem
    except (BotoCoreError, OSError) as problem:  # credentials are often read only now; some from a file or a program
        said = unusable.of_setting(problem, _said, _files) or NOT_ASKED.format(what=what, said=_said(str(problem)))
        raise Refused(said) from problem


@contextmanager
def until_fixed(what: str, wrong: Collection[str]) -> Iterator[None]:
    """As `translated`, for what Bellhop itself lives by: what people can fix is Later, as is a code that nobody knows.

    wrong  the codes of what was asked wrongly, and would be next time
    """
    try:
        with translated(what):
            yield
    except Refused as problem:
        raise Later(str(problem), wait=FIXED_AFTER) from problem
    except AwsError as problem:
        if problem.code in wrong:
            raise
        raise Later(str(problem), wait=FIXED_AFTER, maybe_done=True) from problem


@contextmanager
def refusals(kind: type[BellhopError], what: str) -> Iterator[None]:
    """As `translated`, and any refusal of AWS's as an error of this kind."""
    try:
        with translated(what):
            yield
    except AwsError as problem:
        raise kind(str(problem)) from problem


def _translate(problem: ClientError, what: str) -> BellhopError:
    error = problem.response.get("Error", {})
    code = error.get("Code", "")
    words = {"what": what, "said": _said(error.get("Message", "") or code)}
    there = leads_to()
    if there and (refused := there.refused(code, **words)):
        return refused
    if code in DENIED:
        return Refused(NOT_ALLOWED.format(**words))
    if sentence := unusable.of_code(code, words["said"]):
        return Refused(sentence)
    context = RetryContext(attempt_number=1, parsed_response=problem.response)
    is_throttled = ThrottledRetryableChecker().is_retryable(context)
    if code in BUSY_CODES or (is_throttled and code not in IN_PROGRESS):
        return Later(BUSY.format(**words), wait=2, maybe_done=False)
    # For the others nobody knows: an error inside AWS may come after the work is done.
    status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    is_inside = status >= 500 or INSIDE in code or code == NOT_THERE
    if is_throttled or is_inside or TransientRetryableChecker().is_retryable(context):
        return Later(BUSY.format(**words), wait=2, maybe_done=True)
    return AwsError(code, SAID_NO.format(**words))


def _said(words: str) -> str:
    """AWS's own words as part of a sentence of ours."""
    return " ".join(words.split()).rstrip(".")
