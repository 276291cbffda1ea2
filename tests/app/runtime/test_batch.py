"""λ worker's batches: what is done, put off or left for SQS, who must not be overtaken, and who is told of failures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.base.errors import Later, Refused, Untold
from app.listeners.job import Job, from_text, to_text
from app.queues import timers
from app.queues.backoff import MOST_TRIES
from app.queues.queue import MAX_RECEIVES
from app.queues.timers import Timekeeper, Timer, timer_in
from app.runtime.batch import Worker
from app.slack.errors import Limited
from app.store.put_off import PutOff
from app.store.table import MemoryTable
from sandbox.slack.threaded import RunningSlack
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.queues import RememberingQueue

ASKED = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def job(name: str, **changes: Any) -> Job:
    return replace(Job(name, "/scale", {"user_id": "U0ANA", "text": name}, ASKED, topic="scale:web"), **changes)


def message(text: str, group: str = "web", receives: int = 1) -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": str(receives), **({"MessageGroupId": group} if group else {})}
    name = json.loads(text).get("id", "waiting") if text.startswith("{") else text
    return {"messageId": name, "body": text, "attributes": attributes}


def named(answer: Mapping[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@dataclass
class Crew:
    """A worker and what became of its jobs and timers; `faults` meet the job of that id, the timer of that key."""

    clock: SetClock
    faults: dict[str, Exception] = field(default_factory=dict)
    done: list[Job] = field(default_factory=list)
    told: list[Job] = field(default_factory=list)
    gave_up: list[Later | None] = field(default_factory=list)
    rung: list[Timer] = field(default_factory=list)
    waits: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.watch = RememberingQueue(self.clock)
        waiting = PutOff(MemoryTable(), self.clock)
        self.worker = Worker(self, self.ring, self.watch, self.retry_after, self.clock, waiting)

    def retry_after(self, record: Mapping[str, Any], seconds: float) -> None:
        self.waits[record["messageId"]] = seconds
        self.watch.retry_after(record, seconds)

    def ring(self, timer: Timer) -> None:
        if timer.key in self.faults:
            raise self.faults[timer.key]
        self.rung.append(timer)

    def do(self, job: Job) -> None:
        if job.id in self.faults:
            raise self.faults[job.id]
        self.done.append(job)

    def tell_of_failure(self, job: Job, gave_up: Later | None = None) -> None:
        self.told.append(job)
        self.gave_up.append(gave_up)
        if "telling" in self.faults:
            raise self.faults["telling"]

    def take(self, *messages: dict[str, Any]) -> list[str]:
        return named(self.worker.take({"Records": list(messages)}, request_id="request-1"))

    def done_ids(self) -> list[str]:
        return [job.id for job in self.done]

    def pass_time(self, seconds: float) -> None:
        end = self.clock.epoch() + seconds
        while (due := self.watch.next_due()) is not None and due <= end:
            self.clock.advance(max(0.0, due - self.clock.epoch()))
            self.watch.deliver(lambda event: self.worker.take(event, request_id="request-2"))
        self.clock.advance(max(0.0, end - self.clock.epoch()))


@pytest.fixture
def crew(clock: SetClock) -> Crew:
    return Crew(clock)


def test_jobs_are_done_in_their_order_with_the_id_of_the_request(crew: Crew) -> None:
    assert crew.take(message(to_text(job("a"))), message(to_text(job("b")))) == []
    assert [(done.id, done.request_id) for done in crew.done] == [("a", "request-1"), ("b", "request-1")]


def test_an_empty_batch_is_nothing_to_do(crew: Crew) -> None:
    assert crew.take() == []
    assert named(crew.worker.take({})) == []


def test_a_failed_job_is_named_and_the_rest_of_its_group_comes_again_with_it(crew: Crew) -> None:
    crew.faults["b"] = RuntimeError("a bug")
    batch = [message(to_text(job(name)), group) for name, group in (("a", "web"), ("b", "web"), ("c", "web"))]
    batch.append(message(to_text(job("d")), "worker"))
    assert crew.take(*batch) == ["b", "c"]
    assert crew.done_ids() == ["a", "d"]


def test_a_job_that_failed_for_good_does_not_take_the_rest_of_its_group_with_it(crew: Crew) -> None:
    crew.faults["bad"] = RuntimeError("a bug")
    batch = [message(to_text(job(name)), "web", MAX_RECEIVES) for name in ("bad", "good")]
    assert crew.take(*batch) == ["bad"]
    assert crew.done_ids() == ["good"]


def test_on_the_standard_queue_a_failure_holds_up_nobody(crew: Crew) -> None:
    crew.faults["a"] = RuntimeError("a bug")
    assert crew.take(*[message(to_text(job(name)), group="") for name in ("a", "b")]) == ["a"]
    assert crew.done_ids() == ["b"]


def test_only_on_the_last_receive_the_person_is_told_of_the_failure_with_the_request_id(crew: Crew) -> None:
    crew.faults["a"] = RuntimeError("a bug")
    for receives in range(1, MAX_RECEIVES):
        crew.take(message(to_text(job("a")), receives=receives))
    assert crew.told == []
    assert crew.take(message(to_text(job("a")), receives=MAX_RECEIVES)) == ["a"]
    assert [(told.id, told.request_id) for told in crew.told] == [("a", "request-1")]


def test_a_failure_to_tell_still_lets_the_message_reach_the_dead_letters(crew: Crew) -> None:
    crew.faults |= {"a": RuntimeError("a bug"), "telling": RuntimeError("another")}
    assert crew.take(message(to_text(job("a")), receives=MAX_RECEIVES)) == ["a"]


@pytest.mark.parametrize("text", ["", "no json", "[]", "null", "{}", '{"due": "soon"}', '{"due": 0, "job": "{}"}'])
def test_what_is_no_job_fails_alone(text: str, crew: Crew) -> None:
    broken = {"messageId": "broken", "body": text, "attributes": {}}
    assert crew.take(broken, message(to_text(job("a")))) == ["broken"]
    assert crew.done_ids() == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"timer": {"name": "show", "key": "1", "due": 1e300}}',
        '{"timer": {"name": "show", "key": "1", "due": 1e999}}',
        '{"timer": {"name": "show", "key": "1", "due": NaN}}',
        '{"due": 1e300, "job": "{}"}',
        '{"due": 0, "job": "' + "[" * 100_000 + '"}',
        '{"asked_at": 1e300}',
        '{"id": ' + "1" * 5_000 + "}",
    ],
    ids=lambda text: text[:50],
)
def test_what_cannot_be_read_costs_only_itself(text: str, crew: Crew) -> None:
    bad = {"messageId": "bad", "body": text, "attributes": {}}
    assert crew.take(message(to_text(job("a"))), bad, message(to_text(job("b")))) == ["bad"]
    assert crew.done_ids() == ["a", "b"]


def test_a_transient_error_puts_the_job_off_as_long_as_it_says(crew: Crew, clock: SetClock) -> None:
    crew.faults["a"] = Later("Slack is busy.", wait=17)
    assert crew.take(message(to_text(job("a")), group="")) == []
    assert crew.watch.next_due() == clock.epoch() + 17
    del crew.faults["a"]
    crew.pass_time(17)
    assert [(done.id, done.attempt) for done in crew.done] == [("a", 1)]


def test_each_further_try_waits_longer_up_to_fifteen_minutes(crew: Crew, clock: SetClock) -> None:
    crew.faults["a"] = Later("Slack is busy.")
    crew.take(message(to_text(job("a")), group=""))
    waits = []
    for _ in range(12):
        due = crew.watch.next_due()
        assert due is not None
        waits.append(due - clock.epoch())
        crew.pass_time(waits[-1])
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert crew.watch.dead_letters == []


def test_what_a_person_asked_for_is_tried_each_minute_while_slack_limits_a_rate(crew: Crew, clock: SetClock) -> None:
    crew.faults["a"] = Limited("Slack is busy.", wait=1, maybe_done=False)
    crew.take(message(to_text(job("a", attempt=8)), group=""))
    assert crew.watch.next_due() == clock.epoch() + 60


def test_so_is_a_timer_however_many_wait_with_it(crew: Crew, clock: SetClock) -> None:
    crew.faults["k"] = Limited("Slack is busy.", wait=1, maybe_done=False)
    crew.take(message(timers.to_text(Timer("question-expires", "k", clock(), attempt=8)), group=""))
    assert crew.watch.next_due() == clock.epoch() + 60


@pytest.mark.parametrize("kind", ["timer", "job"])
def test_copies_of_what_waits_for_a_limited_rate_do_not_copy_themselves(kind: str, crew: Crew, clock: SetClock) -> None:
    crew.faults["a"] = Limited("Slack is busy.", wait=1, maybe_done=False)
    timer = timers.to_text(Timer("question-expires", "a", clock()))
    crew.watch.put(timer if kind == "timer" else to_text(job("a")))

    def twice(event: Mapping[str, Any]) -> dict[str, Any]:
        crew.worker.take(event)
        return crew.worker.take(event)

    for _ in range(20):
        clock.advance(60)
        assert crew.watch.deliver(twice) <= 2
    del crew.faults["a"]
    crew.pass_time(60)
    assert crew.done_ids() or crew.rung
    assert crew.watch.next_due() is None


def test_a_job_that_waited_for_fourteen_days_is_given_up_told_and_a_dead_letter(crew: Crew) -> None:
    busy = Later("Slack is busy.")
    crew.faults["a"] = busy
    crew.take(message(to_text(job("a")), group=""))
    crew.pass_time(20 * 86400)
    assert crew.watch.next_due() is None
    (letter,) = crew.watch.dead_letters
    assert '\\"a\\"' in letter
    assert ([told.id for told in crew.told], crew.gave_up) == (["a"], [busy])
    assert len(crew.watch.texts) == MOST_TRIES - 1


def test_a_timer_that_waited_for_fourteen_days_is_given_up_and_a_dead_letter(crew: Crew, clock: SetClock) -> None:
    crew.faults["k"] = Later("AWS is busy.")
    Timekeeper(crew.watch, clock).set(Timer("mute-ends", "k", clock()))
    crew.pass_time(13.9 * 86400)
    assert crew.watch.dead_letters == []
    crew.pass_time(86400)
    assert crew.watch.next_due() is None
    assert [
        (timer.name, timer.key) for letter in crew.watch.dead_letters if (timer := timer_in(json.loads(letter)))
    ] == [("mute-ends", "k")]


def test_a_timer_that_is_not_allowed_waits_until_somebody_allows_it_and_is_no_bug(crew: Crew, clock: SetClock) -> None:
    crew.faults["k"] = Refused("AWS does not allow it.")
    Timekeeper(crew.watch, clock).set(Timer("mute-ends", "k", clock()))
    crew.pass_time(86400)
    assert crew.watch.dead_letters == []
    del crew.faults["k"]
    crew.pass_time(1800)
    assert [timer.key for timer in crew.rung] == ["k"]


def test_a_dead_letter_that_was_given_up_is_done_once_it_is_brought_back(crew: Crew, clock: SetClock) -> None:
    crew.faults["k"] = Later("AWS is busy.")
    Timekeeper(crew.watch, clock).set(Timer("mute-ends", "k", clock()))
    crew.pass_time(15 * 86400)
    del crew.faults["k"]
    crew.watch.put(crew.watch.dead_letters.pop())
    crew.pass_time(1)
    assert [timer.key for timer in crew.rung] == ["k"]


def test_what_was_brought_back_may_meet_a_busy_slack_for_three_quarters_of_an_hour(crew: Crew, clock: SetClock) -> None:
    crew.faults |= {"k": Later("Slack is busy."), "a": Later("Slack is busy.")}
    Timekeeper(crew.watch, clock).set(Timer("mute-ends", "k", clock(), attempt=MOST_TRIES))
    crew.watch.put(to_text(job("a", attempt=MOST_TRIES)))
    crew.pass_time(2700)
    assert crew.watch.dead_letters == []
    crew.faults.clear()
    crew.pass_time(900)
    assert ([timer.key for timer in crew.rung], crew.done_ids()) == (["k"], ["a"])


def test_a_timer_due_in_thirty_days_is_reached_in_hops_and_then_none_is_left(crew: Crew, clock: SetClock) -> None:
    Timekeeper(crew.watch, clock).set(Timer("scale-return", "k", clock() + timedelta(days=30)))
    crew.pass_time(30 * 86400 - 2)
    assert crew.rung == []
    crew.pass_time(2)
    assert ([timer.attempt for timer in crew.rung], crew.watch.next_due()) == ([0], None)
    assert len(crew.watch.texts) == 30 * 96


def test_a_timer_that_sqs_delivers_a_moment_too_early_is_not_lost(crew: Crew, clock: SetClock) -> None:
    """Its work looks at the clock: the end of a mute that has not come does nothing, and nobody would ring again."""
    early = timers.to_text(Timer("mute-ends", "k", clock() + timedelta(seconds=0.1)))
    assert named(crew.worker.take({"Records": [message(early, group="")]})) == []
    assert crew.rung == []
    crew.pass_time(2)
    assert [timer.key for timer in crew.rung] == ["k"]


def test_a_timer_whose_hop_was_not_taken_still_does_not_ring_before_it_is_due(crew: Crew, clock: SetClock) -> None:
    Timekeeper(crew.watch, clock).set(Timer("mute-ends", "k", clock() + timedelta(hours=2)))
    crew.watch.faults.append(Later("AWS did not answer."))
    crew.pass_time(7190)
    assert (crew.watch.faults, crew.rung) == ([], [])
    crew.pass_time(10)
    assert [timer.key for timer in crew.rung] == ["k"]


def test_what_there_is_no_time_left_for_is_put_off_and_the_first_is_always_tried(crew: Crew) -> None:
    batch = [message(to_text(job(name)), group="") for name in ("a", "b")]
    times_left = iter([19.0])
    assert named(crew.worker.take({"Records": batch}, seconds_left=lambda: next(times_left))) == []
    assert crew.done_ids() == ["a"]
    crew.pass_time(2)
    assert crew.done_ids() == ["a", "b"]


def test_a_due_time_beyond_900_seconds_is_reached_in_hops(crew: Crew, clock: SetClock) -> None:
    crew.faults["a"] = Later("Come back in an hour.", wait=3600)
    crew.take(message(to_text(job("a")), group=""))
    del crew.faults["a"]
    crew.pass_time(3599)
    assert crew.done == []
    assert len(crew.watch.texts) == 4
    crew.pass_time(1)
    assert crew.done_ids() == ["a"]


def test_a_hop_is_not_another_try(crew: Crew) -> None:
    crew.faults["a"] = Later("Come back in an hour.", wait=3600)
    crew.take(message(to_text(job("a")), group=""))
    del crew.faults["a"]
    crew.pass_time(3600)
    assert crew.done[0].attempt == 1


def test_a_watch_queue_that_takes_nothing_leaves_the_job_to_sqs_and_the_others_go_on(crew: Crew) -> None:
    crew.faults["a"] = Later("Slack is busy.")
    crew.watch.faults.append(Later("AWS did not answer."))
    assert crew.take(*[message(to_text(job(name)), group="") for name in ("a", "b")]) == ["a"]
    assert crew.done_ids() == ["b"]


def test_a_job_that_must_wait_keeps_its_place_in_its_group_for_as_long_as_it_says(crew: Crew) -> None:
    crew.faults["a"] = Later("AWS is busy.", wait=7)
    batch = [message(to_text(job(name)), group) for name, group in (("a", "web"), ("b", "web"), ("c", "worker"))]
    assert crew.take(*batch) == ["a", "b"]
    assert crew.done_ids() == ["c"]
    assert crew.waits["a"] == 7
    assert crew.watch.texts == []


def test_a_job_that_must_wait_for_long_lets_the_others_pass_before_its_receives_are_used_up(crew: Crew) -> None:
    crew.faults["a"] = Later("AWS is busy.")
    answers = [crew.take(message(to_text(job("a")), receives=receives)) for receives in (1, 2, 3)]
    assert answers == [["a"], ["a"], []]
    assert crew.watch.next_due() == crew.clock.epoch() + 8
    del crew.faults["a"]
    crew.pass_time(8)
    assert [(done.id, done.attempt) for done in crew.done] == [("a", 3)]


@pytest.mark.parametrize(("topic", "error"), [("", Later("Busy.")), ("scale:web", Untold(Later("Slack is busy.")))])
def test_what_only_looks_or_is_only_to_be_told_keeps_nobody_waiting(topic: str, error: Later, crew: Crew) -> None:
    crew.faults["a"] = error
    assert crew.take(message(to_text(job("a", topic=topic))), message(to_text(job("b")))) == []
    assert crew.done_ids() == ["b"]
    assert len(crew.watch.texts) == 1


def test_an_exception_in_a_listener_reaches_the_dead_letters_and_the_person(
    listening_bellhop: Bellhop, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = listening_bellhop
    bellhop.scaling.faults += [RuntimeError("a bug")] * MAX_RECEIVES
    type_in(bellhop, "/scale web 4")
    for _ in range(MAX_RECEIVES):
        clock.advance(60)
        bellhop.work()
    assert [json.loads(letter)["body"]["text"] for letter in bellhop.jobs.dead_letters] == ["web 4"]
    (told,) = seen(bellhop)
    assert "`/scale web 4`" in told
    assert "`request-1`" in told
    assert "a bug" not in told
    assert seen(bellhop, user="U0BO") == []


def test_who_asked_for_what_was_given_up_is_told_why(listening_bellhop: Bellhop) -> None:
    type_in(listening_bellhop, "/scale web 4")
    asked = from_text(listening_bellhop.jobs.texts[0])
    listening_bellhop.worker.performer.tell_of_failure(asked, Later("Auto Scaling & co. did not answer."))
    said = "tried for two weeks to finish `/scale web 4` and has given up. Auto Scaling &amp; co. did not answer. It"
    assert said in seen(listening_bellhop)[-1]
