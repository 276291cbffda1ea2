"""Operations in the table: what a job resolved before it acted, whether it has acted, and what it has to tell."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import Block

from app.alarms.decide.incident import Deed
from app.base.clock import Clock
from app.base.errors import BellhopError, Later
from app.slack.interactions import Reply
from app.slack.messages.message import Message
from app.store.codec import decode, encode
from app.store.table import Document, Table, amend

KEPT_DAYS = 15  # longer than a message can wait on a queue (14 days)

BEGUN, DONE, UNKNOWN = "begun", "done", "unknown"


class TooLate(Exception):
    """A deed broke off and shows not, and by now it is too late to do it without asking."""


@dataclass(frozen=True)
class Operation:
    """One job's memory; a repeated job finds here what the first try decided and did."""

    id: str
    table: Table
    clock: Clock
    is_too_late: bool = False

    def place(self, arrive: Callable[[], int]) -> int:
        """The job's place among those that act on the same, as `arrive` gave it to the first try."""
        known = self._read().data.get("place")
        if known is None:
            place = arrive()
            known = self._amend(lambda data: {"place": place, **data}).data["place"]
        return int(known)

    def once(self, name: str, decide: Callable[[], Any]) -> Any:
        """What `decide` returns (JSON), stored before anybody acts on it; from the deed's beginning on it stands."""
        data = self._read().data
        if "act" in data and name in data.get("decided", {}):
            return data["decided"][name]
        value = decide()
        self._amend(lambda data: {**data, "decided": {**data.get("decided", {}), name: value}})
        return value

    def act_once(self, act: Callable[[], None], look: Callable[[], bool | None]) -> bool:
        """Do the deed unless an earlier try did; False when nobody can tell whether that one did, and nothing is done.

        look  after a try that broke off: whether its deed shows (True), shows not (False), or no longer can be seen
        """
        state = self._read().data.get("act")
        if state == BEGUN:
            state = self._learn(look())
        if state is None:
            if self.is_too_late:
                raise TooLate
            state = self._do(act)
        return bool(state == DONE)

    def _learn(self, shows: bool | None) -> str | None:
        """What became of a deed that broke off, None when it is still to be done."""
        if shows is False:
            return None
        state = DONE if shows else UNKNOWN
        self._amend(lambda data: {**data, "act": state})
        return state

    def _do(self, act: Callable[[], None]) -> str:
        self._amend(lambda data: {**data, "act": BEGUN})
        try:
            act()
        except BellhopError as trouble:
            if not (isinstance(trouble, Later) and trouble.maybe_done):  # refused: the world is as it was
                self._amend(lambda data: {key: value for key, value in data.items() if key != "act"})
            raise
        self._amend(lambda data: {**data, "act": DONE})
        return DONE

    @property
    def has_begun_to_act(self) -> bool:
        """Whether the world may have been changed already, so that the job must be brought to its end."""
        return "act" in self._read().data

    @property
    def has_acted(self) -> bool:
        """Whether the deed is surely done."""
        return bool(self._read().data.get("act") == DONE)

    @property
    def mark(self) -> str:
        """A word that says in other places which operation did it."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:12]

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

    def forbid(self) -> None:
        """A guard did not let this person, and nothing was done."""
        self._amend(lambda data: {**data, "forbidden": True})

    @property
    def is_forbidden(self) -> bool:
        data = self._read().data
        return bool(data.get("forbidden")) and "act" not in data

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
        expires_at = int(self.clock().timestamp()) + KEPT_DAYS * 86400

        def write(document: Document) -> Document:
            return replace(document, data=change(dict(document.data)), expires_at=expires_at)

        return amend(self.table, f"operation#{self.id}", "operation", write)
