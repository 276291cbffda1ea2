"""Timers: what is set comes out of the queue as it went in, at its time or as late as the queue can delay."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.base.errors import Later
from app.queues.timers import Timekeeper, Timer, timer_in, to_text
from tests.fakes.clock import SetClock
from tests.fakes.queues import RememberingQueue


def test_a_timer_comes_out_of_its_message_as_it_went_in(clock: SetClock) -> None:
    timer = Timer("remind", "incident-1:2", clock(), attempt=3)
    assert timer_in(json.loads(to_text(timer))) == timer


@pytest.mark.parametrize("message", [{}, {"timer": None}, {"timer": "remind"}, {"job": {}}])
def test_what_holds_no_timer_is_none(message: dict[str, object]) -> None:
    assert timer_in(message) is None


def test_what_another_version_wrote_into_it_is_dropped(clock: SetClock) -> None:
    message = json.loads(to_text(Timer("remind", "k", clock())))
    message["timer"]["mood"] = "good"
    assert timer_in(message) == Timer("remind", "k", clock())


@pytest.mark.parametrize(("seconds", "due"), [(30, 30), (-30, 0)])
def test_it_waits_until_it_is_due_and_one_of_the_past_not_at_all(seconds: int, due: int, clock: SetClock) -> None:
    queue = RememberingQueue(clock)
    Timekeeper(queue, clock).set(Timer("remind", "k", clock() + timedelta(seconds=seconds)))
    assert queue.next_due() == pytest.approx(clock.epoch() + due)


def test_several_are_set_at_once_and_none_is_nothing(clock: SetClock) -> None:
    queue = RememberingQueue(clock)
    both = [Timer("remind", "k", clock()), Timer("draw", "k", clock() + timedelta(seconds=3))]
    Timekeeper(queue, clock).set(*both)
    Timekeeper(queue, clock).set()
    assert [timer_in(json.loads(text)) for text in queue.waiting] == both


def test_a_queue_that_takes_nothing_now_comes_back_as_later(clock: SetClock) -> None:
    queue = RememberingQueue(clock, faults=[Later("SQS is busy.")])
    with pytest.raises(Later):
        Timekeeper(queue, clock).set(Timer("remind", "k", clock()))
