"""The interface to the table: six calls wide, each write conditional on the version that was read."""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from datetime import datetime
from threading import Lock
from typing import Any, Protocol

from app.base.errors import BellhopError, Later, Refused
from app.base.pause import pause
from app.base.values import dataclass

TOO_MANY = "The table writes 1 to {most} documents together, each once; these were {count}."
TOO_LARGE = "The table takes {most} bytes of documents at once; these were {size}."
BAD_KEY = "A key of the table has 1 to {most} bytes; this one has {size}."


class Changed(Exception):
    """Somebody else wrote the document since it was read; read it again and decide again."""


@dataclass(frozen=True)
class Document:
    """A value of the table: `data` is JSON; `version` 0 means that it is not stored yet.

    `expires_at` is epoch seconds; after it the table may delete the document. `token` has the last writes' marks, the
    newest first, by which a writer recognizes its own write.
    """

    pk: str
    sk: str
    data: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    expires_at: int = 0
    token: str = ""

    @property
    def key(self) -> Key:
        return self.pk, self.sk

    @property
    def stored(self) -> Document:
        """The document once it is written."""
        return Document(self.pk, self.sk, self.data, self.version + 1, self.expires_at, self.token)


Key = tuple[str, str]

DAY = 86400  # seconds
# DynamoDB's own limits: TransactWriteItems takes 100 items, BatchGetItem 100 keys.
BATCH_LIMIT = 100
# In bytes: "Service, account, and table quotas in Amazon DynamoDB".
LARGEST = 400 * 1024
BATCH_BYTES = 4 * 1024 * 1024
LONGEST_KEY = (2048, 1024)
# So many others may write a document while somebody waits for the answer to their own write.
TOKENS_KEPT = 8


def expiry(now: datetime, days: int) -> int:
    """When a document expires that is kept for so many days, in epoch seconds."""
    return int(now.timestamp()) + days * DAY


class Table(Protocol):
    def get(self, pk: str, sk: str) -> Document:
        """The document, read consistently; version 0 and no data if there is none."""

    def put(self, document: Document) -> Document:
        """Write if the stored version is still `document.version`, and return it with its new one; else Changed."""

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
        """What `get` returns for each key (pk, sk), in one call for a hundred."""

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        """Write all documents and delete those in `deleted`, or none of it: up to BATCH_LIMIT in all.

        Raises Changed unless each stored version is still the document's; deleted ones may have any version.
        """

    def delete(self, pk: str, sk: str) -> None:
        """Delete the document if it is there."""

    def query(self, pk: str, since: str = "", newest: int = 0) -> tuple[Document, ...]:
        """All documents below `pk`, in the order of `sk`; with `since` those whose `sk` is not before it.

        With `newest` only so many, the last ones, the very last first; no others are read.
        """


class MemoryTable:
    """A table in memory, without AWS and for tests. It refuses what DynamoDB refuses."""

    def __init__(self) -> None:
        self._stored: dict[str, dict[str, tuple[Document, str]]] = {}
        self._lock = Lock()

    def get(self, pk: str, sk: str) -> Document:
        return self._found((pk, sk))

    def put(self, document: Document) -> Document:
        self.put_all([document])
        return document.stored

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Document]:
        return {key: self._found(key) for key in keys}

    def put_all(self, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
        texts = [json.dumps(document.data) for document in documents]
        _check_limits(documents, texts, deleted)
        with self._lock:
            for document in documents:
                if self._kept(document.key)[0].version != document.version:
                    raise Changed(f"{document.pk} {document.sk}")
            for document, text in zip(documents, texts, strict=True):
                self._stored.setdefault(document.pk, {})[document.sk] = document.stored, text
            for pk, sk in deleted:
                self._stored.get(pk, {}).pop(sk, None)

    def delete(self, pk: str, sk: str) -> None:
        with self._lock:
            self._stored.get(pk, {}).pop(sk, None)

    def query(self, pk: str, since: str = "", newest: int = 0) -> tuple[Document, ...]:
        with self._lock:
            below = sorted(sk for sk in self._stored.get(pk, {}) if sk >= since)
            return tuple(self._found((pk, sk)) for sk in (below[: -newest - 1 : -1] if newest else below))

    def _found(self, key: Key) -> Document:
        document, text = self._kept(key)
        return Document(*key, json.loads(text), document.version, document.expires_at, document.token)

    def _kept(self, key: Key) -> tuple[Document, str]:
        """As it was written, and its data as JSON."""
        _check_key(key)
        pk, sk = key
        found = self._stored.get(pk, {}).get(sk)
        return found or (Document(pk, sk), "{}")


def _check_limits(documents: Sequence[Document], texts: Sequence[str], deleted: Sequence[Key]) -> None:
    """Raises where DynamoDB would refuse the transaction whatever the table contains."""
    count, keys = len(documents) + len(deleted), {document.key for document in documents} | set(deleted)
    if not 1 <= count <= BATCH_LIMIT or len(keys) != count:
        raise Refused(TOO_MANY.format(most=BATCH_LIMIT, count=count))
    sizes = [len(text) for text in texts]
    for size, most in [*((size, LARGEST) for size in sizes), (sum(sizes), BATCH_BYTES)]:
        if size > most:
            raise Refused(TOO_LARGE.format(most=most, size=size))


def _check_key(key: Key) -> None:
    for part, most in zip(key, LONGEST_KEY, strict=True):
        size = len(part.encode(errors="surrogatepass"))
        if not 1 <= size <= most:
            raise Refused(BAD_KEY.format(most=most, size=size))


def amend(
    table: Table, pk: str, sk: str, change: Callable[[Document], Document | None], known: Document | None = None
) -> Document:
    """Read, change and write until nobody else wrote in between; `change` returns None to leave the document.

    `known` is the document as read or written before, which saves the first read.
    """
    document = known or table.get(pk, sk)
    for attempt in itertools.count(1):  # each time, somebody else's write was done
        changed = change(document)
        if changed is None:
            break
        try:
            return write(table, changed)
        except Changed:
            if attempt > 1:  # the first one's version may just have been old
                pause(attempt)
            document = table.get(pk, sk)
    return document


def write(table: Table, document: Document) -> Document:
    """As `Table.put`, but a write whose answer was lost is recognized as our own, also below what others wrote since.

    The AWS SDK repeats such a write by itself, and the repetition finds the first one. Or no answer came to any of its
    tries, or another error than that nothing was done, and we look.
    """
    own = _signed(document, secrets.token_hex(8))
    try:
        return table.put(own)
    except (Changed, BellhopError) as problem:
        if isinstance(problem, Later) and not problem.maybe_done:
            raise
        with _unsure():
            stored = table.get(*document.key)
        if not _is_ours(own, stored):
            raise
        return stored


def write_all(table: Table, documents: Sequence[Document], deleted: Sequence[Key] = ()) -> None:
    """As `Table.put_all`, and recognizes its own write as `write` does."""
    token = secrets.token_hex(8)
    own = [_signed(document, token) for document in documents]
    try:
        table.put_all(own, deleted)
    except (Changed, BellhopError) as problem:
        if isinstance(problem, Later) and not problem.maybe_done:
            raise
        with _unsure():
            stored = table.get_many([document.key for document in documents])
        if not any(_is_ours(each, stored[each.key]) for each in own):  # all of them were written, or none
            raise


@contextmanager
def _unsure() -> Iterator[None]:
    """Who can't look can't tell that nothing was done."""
    try:
        yield
    except Later as problem:
        problem.maybe_done = True
        raise


def _signed(document: Document, token: str) -> Document:
    """With our token before those of the last writes: others may write before we look for it."""
    tokens = " ".join([token, *document.token.split()][:TOKENS_KEPT])
    return Document(document.pk, document.sk, document.data, document.version, document.expires_at, tokens)


def _is_ours(own: Document, stored: Document) -> bool:
    return own.token.split()[0] in stored.token.split()
