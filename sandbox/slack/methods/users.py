"""users.*: who somebody is, and whether they are a guest or of another workspace."""

from sandbox.slack import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json, SlackError
from sandbox.slack.methods.method import Method, page_of
from sandbox.slack.people import User


def info(slack: Slack, arguments: Arguments) -> Json:
    user = slack.workspace.users.get(arguments.required("user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user_json(user)}


def list_users(slack: Slack, arguments: Arguments) -> Json:
    """The workspace's own people; strangers are known only by their id."""
    ours = [user for user in slack.workspace.users.values() if not user.is_stranger]
    page, cursor = page_of(ours, arguments)
    return {
        "members": [user_json(user) for user in page],
        "cache_ts": int(slack.clock()),
        "response_metadata": {"next_cursor": cursor},
    }


def user_json(user: User) -> Json:
    return _in_the_organization(user) | {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_stranger": user.is_stranger,
        "updated": 1732300000,
        "profile": _profile(user),
    }


def _in_the_organization(user: User) -> Json:
    """Enterprise Grid's part of a user object (docs.slack.dev, "User object")."""
    if not user.enterprise_id:
        return {}
    teams = list(user.teams)
    return {"enterprise_user": {"id": user.id, "enterprise_id": user.enterprise_id, "is_admin": False, "teams": teams}}


def _profile(user: User) -> Json:
    bot = {"api_app_id": people.APP, "bot_id": people.BOT} if user.is_bot else {}
    return bot | {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "team": user.team_id,
    }


METHODS: dict[str, Method] = {"users.info": info, "users.list": list_users}
