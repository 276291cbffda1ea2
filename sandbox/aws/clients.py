"""boto3 clients of the sandbox itself: with the account's root key, for one endpoint, without repeats."""

from functools import cache
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config

from sandbox.aws.account import REGION, ROOT_KEY, ROOT_SECRET

CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)
_one_at_a_time = Lock()


def root_client(service: Any, url: str) -> Any:
    """A client of `service` (boto3's name) that talks to `url`; its type is the caller's to say."""
    # A session is costly, and makes clients for one thread at a time; the clients are for all threads.
    with _one_at_a_time:
        return _session().client(service, endpoint_url=url, config=CONFIG)


@cache
def _session() -> boto3.Session:
    return boto3.Session(aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_SECRET, region_name=REGION)
