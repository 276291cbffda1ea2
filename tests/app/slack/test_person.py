"""Who somebody is, read from what Slack says of them, wherever the app is installed."""

from __future__ import annotations

from typing import Any

import pytest

from app.slack.person import Home, home_in, person_in

WORKSPACE, ONE_OF_GRID, WHOLE_GRID = Home("T1"), Home("T1", "E1"), Home("E1", "E1", whole=True)


def grid(enterprise: str, *teams: str) -> dict[str, Any]:
    return {"id": "U1", "team_id": "T2", "enterprise_user": {"enterprise_id": enterprise, "teams": list(teams)}}


@pytest.mark.parametrize(
    ("user", "home", "is_stranger"),
    [
        ({"team_id": "T1"}, WORKSPACE, False),
        ({}, WORKSPACE, False),
        ({"team_id": "T2"}, WORKSPACE, True),
        ({"team_id": "T1", "is_stranger": True}, WORKSPACE, True),
        (grid("E1", "T2", "T1"), ONE_OF_GRID, False),
        (grid("E1", "T2"), ONE_OF_GRID, True),
        (grid("E1", "T2"), WHOLE_GRID, False),
        (grid("E2", "T2"), WHOLE_GRID, True),
        ({"team_id": "T9"}, WHOLE_GRID, True),
        (grid("E2", "T2"), WORKSPACE, True),
    ],
)
def test_a_member_is_who_belongs_to_what_the_app_is_installed_in(
    user: dict[str, Any], home: Home, is_stranger: bool
) -> None:
    person = person_in(user, home)
    assert person.is_stranger == is_stranger
    assert person.in_organization == ("enterprise_user" in user)


def test_where_the_app_is_installed_is_what_auth_test_says() -> None:
    assert home_in({"team_id": "T1"}) == WORKSPACE
    assert home_in({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": False}) == ONE_OF_GRID
    assert home_in({"team_id": "E1", "enterprise_id": "E1", "is_enterprise_install": True}) == WHOLE_GRID


def test_a_message_is_linked_by_the_workspaces_address() -> None:
    home = home_in({"team_id": "T1", "url": "https://x.slack.com/"})
    assert home.link("C1", "1700000000.000100") == "https://x.slack.com/archives/C1/p1700000000000100"
    assert WORKSPACE.link("C1", "1700000000.000100") == ""
