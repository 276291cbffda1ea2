"""Servers that stand for AWS, and the app's own clients led to them."""

from __future__ import annotations

import atexit
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType

import botocore.loaders
import botocore.session
import pytest

from app.aws.door import home_client
from sandbox.aws.account import ROOT_KEY, ROOT_SECRET
from tests.patience import NO_TIMEOUT

# One request after the other: moto's looks and writes of two at once mix, and what both have written is there once.
ONE_BY_ONE = """
import moto.server
threaded = moto.server.run_simple
moto.server.run_simple = lambda *where, **how: threaded(*where, **{**how, "threaded": False})
moto.server.main()
"""
MOTO = [sys.executable, "-c", ONE_BY_ONE, "-H", "127.0.0.1", "-p", "0"]
# The SDK's descriptions of the services, which are most of what a session costs: read once for all sessions.
DESCRIPTIONS = botocore.loaders.create_loader()
RUNNING = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def moto_server() -> Iterator[str]:
    """Its address; nothing is in it. One serves all, one after the other, as each start is a second of computing."""
    url = _started_moto()
    urllib.request.urlopen(f"{url}/moto-api/reset", b"", NO_TIMEOUT).close()
    yield url


@cache
def _started_moto() -> str:
    server = subprocess.Popen(MOTO, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    atexit.register(_end, server)
    assert server.stderr
    url = next(found[0] for line in server.stderr if (found := RUNNING.search(line)))
    threading.Thread(target=server.stderr.read, daemon=True).start()  # its log, or the pipe is full one day
    return url


def _end(server: subprocess.Popen[str]) -> None:
    server.kill()
    server.wait()


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
        patch.setattr("app.aws.door._session", cache(_new_session))  # another test's may have other keys
        made = home_client.__wrapped__(service)
        patch.setattr(door, "client", lambda _: made)
        yield


def _new_session() -> botocore.session.Session:
    session = botocore.session.Session()
    session.register_component("data_loader", DESCRIPTIONS)
    return session
