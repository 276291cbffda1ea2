"""What Slack sends and what we answer, as our own values. Slack's JSON is read only here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from html import unescape
from typing import Any

from app.base.values import dataclass
from app.slack.messages.buttons import MORE, carrying, unfolded
from app.slack.messages.message import Message

MARKUP = re.compile(r"<[^>]*>|:[a-z0-9_+-]+:(?=\s)")
STATE = re.compile(r"[A-Z_]+: ")
# Longer than anything that people type: what reads words tries each of them in many ways.
LONGEST_COMMAND = 4000
HEADLINE_LIMIT = 80
# The headline is at the start of the text; more of it need not be searched.
TEXT_LIMIT = 2000
PICKED = ("value", "selected_date_time", "selected_user", "selected_conversation")
MESSAGE_SHORTCUT = "message_action"
DIRECT = "D"  # so the ids of direct messages begin
# Where a message's words are; the rest of it are ids, colors and the like.
SAYS = frozenset(
    ("text", "title", "title_link", "pretext", "fallback", "value", "url", "subject", "plain_text", "preview")
)
SAID_LIMIT = 20_000
# In a form that was opened where there is no channel: the channel to tell it in.
CHANNEL_INPUT = "channel"


@dataclass(frozen=True)
class Caller:
    """Who did it, and where; `response_url` is empty if Slack gives none (modals).

    `team_id` is the person's workspace; people from another one act in shared channels. `thread_ts` is the thread that
    they pressed something in, `card_ts` the message in the channel whose form they submitted. `sees_alone` if nobody
    else sees the message that they pressed something in.
    """

    user_id: str
    channel_id: str
    user_name: str = ""
    team_id: str = ""
    response_url: str = field(default="", repr=False)
    thread_ts: str = ""
    card_ts: str = ""
    sees_alone: bool = False

    @property
    def below(self) -> str:
        """The message in whose thread the channel hears of it; '' for the channel itself."""
        return self.thread_ts or self.card_ts

    @property
    def place(self) -> tuple[str, str, str]:
        """Where an answer reaches them."""
        return self.user_id, self.channel_id, self.below


@dataclass(frozen=True)
class SlashCommand:
    """`/name text` as somebody typed it; `text` may be empty, and is where it is too long, which `length` says."""

    caller: Caller
    name: str
    text: str
    length: int = 0

    @property
    def is_too_long(self) -> bool:
        return self.length > LONGEST_COMMAND


@dataclass(frozen=True)
class ButtonClick:
    """A press on a button; `view_id` is the modal that was opened for it, if any.

    `message_ts` is its message, if everybody sees that; `label` is the button's text, `headline` the start of its
    message's fallback text, without mrkdwn; `beside` has the values of its message's buttons by action id. Of a
    message's shortcut `said` is all that the message says. Of a press in a modal `about` and `values` are as in a
    ModalSubmission.
    """

    caller: Caller
    action_id: str
    value: str
    view_id: str = ""
    label: str = ""
    headline: str = ""
    message_ts: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    said: str = field(default="", repr=False)
    about: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ModalSubmission:
    """A submitted modal: `about` is what it was opened with (`about_form`), `values` are its inputs by block id."""

    caller: Caller
    about: Mapping[str, str]
    values: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """What the person sees, or the channel if `public`.

    A reply that only `asks` something, or offers another way, has done nothing: an earlier request may still be done.
    One that is `for_others` is told in the channel, although the form was opened on a card: they have to answer it.
    One that `replaces` is the next page of the list that was pressed, in its place where nobody else sees that.
    """

    message: Message
    public: bool = False
    asks: bool = False
    for_others: bool = False
    replaces: bool = False

    @staticmethod
    def nothing() -> Reply:
        """For when an existing message already says it."""
        return Reply(Message(""))


def read_command(body: Mapping[str, Any]) -> SlashCommand:
    """A slash command's form fields; `text` may be missing (docs.slack.dev, slash commands).

    Slack says no thread; what was said in an event has the one that it was said in.
    """
    caller = Caller(
        user_id=str(body.get("user_id", "")),
        channel_id=str(body.get("channel_id", "")),
        user_name=str(body.get("user_name", "")),
        team_id=str(body.get("team_id") or ""),
        response_url=str(body.get("response_url", "")),
        thread_ts=str(body.get("thread_ts") or ""),
    )
    text = as_typed(str(body.get("text") or "")).strip()
    command = SlashCommand(caller, name=str(body.get("command", "")), text=text, length=len(text))
    return replace(command, text="") if command.is_too_long else command


def read_click(body: Mapping[str, Any], view_id: str = "") -> ButtonClick:
    """The first action of a block_actions payload; or a shortcut, which is a press on nothing."""
    action = (body.get("actions") or [{}])[0]
    container, message = body.get("container") or {}, body.get("message") or {}
    picked = action.get("selected_option") or {}
    about, values = _form_in(body.get("view") or {})
    return ButtonClick(
        caller=_opened_at(_caller(body), about),
        action_id=pressed(body),
        value=as_typed(str(action.get("value") or picked.get("value") or "")),
        view_id=view_id or str(container.get("view_id") or ""),
        label=as_typed(str((action.get("text") or {}).get("text") or "")),
        headline=_headline(str(message.get("text") or "")),
        message_ts="" if container.get("is_ephemeral") else str(container.get("message_ts") or ""),
        beside=_button_values(message),
        said="\n".join(_strings(message))[:SAID_LIMIT] if body.get("type") == MESSAGE_SHORTCUT else "",
        about=about,
        values=values,
    )


def pressed(body: Mapping[str, Any]) -> str:
    """The action id of what was pressed."""
    return str((body.get("actions") or [{}])[0].get("action_id", ""))


def _strings(value: Any, key: str = "") -> Iterator[str]:
    """All that a message says: its text, blocks, attachments, and the e-mail in it."""
    if isinstance(value, str) and key in SAYS:
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)


def unfold(body: Any) -> None:
    """A pick from a menu of buttons becomes the press on the button that it stands for."""
    for action in (body.get("actions") or []) if isinstance(body, dict) else []:
        if action.get("type") == "overflow" and str(action.get("action_id", "")).startswith(f"{MORE}:"):
            option = action.pop("selected_option", None) or {}
            action_id, value = unfolded(str(option.get("value") or ""))
            action.update(type="button", action_id=action_id, value=value, text=option.get("text"))


def read_submission(body: Mapping[str, Any]) -> ModalSubmission:
    """A view_submission payload; `about` is the JSON in our modals' private_metadata."""
    view = body.get("view") or {}
    about, values = _form_in(view)
    caller = _opened_at(_caller(body), about)
    return ModalSubmission(
        caller=replace(caller, channel_id=caller.channel_id or values.get(CHANNEL_INPUT, "")),
        about=about,
        values=values,
    )


def _form_in(view: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What a modal is about, and what is in its inputs."""
    about = _json_object(str(view.get("private_metadata") or ""))
    inputs = (view.get("state") or {}).get("values") or {}
    values = {str(block): _input(actions) for block, actions in inputs.items()}
    return {str(key): str(value) for key, value in about.items()}, values


def _opened_at(caller: Caller, about: Mapping[str, str]) -> Caller:
    """A modal doesn't say where it was opened; ours carry it."""
    where = {"channel_id": "channel", "thread_ts": "thread", "card_ts": "card"}
    opened: dict[str, Any] = {name: about.get(key) or getattr(caller, name) for name, key in where.items()}
    return replace(caller, **opened)


def about_form(caller: Caller, **about: str) -> str:
    """The private_metadata of a modal: what it is about, and where it was opened, so that its answer comes there."""
    below = {"thread": caller.thread_ts, "card": caller.card_ts}
    return carrying({**about, "channel": caller.channel_id, **{key: ts for key, ts in below.items() if ts}})


def _caller(body: Mapping[str, Any]) -> Caller:
    channel = body.get("channel") or {}
    container = body.get("container") or {}
    user = body.get("user") or {}
    team = body.get("team") or {}
    channel_id = str(channel.get("id") or container.get("channel_id") or "")
    return Caller(
        user_id=str(user.get("id", "")),
        channel_id=channel_id,
        user_name=str(user.get("username") or user.get("name") or ""),
        team_id=str(user.get("team_id") or team.get("id") or ""),
        response_url=str(body.get("response_url") or ""),
        thread_ts=_thread(container) or _thread(_as_container(body)),
        sees_alone=bool(container.get("is_ephemeral")) or channel_id.startswith(DIRECT),
    )


def _as_container(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a message's shortcut, which has none."""
    message = body.get("message") or {}
    return {"thread_ts": message.get("thread_ts"), "message_ts": body.get("message_ts")} if "message_ts" in body else {}


def _thread(container: Mapping[str, Any]) -> str:
    """Of an answer in a thread; the message that began it is in the channel."""
    thread_ts = str(container.get("thread_ts") or "")
    return "" if thread_ts == container.get("message_ts") else thread_ts


def as_typed(text: str) -> str:
    """Text from Slack before Slack escaped it, which it does once (docs.slack.dev, "Escaping text")."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _button_values(message: Mapping[str, Any]) -> dict[str, str]:
    rows = (block.get("elements") for block in message.get("blocks") or [] if block.get("type") == "actions")
    elements = (each for row in rows if isinstance(row, list) for each in row)
    buttons = [each for each in elements if isinstance(each, dict) and each.get("value")]
    return {str(each.get("action_id", "")): as_typed(str(each["value"])) for each in buttons}


def _headline(text: str) -> str:
    """`ALARM: web-high-cpu` of an alarm's card, else the first line: without emoji, mentions and bold."""
    line = unescape(MARKUP.sub("", text[:TEXT_LIMIT])).replace("*", "").strip().split("\n")[0]
    return " ".join((line.split(" (")[0] if STATE.match(line) else line)[:HEADLINE_LIMIT].split())


def _input(actions: Mapping[str, Any]) -> str:
    for state in actions.values():
        if isinstance(state.get("selected_option"), dict):
            return as_typed(str(state["selected_option"].get("value", "")))
        return as_typed(str(next((state[key] for key in PICKED if state.get(key)), ""))).strip()
    return ""


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):  # RecursionError: nested too deeply
        return {}
    return value if isinstance(value, dict) else {}
