"""What of all there is one person sees: filters, order, pages, and what waits for whom."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.commands.scale.approval_store import Approval
from app.commands.scale.logged_change import Change, ProgressMessage, Result
from app.home.glance import NotOk
from app.home.shown import page_of, shown, waits_for
from app.home.view import home_view
from app.home.viewers import MINE, UNACKNOWLEDGED, Choices
from tests.app.alarms.decide.test_in_hand import held
from tests.app.home.test_view import GLANCE, INCIDENT, NOW
from tests.fakes.scaling import web

MINE_TOO = NotOk("held", "ALARM", NOW, held("U0ANA"))
FREE = NotOk("free", "ALARM", NOW, INCIDENT)
UNTOLD = NotOk("untold", "ALARM", NOW + timedelta(hours=1))
NO_DATA = NotOk("no-data", "INSUFFICIENT_DATA", NOW, INCIDENT)
ALL = replace(GLANCE, alarms=(NO_DATA, UNTOLD, MINE_TOO, FREE))


def names(user: str = "U0ANA", **choices: Any) -> list[str]:
    return [each.name for each in shown(ALL, Choices(**choices), user).alarms.items]


def test_the_worst_is_first() -> None:
    assert names() == ["held", "free", "untold", "no-data"]


def test_who_has_it_decides_what_the_filters_leave() -> None:
    assert names(show=UNACKNOWLEDGED) == ["free", "untold", "no-data"]
    assert names(show=MINE) == ["held"]
    assert names("U0EVE", show=MINE) == []
    assert names(show="of a later version") == names()


def test_words_are_a_part_of_a_name_in_any_case() -> None:
    assert names(words="FREE") == ["free"]
    assert shown(ALL, Choices(words="FREE"), "U0ANA").hidden == 3


def test_groups_that_move_are_first() -> None:
    groups = (web(name="a"), replace(web(desired=5), name="z"))
    assert [each.name for each in shown(replace(ALL, groups=groups), Choices(), "U0ANA").groups.items] == ["z", "a"]


@pytest.mark.parametrize(
    ("count", "asked", "number", "items"),
    [(0, 0, 0, []), (3, 0, 0, [0, 1]), (3, 1, 1, [2]), (3, 9, 1, [2]), (3, -1, 0, [0, 1]), (4, 2, 1, [2, 3])],
)
def test_a_page_that_is_no_more_is_the_last_one(count: int, asked: int, number: int, items: list[int]) -> None:
    page = page_of(range(count), asked, 2)
    assert (page.number, list(page.items), page.count) == (number, items, count)


@pytest.mark.parametrize(
    ("needed", "by", "approved", "waits"),
    [
        (1, "U0BO", (), True),
        (1, "U0ANA", (), False),
        (2, "U0BO", ("U0ANA",), False),
        (0, "U0ANA", (), True),
        (0, "U0BO", (), False),
    ],
)
def test_an_approval_waits_for_others_and_a_confirmation_for_who_asked(
    needed: int, by: str, approved: tuple[str, ...], waits: bool
) -> None:
    approval = Approval("a", "web", by, "C0OPS", "k", NOW, NOW, {}, needed=needed, approved_by=approved)
    assert waits_for(approval, "U0ANA") is waits


def changed(user: str, channel: str, **more: Any) -> Change:
    return Change("c", "web", user, NOW, "set *web* from 2 to 4", ProgressMessage(channel, "k"), reason="hush", **more)


@pytest.mark.parametrize(
    ("user", "channel", "reads"),
    [
        ("U0BO", "C0OPS", True),
        ("U0BO", "C0PRIVATE", False),
        ("U0BO", "D0BO", False),
        ("U0ANA", "C0PRIVATE", True),
        ("U0BO", "", True),
    ],
)
def test_what_others_said_in_private_stays_there(user: str, channel: str, reads: bool) -> None:
    waiting = Approval("a", "web", user, channel, "k", NOW, NOW, {}, needed=0 if user == "U0ANA" else 1)
    running = changed(user, channel, result=Result.RUNNING)
    glance = replace(ALL, changes=(changed(user, channel), running), approvals=(waiting,), public=frozenset({"C0OPS"}))
    found = shown(glance, Choices(), "U0ANA")
    assert [len(each) for each in (found.done, found.running, found.waiting)] == [reads] * 3
    assert found.elsewhere == (0 if reads else 2)
    said = json.dumps(home_view(replace(glance, approvals=()), Choices(), "U0ANA").to_dict())
    assert ("hush" in said) is reads
    assert ("2 changes of others in conversations that you may not be in" in said) is not reads
