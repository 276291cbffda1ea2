"""What a look at a group means for a change: how it ended, what failed, and what came after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.aws.scaling import Activity, Capacity, Refresh
from app.commands.scale.assess import LONGEST_FAILURE, MOST_FAILURES, Seen, assessed, is_back
from app.commands.scale.logged_change import Change, Failed, Result
from app.slack.messages.buttons import UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.test_logged_change import AT, CHANGE
from tests.app.commands.scale.test_progress import capacity_failed, pass_by, start_refresh, the_change, told
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web

RUNNING = replace(CHANGE, result=Result.RUNNING)
NO_CAPACITY = "We currently do not have sufficient t3.micro capacity in us-east-1a."
SAID = f"Launching a new EC2 instance failed: {NO_CAPACITY}"


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    listening_bellhop.scaling.is_slow = True
    return listening_bellhop


def test_one_that_somebody_overtook_outside_of_bellhop_says_so_once_bellhop_notices(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 10)
    bellhop.scaling.put(web(desired=6))
    first = {**bellhop.slack.messages("C0OPS")[0], "channel": "C0OPS"}
    press(bellhop, first, UNDO)
    pass_by(bellhop, 1)
    first = bellhop.slack.messages("C0OPS")[0]
    assert first["text"].endswith("Somebody has set the desired capacity to 6 since.")
    assert UNDO not in str(first["blocks"])


@pytest.mark.parametrize(
    ("cause", "by"),
    [
        ("a monitor alarm high in state ALARM triggered policy cpu-50 ", "The scaling policy `cpu-50`"),
        (
            "a scheduled action update of AutoScalingGroup constraints to min: 1, max: 8, desired: 6 ",
            "A scheduled action",
        ),
        ("a user request explicitly set group desired capacity ", "Somebody"),
    ],
)
def test_who_overtook_it_is_told_as_the_activities_say(cause: str, by: str, bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.put(web(desired=6))
    said = f"At 2026-11-23T03:00:00Z {cause}changing the desired capacity from 4 to 6."
    bellhop.scaling.activity["web"] = (Activity("a-1", bellhop.clock(), "InProgress", "Launching", said),)
    pass_by(bellhop, 4)
    assert told(bellhop).endswith(f"{by} has set the desired capacity to 6 since.")


def test_what_was_done_is_not_told_beside_fewer_instances_than_that(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web 4")
    slack.fault("chat.update", "status", status=500)
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    group = bellhop.scaling.group("web")
    assert group is not None
    bellhop.scaling.put(replace(group, instances=group.instances[:1]))
    slack.clear_faults()
    pass_by(bellhop, 1800)
    assert "Done in 3 s: 4 in service." in told(bellhop)


def test_a_change_for_a_time_that_is_back_says_so_and_offers_no_undo(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 7210)
    bellhop.scaling.put(web())
    pass_by(bellhop, 600)
    first = bellhop.slack.messages("C0OPS")[0]
    assert first["text"].endswith("4 in service.\n:leftwards_arrow_with_hook: Back at 2, as planned.")
    assert UNDO not in str(first["blocks"])


def test_a_refresh_that_was_rolled_back_is_not_done(bellhop: Bellhop) -> None:
    ts = start_refresh(bellhop)
    bellhop.scaling.refreshed["web"] = (Refresh("r", "RollbackSuccessful", 100, 0, "An alarm is in ALARM."),)
    pass_by(bellhop, 4)
    message = next(each for each in bellhop.slack.messages("C0OPS") if each["ts"] == ts)
    assert message["text"].endswith("The instance refresh was rolled back. An alarm is in ALARM.")
    assert seen(bellhop)[-1].startswith("<@U0ANA> The instance refresh of `web` did not finish.")


def test_an_earlier_refresh_is_not_taken_for_the_one_that_does_not_show_yet(bellhop: Bellhop) -> None:
    earlier = Refresh("earlier", "Cancelled", 20)
    bellhop.scaling.refreshed["web"] = (earlier,)
    ts = start_refresh(bellhop)
    bellhop.scaling.refreshed["web"] = (earlier,)
    pass_by(bellhop, 4)
    message = next(each for each in bellhop.slack.messages("C0OPS") if each["ts"] == ts)
    assert "Cancelled" not in message["text"]
    bellhop.scaling.refreshed["web"] = (Refresh("later", "Successful", 100), Refresh("own", "Failed", 30), earlier)
    pass_by(bellhop, 4)
    message = next(each for each in bellhop.slack.messages("C0OPS") if each["ts"] == ts)
    assert "ended as Failed at 30%" in message["text"]


def failed(seconds: int, message: str = NO_CAPACITY) -> Activity:
    at = AT + timedelta(seconds=seconds)
    return Activity(f"a-{seconds}", at, "Failed", "Launching a new EC2 instance", "", message, at)


def looked(change: Change, *activities: Activity, refresh: Refresh | None = None) -> Change:
    return assessed(change, Seen(web(desired=4), activities, refresh), AT + timedelta(minutes=2), timedelta(hours=1))


def test_the_same_failure_again_is_kept_once_with_when_it_came_first() -> None:
    one = looked(RUNNING, failed(30), failed(10))
    assert one.failures == (Failed(AT + timedelta(seconds=10), SAID),)
    assert looked(one, failed(60), failed(30)).failures == one.failures


def test_failures_that_differ_are_kept_in_their_order_up_to_some() -> None:
    many = [failed(number, f"Reason <{number}>") for number in reversed(range(MOST_FAILURES + 3))]
    assert [each.words for each in looked(RUNNING, *many).failures] == [
        f"Launching a new EC2 instance failed: Reason &lt;{number}&gt;" for number in range(MOST_FAILURES)
    ]


def test_long_words_of_a_failure_are_cut() -> None:
    (kept,) = looked(RUNNING, failed(1, "<x> " * 1000)).failures
    assert len(kept.words) <= LONGEST_FAILURE
    assert kept.words.endswith("…")


def test_what_failed_before_a_change_or_was_there_already_is_not_kept_with_it() -> None:
    assert looked(replace(RUNNING, known=("a-5",)), failed(5), failed(-600)).failures == ()


@pytest.mark.parametrize(
    ("status", "reason", "kept"),
    [
        ("Failed", "Instances <i-1> are unhealthy", ("Instances &lt;i-1&gt; are unhealthy",)),
        ("RollbackSuccessful", "An alarm went off", ("An alarm went off",)),
        ("Failed", "", ()),
        ("Successful", "All is well", ()),
        ("InProgress", "Waiting", ()),
    ],
)
def test_why_an_instance_refresh_did_not_finish_is_kept(status: str, reason: str, kept: tuple[str, ...]) -> None:
    change = replace(RUNNING, refresh=True, before=None, after=None)
    found = looked(change, refresh=Refresh("r1", status, reason=reason))
    assert tuple(each.words for each in found.failures) == kept


def test_failures_are_stored_while_a_change_is_followed(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.activity["web"] = tuple(capacity_failed(bellhop, number) for number in (1, 2))
    pass_by(bellhop, 4)
    bellhop.scaling.activity["web"] = ()  # Auto Scaling lists only its newest
    pass_by(bellhop, 30)
    assert [each.words for each in the_change(bellhop).failures] == [SAID]


@pytest.mark.parametrize(
    ("sizes", "is_so"),
    [((1, 8, 2), True), ((2, 2, 2), True), ((1, 8, 3), False), ((3, 3, 3), False), ((1, 9, 2), False)],
)
def test_what_is_back_may_have_its_size_as_its_limits_for_a_minute(sizes: tuple[int, int, int], is_so: bool) -> None:
    low, high, desired = sizes
    assert is_back(web(minimum=low, maximum=high, desired=desired), Capacity(1, 8, 2)) == is_so
