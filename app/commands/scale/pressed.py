"""Whose group a Scale button is about: another account or region may have one of the same name."""

from __future__ import annotations

from app.alarms.processor import AlarmProcessor
from app.alarms.read.regions import is_within
from app.alarms.show.elsewhere import no_access
from app.base.errors import Wrong
from app.commands.scale.buttons import group_in
from app.config.home import Home
from app.slack.interactions import ButtonClick
from app.slack.messages.buttons import DETAILS


def require_ours(click: ButtonClick, processor: AlarmProcessor, home: Home) -> None:
    """Raises Wrong if the group is in another account or region, to which there is no way."""
    name, arn = group_in(click.value)
    if arn:
        region, account = (*arn.split(":"), "", "", "", "", "")[3:5]
        if home.account and (account, region) not in {(home.account, home.region), *home.ways}:
            raise Wrong(no_access(name, account, region, home))
        return
    # The button of a card by 0.2 says only the name. The card's other buttons know whose alarm it is.
    card = click.beside.get(DETAILS, "")
    incident = processor.find(card) if card else None
    if incident and not is_within(incident.latest.arn, home):
        raise Wrong(no_access(name, incident.latest.account, incident.latest.region, home))
