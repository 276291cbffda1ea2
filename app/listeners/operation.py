"""Operations in the table: what a job decided before it acted, whether it has acted, and its reply."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block

from app.alarms.decide.incident import Response
from app.base.clock import Clock
from app.base.deadline import check_time
from app.base.errors import BellhopError, Later
from app.base.values import dataclass
from app.slack.interactions import Reply
from app.slack.messages.message import Message
from app.store.codec import decode, encode
from app.store.leases import TAKEN
from app.store.table import Changed, Document, Key, Table, amend, expiry, write, write_all

KEPT_DAYS = 30  # longer than a message can wait on a queue (14 days), and then among the dead letters (14 more)

SELDOM = ("for_others", "replaces")  # of a reply; stored only where it is so

BEGUN, DONE, UNKNOWN = "begun", "done", "unknown"

Data = dict[str, Any]


class TooLate(Exception):
    """A change was interrupted and isn't visible, and it is too late to make it without asking."""


@dataclass
class Operation:
    """One job's record; a repeated job finds here what the first try decided and did.

    It is read when it is created, and once more under the lease of what it acts on: whatever another worker did in
    between must be known before this one acts. Only writes call the table otherwise.

    late   why it is too late to do it without asking, mrkdwn for those who are asked
    topic  what the job acts on, whose lease is held meanwhile
    """

    id: str
    table: Table
    clock: Clock
    is_too_late: bool = False
    late: str = ""
    topic: str = ""
    _document: Document = field(init=False)
    _decided: Data = field(init=False)
    _note: Data | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.know(self.table.get(*self.key))

    @property
    def key(self) -> Key:
        return f"operation#{self.id}", "operation"

    def know(self, document: Document) -> None:
        """Continue from the operation's document as it was just read."""
        self._document, self._decided = document, {}

    @property
    def place(self) -> int | None:
        """The job's place among those that act on the same thing, from its first try; None before that."""
        place = self._data.get("place")
        return None if place is None else int(place)

    def take_place(self, place: int, beside: Document) -> None:
        """Store the place in one write with the document that gave it; raises Changed if one of the two was written."""
        self._put_beside({**self._data, "place": place}, beside)

    def once(self, name: str, decide: Callable[[], Any]) -> Any:
        """What `decide` returns (JSON), which the next write stores; it is final once the change has begun."""
        if self.has_begun_to_act and name in self._data.get("decided", {}):
            return self._data["decided"][name]
        self._decided[name] = decide()
        return self._decided[name]

    def act_once(self, act: Callable[[], None], look: Callable[[], bool | None]) -> bool:
        """Make the change unless an earlier try did. False if nobody can tell whether it did; then nothing is done.

        look  after an interrupted try: whether its change is visible (True), isn't (False), or nobody can tell (None)
        """
        state = self._data.get("act")
        if state == BEGUN:
            state = self._learn(look())
        if state is None:
            if self.is_too_late:
                raise TooLate
            state = self._do(act)
        return bool(state == DONE)

    def begin(self) -> None:
        """The job has settled something that another operation carries out: it must be finished, however late."""
        if not self.has_begun_to_act:
            self._change(lambda data: {"act": BEGUN, **data})

    def _learn(self, shows: bool | None) -> str | None:
        """What became of an interrupted change; None if it still has to be made."""
        if shows is False:
            return None
        state = DONE if shows else UNKNOWN
        self._change(lambda data: {**data, "act": state})
        return state

    def _do(self, act: Callable[[], None]) -> str:
        self._begin()
        try:
            check_time()  # the lease may have ended while the table was slow
            act()
        except BellhopError as error:
            if not (isinstance(error, Later) and error.maybe_done):  # refused: nothing has changed
                self._change(lambda data: {key: value for key, value in data.items() if key != "act"})
            raise
        acted = self.clock().isoformat()
        self._change(lambda data: {**data, "act": DONE, "acted": acted})
        return DONE

    def _begin(self) -> None:
        """Only if nobody else has written the operation since it was read: they hold its lease, and may have acted."""
        began = self._data.get("began", self.clock().isoformat())
        begun = self._written(self._document, {**self._data, "act": BEGUN, "began": began})
        try:
            self._document = write(self.table, begun)
        except Changed:
            raise Later(TAKEN) from None

    @property
    def began(self) -> datetime | None:
        """When it was first tried, if an interrupted try says so."""
        return datetime.fromisoformat(self._data["began"]) if "began" in self._data else None

    @property
    def acted_at(self) -> datetime | None:
        """When the change was made; of one that an interrupted try made, when that began."""
        return datetime.fromisoformat(self._data["acted"]) if "acted" in self._data else self.began

    @property
    def has_begun_to_act(self) -> bool:
        """Whether something may have been changed already, so that the job must be finished."""
        return "act" in self._data

    @property
    def has_acted(self) -> bool:
        """Whether the change is certainly made, or what was asked is in effect."""
        return bool(self._data.get("act") == DONE or self._data.get("held"))

    @property
    def mark(self) -> str:
        """A word that shows in other places which operation did it."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:12]

    def reply(self) -> Reply | None:
        """The job's reply if it has acted already."""
        stored = self._data.get("reply")
        if stored is None:
            return None
        message = Message(stored["text"], tuple(Block.parse_all(stored["blocks"])))
        flags = {name: stored.get(name, False) for name in SELDOM}
        return Reply(message, public=stored["public"], **flags)

    def finish(self, reply: Reply, beside: Document | None = None, held: bool = False) -> None:
        """The job has acted; only the answer is left. With `beside` in the same write; raises Changed.

        `held` if what was asked is in effect, which not every change shows by `act_once`.
        """
        stored = {"text": reply.message.text, "blocks": reply.message.block_dicts(), "public": reply.public}
        stored |= {name: True for name in SELDOM if getattr(reply, name)}
        finished = {"reply": stored, "held": held, **({"note": self._note} if self._note else {})}
        if beside:
            self._put_beside({**self._data, **finished}, beside)
        else:
            self._change(lambda data: {**data, **finished})

    def forbid(self) -> None:
        """A guard refused, and nothing was done."""
        self._change(lambda data: {**data, "forbidden": True})

    @property
    def is_forbidden(self) -> bool:
        return bool(self._data.get("forbidden")) and not self.has_begun_to_act

    def tell(self) -> None:
        """The person has the answer."""
        self._change(lambda data: {**data, "told": True})

    @property
    def is_told(self) -> bool:
        return bool(self._data.get("told"))

    def leave_note(self, incident_ids: list[str], response: Response) -> None:
        """What the open incidents' cards will say once the person has the answer; stored with the reply."""
        self._note = {"incidents": incident_ids, "deed": encode(response)} if incident_ids else None

    def note(self) -> tuple[list[str], Response] | None:
        """The incidents and the response of `leave_note`, until `noted`."""
        note = self._data.get("note")
        return (note["incidents"], decode(Response, note["deed"])) if note else None

    def noted(self) -> None:
        """The incidents' cards say it."""
        self._change(lambda data: {**data, "note": None})

    @property
    def _data(self) -> Data:
        return dict(self._document.data)

    def _change(self, change: Callable[[Data], Data]) -> None:
        """Written over what is known of it; read again only if somebody else wrote in between."""

        def changed(document: Document) -> Document:
            return self._written(document, change(dict(document.data)))

        self._document = amend(self.table, *self.key, changed, known=self._document)

    def _put_beside(self, data: Data, beside: Document) -> None:
        written = self._written(self._document, data)
        write_all(self.table, [written, beside])
        self._document = replace(written, version=written.version + 1)

    def _written(self, document: Document, data: Data) -> Document:
        known, mine = data.get("decided", {}), self._decided
        decided = {**mine, **known} if "act" in document.data else {**known, **mine}
        more = {"decided": decided} if mine else {}
        return replace(document, data={**data, **more}, expires_at=expiry(self.clock(), KEPT_DAYS))
