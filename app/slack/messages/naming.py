"""Who did something, in a message on its way to Slack: their name in what is posted, a mention in what is edited.

Slack notifies whomever a new message mentions, and nobody of an edit. Nobody needs to be notified of their own press.
No IO.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.slack.messages.message import Message
from app.slack.messages.text import NAME_LIMIT, NAMED, SECTION_LIMIT, TEXT_LIMIT, cut, escape, shorten


def named_in(message: Message) -> list[str]:
    """Whom `named` wrote in the message's text or blocks, each once."""
    return list(dict.fromkeys(NAMED.findall(f"{message.text} {message.block_dicts()}")))


def body_of(message: Message, name_of: Callable[[str], str]) -> dict[str, Any]:
    """The message as Slack takes it; with the names in it a text may be longer than it was, so it is cut here."""
    text = cut(with_names(message.text, name_of), TEXT_LIMIT)
    return {"text": text, "blocks": with_names(message.block_dicts(), name_of)}


def with_names(content: Any, name_of: Callable[[str], str]) -> Any:
    """A text, or blocks as JSON, with `name_of` each person whom `named` wrote; mrkdwn in blocks fits Slack's limit."""
    if isinstance(content, str):
        return NAMED.sub(lambda found: name_of(found["user_id"]), content)
    if isinstance(content, Mapping):
        filled = {key: with_names(value, name_of) for key, value in content.items()}
        return {**filled, "text": cut(filled["text"], SECTION_LIMIT)} if filled.get("type") == "mrkdwn" else filled
    return [with_names(each, name_of) for each in content] if isinstance(content, list) else content


def name_in(user: Mapping[str, Any]) -> str:
    """How Slack shows somebody (the user object of users.info), escaped; without an @, which would look like a call."""
    profile = user.get("profile") or {}
    shown = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name")
    return escape(shorten(str(shown or user.get("id", "")).lstrip("@"), NAME_LIMIT))
