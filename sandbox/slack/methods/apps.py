"""auth.* and apps.connections.open: who the app is, where, and its way into Socket Mode."""

from sandbox.slack import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.core import Slack
from sandbox.slack.errors import Json
from sandbox.slack.methods.method import Method


def auth_test(slack: Slack, arguments: Arguments) -> Json:
    organization = {"enterprise_id": slack.enterprise_id} if slack.enterprise_id else {}
    return organization | {
        "url": f"https://{people.TEAM_DOMAIN}.slack.com/",
        "team": people.TEAM_NAME,
        "team_id": slack.enterprise_id if slack.is_org_install else people.TEAM,
        "user": slack.workspace.users[people.BOT_USER].name,
        "user_id": people.BOT_USER,
        "bot_id": people.BOT,
        "is_enterprise_install": slack.is_org_install,
    }


def list_teams(slack: Slack, arguments: Arguments) -> Json:
    """The workspaces that an organization's app is in; a workspace's app is in one."""
    teams = [people.OTHER_TEAM, people.TEAM] if slack.is_org_install else [people.TEAM]
    return {"teams": [{"id": team, "name": team} for team in teams], "response_metadata": {"next_cursor": ""}}


def connections_open(slack: Slack, arguments: Arguments) -> Json:
    socket_url = slack.base_url.replace("http", "ws", 1)  # https becomes wss
    return {"url": f"{socket_url}/link/?ticket={slack.socket_ticket}&app_id={people.APP}"}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "auth.teams.list": list_teams,
    "apps.connections.open": connections_open,
}
