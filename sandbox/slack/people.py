"""Who and what is in the sandbox's workspace: its ids, users, channels and user group."""

from dataclasses import dataclass, field

TEAM = "T0SANDBOX"
TEAM_DOMAIN = "bellhop-sandbox"
TEAM_NAME = "Bellhop sandbox"
OTHER_TEAM = "T0OTHER"
APP = "A0BELLHOP"
BOT_USER = "U0BELLHOP"
BOT = "B0BELLHOP"
# Of any other app that posts here.
OTHER_BOT = "B0OTHERAPP"


@dataclass(frozen=True)
class User:
    """A member, a guest (`is_restricted`), a bot, or a stranger from another workspace.

    In an Enterprise Grid `teams` are all their workspaces, and `team_id` one of them wherever they act.
    """

    id: str
    name: str
    real_name: str
    team_id: str = TEAM
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    tz: str = "Europe/Lisbon"
    enterprise_id: str = ""
    teams: tuple[str, ...] = ()

    @property
    def is_stranger(self) -> bool:
        return self.team_id != TEAM and not self.enterprise_id

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted


@dataclass(frozen=True)
class UserGroup:
    id: str
    handle: str
    name: str
    users: tuple[str, ...]


@dataclass
class Channel:
    """A public or private channel, or (`is_im`) the direct messages of one person with the bot.

    In one that `is_read_only` the workspace lets only some people post, and no app.
    """

    id: str
    name: str
    members: set[str]
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_read_only: bool = False
    created: int = 1732300000
    topic: str = ""
    purpose: str = field(default="")


def everyone() -> list[User]:
    return [
        User("U0ANA", "ana", "Ana Silva"),
        User("U0BO", "bo", "Bo Chen"),
        User("U0EVE", "eve", "Eve Martin", is_restricted=True),
        User("U0ZOE", "zoe", "Zoe Novak", team_id=OTHER_TEAM),
        User(BOT_USER, "bellhop", "Bellhop", is_bot=True),
    ]


def channels() -> list[Channel]:
    all_of_us = {user.id for user in everyone()}
    return [
        Channel("C0ALARMS", "alarms", set(all_of_us), purpose="CloudWatch alarms"),
        Channel("C0OPS", "ops", set(all_of_us), purpose="Running things"),
        Channel("C0RANDOM", "random", all_of_us - {BOT_USER}, purpose="Nobody invited the bot here either"),
        Channel("C0PRIVATE", "private-room", {"U0ANA", "U0BO"}, is_private=True, purpose="Nobody invited the bot"),
    ]


def user_groups() -> list[UserGroup]:
    return [UserGroup("S0OPS", "ops", "Operations", ("U0ANA", "U0BO"))]
