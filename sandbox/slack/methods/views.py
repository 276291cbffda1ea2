"""views.open and views.update: modals in front of a person. views.publish: their Home tab."""

import json
from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.limits import check_view
from sandbox.slack.methods.method import Method
from sandbox.slack.modals import new_home

LARGEST_HOME = 250_000


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


def publish_view(slack: Slack, arguments: Arguments) -> Json:
    """Slack's limit on a home's size is 250 KB; `hash` keeps an older one from replacing a newer."""
    user = slack.workspace.users.get(arguments.required("user_id"))
    view = arguments.structure("view", "invalid_arguments")
    if not isinstance(view, dict) or view.get("type") != "home":
        raise SlackError("invalid_arguments", ("must be a valid enum value [json-pointer:/view/type]",))
    if user is None or user.is_bot:
        raise SlackError("invalid_arguments", ("invalid `user_id`",))
    if not slack.home_tab:
        raise SlackError("not_enabled")
    if len(json.dumps(view)) > LARGEST_HOME:
        raise SlackError("view_too_large")
    check_view(view)
    slack.pace.spend("views.publish", "")
    home = slack.homes.get(user.id)
    if (expected := arguments.text("hash")) and home and expected != home.hash:
        raise SlackError("hash_conflict")
    home = slack.homes.setdefault(user.id, home or new_home(user.id))
    home.show(view)
    slack.workspace.changed()
    return {"view": home.api()}


def _view(arguments: Arguments) -> Any:
    view = arguments.structure("view", "invalid_arguments")
    if view is None:
        raise SlackError("invalid_arguments", ("missing required field: view",))
    if isinstance(view, dict) and view.get("type") == "home":
        raise SlackError("invalid_arguments", ("must be a valid enum value [json-pointer:/view/type]",))
    return view


METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.update": update_view,
    "views.publish": publish_view,
}
