"""Replay: dead letters go back to their queues, after a fix.

SQS's own redrive (StartMessageMoveTask) does it too, FIFO queues included. But it is a task that goes on after the
command has ended and counts approximately: whether a cause is fixed, it does not say. Here a message that fails again
is recognized, and ends the replay.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from typing import Protocol

from app.base.values import dataclass
from app.queues.queue import group_of

NOTHING = "{name}: no dead letters."
MOVED = "{name}: {count} put back."
DIED_AGAIN = "{name}: the cause is not fixed yet; {count} failed again and stay in the dead-letter queue."

WAIT = 1  # seconds; docs: SQS "short and long polling": without any, SQS asks only some of its servers


class DeadLetters(Protocol):
    """A dead-letter queue, or its source queue; app/aws/sqs.py is the real one."""

    def receive(self, wait: int) -> dict[str, list[dict[str, object]]]: ...

    def delete(self, records: list[dict[str, object]]) -> None: ...

    def put(self, text: str, *, delay: float = 0, group: str = "", once: str = "") -> None: ...


@dataclass(frozen=True)
class Replay:
    """Moves messages from `dead` to `alive`; each is sent before it is deleted."""

    name: str
    dead: DeadLetters
    alive: DeadLetters
    say: Callable[[str], None]

    def run(self) -> int:
        """Returns how many were put back. An interruption may repeat one message; its repeat is recognized."""
        count, again, known = 0, 0, set[bytes]()
        while records := self.dead.receive(WAIT)["Records"]:
            fresh = [record for record in records if _mark(record) not in known]
            again += len(records) - len(fresh)
            if not fresh:  # or a cause that persists would keep us here forever
                break
            for record in fresh:
                known.add(_mark(record))
                group = group_of(record)
                # A FIFO queue drops a message with the same id as one in the last 5 minutes.
                self.alive.put(str(record["body"]), group=group, once=uuid.uuid4().hex if group else "")
                self.dead.delete([record])
                count += 1
        self.say(MOVED.format(name=self.name, count=count) if count else NOTHING.format(name=self.name))
        if again:
            self.say(DIED_AGAIN.format(name=self.name, count=again))
        return count


def _mark(record: dict[str, object]) -> bytes:
    """What identifies a message when it comes back as a new one with the same text."""
    return hashlib.sha256(str(record["body"]).encode()).digest()
