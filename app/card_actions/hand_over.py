"""The button Hand over and its form: somebody else has it in hand from then on, and is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import InputBlock, UserSelectElement
from slack_sdk.models.views import View

from app.card_actions.in_hand import acts_beside_mutes, as_it_is, in_hand_topic
from app.listeners.listener import Button, Modal
from app.slack.interactions import ButtonClick, Caller, ModalSubmission, Reply, about_form
from app.slack.messages.blocks import section
from app.slack.messages.buttons import HAND_OVER, held
from app.slack.messages.message import sentence
from app.slack.messages.text import named

if TYPE_CHECKING:
    from app.listeners.operation import Operation
    from app.listeners.services import Services

FORM, TO = "hand_over_form", "to"

TITLE = "Hand an alarm over"
EXPLAINED = (
    "The card shows who has it from then on, and its thread mentions them. Slack notifies only people who are in the "
    "channel."
)
TO_LABEL = "To whom?"
SUBMIT, CANCEL = "Hand over", "Cancel"
DONE = ":eyes: Handed over to {user}. The thread mentions them."
ALREADY = "{user} has it in hand already."
NOT_DONE = "{now} That changed while your form was open, so *nothing was done*."
A_BOT = "An app can't look into an alarm. Please hand it over to a person. Nothing was done."
MAY_NOT = "{user} may not act on this alarm, so please hand it over to somebody else. *Nothing was done.*\n{why}"


def form(click: ButtonClick) -> View:
    incident_id, holder = held(click.value)
    return View(
        type="modal",
        callback_id=FORM,
        title=TITLE,
        submit=SUBMIT,
        close=CANCEL,
        private_metadata=about_form(click.caller, incident=incident_id, holder=holder),
        blocks=[
            section(EXPLAINED),
            InputBlock(block_id=TO, label=TO_LABEL, element=UserSelectElement(action_id=TO)),
        ],
    )


def fill(click: ButtonClick, services: Services) -> None:
    """The form is already open, because Slack leaves no time to ask first; raises what it has to show instead."""
    from app.card_actions.in_hand import open_incident_of

    open_incident_of(held(click.value)[0], click.caller, services, "hand over")


def run(submission: ModalSubmission, services: Services, operation: Operation) -> Reply:
    from app.alarms.decide.in_hand import handed_over
    from app.card_actions.in_hand import pressed

    incident_id, before, to = submission.about.get("incident", ""), submission.about.get("holder", ""), _to(submission)
    if refused := _refusal(incident_id, to, submission.caller.channel_id, services):
        return Reply(sentence(refused))
    name = services.slack.names.name_of(to)
    now = pressed(
        incident_id,
        submission.caller,
        services,
        operation,
        "hand over",
        lambda stored, press: handed_over(stored, press, before, to, name),
    )
    holder = now.incident.acknowledged
    if now.is_done:
        return Reply(sentence(DONE.format(user=named(to))))
    if holder and holder.user_id == to:
        return Reply(sentence(ALREADY.format(user=named(to))))
    return Reply(sentence(NOT_DONE.format(now=as_it_is(now.incident))))


def _refusal(incident_id: str, to: str, channel: str, services: Services) -> str:
    """Why it can't be handed to them; '' if it can."""
    from app.access.guards import Attempt
    from app.card_actions.incident import incident_of

    alarm, receiver = incident_of(incident_id, services.processor).latest, Caller(to, channel)
    if services.authority.person(receiver).is_bot:
        return A_BOT
    attempt = Attempt("alarm", alarm.name, channel, account=alarm.account, region=alarm.region)
    why = services.authority.ruling(receiver, attempt).refusal
    return MAY_NOT.format(user=named(to), why=why) if why else ""


def _to(submission: ModalSubmission) -> str:
    return submission.values.get(TO, "")


BUTTON = Button(HAND_OVER, acts_on=acts_beside_mutes, opens=form, fills=fill)
MODAL = Modal(FORM, acts_on=lambda submission: in_hand_topic(submission.about.get("incident", "")), run=run)
