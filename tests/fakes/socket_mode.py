"""The SDK's client of Socket Mode looks each second, or every three, whether it is to end; here it looks often."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any

import pytest
from slack_sdk.socket_mode.builtin import client
from slack_sdk.socket_mode.builtin.connection import Connection

LOOKS = 0.05  # seconds


class Messages(Queue[Any]):
    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        return super().get(block, LOOKS)


@contextmanager
def looking_often() -> Iterator[None]:
    """For clients that are made and connect within the block; a handshake has as much time as ever."""
    connect = Connection.connect

    def connect_and_look(connection: Connection) -> None:
        connect(connection)
        if connection.sock is not None:
            connection.sock.settimeout(LOOKS)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "Queue", Messages)
        patch.setattr(Connection, "connect", connect_and_look)
        yield
