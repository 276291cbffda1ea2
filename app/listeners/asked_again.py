"""Who asks the same again in the same place means the newer question: the older one says so, and is closed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.base.values import dataclass
from app.listeners.claims import Claim, Claims
from app.listeners.job import queue_group
from app.slack.messages.text import named
from app.store.documents import Documents

if TYPE_CHECKING:
    from app.listeners.services import Services

AGAIN = ":arrow_down: {user} wanted to {what}, and asked again below. Nothing changed."
SINCE = "You have asked that again since, so only the newer question counts. Nothing changed."

KEPT_DAYS = 1


@dataclass(frozen=True)
class Asked:
    """The id of the question that was asked last."""

    id: str = ""


def only_the_newest(
    about: Sequence[str], mine: str, user_id: str, claim: str, services: Services, close: Callable[[str, str], object]
) -> None:
    """Close the question about the same that this person asked before, if nobody has answered it. Can be repeated.

    Raises Wrong where a newer one has closed this one, whose job had to wait before it could ask.

    about  what is asked, and where
    mine   the id of the new one, which is the mark of its operation
    claim  how the claim of who answers one is called, before its id
    close  replaces the message of the one with this id by these words, in which `{what}` was asked
    """
    known = Documents(services.table, services.clock, Asked, "asked", KEPT_DAYS)
    key = queue_group(json.dumps([user_id, *about]))
    older = known.find(key)
    if older and older.id != mine:
        claims = Claims(services.table, services.clock)
        if claims.find(f"{claim}{mine}"):
            raise Wrong(SINCE)
        first = claims.first(f"{claim}{older.id}", Claim(mine, user_id))
        if first.mark == mine:
            close(older.id, AGAIN.replace("{user}", named(user_id)))
    known.change(key, lambda _: Asked(mine))
