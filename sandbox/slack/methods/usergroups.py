"""usergroups.*: which user groups there are, and who is in one."""

from sandbox.slack.arguments import Arguments
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.methods.method import Method, is_elsewhere, needs_team
from sandbox.slack.people import TEAM, UserGroup


def list_groups(slack: Slack, arguments: Arguments) -> Json:
    needs_team(slack, arguments)
    groups = [] if is_elsewhere(slack, arguments) else list(slack.workspace.user_groups.values())
    with_users = arguments.flag("include_users")
    return {"usergroups": [_group(each) | ({"users": list(each.users)} if with_users else {}) for each in groups]}


def list_users(slack: Slack, arguments: Arguments) -> Json:
    needs_team(slack, arguments)
    group = None if is_elsewhere(slack, arguments) else slack.workspace.user_groups.get(arguments.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


def _group(group: UserGroup) -> Json:
    return {
        "id": group.id,
        "team_id": TEAM,
        "is_usergroup": True,
        "is_external": False,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "date_create": 1732300000,
        "date_update": 1732300000,
        "date_delete": 0,
        "auto_type": None,
        "user_count": len(group.users),
    }


METHODS: dict[str, Method] = {"usergroups.list": list_groups, "usergroups.users.list": list_users}
