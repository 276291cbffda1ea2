"""blocks.validate: what Slack would refuse in blocks, a message or a view; nothing is posted, no scope is needed."""

import re
from collections.abc import Callable, Sequence

from sandbox.slack.arguments import Arguments
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.limits import blocks_problems, problems, view_problems
from sandbox.slack.methods.method import Method

# By argument: the error where it does not validate, what finds the problems, and what pointers begin with there.
KINDS: dict[str, tuple[str, Callable[..., list[str]], str]] = {
    "blocks": ("invalid_blocks", blocks_problems, "/blocks"),
    "message": ("invalid_message", problems, ""),
    "view": ("invalid_view", view_problems, "/view"),
}
ONE_OF_THEM = "provide exactly one of blocks, view, or message"
POINTER = re.compile(r"(.*) \[json-pointer:(.*)\]", re.DOTALL)


def validate(slack: Slack, arguments: Arguments) -> Json:
    given = [kind for kind in KINDS if arguments.structure(kind, "invalid_arguments") is not None]
    if len(given) != 1:
        raise SlackError("invalid_arguments", (ONE_OF_THEM,))
    code, find, root = KINDS[given[0]]
    if found := find(arguments.structure(given[0], code)):
        raise SlackError(code, errors=_errors(found, root))
    return {}


def _errors(found: Sequence[str], root: str) -> tuple[Json, ...]:
    """`{pointer, code, message}` of each, as Slack lists them."""
    read = [(POINTER.fullmatch(each), each) for each in found]
    return tuple(
        {
            "pointer": match[2].removeprefix(root) if match else "",
            "code": "failed_constraint",
            "message": match[1] if match else problem,
        }
        for match, problem in read
    )


METHODS: dict[str, Method] = {"blocks.validate": validate}
