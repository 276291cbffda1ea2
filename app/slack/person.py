"""A person, and the owner of a token, as Slack describes them. No IO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.base.values import dataclass

SLACKBOT = "USLACKBOT"  # of which Slack says that it is no bot


@dataclass(frozen=True)
class Person:
    """A person as Slack describes them; `zone` is an IANA name, `usergroups` are the guards' groups they are in.

    `in_organization` if Slack lists all of their workspaces (Enterprise Grid): a request then names any of these.
    """

    user_id: str
    is_guest: bool = False
    is_stranger: bool = False
    is_gone: bool = False
    is_bot: bool = False
    in_organization: bool = False
    zone: str = "UTC"
    usergroups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Home:
    """Where the app is installed: in a workspace (`team`), perhaps of an organization, or in the `whole` of it.

    `user` is the bot itself, `url` the workspace's address.
    """

    team: str
    enterprise: str = ""
    whole: bool = False
    user: str = ""
    url: str = ""

    def link(self, channel: str, ts: str) -> str:
        """To a message, as Slack itself writes it; '' where the address is not known."""
        return f"{self.url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}" if self.url and ts else ""


def home_in(answer: Mapping[str, Any]) -> Home:
    """From what auth.test answers."""
    whole = bool(answer.get("is_enterprise_install"))
    keys = ("team_id", "enterprise_id", "user_id", "url")
    team, enterprise, user, url = (str(answer.get(key) or "") for key in keys)
    return Home(team, enterprise, whole, user, url)


def person_in(user: Mapping[str, Any], home: Home) -> Person:
    """From the user object of users.info.

    `is_stranger` alone does not tell: Slack leaves it false for people of other workspaces who share a channel with
    the app (docs.slack.dev, "User object"), so the workspaces are compared too.
    """
    grid = user.get("enterprise_user") or {}
    if grid:
        is_member = grid.get("enterprise_id") == home.enterprise if home.whole else home.team in grid.get("teams", ())
    else:
        is_member = user.get("team_id", home.team) == home.team
    return Person(
        user_id=str(user.get("id", "")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")) or not is_member,
        is_gone=bool(user.get("deleted")),
        is_bot=bool(user.get("is_bot")) or user.get("id") == SLACKBOT,
        in_organization=bool(grid),
        zone=str(user.get("tz") or "UTC"),
    )


@dataclass(frozen=True)
class Identity:
    """Whom a token belongs to, and its scopes."""

    user: str
    team: str
    scopes: frozenset[str]
