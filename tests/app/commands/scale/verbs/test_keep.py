"""A change that replaces a temporary one says which way back is lost, and offers to keep it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.commands.scale.buttons import CONFIRM, DO
from app.slack.messages.buttons import UNDO
from tests.app.commands.scale.talk import capacity, newest
from tests.app.commands.scale.test_progress import pass_by, the_change
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web

KEEP = f"{DO}:5"


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def replaced(bellhop: Bellhop, words: str = "6") -> None:
    """`web` was to go back from 4 to 2 after two hours; after one, somebody asks for another size."""
    type_in(bellhop, "/scale web 4 for 2h")
    pass_by(bellhop, 3600)
    type_in(bellhop, f"/scale web {words}")


def keep(bellhop: Bellhop) -> None:
    assert press(bellhop, newest(bellhop), KEEP, "U0BO")["ok"]
    bellhop.work()


def returns(bellhop: Bellhop) -> list[tuple[int | None, float]]:
    """What the group goes back to by itself, and in how many minutes."""
    now, planned = bellhop.clock(), bellhop.scaling.planned.values()
    assert all(action.at for action in planned)
    return [(action.desired, round((action.at - now) / timedelta(minutes=1))) for action in planned if action.at]


def test_what_is_lost_is_said_with_a_button_that_keeps_it(bellhop: Bellhop) -> None:
    replaced(bellhop)
    assert returns(bellhop) == []
    assert ":warning: The way back to 2 at <!date^" in seen(bellhop)[-1]
    assert "is given up." in seen(bellhop)[-1]
    assert "Keep the way back to 2" in json.dumps(newest(bellhop)["blocks"])


def test_kept_the_group_goes_back_when_it_was_to(bellhop: Bellhop) -> None:
    replaced(bellhop)
    keep(bellhop)
    assert returns(bellhop) == [(2, 60)]
    assert seen(bellhop)[-1].startswith("bo kept the way back of *web* to 2 at <!date^")
    pass_by(bellhop, 5)
    assert "Keep" not in json.dumps(bellhop.slack.messages("C0OPS")[1]["blocks"])
    pass_by(bellhop, 3700)
    bellhop.scaling.put(web())
    pass_by(bellhop, 600)
    assert "`web` is back at 2, as planned." in seen(bellhop)[-1]
    second = bellhop.slack.messages("C0OPS")[1]
    assert "has set the desired capacity to 2 since." in second["text"]
    assert UNDO not in json.dumps(second["blocks"])


def test_kept_it_stays_all_the_same_where_somebody_has_changed_the_group_since(bellhop: Bellhop) -> None:
    replaced(bellhop)
    keep(bellhop)
    bellhop.scaling.put(web(desired=7))
    pass_by(bellhop, 4000)
    assert returns(bellhop) == []
    assert "was due to go back to 2" in seen(bellhop)[-1]
    assert "It stays as it is" in seen(bellhop)[-1]


def test_where_the_next_change_is_for_a_shorter_while_both_ways_back_are_gone_one_after_the_other(
    bellhop: Bellhop,
) -> None:
    replaced(bellhop, "6 for 30m")
    keep(bellhop)
    assert sorted(returns(bellhop)) == [(2, 60), (4, 30)]
    pass_by(bellhop, 1810)
    bellhop.scaling.put(web(desired=4))
    pass_by(bellhop, 1750)
    assert (2, 1) in returns(bellhop)
    assert "It stays as it is" not in "".join(seen(bellhop))


def test_where_the_next_change_is_for_longer_it_goes_back_to_the_first_size_at_its_end(bellhop: Bellhop) -> None:
    replaced(bellhop, "6 for 2h")
    keep(bellhop)
    assert returns(bellhop) == [(2, 120)]


def test_it_is_kept_once(bellhop: Bellhop) -> None:
    replaced(bellhop)
    message = newest(bellhop)
    press(bellhop, message, KEEP, "U0BO")
    press(bellhop, message, KEEP, "U0ANA")
    bellhop.work()
    assert returns(bellhop) == [(2, 60)]
    assert seen(bellhop)[-1] == "bo has already kept it. Nothing changed."


def test_it_can_be_typed_and_cancelled_again(bellhop: Bellhop) -> None:
    replaced(bellhop)
    type_in(bellhop, "/scale web keep")
    assert returns(bellhop) == [(2, 60)]
    press(bellhop, newest(bellhop), f"{DO}:6")
    bellhop.work()
    assert returns(bellhop) == []


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        ("over", "which is over. Nothing changed. `/scale web 2` does it now."),
        ("moved", "Somebody has changed `web` since: it is at 7 (min 1, max 8) now. Nothing changed."),
    ],
)
def test_what_cannot_be_kept_any_more_says_why(meanwhile: str, said: str, bellhop: Bellhop) -> None:
    replaced(bellhop)
    message = newest(bellhop)
    if meanwhile == "over":
        bellhop.clock.advance(3700)
    else:
        bellhop.scaling.put(web(desired=7))
    press(bellhop, message, KEEP)
    bellhop.work()
    assert returns(bellhop) == []
    assert said in seen(bellhop)[-1]


def test_a_size_that_is_there_for_a_time_is_said_to_go_back(bellhop: Bellhop) -> None:
    replaced(bellhop, "x1")
    assert seen(bellhop)[-1].startswith(
        "The desired capacity of `web` is already 4. Nothing changed. It goes back to 2 at <"
    )
    assert returns(bellhop) == [(2, 60)]


def test_where_nothing_was_given_up_there_is_nothing_to_keep(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    assert "given up" not in seen(bellhop)[-1]
    type_in(bellhop, "/scale web keep")
    assert "There is no given-up way back of `web` to keep." in seen(bellhop)[-1]


def test_a_change_that_goes_where_the_group_would_have_gone_loses_nothing(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 3 for 2h")
    type_in(bellhop, "/scale web undo")
    assert "given up" not in seen(bellhop)[-1]
    assert the_change(bellhop).gives_up is None
    assert capacity(bellhop, "web") == web().capacity


def test_an_undo_of_the_change_that_gave_it_up_restores_it(bellhop: Bellhop) -> None:
    replaced(bellhop)
    type_in(bellhop, "/scale web undo")
    assert returns(bellhop) == [(2, 60)]
    assert ", then back to 2." in seen(bellhop)[-1]
    type_in(bellhop, "/scale web keep")
    assert "There is no given-up way back of `web` to keep." in seen(bellhop)[-1]
    pass_by(bellhop, 3610)
    bellhop.scaling.put(web())
    pass_by(bellhop, 600)
    assert "`web` is back at 2, as planned." in seen(bellhop)[-1]
    assert ":leftwards_arrow_with_hook: Back at 2, as planned." in bellhop.slack.messages("C0OPS")[2]["text"]


def test_an_undo_after_its_time_restores_nothing(bellhop: Bellhop) -> None:
    replaced(bellhop)
    bellhop.clock.advance(3600)
    type_in(bellhop, "/scale web undo")
    assert returns(bellhop) == []
    assert "then back to" not in seen(bellhop)[-1]


def test_an_undo_that_waits_beyond_its_time_is_asked_about_again_without_it(bellhop: Bellhop) -> None:
    replaced(bellhop, "8")
    bellhop.clock.advance(3000)
    type_in(bellhop, "/scale web undo")
    question = newest(bellhop)
    assert ", then back to 2." in question["text"]
    bellhop.clock.advance(1000)
    for _ in range(2):
        bellhop.clock.advance(1)
        question = next(each for each in bellhop.slack.messages("C0OPS") if each["ts"] == question["ts"])
        press(bellhop, {**question, "channel": "C0OPS"}, CONFIRM)
        bellhop.work()
    assert returns(bellhop) == []
    assert capacity(bellhop, "web") == web(desired=4).capacity


def test_of_two_ways_back_one_after_the_other_the_last_is_said_and_kept(bellhop: Bellhop) -> None:
    replaced(bellhop, "6 for 30m")
    keep(bellhop)
    type_in(bellhop, "/scale web 8")
    assert ":warning: The way back to 2 at <!date^" in seen(bellhop)[-1]
    keep(bellhop)
    assert returns(bellhop) == [(2, 60)]


def test_once_undone_the_change_offers_it_no_more(bellhop: Bellhop) -> None:
    replaced(bellhop)
    type_in(bellhop, "/scale web undo")
    pass_by(bellhop, 5)
    assert "Keep" not in json.dumps(bellhop.slack.messages("C0OPS")[1]["blocks"])
