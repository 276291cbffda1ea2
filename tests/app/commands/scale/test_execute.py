"""A change is made once, whatever happens while it is made."""

from __future__ import annotations

import pytest

from app.base.errors import Later
from tests.app.alarms.ringing import cards, cloudwatch_says, ring, thread
from tests.app.commands.scale.test_progress import pass_by
from tests.app.people import by_name, seen, type_in
from tests.fakes.bellhop import Bellhop


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def test_a_job_that_died_in_the_midst_does_not_undo_what_somebody_else_set_since(bellhop: Bellhop) -> None:
    bellhop.scaling.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.set_desired("web", 6)
    bellhop.clock.advance(10)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4), ("web", 6)]
    assert "cannot tell whether this was done. The desired capacity of *web* is 6 now" in seen(bellhop)[0]


def test_a_job_that_died_in_the_midst_does_not_set_again_what_is_set(bellhop: Bellhop) -> None:
    bellhop.scaling.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/scale web +2")
    bellhop.clock.advance(10)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]
    assert seen(bellhop)[0].startswith("ana set *web* from 2 to 4")


def test_what_was_done_while_an_alarm_was_open_stands_on_its_card_though_it_ended_before_it_could_be_told(
    bellhop: Bellhop,
) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    bellhop.scaling.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/scale web 4")
    bellhop.clock.advance(10)
    ring(bellhop, cloudwatch_says("ALARM", "OK", 65))  # the clock is a minute ahead of the first change
    bellhop.work()
    (card,) = cards(bellhop.slack)
    assert "OK: web-high-cpu" in card["text"]
    assert "set web from 2 to 4" in str(card["blocks"]).replace("*", "")
    assert any("set *web* from 2 to 4" in text for text in thread(bellhop.slack, card["ts"]))


def test_what_only_a_later_try_did_stands_on_the_card_of_the_alarm_that_is_open_then(bellhop: Bellhop) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    bellhop.scaling.faults.append(Later("AWS did not answer.", maybe_done=True))
    type_in(bellhop, "/scale web 4")
    assert bellhop.scaling.changes == []
    ring(bellhop, cloudwatch_says("ALARM", "OK", 65))  # the clock is a minute ahead of the first change
    bellhop.clock.advance(600)
    ring(bellhop, cloudwatch_says("OK", "ALARM", 600))
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]
    noted = ["set web from 2 to 4" in str(each["blocks"]).replace("*", "") for each in cards(bellhop.slack)]
    assert noted == [False, True]


def test_what_was_done_before_an_alarm_went_off_does_not_stand_on_its_card(bellhop: Bellhop) -> None:
    bellhop.scaling.deaths.append(RuntimeError("the process died"))
    type_in(bellhop, "/scale web 4")
    bellhop.clock.advance(60)
    ring(bellhop, cloudwatch_says("OK", "ALARM", 110))
    bellhop.work()
    assert seen(bellhop)[0].startswith("ana set *web* from 2 to 4")
    (card,) = cards(bellhop.slack)
    assert "set web from 2 to 4" not in str(card["blocks"]).replace("*", "")


def test_a_step_that_aws_refused_for_now_is_taken_from_what_is_then(bellhop: Bellhop) -> None:
    bellhop.scaling.faults.append(Later("AWS is busy."))
    type_in(bellhop, "/scale web +2")
    bellhop.scaling.set_desired("web", 3)
    bellhop.clock.advance(10)
    bellhop.work()
    assert bellhop.scaling.changes == [("web", 3), ("web", 5)]


def test_contention_at_aws_puts_it_off_and_acts_once(bellhop: Bellhop) -> None:
    bellhop.scaling.faults += [Later("pending update"), Later("pending update")]
    type_in(bellhop, "/scale web +2")
    pass_by(bellhop, 60)
    for _ in range(3):
        bellhop.clock.advance(30)
        bellhop.work()
    assert bellhop.scaling.changes == [("web", 4)]


def held_up_once_it_is_done(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS sets web to 4, and then nobody can look at it for so long that the job lets others pass."""
    set_desired = bellhop.scaling.set_desired

    def then_unread(name: str, desired: int) -> None:
        set_desired(name, desired)
        bellhop.scaling.unread += [Later("AWS did not answer.", wait=5)] * 100

    with monkeypatch.context() as patch:
        patch.setattr(bellhop.scaling, "set_desired", then_unread)
        type_in(bellhop, "/scale web 4 for 1h")
    for _ in range(2):
        bellhop.clock.advance(6)
        bellhop.work()
    assert bellhop.jobs.waiting == []
    bellhop.scaling.unread.clear()


def test_a_job_that_is_told_late_leaves_the_way_back_of_a_later_change(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_up_once_it_is_done(bellhop, monkeypatch)
    type_in(bellhop, "/scale web 6 for 2h", user="U0BO")
    (planned,) = bellhop.scaling.planned.values()
    assert planned.desired == 4
    pass_by(bellhop, 60)
    assert list(bellhop.scaling.planned.values()) == [planned]


def test_a_job_that_is_told_late_says_nothing_of_itself_on_a_later_change(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_up_once_it_is_done(bellhop, monkeypatch)
    type_in(bellhop, "/scale web 6", user="U0BO")
    pass_by(bellhop, 60)
    later, told_late = map(by_name, seen(bellhop))
    assert "bo set *web* from 4 to 6" in later
    assert "set" not in later.partition("\n")[2]
    assert "bo has set the desired capacity to 6 since." in told_late
