"""The modals open in front of each person: a stack of at most three, as Slack has it. A Home tab is a view, too."""

import copy
import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack import people
from sandbox.slack.content import name_what_has_no_id
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.forms import initial_state, kept_state
from sandbox.slack.limits import check_view

DEEPEST = 3


@dataclass
class Modal:
    """`view` is what the app sent, `values` what the inputs hold, `errors` the texts under blocks by block_id.

    `problem` is the line at the top when the app did not answer. `channel` is where the person came from.
    """

    id: str
    user: str
    channel: str
    view: Json
    root_id: str
    previous_id: str | None
    hash: str = ""
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.view["blocks"]
        return blocks

    def show(self, view: Json) -> None:
        """Puts another view in place; inputs that are still there keep what the person put in."""
        self.view = view
        name_what_has_no_id(self.blocks)
        self.values = kept_state(self.blocks, self.values) if self.values else initial_state(self.blocks)
        self.errors, self.problem = {}, ""
        self.hash = f"{secrets.randbelow(10**10):010d}.{secrets.token_hex(4)}"

    def api(self) -> Json:
        """The view as Slack's answers and payloads carry it."""
        defaults: Json = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
        }
        ours: Json = {
            "id": self.id,
            "team_id": people.TEAM,
            "state": {"values": copy.deepcopy(self.values)},
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "app_id": people.APP,
            "app_installed_team_id": people.TEAM,
            "bot_id": people.BOT,
        }
        return defaults | copy.deepcopy(self.view) | ours


def new_home(user: str) -> Modal:
    """A person's Home tab, with nothing on it yet."""
    view_id = _view_id()
    return Modal(view_id, user, "", {"type": "home", "blocks": []}, view_id, None)


def _view_id() -> str:
    return f"V{secrets.token_hex(5).upper()}"


class Modals:
    """Every open modal; what an app does to them, and what it may not."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[Modal]] = {}

    def of(self, user: str) -> list[Modal]:
        """This person's open modals, the one on top last."""
        return list(self._stacks.get(user, []))

    def find(self, view_id: str = "", external_id: str = "") -> Modal | None:
        for stack in self._stacks.values():
            for modal in stack:
                if modal.id == view_id or (external_id and modal.view.get("external_id") == external_id):
                    return modal
        return None

    def open(self, user: str, channel: str, view: Any) -> Modal:
        """A new stack with this view on it; one that was open is gone, as in Slack."""
        self._check(view)
        self._stacks[user] = []
        return self._put(user, channel, view)

    def push(self, on: Modal, view: Any) -> Modal:
        self._check(view)
        if len(self._stacks[on.user]) >= DEEPEST:
            raise SlackError("push_limit_reached")
        return self._put(on.user, on.channel, view)

    def update(self, modal: Modal | None, view: Any, expected_hash: str = "") -> Modal:
        if modal is None:
            raise SlackError("not_found")
        check_view(view)
        if expected_hash and expected_hash != modal.hash:
            raise SlackError("hash_conflict")
        modal.show(view)
        return modal

    def close(self, modal: Modal) -> None:
        stack = self._stacks.get(modal.user, [])
        if modal in stack:
            stack.remove(modal)

    def clear(self, user: str) -> list[Modal]:
        """Takes everything down and says what it was, the bottom first."""
        return self._stacks.pop(user, [])

    def _check(self, view: Any) -> None:
        check_view(view)
        if view.get("external_id") and self.find(external_id=view["external_id"]):
            raise SlackError("duplicate_external_id")

    def _put(self, user: str, channel: str, view: Json) -> Modal:
        stack = self._stacks.setdefault(user, [])
        below = stack[-1] if stack else None
        view_id = _view_id()
        modal = Modal(view_id, user, channel, view, below.root_id if below else view_id, below.id if below else None)
        modal.show(view)
        stack.append(modal)
        return modal
