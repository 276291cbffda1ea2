"""The group that a Scale button names: exactly that one, and only one that is Bellhop's to change."""

from __future__ import annotations

from app.alarms.processor import AlarmProcessor
from app.alarms.read.regions import is_within
from app.alarms.show.elsewhere import no_access
from app.base.errors import Wrong
from app.config.home import Home
from app.slack.interactions import ButtonClick
from app.slack.messages.buttons import DETAILS, named_group


def pressed_group(click: ButtonClick, processor: AlarmProcessor, home: Home) -> str:
    """The group's full name; raises Wrong if it is in another account or region."""
    named = named_group(click.value)
    if (named.account or home.account, named.region or home.region) != (home.account, home.region):
        raise Wrong(no_access(named.group, named.account, named.region, home))
    # The button of a card by 0.2 says only the name. The card's other buttons know whose alarm it is.
    card = "" if named.account else click.beside.get(DETAILS, "")
    incident = processor.find(card) if card else None
    if incident and not is_within(incident.latest.arn, home):
        raise Wrong(no_access(named.group, incident.latest.account, incident.latest.region, home))
    return named.group
