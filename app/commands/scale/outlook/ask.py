"""Asks all estimators at once, within one deadline; what does not come in time, fails or is denied is left out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextvars import copy_context
from dataclasses import field
from functools import partial
from threading import Thread
from typing import Any

from app.base.deadline import ending, seconds_from_now, seconds_left
from app.base.errors import BellhopError
from app.base.values import dataclass
from app.commands.scale.outlook.estimator import Estimator, Parts
from app.commands.scale.outlook.values import About, Estimate, Outlook
from app.slack.messages.text import escape, shorten

SECONDS = 2.0

LEFT_OUT = ":grey_question: No {name}: {why}"
LATE = "there was no answer within {seconds:g} s."
FAILED = "Bellhop failed to make it. Its log says why."
WHY_LIMIT = 200

log = logging.getLogger(__name__)


@dataclass
class _Asking:
    """An estimator on a thread of its own, which is left alone there when the time is over."""

    name: str
    thread: Thread = field(init=False)
    answer: Estimate | None = None
    error: BaseException | None = None

    def begin(self, estimator: Estimator, about: About, parts: Parts) -> None:
        run = partial(copy_context().run, self._run, estimator, about, parts)
        self.thread = Thread(target=run, name=f"outlook-{self.name}", daemon=True)
        self.thread.start()

    def _run(self, estimator: Estimator, about: About, parts: Parts) -> None:
        try:
            self.answer = estimator(about, parts)
        except BaseException as error:  # noqa: BLE001 - told by whoever waits
            self.error = error


def ask_all(about: About, parts: Parts, estimators: Mapping[str, Estimator], seconds: float = SECONDS) -> Outlook:
    """What all say within so many seconds; raises nothing."""
    lines: list[str] = []
    kept: dict[str, Any] = {}
    with ending(seconds_from_now(seconds)):
        asked = [_Asking(name) for name in estimators]
        for each in asked:
            each.begin(estimators[each.name], about, parts)
        for each in asked:
            each.thread.join(max(0.0, seconds_left()))
            answer = each.answer or _left_out(each, about, seconds)
            lines += answer.lines
            if answer.kept:
                kept[each.name] = dict(answer.kept)
    return Outlook(tuple(lines), kept)


def _left_out(asking: _Asking, about: About, seconds: float) -> Estimate:
    """A line that says why; what comes from now on counts no more."""
    error = asking.error
    if error is None or (isinstance(error, BellhopError) and seconds_left() <= 0):
        why = LATE.format(seconds=seconds)
    elif isinstance(error, BellhopError):
        why = shorten(str(error), WHY_LIMIT)
    else:
        why = FAILED
    is_bug = error is not None and not isinstance(error, BellhopError)
    level, cause = (logging.ERROR, error) if is_bug else (logging.WARNING, None)
    told = {"estimate": asking.name, "group": about.group.name, "why": why}
    log.log(level, "left out of a plan", extra=told, exc_info=cause)
    return Estimate((LEFT_OUT.format(name=asking.name, why=escape(why)),))
