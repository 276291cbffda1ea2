"""What can go wrong, each as one sentence that a person can act on.

BellhopError          its text may be shown to the person who asked, escaped where a message is built
├── Wrong             the request can't be carried out as it was written; repeating it won't help
├── Refused           AWS or Slack doesn't allow it
│   └── Forbidden     one of our rules doesn't let this person do it; another person may
└── Later             a transient error: try again after `wait` seconds
    └── Untold        only the answer has to wait: the request is done, and nobody needs to wait behind it
Misconfigured         Bellhop can't start; names the setting, never its value
Anything else is a bug: the job fails, SQS delivers it again, and in the end it is a dead letter.
"""

from __future__ import annotations

import math


class BellhopError(Exception):
    """The text is a plain sentence for the person who asked: names in backticks, nothing escaped, nobody mentioned.

    mrkdwn  the same sentence for Slack, where it mentions people or channels; '' where it does not
    """

    def __init__(self, sentence: str, mrkdwn: str = "") -> None:
        super().__init__(sentence)
        self.mrkdwn = mrkdwn


class Wrong(BellhopError):
    """The request can't be carried out as it was written."""


class Refused(BellhopError):
    """AWS or Slack doesn't allow it."""


class Forbidden(Refused):
    """Nothing was done: one of our rules doesn't let this person do it; another person may.

    channels  the ids of those in which the rules let this person do it
    """

    channels: tuple[str, ...] = ()


class Later(BellhopError):
    """A transient error; `wait` is in seconds, `maybe_done` if it may be done although no answer came.

    `eases` is after how many seconds it is worth another try at the latest, where that is known.
    """

    eases = math.inf

    def __init__(self, sentence: str, wait: float = 2.0, maybe_done: bool = False) -> None:
        super().__init__(sentence)
        self.wait = wait
        self.maybe_done = maybe_done


class Untold(Later):
    """The request is done, or there was nothing to do; only the answer has to wait, as long as `why` says."""

    def __init__(self, why: Later) -> None:
        super().__init__(str(why), why.wait)
        self.eases = why.eases


class Misconfigured(Exception):
    """A setting or the configuration file can't be used; Bellhop stops with this sentence."""
