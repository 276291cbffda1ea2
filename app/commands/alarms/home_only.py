"""Verbs that change alarms, or read all, do so in Bellhop's own account and region: nothing here for what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import Wrong
from app.commands.alarms.find import exactly
from app.commands.alarms.words import split_span
from app.listeners.elsewhere import NO_PLACE, at_place, no_place
from app.slack.messages.text import ticked

if TYPE_CHECKING:
    from app.commands.alarms.verbs.verb import Request
    from app.listeners.services import Services

HOME_ONLY = (
    "{command} works only in Bellhop's own account and region, so nothing was done. {shows} shows an alarm there; "
    "*Mute* on its card in the channel mutes it there."
)


def require_home(request: Request, services: Services) -> None:
    """Raises Wrong for another place, unless an alarm here is called exactly so; and after a time for what is none."""
    words = request.typed or request.words
    place = at_place(" ".join(words), services)[1].place
    named, span = split_span(words)
    word, known = no_place(span, services)
    if word:
        raise Wrong(NO_PLACE.format(word=ticked(word), known=known))
    if place and not (at_place(named, services)[1].place and exactly(named, services.cloudwatch)):
        command, shows = ticked(f"/alarms {request.verb}"), ticked(f"/alarms NAME in {place}")
        raise Wrong(HOME_ONLY.format(command=command, shows=shows))
