"""views.open and views.update: modals in front of a person."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.limits import check_view
from sandbox.slack.methods.method import Method


def open_view(slack: Slack, arguments: Arguments) -> Json:
    view = _view(arguments)
    check_view(view)  # a bad view does not use the trigger up
    trigger = slack.triggers.exchange(arguments.required("trigger_id"))
    modal = slack.modals.open(trigger.user, trigger.channel, view)
    slack.workspace.changed()
    return {"view": modal.api()}


def update_view(slack: Slack, arguments: Arguments) -> Json:
    view = _view(arguments)
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", ("missing required field: view_id",))
    modal = slack.modals.update(slack.modals.find(view_id, external_id), view, arguments.text("hash"))
    slack.workspace.changed()
    return {"view": modal.api()}


def _view(arguments: Arguments) -> Any:
    view = arguments.structure("view", "invalid_arguments")
    if view is None:
        raise SlackError("invalid_arguments", ("missing required field: view",))
    if isinstance(view, dict) and view.get("type") == "home":
        raise SlackError("invalid_arguments", ("must be a valid enum value [json-pointer:/view/type]",))
    return view


METHODS: dict[str, Method] = {"views.open": open_view, "views.update": update_view}
