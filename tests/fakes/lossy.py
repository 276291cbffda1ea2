"""Answers that are lost on their way, at a chosen call: it was carried out, and nobody hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.base.errors import Later
from app.slack.errors import SlackLater
from app.store.table import Changed
from tests.fakes.dying import Deaths


@dataclass
class LostAnswers(Deaths):
    """Counts outgoing calls; call number `at` is carried out, and then it is as if no answer had come.

    `after`: the caller's SDK has asked again, and a write met itself ("somebody else came between"); other calls were
    not carried out, and say so.
    """

    def call(self, name: str, carry_out: Any) -> Any:
        self.calls.append(name)
        if len(self.calls) != self.at:
            return carry_out()
        is_write = name.startswith("put ") and name != "put"
        if is_write or not self.after:
            carry_out()
        if is_write and self.after:
            raise Changed(name)
        error = SlackLater if "." in name else Later
        raise error(f"no answer to {name}", wait=2, maybe_done=not self.after)
