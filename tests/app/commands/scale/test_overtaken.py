"""A change that another one undoes or replaces says so, and by whom, and loses its Undo."""

from __future__ import annotations

import pytest

from app.commands.scale.buttons import CONFIRM, DO
from app.slack.messages.buttons import UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_progress import capacity_failed, pass_by
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    listening_bellhop.scaling.is_slow = True
    return listening_bellhop


def test_once_another_change_replaces_it_its_message_says_by_whom_and_offers_no_undo(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 10)
    type_in(bellhop, "/scale web 6", user="U0BO")
    pass_by(bellhop, 1)
    first = bellhop.slack.messages("C0OPS")[0]
    done, since = first["text"].splitlines()[1:]
    assert done == ":white_check_mark: Done in 3 s: 4 in service."
    assert since == ":leftwards_arrow_with_hook: <@U0BO> has set the desired capacity to 6 since."
    assert UNDO not in str(first["blocks"])


def test_one_that_is_replaced_on_its_way_says_by_whom(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    type_in(bellhop, "/scale web 6", user="U0BO")
    pass_by(bellhop, 4)
    assert "Done" not in seen(bellhop)[0]
    assert seen(bellhop)[0].endswith("<@U0BO> has set the desired capacity to 6 since.")
    type_in(bellhop, "/scale web history")
    assert "— _replaced by bo_" in seen(bellhop)[-1]


def test_one_whose_limits_another_change_sets_goes_on_to_its_end(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    type_in(bellhop, "/scale web max=12", user="U0BO")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 4)
    first = bellhop.slack.messages("C0OPS")[0]
    assert "Done in 3 s: 4 in service.\n" in first["text"]
    assert first["text"].endswith("<@U0BO> has set the limits to min 1, max 12 since.")
    assert UNDO not in str(first["blocks"])


def test_a_change_from_another_size_than_it_left_does_not_name_who_set_that(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 10)
    bellhop.scaling.put(web(desired=6))
    type_in(bellhop, "/scale web 8", user="U0BO")
    pass_by(bellhop, 1)
    assert seen(bellhop)[0].endswith("Somebody has set the desired capacity to 6 since.")


def test_a_change_of_long_ago_is_not_told_again(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 10)
    bellhop.clock.advance(40 * 86400)
    type_in(bellhop, "/scale web 6", user="U0BO")
    pass_by(bellhop, 10)
    assert len(seen(bellhop)) == 2
    assert seen(bellhop, "C0ALARMS") == []


def test_once_undone_its_message_says_so_and_offers_no_undo(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 3")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 10)
    type_in(bellhop, "/scale web undo", user="U0BO")
    pass_by(bellhop, 1)
    first = bellhop.slack.messages("C0OPS")[0]
    assert first["text"].endswith(":leftwards_arrow_with_hook: Undone by <@U0BO>.")
    assert "Done" not in first["text"]
    assert UNDO not in str(first["blocks"])
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    assert bellhop.watch.next_due() is None


def test_what_failed_for_an_earlier_change_is_not_told_of_the_next(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.activity["web"] = (capacity_failed(bellhop, 1),)
    bellhop.clock.advance(2)
    type_in(bellhop, "/scale web 5")
    pass_by(bellhop, 4)
    first, second = seen(bellhop)
    assert ("No t3.micro capacity" in first, "No t3.micro capacity" in second) == (True, False)


def test_what_fails_for_the_next_change_is_not_told_of_the_earlier_one(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    type_in(bellhop, "/scale web 5")
    bellhop.scaling.activity["web"] = (capacity_failed(bellhop, 1),)
    pass_by(bellhop, 4)
    first, second = seen(bellhop)
    assert ("No t3.micro capacity" in first, "No t3.micro capacity" in second) == (False, True)


def test_what_fails_for_the_next_change_is_not_told_of_one_that_was_done_a_moment_before(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 4)
    assert "Done" in seen(bellhop)[0]
    bellhop.clock.advance(1)
    bellhop.scaling.activity["web"] = (capacity_failed(bellhop, 0),)  # AWS's clock is a bit behind ours
    type_in(bellhop, "/scale web 5")
    pass_by(bellhop, 4)
    assert "No t3.micro capacity" not in seen(bellhop)[0]


@pytest.mark.parametrize(
    ("words", "taken_back"),
    [
        ("web suspend AZRebalance", "web resume AZRebalance"),
        ("web suspend AZRebalance", "web resume all"),
        ("web 4 at 18:00", ""),
        ("web 4 every weekday 08:00", ""),
    ],
)
def test_what_is_taken_back_says_by_whom_and_offers_no_way_back(words: str, taken_back: str, bellhop: Bellhop) -> None:
    type_in(bellhop, f"/scale {words}")
    if CONFIRM in str(newest(bellhop)["blocks"]):
        press(bellhop, newest(bellhop), CONFIRM)
        bellhop.work()
    first = newest(bellhop)
    assert DO in str(first["blocks"])
    if taken_back:
        type_in(bellhop, f"/scale {taken_back}", user="U0BO")
    else:
        press(bellhop, first, f"{DO}:0", user="U0BO")
        bellhop.work()
    pass_by(bellhop, 1)
    first = bellhop.slack.messages("C0OPS")[0]
    assert first["text"].endswith("\n:leftwards_arrow_with_hook: Undone by <@U0BO>.")
    assert DO not in str(first["blocks"])
    type_in(bellhop, "/scale history")
    assert "— _undone by bo_" in seen(bellhop)[-1]


def test_what_is_taken_back_only_in_part_is_not_undone(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web suspend AZRebalance AlarmNotification")
    type_in(bellhop, "/scale web resume AZRebalance", user="U0BO")
    pass_by(bellhop, 1)
    assert "Undone" not in seen(bellhop)[0]
