"""Where to press instead, when rules that name channels refuse a press on the Home tab, which is in none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from app.base.errors import BellhopError, Forbidden
from app.commands.scale.approval_store import Approvals
from app.commands.scale.buttons import named_in
from app.home.catalogue import is_pressed_there
from app.slack.interactions import read_click
from app.slack.messages.error_text import error_text

if TYPE_CHECKING:
    from app.listeners.services import Services

NO_CHANNEL = "The Home tab is in no channel, so these rules don't let you do it from here."
PRESS_THERE = "Press {link} in {channel}."
ITS_MESSAGE = "its message"
MOST_LINKS = 3


def refusal_text(error: BellhopError, body: Mapping[str, Any], services: Services) -> str:
    """The mrkdwn of an error that came of a press."""
    text = error_text(error)
    if not isinstance(error, Forbidden) or not error.channels or not is_pressed_there(body):
        return text
    found = [place for place in _messages(read_click(body).value, services) if place[0] in error.channels]
    home = services.slack.home()
    links = [(f"<{link}|{ITS_MESSAGE}>", channel) for channel, ts in found if (link := home.link(channel, ts))]
    there = [PRESS_THERE.format(link=link, channel=f"<#{channel}>") for link, channel in links[:MOST_LINKS]]
    return "\n".join([text, " ".join([NO_CHANNEL, *there])])


def _messages(value: str, services: Services) -> Iterator[tuple[str, str]]:
    """Channel and ts of the messages with the same button: an alarm's cards, or the question of a change."""
    incident = services.processor.find(value)
    for target in incident.targets if incident else ():
        if target.place:
            yield target.place.channel, target.place.ts
    approval = None if incident else Approvals(services.table, services.clock).find(named_in(value).id)
    if approval and (ts := services.poster.posted(approval.key)):
        yield approval.channel, ts
