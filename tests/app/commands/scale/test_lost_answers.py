"""AWS does what it is asked, or not, and its answer is lost: nothing is done twice, and the person hears what is known.

Over every kind of change in VERBS; whoever adds one adds its example here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.aws.scaling import Refresh, ScheduledAction
from app.base.errors import Later, Wrong
from app.commands.scale.buttons import CONFIRM
from app.commands.scale.verbs import catalogue
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_progress import pass_by
from tests.app.people import by_name, press, seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import FakeAutoScaling, web

pytestmark = pytest.mark.slow

LOST = "AWS did not answer."


@dataclass(frozen=True)
class Example:
    """What is typed, what it does once, as the fake notes it, and what is said of it then."""

    words: str
    does: str
    said: str


EXAMPLES = {
    "resize": Example("web 4", "set web to 4", "set *web* from 2 to 4"),
    "resize with limits": Example("web max=9 9", "resize web to 1-9, 9", "set *web* from 2 to 9"),
    "resize for a while": Example("web 4 for 2h", "set web to 4", "set *web* from 2 to 4"),
    "schedule": Example("web 4 in 2h", "schedule bellhop-at-", "scheduled *web* to go to 4"),
    "unschedule": Example("web schedule delete night", "unschedule night of web", "deleted the scheduled action"),
    "suspend": Example(
        "web suspend AlarmNotification", "suspend AlarmNotification of web", "suspended `AlarmNotification` on *web*"
    ),
    "resume": Example("web resume AZRebalance", "resume AZRebalance of web", "resumed `AZRebalance` on *web*"),
    "refresh": Example("web refresh start", "start a refresh of web", "started an instance refresh of *web*"),
    "refresh cancel": Example("two refresh cancel", "refresh of two: Cancelled", "cancelled the instance refresh"),
    "refresh rollback": Example("two refresh rollback", "refresh of two: Rollback", "rolled back the instance"),
    "keep": Example("kept keep", "schedule bellhop-back-", "kept the way back of *kept* to 2"),
    "stay": Example("lent 4", "unschedule bellhop-back-", "let *lent* stay at 4"),
    "undo": Example("plain undo", "set plain to 2", "set *plain* from 3 to 2"),
}


def prepare(scaling: FakeAutoScaling) -> None:
    scaling.put(web(suspended=("AZRebalance",)))
    scaling.planned["web", "night"] = ScheduledAction("web", "night", recurrence="0 22 * * *", desired=1)
    scaling.refreshed["web"] = (Refresh("older", "Successful"),)
    scaling.refreshed["two"] = (Refresh("running", "InProgress", 40, can_roll_back=True),)


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, tuple(web(name=name) for name in ("web", "two", "plain", "kept", "lent")))
    with listening(made):
        type_in(made, "/scale plain 3")
        type_in(made, "/scale kept 4 for 2h")
        type_in(made, "/scale kept 6")
        type_in(made, "/scale lent 4 for 2h")
        prepare(made.scaling)
        pass_by(made, 60)
        made.scaling.done.clear()
        yield made


def ask(bellhop: Bellhop, example: Example, *faults: Later, deaths: tuple[Later, ...] = ()) -> None:
    """What is asked for is asked, and confirmed if need be; AWS is like that from when it acts."""
    if example.words.endswith(("refresh start", "refresh cancel", "refresh rollback", "delete night")):
        type_in(bellhop, f"/scale {example.words}")
        bellhop.scaling.faults += faults
        bellhop.scaling.deaths += deaths
        assert press(bellhop, newest(bellhop), CONFIRM)["ok"]
        bellhop.work()
    else:
        bellhop.scaling.faults += faults
        bellhop.scaling.deaths += deaths
        type_in(bellhop, f"/scale {example.words}")


def done(bellhop: Bellhop, example: Example) -> list[str]:
    return [each for each in bellhop.scaling.done if each.startswith(example.does)]


def told(bellhop: Bellhop) -> str:
    return "\n".join(seen(bellhop))


def test_there_is_an_example_of_every_kind_of_change() -> None:
    kinds = {kind.name for verb in catalogue.VERBS for kind in verb.kinds}
    assert {name.split()[0] for name in EXAMPLES} == kinds


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_was_done_and_not_answered_is_done_once_and_told_as_done(name: str, bellhop: Bellhop) -> None:
    example = EXAMPLES[name]
    ask(bellhop, example, deaths=(Later(LOST, wait=5, maybe_done=True),))
    bellhop.clock.advance(6)
    bellhop.work()
    assert len(done(bellhop, example)) == 1
    assert f"ana {example.said}" in by_name(told(bellhop))
    assert "refused" not in told(bellhop)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_was_not_done_and_not_answered_is_done_then(name: str, bellhop: Bellhop) -> None:
    example = EXAMPLES[name]
    ask(bellhop, example, Later(LOST, wait=5, maybe_done=True))
    assert done(bellhop, example) == []
    bellhop.clock.advance(6)
    bellhop.work()
    assert len(done(bellhop, example)) == 1
    assert f"ana {example.said}" in by_name(told(bellhop))


@pytest.mark.parametrize("name", EXAMPLES)
def test_while_aws_cannot_be_read_either_nothing_is_done_twice(name: str, bellhop: Bellhop) -> None:
    example = EXAMPLES[name]
    ask(bellhop, example, deaths=(Later(LOST, wait=5, maybe_done=True),))
    bellhop.scaling.unread += [Later(LOST, wait=5)] * 2
    pass_by_both(bellhop, 60)
    assert len(done(bellhop, example)) == 1
    assert f"ana {example.said}" in by_name(told(bellhop))


@pytest.mark.parametrize("name", EXAMPLES)
def test_where_aws_stays_silent_the_person_hears_that_nobody_can_tell(name: str, bellhop: Bellhop) -> None:
    example = EXAMPLES[name]
    ask(bellhop, example, deaths=(Later(LOST, wait=5, maybe_done=True),))
    bellhop.scaling.unread += [Later(LOST, wait=60)] * 1000
    pass_by_both(bellhop, 1800)
    assert len(bellhop.scaling.done) == 1
    group = example.words.split()[0]
    said = f"cannot tell whether this was done. Nothing more was done. Look before you ask again: `/scale {group}`."
    assert said in told(bellhop)
    assert bellhop.jobs.dead_letters == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_was_not_done_is_asked_about_again_once_it_is_late(name: str, bellhop: Bellhop) -> None:
    example = EXAMPLES[name]
    ask(bellhop, example, Later(LOST, wait=16 * 60, maybe_done=True))
    pass_by_both(bellhop, 1000)
    assert done(bellhop, example) == []
    assert "nothing was done" in told(bellhop)


def test_where_only_the_return_was_planned_it_is_taken_off_before_anybody_is_asked_again(bellhop: Bellhop) -> None:
    ask(bellhop, EXAMPLES["resize for a while"], deaths=(Later(LOST, wait=16 * 60, maybe_done=True),))
    assert "bellhop-back-" in str(bellhop.scaling.scheduled("web"))
    pass_by_both(bellhop, 1000)
    assert "Do you still want it?" in told(bellhop)
    assert "bellhop-back-" not in str(bellhop.scaling.scheduled("web"))


def busy(*_: object) -> None:
    raise Later("AWS is busy.", wait=16 * 60)


def test_a_return_that_could_not_be_taken_off_at_once_is_so_before_anybody_is_asked_again(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(bellhop.scaling, "set_desired", busy)
        patch.setattr(bellhop.scaling, "unschedule", busy)
        type_in(bellhop, "/scale web 4 for 2h")
        pass_by_both(bellhop, 1000)
        assert "bellhop-back-" in str(bellhop.scaling.scheduled("web"))
    pass_by_both(bellhop, 1000)
    assert "Do you still want it?" in told(bellhop)
    assert "bellhop-back-" not in str(bellhop.scaling.scheduled("web"))


def test_a_return_of_the_same_moment_that_could_not_be_replaced_is_kept(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    before = bellhop.scaling.scheduled("web")
    schedule = bellhop.scaling.schedule

    def is_busy_once(action: ScheduledAction) -> None:
        monkeypatch.setattr(bellhop.scaling, "schedule", schedule)
        busy()

    monkeypatch.setattr(bellhop.scaling, "schedule", is_busy_once)
    type_in(bellhop, "/scale web 6 for 2h", user="U0BO")
    pass_by_both(bellhop, 1000)
    assert "Do you still want it?" in told(bellhop)
    assert bellhop.scaling.scheduled("web") == before


def test_what_another_request_has_set_since_is_not_told_as_ones_own(bellhop: Bellhop) -> None:
    ask(bellhop, EXAMPLES["resize"], *[Later(LOST, wait=5, maybe_done=True)] * 3)
    for _ in range(2):  # then it lets others pass
        bellhop.clock.advance(6)
        bellhop.work()
    type_in(bellhop, "/scale web 4 because of another request")
    assert bellhop.scaling.done == ["set web to 4"]
    pass_by_both(bellhop, 60)
    assert bellhop.scaling.done == ["set web to 4"]
    assert "set *web* from 2 to 4" in told(bellhop)
    assert "cannot tell whether this was done" in told(bellhop)


def test_a_refusal_that_comes_of_a_refresh_that_was_started_is_none(bellhop: Bellhop) -> None:
    """The first look may be too early to see it; then Auto Scaling refuses the second start."""
    example = EXAMPLES["refresh"]
    ask(bellhop, example, deaths=(Later(LOST, wait=5, maybe_done=True),))
    shown = bellhop.scaling.refreshed["web"]
    bellhop.scaling.refreshed["web"] = shown[1:]
    bellhop.scaling.faults.append(Wrong("An Instance Refresh is already in progress"))
    reads = bellhop.scaling.refreshes

    def late(group: str, most: int = 3) -> tuple[Refresh, ...]:
        seen_now = reads(group, most)
        bellhop.scaling.refreshed["web"] = shown
        return seen_now

    bellhop.scaling.refreshes = late  # type: ignore[method-assign]
    bellhop.clock.advance(6)
    bellhop.work()
    assert len(done(bellhop, example)) == 1
    assert f"ana {example.said}" in by_name(told(bellhop))
    assert "already in progress" not in told(bellhop)


@pytest.mark.parametrize("status", ["Successful", "Failed", "Cancelled"])
def test_a_refresh_that_was_over_before_anybody_looked_is_not_started_again(status: str, bellhop: Bellhop) -> None:
    example = EXAMPLES["refresh"]
    ask(bellhop, example, deaths=(Later(LOST, wait=5, maybe_done=True),))
    bellhop.scaling.refreshed["web"] = (Refresh("new", status, 100), Refresh("older", "Successful"))
    bellhop.clock.advance(6)
    bellhop.work()
    assert len(done(bellhop, example)) == 1


def test_a_refresh_that_ended_by_itself_was_perhaps_cancelled_and_perhaps_not(bellhop: Bellhop) -> None:
    ask(bellhop, EXAMPLES["refresh cancel"], Later(LOST, wait=5, maybe_done=True))
    bellhop.scaling.refreshed["two"] = (Refresh("running", "Successful", 100),)
    bellhop.clock.advance(6)
    bellhop.work()
    assert bellhop.scaling.done == []
    assert "cannot tell whether this was done" in told(bellhop)


def pass_by_both(bellhop: Bellhop, seconds: float) -> None:
    """Time goes on for jobs and timers."""
    end = bellhop.clock.epoch() + seconds
    while (due := min(filter(None, (bellhop.jobs.next_due(), bellhop.watch.next_due())), default=end + 1)) <= end:
        bellhop.clock.advance(max(0.0, due - bellhop.clock.epoch()) + 0.001)
        bellhop.work()
    bellhop.clock.advance(max(0.0, end - bellhop.clock.epoch()))
    bellhop.work()
