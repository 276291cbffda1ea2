"""Servers that stand for AWS, and the app's own clients led to them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import botocore.loaders
import botocore.session
import pytest

from app.aws.door import home_client
from sandbox.aws.account import ROOT_KEY, ROOT_SECRET

MOTO = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
# The SDK's descriptions of the services, which are most of what a session costs: read once for all sessions.
DESCRIPTIONS = botocore.loaders.create_loader()
RUNNING = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def moto_server() -> Iterator[str]:
    """Its address."""
    with subprocess.Popen(MOTO, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            yield next(found[0] for line in server.stderr if (found := RUNNING.search(line)))
        finally:
            server.kill()


@contextmanager
def leading_to(url: str, door: ModuleType, service: str, ca_file: str = "") -> Iterator[None]:
    """For the block the app's door to `service` (boto3's name) leads there, by a client that is made as its own is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_ACCESS_KEY_ID", ROOT_KEY)
        patch.setenv("AWS_SECRET_ACCESS_KEY", ROOT_SECRET)
        patch.setenv("AWS_ENDPOINT_URL", url)
        if ca_file:
            patch.setenv("AWS_CA_BUNDLE", ca_file)
        patch.setattr("app.aws.door._session", _new_session)  # another test's may have other keys
        made = home_client.__wrapped__(service)
        patch.setattr(door, "client", lambda _: made)
        yield


def _new_session() -> botocore.session.Session:
    session = botocore.session.Session()
    session.register_component("data_loader", DESCRIPTIONS)
    return session
