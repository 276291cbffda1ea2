"""The sandbox's own boto3 clients: with an account's root key, for one endpoint, without retries."""

import ssl
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import boto3
from botocore.config import Config

from sandbox.aws.account import HOME_PLACE, OTHER_PLACE, OTHER_ROOT_KEY, ROOT_KEY, ROOT_SECRET, Place

CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Endpoint:
    """Where AWS is reached; `ca_file` is the certificate of the authority to trust there (None: the system's)."""

    url: str
    ca_file: Path | None = None

    @property
    def trust(self) -> ssl.SSLContext | Literal[True]:
        """The same for aiohttp."""
        return ssl.create_default_context(cafile=str(self.ca_file)) if self.ca_file else True


def root_client(service: Any, at: Endpoint, place: Place = HOME_PLACE) -> Any:
    """A client of `service` (boto3's name) that talks to this endpoint; its type is the caller's to say."""
    verify = str(at.ca_file) if at.ca_file else None
    # A session is costly, and makes clients for one thread at a time; the clients are for all threads.
    with _one_at_a_time:
        return _session(place).client(service, endpoint_url=at.url, verify=verify, config=CONFIG)


@cache
def _session(place: Place) -> boto3.Session:
    key = OTHER_ROOT_KEY if place.account == OTHER_PLACE.account else ROOT_KEY
    return boto3.Session(aws_access_key_id=key, aws_secret_access_key=ROOT_SECRET, region_name=place.region)
