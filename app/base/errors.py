"""What can go wrong, each as one sentence that a person can act on.

BellhopError          its text may be shown to the person who asked, once escaped where a message is made of it
├── Wrong             what was asked cannot be done as it was said; saying it again will not help
├── Refused           somebody (AWS, Slack) does not allow it
│   └── Forbidden     a rule of ours does not let this person do it; another may
└── Later             trouble that passes by itself: the same again after `wait` seconds
    └── Untold        only the telling waits: what was asked is done, and nobody need wait behind it
Misconfigured         the start stops: names the setting, never its value
Anything else is a mistake of ours: the job fails, SQS repeats it, and at last it rests in a dead-letter queue.
"""

from __future__ import annotations


class BellhopError(Exception):
    """The text is a plain sentence for the person who asked: names in backticks, nothing escaped, nobody mentioned.

    mrkdwn  the same sentence for Slack, where it mentions people or channels; '' where it does not
    """

    def __init__(self, sentence: str, mrkdwn: str = "") -> None:
        super().__init__(sentence)
        self.mrkdwn = mrkdwn


class Wrong(BellhopError):
    """What was asked cannot be done as it was said."""


class Refused(BellhopError):
    """Somebody does not allow it."""


class Forbidden(Refused):
    """Nothing was done: a rule of ours does not let this person do it; another may."""


class Later(BellhopError):
    """Trouble that passes; `wait` is in seconds, `maybe_done` when it may have been done though no answer came."""

    def __init__(self, sentence: str, wait: float = 2.0, maybe_done: bool = False) -> None:
        super().__init__(sentence)
        self.wait = wait
        self.maybe_done = maybe_done


class Untold(Later):
    """What was asked is done, or nothing was to be done; only the telling waits."""


class Misconfigured(Exception):
    """A setting or the configuration file cannot be used; the start stops with this sentence."""
