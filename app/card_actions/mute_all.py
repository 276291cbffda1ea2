"""The button Mute all of a digest, and its form: what λ slack needs; app/card_actions/muting_all.py does the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.card_actions import mute_form
from app.card_actions.digest_alarms import acts_on, topic
from app.listeners.listener import Button, Modal
from app.slack.interactions import ButtonClick, ModalSubmission, Reply
from app.slack.messages.buttons import MUTE_ALL

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services


def fill(click: ButtonClick, services: Services) -> None:
    from app.card_actions import muting_all

    muting_all.refuse(click, services)


def mute(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    from app.card_actions import muting_all

    return muting_all.mute(submission, services, operation)


BUTTON = Button(MUTE_ALL, acts_on=acts_on, opens=mute_form.form_for_all, fills=fill)
MODAL = Modal(
    mute_form.FORM_FOR_ALL,
    acts_on=lambda submission: topic(mute_form.digest_id(submission)),
    run=mute,
    check=mute_form.errors,
)
