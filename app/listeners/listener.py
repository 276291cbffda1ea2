"""What a command or a card action registers: its name, what it acts on, its form and checks, and what it runs.

λ slack loads all of this to acknowledge, and runs none of it; λ worker, to know what a job may name. So a `run` or
`fills` that needs more (the alarms, the table, AWS) imports it inside itself: tests/handlers/test_what_is_loaded.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from app.base.errors import Wrong
from app.base.values import dataclass
from app.slack.interactions import LONGEST_COMMAND, read_command

if TYPE_CHECKING:
    from slack_sdk.models.views import View

    from app.listeners.operation import Operation
    from app.listeners.services import Services
    from app.slack.interactions import ButtonClick, ModalSubmission, Reply, SlashCommand

TOO_LONG = "Nothing was done: a command has up to {most:,} characters, and this one has {count:,}."


def only_looks(_: object) -> str:
    """The `acts_on` of something that changes nothing: everybody can do it."""
    return ""


@dataclass(frozen=True)
class Button:
    """A button, by its action id (`name`, or `name:` and more).

    acts_on    what a press changes, such as `scale:web`; empty if it only looks
    opens      the modal to show at once, within 3 s of the click and without any call to AWS
    fills      what that modal becomes once the worker has the data; None leaves it as it is
    run        what a press does; returns its reply
    in_turn    whether a later request about the same thing overtakes one that had to wait; False if a press settles
               one question, which knows itself whether it is still open

    asks_when_late, here and below: a late one is run all the same, and asks for a yes to what it would do now
    """

    name: str
    acts_on: Callable[[ButtonClick], str] = only_looks
    opens: Callable[[ButtonClick], View] | None = None
    fills: Callable[[ButtonClick, Services], View | None] | None = None
    run: Callable[[ButtonClick, Services, Operation], Reply] | None = None
    in_turn: bool = True
    asks_when_late: bool = False


@dataclass(frozen=True)
class Shortcut(Button):
    """A shortcut, by its callback id; as a button that stands anywhere in Slack, or in the menu of any message.

    label, summary  what Slack's menus show of it
    on_message      whether it is about a message, whose words the click then has (`said`)
    """

    label: str = ""
    summary: str = ""
    on_message: bool = False


@dataclass(frozen=True)
class Modal:
    """A modal, by its callback id; `check` returns errors by block id, shown below their inputs at once.

    opens, fills  as of a Button: what stands in its place once it is submitted, and what that becomes; it runs nothing
    """

    name: str
    acts_on: Callable[[ModalSubmission], str]
    run: Callable[[ModalSubmission, Services, Operation], Reply] | None = None
    check: Callable[[ModalSubmission], Mapping[str, str]] = field(default=lambda _: {})
    opens: Callable[[ModalSubmission], View] | None = None
    fills: Callable[[ModalSubmission, Services], View | None] | None = None
    asks_when_late: bool = False


@dataclass(frozen=True)
class Command:
    """A slash command.

    acts_on      what these words change, such as `scale:web`; empty if they only look
    acts_there   the same for λ worker, which knows what accounts are called: `scale:prod/eu-west-1:web`
    opens        the modal to show at once, None for words that open none; `run` answers where Slack opens it not
    fills        what that modal becomes
    help         what can be typed, in mrkdwn; else its usage and summary are its help
    aws_actions  the IAM actions it needs; the worker's role in infrastructure/roles.yml must allow them
    """

    name: str
    usage: str
    summary: str
    run: Callable[[SlashCommand, Services, Operation], Reply]
    acts_on: Callable[[SlashCommand], str] = only_looks
    acts_there: Callable[[SlashCommand, Services], str] | None = None
    opens: Callable[[SlashCommand], View | None] | None = None
    fills: Callable[[SlashCommand, Services], View | None] | None = None
    help: Callable[[], str] = lambda: ""
    buttons: tuple[Button, ...] = ()
    modals: tuple[Modal, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    aws_actions: tuple[str, ...] = ()
    asks_when_late: bool = False


Entry = Command | Button | Modal


def whole_command(body: Mapping[str, Any]) -> SlashCommand:
    """Raises Wrong for one that is too long to be read."""
    command = read_command(body)
    if command.is_too_long:
        raise Wrong(TOO_LONG.format(most=LONGEST_COMMAND, count=command.length))
    return command


def topic_there(entry: Entry, body: Mapping[str, Any], services: Services) -> str:
    """What is acted on, by the name that is the same however it was typed; '' where there is only home."""
    if services.targets.doors is None or not isinstance(entry, Command) or entry.acts_there is None:
        return ""
    return entry.acts_there(read_command(body), services)


def only_opens(entry: Entry) -> bool:
    """Whether it is a button that only shows a form."""
    return isinstance(entry, Button) and entry.run is None
