"""Operations in the table: what a job resolved before it acted, and its reply once it had acted, for one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import Block

from app.alarms.incident import Deed
from app.clock import Clock
from app.interactions import Reply
from app.messages.message import Message
from app.store.codec import decode, encode
from app.store.table import Document, Table, amend

KEPT_SECONDS = 86400


@dataclass(frozen=True)
class Operation:
    """One job's memory; a repeated job finds here what the first try decided and did."""

    id: str
    table: Table
    clock: Clock

    def once(self, name: str, decide: Callable[[], Any]) -> Any:
        """What `decide` returned the first time (JSON), stored before anybody acts on it."""
        known = self._read().data.get("decided", {})
        if name in known:
            return known[name]
        value = decide()
        written = self._amend(lambda data: {**data, "decided": {name: value, **data.get("decided", {})}})
        return written.data["decided"][name]

    def act_once(self, act: Callable[[], None]) -> None:
        """Do the deed unless an earlier try did it; it must bear to be begun twice."""
        if self._read().data.get("act") == "done":
            return
        self._amend(lambda data: {**data, "act": "begun"})
        act()
        self._amend(lambda data: {**data, "act": "done"})

    @property
    def has_begun_to_act(self) -> bool:
        """Whether the world may have been changed already, so that the job must be brought to its end."""
        return "act" in self._read().data

    def reply(self) -> Reply | None:
        """The reply of the job if it has acted already."""
        stored = self._read().data.get("reply")
        if stored is None:
            return None
        message = Message(stored["text"], tuple(Block.parse_all(stored["blocks"])))
        return Reply(message, public=stored["public"])

    def finish(self, reply: Reply) -> None:
        """The job has acted; what is left is to tell."""
        stored = {"text": reply.message.text, "blocks": reply.message.block_dicts(), "public": reply.public}
        self._amend(lambda data: {**data, "reply": stored})

    def tell(self) -> None:
        """The person has been told."""
        self._amend(lambda data: {**data, "told": True})

    @property
    def is_told(self) -> bool:
        return bool(self._read().data.get("told"))

    def leave_note(self, incident_ids: list[str], deed: Deed) -> None:
        """What the incidents that are open now are to be told once the person has been."""
        self._amend(lambda data: {**data, "note": {"incidents": incident_ids, "deed": encode(deed)}})

    def note(self) -> tuple[list[str], Deed] | None:
        """The incidents and the deed of `leave_note`, until `noted`."""
        note = self._read().data.get("note")
        return (note["incidents"], decode(Deed, note["deed"])) if note else None

    def noted(self) -> None:
        """The incidents have been told."""
        self._amend(lambda data: {**data, "note": None})

    def _read(self) -> Document:
        return self.table.get(f"operation#{self.id}", "operation")

    def _amend(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Document:
        expires_at = int(self.clock().timestamp()) + KEPT_SECONDS

        def write(document: Document) -> Document:
            return replace(document, data=change(dict(document.data)), expires_at=expires_at)

        return amend(self.table, f"operation#{self.id}", "operation", write)
