"""A person submits a modal or closes it, and the app's answer decides what is seen next."""

from sandbox.slack import payloads
from sandbox.slack.core import Slack
from sandbox.slack.delivery import Delivery, Reply
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.forms import complaints, filled_in
from sandbox.slack.modals import Modal
from sandbox.slack.outcomes import CannotAct, Outcome, outcome_of
from sandbox.slack.payloads import Scene

NOT_CONNECTED = "We had some trouble connecting. Try again?"
BAD_ANSWER = "invalid_response_action"


async def submit(slack: Slack, delivery: Delivery, scene: Scene, modal: Modal, given: Json) -> Outcome:
    """`given` is `{block_id: text}` or `{block_id: {action_id: {value or selected_option}}}`.

    What a person cannot send in Slack (a required field left empty) stays in the modal with `invalid_input`.
    """
    put_in(modal, given)
    modal.errors, modal.problem = complaints(modal.blocks, modal.values), ""
    slack.workspace.changed()
    if modal.errors:
        return Outcome(error="invalid_input", response={"errors": dict(modal.errors)})
    reply = await delivery.interaction(payloads.view_submission(slack, scene, modal))
    outcome = _after(slack, modal, reply)
    slack.workspace.changed()
    return outcome


def put_in(modal: Modal, given: Json) -> None:
    """A person fills in some inputs."""
    try:
        modal.values = filled_in(modal.blocks, modal.values, given)
    except KeyError as unknown:
        raise CannotAct(f"the modal has no input {unknown}") from None


async def close(slack: Slack, delivery: Delivery, scene: Scene, modal: Modal) -> Outcome:
    """Closes this modal, or all of them where it says `clear_on_close`; tells the app where it wants to know."""
    if modal.view.get("clear_on_close"):
        gone, is_cleared = slack.modals.clear(modal.user), True
    else:
        slack.modals.close(modal)
        gone, is_cleared = [modal], False
    slack.workspace.changed()
    outcome = Outcome()
    for one in reversed(gone):
        if one.view.get("notify_on_close"):
            outcome = outcome_of(
                await delivery.interaction(payloads.view_closed(slack, scene, one, is_cleared=is_cleared))
            )
    return outcome


def _after(slack: Slack, modal: Modal, reply: Reply) -> Outcome:
    if reply.error is not None:
        modal.problem = NOT_CONNECTED
        return outcome_of(reply)
    try:
        _carry_out(slack, modal, reply.body)
    except SlackError as error:
        modal.problem = NOT_CONNECTED
        return Outcome(reply.status, error.code, {"messages": list(error.messages)})
    return outcome_of(reply)


def _carry_out(slack: Slack, modal: Modal, answer: Json | str | None) -> None:
    if not answer:
        slack.modals.close(modal)
        return
    action = answer.get("response_action") if isinstance(answer, dict) else None
    view = answer.get("view") if isinstance(answer, dict) else None
    match action:
        case "clear":
            slack.modals.clear(modal.user)
        case "update":
            slack.modals.update(modal, view)
        case "push":
            slack.modals.push(modal, view)
        case "errors" if isinstance(answer, dict):
            _show_errors(modal, answer.get("errors"))
        case _:
            raise SlackError(BAD_ANSWER, (f"not a response_action: {action}",))


def _show_errors(modal: Modal, errors: object) -> None:
    inputs = {block["block_id"] for block in modal.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError(BAD_ANSWER, ("errors must name at least one input block",))
    if unknown := set(errors) - inputs:
        raise SlackError(BAD_ANSWER, (f"no such input block: {', '.join(sorted(unknown))}",))
    modal.errors = {str(block_id): str(text) for block_id, text in errors.items()}
