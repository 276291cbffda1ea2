"""Who did something, in a message on its way to Slack: their name in what is posted, a mention in what is edited.

Slack notifies whomever a new message mentions, and nobody of an edit. Nobody needs to be notified of their own press.
No IO.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.slack.messages.text import escape, shorten

NAMED = re.compile(r"<@(?P<user_id>[UW][A-Z0-9]+)\|>")
NAME_LIMIT = 40  # what they did has to be seen too, on a phone


def with_names(content: Any, name_of: Callable[[str], str]) -> Any:
    """A text, or blocks as JSON, with `name_of` each person whom `named` wrote (mrkdwn)."""
    if isinstance(content, str):
        return NAMED.sub(lambda found: name_of(found["user_id"]), content)
    if isinstance(content, Mapping):
        return {key: with_names(value, name_of) for key, value in content.items()}
    return [with_names(each, name_of) for each in content] if isinstance(content, list) else content


def name_in(user: Mapping[str, Any]) -> str:
    """How Slack shows somebody (the user object of users.info), escaped; without an @, which would look like a call."""
    profile = user.get("profile") or {}
    shown = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name")
    return escape(shorten(str(shown or user.get("id", "")).lstrip("@"), NAME_LIMIT))
