"""What DynamoDB deletes some time after it has expired, for tests of what takes weeks."""

from __future__ import annotations

from app.store.table import MemoryTable
from tests.fakes.bellhop import Bellhop


def forget_expired(bellhop: Bellhop) -> None:
    assert isinstance(bellhop.table, MemoryTable)
    for documents in bellhop.table._stored.values():
        for sk, (document, _) in list(documents.items()):
            if document.expires_at and document.expires_at < bellhop.clock.epoch():
                del documents[sk]
