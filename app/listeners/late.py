"""Jobs that came too late, each kept for a day behind a button, and who pressed it first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.base.clock import Clock
from app.listeners.job import Job, from_text, to_text
from app.store.table import Document, Table, amend

KEPT_SECONDS = 86400
PRESSED_KEPT_SECONDS = 15 * 86400  # a message can wait on a queue for 14 days


@dataclass(frozen=True)
class KeptJobs:
    """Documents `job#<id>`."""

    table: Table
    clock: Clock

    def keep(self, job: Job) -> None:
        """From now for a day."""
        expires_at = int(self._now()) + KEPT_SECONDS
        self._amend(job.id, lambda kept: replace(kept, data={"job": to_text(job)}, expires_at=expires_at))

    def find(self, job_id: str) -> Job | None:
        """The kept job, or None once its day is over (DynamoDB deletes only some time after that)."""
        kept = self.table.get(f"job#{job_id}", "job")
        return from_text(kept.data["job"]) if kept.version and kept.expires_at > self._now() else None

    def press(self, job_id: str, click_id: str) -> str:
        """The id of the first click on a kept job's button: `click_id`, or an earlier one.

        From then on it is kept as long as that click may wait on a queue.
        """
        expires_at = int(self._now()) + PRESSED_KEPT_SECONDS

        def press(kept: Document) -> Document | None:
            if "pressed" in kept.data:
                return None
            data = {**kept.data, "pressed": click_id, "until": kept.expires_at}
            return replace(kept, data=data, expires_at=expires_at)

        return str(self._amend(job_id, press).data["pressed"])

    def release(self, job_id: str, click_id: str) -> None:
        """The click of `press` came to nothing: the button is anybody's again, for the rest of its day."""

        def release(kept: Document) -> Document | None:
            if kept.data.get("pressed") != click_id:
                return None
            data = {key: value for key, value in kept.data.items() if key not in ("pressed", "until")}
            return replace(kept, data=data, expires_at=kept.data["until"])

        self._amend(job_id, release)

    def _now(self) -> float:
        return self.clock().timestamp()

    def _amend(self, job_id: str, change: Callable[[Document], Document | None]) -> Document:
        return amend(self.table, f"job#{job_id}", "job", change)
