"""A temporary change is made to stay, or goes back at another time: by its button, or by asking for the same size."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.commands.scale.buttons import CONFIRM, DO
from app.config.configuration import Configuration, SlackChannel
from app.config.guards import Guard
from app.slack.messages.buttons import UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import capacity, newest
from tests.app.commands.scale.test_progress import pass_by
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

KEEP, STAY = f"{DO}:5", f"{DO}:6"
NO_WAY_BACK = "`web` has no way back, so it stays as it is. Nothing changed."


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def lent(bellhop: Bellhop, words: str = "4 for 2h") -> None:
    """`web` goes back from 4 to 2 in two hours; one of them passes."""
    type_in(bellhop, f"/scale web {words}")
    pass_by(bellhop, 3600)


def returns(bellhop: Bellhop) -> list[tuple[int | None, float]]:
    """What the group goes back to by itself, and in how many minutes."""
    now, planned = bellhop.clock(), bellhop.scaling.planned.values()
    return sorted((action.desired, round((action.at - now) / timedelta(minutes=1))) for action in planned if action.at)


def first(bellhop: Bellhop) -> dict[str, object]:
    """The message of the change for a time."""
    return {**bellhop.slack.messages("C0OPS")[0], "channel": "C0OPS"}


def test_the_button_of_a_change_for_a_time_makes_it_stay(bellhop: Bellhop) -> None:
    lent(bellhop)
    assert "Stay at 4" in json.dumps(first(bellhop)["blocks"])
    assert press(bellhop, first(bellhop), STAY, "U0BO")["ok"]
    bellhop.work()
    assert returns(bellhop) == []
    assert capacity(bellhop, "web") == web(desired=4).capacity
    assert seen(bellhop)[-1].startswith("bo let *web* stay at 4: the way back to 2 at <!date^")
    assert "is cancelled." in seen(bellhop)[-1]


def test_its_message_says_so_and_keeps_its_undo(bellhop: Bellhop) -> None:
    lent(bellhop)
    press(bellhop, first(bellhop), STAY, "U0BO")
    bellhop.work()
    pass_by(bellhop, 10)
    assert "It does not go back by itself any more: its scheduled action was deleted by <@U0BO>" in str(
        first(bellhop)["text"]
    )
    assert "Stay at 4" not in json.dumps(first(bellhop)["blocks"])
    assert UNDO in json.dumps(first(bellhop)["blocks"])
    pass_by(bellhop, 7200)
    assert "was due to go back" not in "".join(seen(bellhop))


@pytest.mark.parametrize("words", ["4", "set to 4 please", "stay", "4 min=1"])
def test_the_same_size_without_a_time_makes_it_stay(words: str, bellhop: Bellhop) -> None:
    lent(bellhop)
    type_in(bellhop, f"/scale web {words}")
    assert returns(bellhop) == []
    assert seen(bellhop)[-1].startswith("ana let *web* stay at 4: the way back to 2 at <!date^")


@pytest.mark.parametrize(("words", "minutes"), [("4 for 4h", 240), ("4 for 10m", 10)])
def test_the_same_size_for_another_time_moves_the_way_back(words: str, minutes: int, bellhop: Bellhop) -> None:
    lent(bellhop)
    type_in(bellhop, f"/scale web {words}")
    assert returns(bellhop) == [(2, minutes)]
    assert seen(bellhop)[-1].startswith("ana moved the way back of *web* to 2 from <!date^")
    pass_by(bellhop, 10)
    assert "It goes back at <!date^" in str(first(bellhop)["text"])
    assert "instead, by <@U0ANA>" in str(first(bellhop)["text"])


def test_once_moved_it_goes_back_then_and_every_message_says_so(bellhop: Bellhop) -> None:
    lent(bellhop)
    type_in(bellhop, "/scale web 4 for 4h")
    pass_by(bellhop, 3 * 3600)
    assert returns(bellhop) == [(2, 60)]
    assert "was due to go back" not in "".join(seen(bellhop))
    pass_by(bellhop, 3600 - 1)
    bellhop.scaling.put(web())
    bellhop.scaling.planned.clear()
    pass_by(bellhop, 600)
    assert "`web` is back at 2, as planned." in seen(bellhop)[-1]
    assert UNDO not in json.dumps(first(bellhop)["blocks"])


def test_moved_it_can_be_moved_again_and_made_to_stay(bellhop: Bellhop) -> None:
    lent(bellhop)
    type_in(bellhop, "/scale web 4 for 4h")
    type_in(bellhop, "/scale web 4 for 6h")
    assert returns(bellhop) == [(2, 360)]
    press(bellhop, newest(bellhop), STAY)
    bellhop.work()
    assert returns(bellhop) == []


def test_what_was_cancelled_can_be_kept_after_all(bellhop: Bellhop) -> None:
    lent(bellhop)
    type_in(bellhop, "/scale web 4")
    press(bellhop, newest(bellhop), KEEP, "U0BO")
    bellhop.work()
    pass_by(bellhop, 10)
    assert returns(bellhop) == [(2, 60)]
    assert "It goes back at <!date^" in str(first(bellhop)["text"])
    assert "instead, by <@U0BO>" in str(first(bellhop)["text"])


def test_a_clock_time_is_checked_first_as_for_every_change(bellhop: Bellhop) -> None:
    lent(bellhop)
    type_in(bellhop, "/scale web 4 until 18:00")
    assert "wants to move the way back of *web* to 2 from <!date^" in seen(bellhop)[-1]
    assert "Right time? Go ahead?" in seen(bellhop)[-1]
    assert returns(bellhop) == [(2, 60)]
    press(bellhop, newest(bellhop), CONFIRM)
    bellhop.work()
    ((size, minutes),) = returns(bellhop)
    assert (size, minutes > 60) == (2, True)


def test_the_same_moment_again_changes_nothing(bellhop: Bellhop) -> None:
    for _ in range(2):
        type_in(bellhop, "/scale web 4 until 18:00")
        if "Go ahead?" in seen(bellhop)[-1]:
            press(bellhop, newest(bellhop), CONFIRM)
            bellhop.work()
    assert seen(bellhop)[-1].startswith("`web` is at 4 already and goes back to 2 at <!date^")
    assert len(bellhop.scaling.done) == 2


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        ("stayed", "You have already cancelled that way back. Nothing changed."),
        ("moved", "You have already moved that way back: it is"),
        ("changed", "Somebody has changed `web` since: it is at 7 (min 1, max 8) now. Nothing changed."),
        ("over", "That way back is gone. Nothing changed."),
    ],
)
def test_a_press_that_comes_too_late_says_why(meanwhile: str, said: str, bellhop: Bellhop) -> None:
    lent(bellhop)
    message = first(bellhop)
    if meanwhile in ("stayed", "moved"):  # by a command that is not worked on yet
        bellhop.command("/scale web stay" if meanwhile == "stayed" else "/scale web 4 for 4h")
    elif meanwhile == "changed":
        bellhop.scaling.put(web(desired=7))
    else:
        bellhop.scaling.planned.clear()
    assert press(bellhop, message, STAY)["ok"]
    bellhop.work()
    assert said in "".join(seen(bellhop)[-2:])
    assert len(returns(bellhop)) == (meanwhile in ("moved", "changed"))


def test_it_is_offered_where_the_group_is_at_that_size_only(bellhop: Bellhop) -> None:
    lent(bellhop)
    type_in(bellhop, "/scale web 6 for 30m")
    press(bellhop, newest(bellhop), KEEP)
    bellhop.work()
    assert returns(bellhop) == [(2, 60), (4, 30)]
    assert "Stay at" not in json.dumps(newest(bellhop)["blocks"])
    type_in(bellhop, "/scale web stay")
    assert returns(bellhop) == []


def test_without_a_way_back_there_is_nothing_to_cancel(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web stay")
    assert seen(bellhop)[-1] == NO_WAY_BACK
    type_in(bellhop, "/scale web 2 for 2h")
    assert seen(bellhop)[-1] == "The desired capacity of `web` is already 2. Nothing changed."


def test_a_dry_run_only_says_it(bellhop: Bellhop) -> None:
    lent(bellhop)
    type_in(bellhop, "/scale dry-run web 4")
    assert "ana would let *web* stay at 4: the way back to 2 at <!date^" in seen(bellhop)[-1]
    assert returns(bellhop) == [(2, 60)]


def test_a_later_change_of_the_size_is_told_on_it(bellhop: Bellhop) -> None:
    lent(bellhop)
    type_in(bellhop, "/scale web stay")
    type_in(bellhop, "/scale web 6")
    pass_by(bellhop, 10)
    stayed = bellhop.slack.messages("C0OPS")[1]
    assert "<@U0ANA> has set the desired capacity to 6 since." in stayed["text"]
    assert "Keep" not in json.dumps(stayed["blocks"])
    assert "<@U0ANA> has set the desired capacity to 6 since." in str(first(bellhop)["text"])


def test_the_guards_measure_it_as_the_change_that_it_makes_last(slack: RunningSlack, clock: SetClock) -> None:
    guarded = Configuration(SlackChannel("#alarms"), guards=(Guard(group="web", max=3),))
    before = Bellhop(slack, clock)
    bellhop = Bellhop(slack, clock, table=before.table, scaling=before.scaling, configuration=guarded)
    with listening(before):
        type_in(before, "/scale web 4 for 2h")
    with listening(bellhop):
        type_in(bellhop, "/scale web stay")
    assert "lets you set" in seen(bellhop)[-1]
    assert returns(before) == [(2, 120)]
