"""The buttons Mute and Unmute and their form: what λ slack needs; app/card_actions/muting.py does the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions import mute_form
from app.card_actions.incident import acts_on, topic
from app.listeners.listener import Button, Modal
from app.slack.interactions import ButtonClick, ModalSubmission, Reply
from app.slack.messages.buttons import MUTE, UNMUTE

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services


def fill(click: ButtonClick, services: Services) -> None:
    from app.card_actions import muting

    muting.refuse(click, services)


def mute(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    from app.card_actions import muting

    return muting.mute(submission, services, operation)


def unmute(click: ButtonClick, services: Services, operation: Operation) -> Reply:
    from app.card_actions import muting

    return muting.unmute(click, services, operation)


BUTTON = Button(MUTE, acts_on=acts_on, opens=mute_form.form, fills=fill)
UNMUTE_BUTTON = Button(UNMUTE, acts_on=acts_on, run=unmute)
MODAL = Modal(
    mute_form.FORM,
    acts_on=lambda submission: topic(mute_form.incident_id(submission)),
    run=mute,
    check=mute_form.errors,
)
