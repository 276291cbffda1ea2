"""The button Unmute all of a digest: what λ slack needs; app/card_actions/muting_all.py does the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions.digest_alarms import acts_on
from app.listeners.listener import Button
from app.slack.interactions import ButtonClick, Reply
from app.slack.messages.buttons import UNMUTE_ALL

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services


def run(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.card_actions import muting_all

    return muting_all.unmute(click, services, operation)


BUTTON = Button(UNMUTE_ALL, acts_on=acts_on, run=run)
