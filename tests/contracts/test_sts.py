"""The contract of STS, by which Bellhop gets into other accounts: the sandbox answers as moto does, or it says why not.

The sandbox's STS is ministack's, with a second account beside it.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox.aws import ministack
from sandbox.aws.account import ACCOUNT, ROOT_KEY, ROOT_SECRET
from sandbox.certificates import Authority
from sandbox.ports import free_port
from sandbox.root import HOME
from tests.contracts.lacks import expect_lack
from tests.contracts.servers import moto_server
from tests.sandbox.aws.fakes import loop_thread

NOT_CHECKED = "moto 5.2.5 lets anybody assume any role, also one that is not there"
LACKS = {
    "moto": {
        "test_a_role_that_is_not_there_is_not_assumed": NOT_CHECKED,
        "test_who_does_not_know_the_external_id_is_refused": NOT_CHECKED,
    },
}
EXTERNAL_ID = "only-we-know"
numbers = itertools.count()


@dataclass(frozen=True)
class World:
    """`client` makes those of its root, or of who has other credentials."""

    name: str
    client: Callable[..., Any]

    def role(self) -> str:
        """The ARN of a new one, which the account may assume that knows the external id."""
        trust = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        made = self.client("iam").create_role(RoleName=f"bellhop-{next(numbers)}", AssumeRolePolicyDocument=policy)
        return str(made["Role"]["Arn"])

    def assume(self, role: str, **more: Any) -> Any:
        asked = {"RoleArn": role, "RoleSessionName": "ana", "ExternalId": EXTERNAL_ID, **more}
        return self.client("sts").assume_role(**asked)


def world_at(name: str, url: str, ca_file: str | None = None) -> World:
    @cache
    def client(service: Any, key: str = ROOT_KEY, secret: str = ROOT_SECRET, token: str | None = None) -> Any:
        session = boto3.Session(key, secret, token, region_name="us-east-1")
        return session.client(service, endpoint_url=url, verify=ca_file)

    return World(name, client)


@contextmanager
def sandbox_world() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder, loop_thread() as loop:
        authority = Authority(Path(folder))
        python = loop.run(ministack.install(HOME))
        emulator = loop.run(ministack.start(python, Path(folder), {}, free_port(), authority))
        try:
            yield world_at("sandbox", emulator.url, str(authority.ca_file))
        finally:
            loop.run(emulator.stop())


@contextmanager
def moto_world() -> Iterator[World]:
    with moto_server() as url:
        yield world_at("moto", url)


WORLDS: dict[str, Callable[[], AbstractContextManager[World]]] = {"sandbox": sandbox_world, "moto": moto_world}


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.slow) for name in WORLDS])
def running(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param]() as world:
        yield world


@pytest.fixture
def world(running: World, request: pytest.FixtureRequest) -> World:
    expect_lack(request, LACKS, running.name, ClientError)
    return running


def test_each_lack_is_one_of_a_test() -> None:
    assert {name for lacks in LACKS.values() for name in lacks} <= globals().keys()


def test_the_root_is_who_it_is(world: World) -> None:
    found = world.client("sts").get_caller_identity()
    assert (found["Account"], found["Arn"].split(":")[4]) == (ACCOUNT, ACCOUNT)


def test_a_role_is_assumed_under_the_name_of_who_asked(world: World) -> None:
    role = world.role()
    given = world.assume(role)
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.rpartition('/')[2]}/ana"
    assert given["AssumedRoleUser"]["Arn"] == session
    assert given["AssumedRoleUser"]["AssumedRoleId"].endswith(":ana")
    assert given["Credentials"]["AccessKeyId"].startswith("ASIA")


def test_whoever_has_its_credentials_is_that_role(world: World) -> None:
    given = world.assume(world.role())
    keys = given["Credentials"]
    there = world.client("sts", keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    assert there.get_caller_identity()["Arn"] == given["AssumedRoleUser"]["Arn"]


def test_its_credentials_end_when_they_were_asked_to(world: World) -> None:
    role = world.role()
    short, long = (world.assume(role, DurationSeconds=asked)["Credentials"]["Expiration"] for asked in (900, 3600))
    assert 2600 < (long - short).total_seconds() < 2800


def test_a_role_that_is_not_there_is_not_assumed(world: World) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        world.assume(f"arn:aws:iam::{ACCOUNT}:role/nobodys")


def test_who_does_not_know_the_external_id_is_refused(world: World) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        world.assume(world.role(), ExternalId="another")
