"""Those that stand for the table: memory, the tests' fake of DynamoDB, ministack's DynamoDB, and moto's."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.aws import dynamodb
from app.aws.dynamodb import DynamoTable
from app.store.table import Document, MemoryTable, Table
from sandbox.aws import ministack
from sandbox.certificates import temporary_authority
from sandbox.ports import free_port
from sandbox.root import HOME
from tests.contracts.servers import leading_to, moto_server
from tests.fakes.dynamodb import FakeDynamoDB, running_dynamodb
from tests.sandbox.aws.fakes import loop_thread

# What an emulator does not have, and why; each is watched, and fails as soon as it is there.
LACKS = {
    "moto": {
        "test_a_key_that_is_empty_or_too_long_is_refused": "moto 5.2.5 reads any key",
        "test_a_document_of_more_than_400_kb_is_refused": "moto 5.2.5 takes 405,000 bytes for 400 KB",
        "test_a_transaction_of_more_than_4_mb_is_refused": "moto 5.2.5 takes any transaction",
        "test_nothing_at_all_is_no_transaction": "moto 5.2.5 takes it",
    }
}
SLOW = pytest.mark.slow
OVER_HTTP = ["fake", pytest.param("ministack", marks=SLOW), pytest.param("moto", marks=SLOW)]


@dataclass(frozen=True)
class Tables:
    """`empty` gives a table in which nothing is; `fake` is what stands behind it, where that is a fake."""

    name: str
    empty: Callable[[], Table]
    fake: FakeDynamoDB | None = None


@contextmanager
def memory_tables() -> Iterator[Tables]:
    yield Tables("memory", MemoryTable)


@contextmanager
def fake_tables() -> Iterator[Tables]:
    with running_dynamodb() as fake, leading_to(fake.url, dynamodb, "dynamodb"):

        def empty() -> Table:
            fake.items.clear()
            return DynamoTable("bellhop")

        yield Tables("fake", empty, fake)


@contextmanager
def ministack_tables() -> Iterator[Tables]:
    """Of an emulator without the rest of the sandbox."""
    with temporary_authority() as authority, loop_thread() as loop, tempfile.TemporaryDirectory() as folder:
        python = loop.run(ministack.install(HOME))
        emulator = loop.run(ministack.start(python, Path(folder), {}, free_port(), authority))
        try:
            with leading_to(emulator.url, dynamodb, "dynamodb", str(authority.ca_file)):
                yield Tables("ministack", new_table)
        finally:
            loop.run(emulator.stop())


@contextmanager
def moto_tables() -> Iterator[Tables]:
    with moto_server() as url, leading_to(url, dynamodb, "dynamodb"):
        yield Tables("moto", new_table)


numbers = itertools.count()


def new_table() -> Table:
    name = f"bellhop-{next(numbers)}"
    keys: dict[str, Any] = {
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    }
    dynamodb._client().create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **keys)
    return DynamoTable(name)


TABLES = {"memory": memory_tables, "fake": fake_tables, "ministack": ministack_tables, "moto": moto_tables}


def many(count: int, pk: str = "many") -> list[Document]:
    return [Document(pk, f"{number:03}", {"n": number}) for number in range(count)]
