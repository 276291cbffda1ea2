"""What a verb of `/alarms` consists of. A new verb is a file beside this one and a line in catalogue.py.

λ slack loads the verbs to acknowledge; what `run` needs (the alarms, AWS) it imports inside itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.base.values import dataclass

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from app.listeners.listener import Button, Modal
    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import Caller, Reply


@dataclass(frozen=True)
class Request:
    """What was typed after /alarms: the verb, '' for none, its other words, and the reason after `because`.

    quoted  a name that stood in quotes or after `alarm:`, so that none of it is a word of the command
    arn     the whole ARN, where that was typed
    typed   the words with those that add nothing, which may be in an alarm's name
    """

    verb: str = ""
    words: tuple[str, ...] = ()
    reason: str = ""
    quoted: str = ""
    arn: str = ""
    typed: tuple[str, ...] = ()

    @property
    def rest(self) -> str:
        return self.quoted or " ".join(self.words)


@dataclass(frozen=True)
class Asked:
    """Who asks, and what answers them."""

    caller: Caller
    services: Services
    operation: Operation


def only_looks(_: Request) -> str:
    """The `acts_on` of a verb that changes nothing."""
    return ""


def opens_nothing(_: Request) -> View | None:
    """Most words are answered by a message."""
    return None


def fills_nothing(_: Request, __: Caller, ___: Services) -> View | None:
    return None


@dataclass(frozen=True)
class Verb:
    """One file of this folder.

    words        the first word that asks for it, and others for the same; '' for none
    run          what it does; returns its answer, raises Wrong with what to type instead
    acts_on      the topic of what it changes, `alarms:` and more; '' if it only looks
    help         its lines of `/alarms help`
    aws_actions  the IAM actions that it needs
    opens, fills  as of a Command: the modal that the words open, and what that becomes
    """

    words: tuple[str, ...]
    run: Callable[[Request, Asked], Reply]
    acts_on: Callable[[Request], str] = only_looks
    help: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    modals: tuple[Modal, ...] = ()
    aws_actions: tuple[str, ...] = ()
    opens: Callable[[Request], View | None] = opens_nothing
    fills: Callable[[Request, Caller, Services], View | None] = fills_nothing
