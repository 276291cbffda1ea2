"""A dry run says what would happen, and whether one may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.commands.scale.buttons import DO
from app.config.guards import Guard
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import GUARDED, pressed, set_guards
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    groups = tuple(web(name=name) for name in ("web", "shop", "two", "asks", "plain"))
    made = Bellhop(slack, clock, groups, configuration=GUARDED)
    with listening(made):
        yield made


def test_a_dry_run_of_undo_says_whether_one_may(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    set_guards(bellhop, Guard(group="web", users=("U0BO",)))
    type_in(bellhop, "/scale dry-run web undo")
    assert "no rule for the group `web` lets you do that here" in seen(bellhop)[-1]


def test_a_dry_run_says_whether_one_may(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale dry-run shop 3")
    assert "no rule for the group `shop` lets you do that here" in seen(bellhop)[-1]
    type_in(bellhop, "/scale dry-run web 8")
    assert "It would need approval from one other person (rule 2 for groups `web`)" in seen(bellhop)[-1]
    type_in(bellhop, "/scale dry-run asks 4")
    assert "Bellhop would ask for confirmation first." in seen(bellhop)[-1]
    assert bellhop.scaling.done == []


def test_the_reason_stands_beside_what_it_is_the_reason_of(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale dry-run plain 4 for 2h because of the sale")
    assert "would set *plain* from 2 to 4 because of the sale, until <!date^" in seen(bellhop)[-1]
    assert ", then back to 2. Nothing changed." in seen(bellhop)[-1]


def test_do_it_does_what_was_shown_or_shows_what_it_would_do_now(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale dry-run plain +2")
    shown = newest(bellhop)
    bellhop.scaling.put(web(name="plain", desired=5))
    pressed(bellhop, shown, f"{DO}:0")
    assert bellhop.scaling.done == []
    assert "would set *plain* from 5 to 7" in seen(bellhop)[-1]
    assert "*The group has changed since*: it is at 5 (min 1, max 8) now." in seen(bellhop)[-1]
    pressed(bellhop, newest(bellhop), f"{DO}:0")
    assert bellhop.scaling.changes == [("plain", 7)]


def test_do_it_needs_no_second_look_where_nothing_has_moved(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale dry-run plain +2")
    pressed(bellhop, newest(bellhop), f"{DO}:0")
    assert bellhop.scaling.changes == [("plain", 4)]
