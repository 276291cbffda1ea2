"""Late jobs, kept for a day behind a button that works once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.base.clock import Clock
from app.base.values import dataclass
from app.listeners.job import Job, from_text, to_text
from app.store.documents import Documents
from app.store.table import Document, Table, amend

KEPT_SECONDS = 86400
PRESSED_DAYS = 30  # a message can wait on a queue for 14 days, and then among the dead letters for 14 more


@dataclass(frozen=True)
class Kept:
    """A job as text; `until` is when its day is over (epoch seconds), once the click `pressed` has it."""

    job: str = ""
    pressed: str = ""
    until: int = 0


@dataclass(frozen=True)
class KeptJobs:
    """Documents `job#<id>`."""

    table: Table
    clock: Clock

    def keep(self, job: Job) -> None:
        """For a day from now."""
        self._amend(job.id, lambda document, _: (Kept(to_text(job)), int(self._now()) + KEPT_SECONDS))

    def find(self, job_id: str) -> Job | None:
        """The kept job, or None once its day is over (DynamoDB deletes it only some time later)."""
        document = self.table.get(*self._documents.key(job_id))
        kept = self._documents.read(document)
        return from_text(kept.job) if kept and document.expires_at > self._now() else None

    def press(self, job_id: str, click_id: str) -> str:
        """The id of the first click on a kept job's button: `click_id`, or an earlier one.

        From then on it is kept as long as that click may wait on a queue.
        """

        def press(document: Document, kept: Kept) -> tuple[Kept, int] | None:
            if kept.pressed:
                return None
            return replace(kept, pressed=click_id, until=document.expires_at), self._documents.expires_at()

        return self._amend(job_id, press).pressed

    def release(self, job_id: str, click_id: str) -> None:
        """The click did nothing, so anybody can press again for the rest of its day."""

        def release(_: Document, kept: Kept) -> tuple[Kept, int] | None:
            return (replace(kept, pressed="", until=0), kept.until) if kept.pressed == click_id else None

        self._amend(job_id, release)

    def _amend(self, job_id: str, change: Callable[[Document, Kept], tuple[Kept, int] | None]) -> Kept:
        """Unlike other documents, these are kept for a time that depends on their content."""
        documents = self._documents

        def write(document: Document) -> Document | None:
            changed = change(document, documents.read(document) or Kept())
            return replace(documents.write(document, changed[0]), expires_at=changed[1]) if changed else None

        return documents.read(amend(self.table, *documents.key(job_id), write)) or Kept()

    def _now(self) -> float:
        return self.clock().timestamp()

    @property
    def _documents(self) -> Documents[Kept]:
        return Documents(self.table, self.clock, Kept, "job", PRESSED_DAYS)
