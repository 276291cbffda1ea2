"""Asks all estimators at once, within one deadline; what does not come in time, fails or is denied is left out.

Whoever has something to do meanwhile begins it, and waits for it later. Each call to AWS ends when the time is over, so
what is left alone then is a thread that only waits for its answer, or makes a client, which the next plan has.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import field
from functools import partial
from threading import Thread

from app.base.deadline import SecondsLeft, allowing, ending, seconds_from_now, sooner
from app.base.errors import BellhopError, Refused
from app.base.values import dataclass
from app.commands.scale.outlook.estimator import Estimator, Parts
from app.commands.scale.outlook.values import About, Estimate, Outlook
from app.slack.messages.text import escape, shorten

SECONDS = 2.0
FORM_SECONDS = 5.0  # a form is there meanwhile: the first one after a start has clients and connections to make

LEFT_OUT = ":grey_question: No {name}: {why}"
LATE = "there was no answer within {seconds:g} s."
FAILED = "Bellhop failed to make it. Its log says why."
WHY_LIMIT = 200

logger = logging.getLogger(__name__)


@dataclass
class _Asking:
    """An estimator on a thread of its own, which is left alone there when the time is over."""

    name: str
    answer: Estimate | None = None
    error: BaseException | None = None

    def run(self, estimator: Estimator, about: About, parts: Parts) -> None:
        try:
            self.answer = estimator(about, parts)
        except BaseException as error:  # noqa: BLE001 - told by whoever waits
            self.error = error


@dataclass
class Coming:
    """What is asked for since it was begun; `first` shares out the calls, and asks all at once."""

    about: About
    seconds: float
    ends: SecondsLeft
    asked: tuple[_Asking, ...]
    first: Thread = field(init=False)

    def begin(self, parts: Parts, estimators: Mapping[str, Estimator]) -> None:
        self.first = _begun("outlook", partial(self._ask, parts, estimators))

    def is_here(self, seconds: float | None = None) -> bool:
        """Whether all have answered, after so long at most."""
        self.first.join(max(0.0, min(SECONDS if seconds is None else seconds, self.ends())))
        return not self.first.is_alive()

    def wait(self) -> Outlook:
        """What all have said by the end of their time; raises nothing."""
        self.first.join(max(0.0, self.ends()))
        answers = [(each.name, each.answer or self._left_out(each)) for each in self.asked]
        return Outlook(
            tuple(line for _, answer in answers for line in answer.lines),
            {name: dict(answer.kept) for name, answer in answers if answer.kept},
            tuple(line for _, answer in answers for line in answer.reasons),
        )

    def _ask(self, parts: Parts, estimators: Mapping[str, Estimator]) -> None:
        from app.commands.scale.outlook.shares import shares

        given, threads = shares(self.about, parts, estimators), list[Thread]()
        for each in self.asked:
            with allowing(given[each.name]):
                run = partial(each.run, estimators[each.name], self.about, parts)
                threads.append(_begun(f"outlook-{each.name}", run))
        for thread in threads:
            thread.join(max(0.0, self.ends()))

    def _left_out(self, asking: _Asking) -> Estimate:
        """A line that says why; what comes from now on counts no more. What is denied is so at each plan."""
        error = asking.error
        if error is None or (isinstance(error, BellhopError) and self.ends() <= 0):
            why = LATE.format(seconds=self.seconds)
        elif isinstance(error, BellhopError):
            why = shorten(str(error), WHY_LIMIT)
        else:
            why = FAILED
        is_bug = error is not None and not isinstance(error, BellhopError)
        level, cause = (logging.ERROR, error) if is_bug else (logging.WARNING, None)
        told = {"estimate": asking.name, "group": self.about.group.name, "why": why}
        logger.log(level, "left out of a plan", extra=told, exc_info=cause)
        said = (LEFT_OUT.format(name=asking.name, why=escape(why)),)
        return Estimate(reasons=said) if isinstance(error, Refused) and self.ends() > 0 else Estimate(said)


def _begun(name: str, run: Callable[[], None]) -> Thread:
    thread = Thread(target=copy_context().run, args=(run,), name=name, daemon=True)
    thread.start()
    return thread


def begin(about: About, parts: Parts, estimators: Mapping[str, Estimator], seconds: float | None = None) -> Coming:
    """Within so many seconds, and with so many calls as are theirs."""
    seconds = SECONDS if seconds is None else seconds
    with ending(seconds_from_now(seconds)):
        coming = Coming(about, seconds, sooner(0), tuple(map(_Asking, estimators)))
        coming.begin(parts, estimators)
    return coming
