"""How a change goes on: one message, edited while instances come, with each ending told as what it is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.aws.scaling import Instance, Refresh, ScheduledAction
from app.commands.scale import parts
from app.commands.scale.buttons import DO
from app.commands.scale.change_log import Changes
from app.commands.scale.follow import CHECKED_LAST
from app.commands.scale.timers import FOLLOW
from app.queues.timers import Timer, to_text
from app.slack.errors import EDIT_REFUSED
from app.slack.messages.buttons import UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import thread
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_progress import capacity_failed, pass_by, start_refresh, the_change, told
from tests.app.people import press, seen, type_in
from tests.fakes.bellhop import Bellhop
from tests.fakes.scaling import web

pytestmark = pytest.mark.slow


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    listening_bellhop.scaling.is_slow = True
    return listening_bellhop


def test_while_instances_come_it_shows_how_many_there_are(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    assert "`▰▰▱▱` 2 of 4 in service · 0 s" in told(bellhop)
    bellhop.scaling.arrive("web", "Pending")
    pass_by(bellhop, 4)
    assert "`▰▰▱▱` 2 of 4 in service · 2 Pending · 3 s" in told(bellhop)


def test_it_is_done_once_they_are_in_service_and_not_before(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    pass_by(bellhop, 30)
    assert "Done" not in told(bellhop)
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 4)
    assert ":white_check_mark: Done in 3" in told(bellhop)


@pytest.mark.parametrize("code", sorted(EDIT_REFUSED))
def test_where_slack_refuses_the_edit_the_end_is_said_below_once(
    code: str, bellhop: Bellhop, slack: RunningSlack
) -> None:
    type_in(bellhop, "/scale web 4")
    slack.fault("chat.update", "error", error=code)
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    (reply,) = thread(slack, slack.messages("C0OPS")[0]["ts"], "C0OPS")
    assert ":white_check_mark: Done in" in reply
    assert bellhop.watch.dead_letters == []


def test_going_down_it_is_done_once_nobody_is_on_the_way_out(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(desired=3, instances=tuple(Instance(f"i-{n}", "InService") for n in (1, 2, 3))))
    type_in(bellhop, "/scale web 2")
    pass_by(bellhop, 4)
    assert "`▰▰◇` 3 of 2 in service" in told(bellhop)
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 4)
    assert "Done in" in told(bellhop)


def test_after_its_end_nothing_is_edited_and_no_timer_is_left(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 10)
    calls = len(slack.calls())
    pass_by(bellhop, 3600)
    assert (len(slack.calls()), bellhop.watch.next_due()) == (calls, None)


def test_it_is_edited_only_where_it_says_something_new_and_ever_more_slowly(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    type_in(bellhop, "/scale web 4")
    pass_by(bellhop, 600)
    edits = [call for call in slack.calls() if call["method"] == "chat.update"]
    assert 20 <= len(edits) <= 65


def test_failures_are_told_in_a_line_as_they_happen_and_awss_words_are_one_press_away(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.activity["web"] = tuple(capacity_failed(bellhop, number) for number in (1, 2))
    pass_by(bellhop, 4)
    assert told(bellhop).endswith(":x: No t3.micro capacity in us-east-1a; Auto Scaling keeps trying.")
    press(bellhop, newest(bellhop), f"{DO}:4", user="U0BO")
    bellhop.work()
    said = "Launching a new EC2 instance failed: We currently do not have sufficient t3.micro capacity in us-east-1a."
    assert seen(bellhop, user="U0BO")[-1] == f"What failed on `web`, in AWS's words:\n{said}"
    assert len(seen(bellhop)) == 1, "nobody else sees them"


def test_what_failed_on_the_way_to_a_change_that_is_done_does_not_look_like_its_end(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.activity["web"] = (capacity_failed(bellhop, 1),)
    pass_by(bellhop, 4)
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 4)
    tried = ":information_source: It took more than one try. No t3.micro capacity in us-east-1a."
    assert re.search(rf":white_check_mark: Done in \d+ s: 4 in service.\n{re.escape(tried)}", told(bellhop))
    assert ":x:" not in told(bellhop)


def test_a_launch_that_was_cancelled_is_no_failure(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.activity["web"] = (replace(capacity_failed(bellhop, 1), status="Cancelled", message=""),)
    pass_by(bellhop, 4)
    assert ":x:" not in told(bellhop)


def test_why_an_activity_was_begun_is_not_why_it_failed(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    cause = "At 2026-11-23T03:00:00Z a user request explicitly set group desired capacity"
    bellhop.scaling.activity["web"] = (replace(capacity_failed(bellhop, 1), message="", cause=cause),)
    pass_by(bellhop, 4)
    assert told(bellhop).endswith(":x: Launching a new EC2 instance failed. AWS does not say why.")


def test_failures_of_before_the_change_are_not_its_own(bellhop: Bellhop) -> None:
    bellhop.scaling.activity["web"] = (capacity_failed(bellhop, -600),)
    type_in(bellhop, "/scale web 4")
    pass_by(bellhop, 4)
    assert "failed" not in told(bellhop)


def test_where_some_come_and_then_no_more_it_is_partly_done_and_the_person_is_called(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 5")
    bellhop.scaling.put(web(desired=3))
    bellhop.scaling.arrive("web")
    group = bellhop.scaling.group("web")
    assert group is not None
    bellhop.scaling.put(web(desired=5, instances=group.instances))
    pass_by(bellhop, 1200)
    assert ":warning: Partly done: 3 of 5 in service, no progress for 15 min." in told(bellhop)
    assert "<@U0ANA> `web` did not reach the desired capacity" in seen(bellhop)[-1]


def test_where_none_come_it_is_given_up_with_the_cause(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 5")
    bellhop.scaling.activity["web"] = (capacity_failed(bellhop, 1),)
    pass_by(bellhop, 1200)
    assert ":x: *web* did not reach the desired capacity: 2 of 5 in service, no progress for 15 min." in told(bellhop)
    assert "No t3.micro capacity in us-east-1a" in told(bellhop)


def test_where_somebody_else_sets_another_size_it_ends_with_that(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.put(web(desired=6))
    pass_by(bellhop, 4)
    assert "Somebody has set the desired capacity to 6 since." in told(bellhop)


def test_where_the_group_is_gone_it_ends_with_that(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.remove("web")
    pass_by(bellhop, 4)
    assert "The group no longer exists." in told(bellhop)


def test_where_it_is_undone_on_its_way_it_says_so(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 3")
    type_in(bellhop, "/scale web undo", user="U0BO")
    pass_by(bellhop, 4)
    texts = [text for text in seen(bellhop) if "set *web* from 2 to 3" in text]
    assert ":leftwards_arrow_with_hook: Undone by <@U0BO>." in texts[0]


def test_while_aws_or_slack_is_away_it_waits_and_then_tells_the_end(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web 4")
    slack.fault("chat.update", "status", status=500)
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 3600)
    slack.clear_faults()
    pass_by(bellhop, 1800)
    assert "Done in 3 s: 4 in service." in told(bellhop), "when it was done, not when Slack heard of it"


def test_a_worker_that_never_wakes_the_timer_twice_changes_nothing(bellhop: Bellhop, slack: RunningSlack) -> None:
    type_in(bellhop, "/scale web 4")
    (timer,) = [text for text in bellhop.watch.texts if "scale-follow" in text]
    bellhop.watch.put(timer)
    pass_by(bellhop, 4)
    edits = len([call for call in slack.calls() if call["method"] == "chat.update"])
    bellhop.watch.put(timer)
    bellhop.work()
    assert len([call for call in slack.calls() if call["method"] == "chat.update"]) == edits


def test_a_change_for_a_time_says_when_it_is_back(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 7150)
    bellhop.scaling.put(web())
    pass_by(bellhop, 600)
    assert "`web` is back at 2, as planned." in seen(bellhop)[-1]


def test_it_does_not_go_back_where_somebody_has_changed_it_since(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    bellhop.scaling.put(web(desired=6))
    pass_by(bellhop, 7200)
    assert bellhop.scaling.planned == {}
    assert "It stays as it is, and the scheduled action is deleted." in seen(bellhop)[-1]


def returning(bellhop: Bellhop) -> str:
    """The name of the one scheduled action."""
    ((_, name),) = bellhop.scaling.planned
    return name


def test_a_way_back_that_somebody_deletes_by_bellhop_is_no_longer_promised(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    type_in(bellhop, f"/scale web schedule delete {returning(bellhop)}", user="U0BO")
    pass_by(bellhop, 1)
    first = bellhop.slack.messages("C0OPS")[0]
    gone = ":warning: It does not go back by itself any more: its scheduled action was deleted by <@U0BO>."
    assert gone in first["text"]
    assert UNDO in str(first["blocks"])
    pass_by(bellhop, 8000)
    assert "was due" not in "".join(seen(bellhop)), "they know"


def test_a_way_back_that_begins_between_two_looks_at_the_group_is_not_called_gone(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    (way_back,) = bellhop.scaling.planned.values()
    scheduled = bellhop.scaling.scheduled

    def slowly(group: str = "") -> tuple[ScheduledAction, ...]:
        assert way_back.at
        left = (way_back.at - bellhop.clock()).total_seconds()
        if 0 < left <= CHECKED_LAST.total_seconds():
            bellhop.clock.advance(left)
            bellhop.scaling.run(bellhop.clock())
        return scheduled(group)

    monkeypatch.setattr(bellhop.scaling, "scheduled", slowly)
    pass_by(bellhop, 8000)
    assert "was due" not in "".join(seen(bellhop))
    assert seen(bellhop)[-1] == ":leftwards_arrow_with_hook: `web` is back at 2, as planned."


def test_a_way_back_that_is_deleted_elsewhere_is_missed_before_its_time(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    bellhop.scaling.planned.clear()
    pass_by(bellhop, 8000)
    assert "was due to go back to 2" in seen(bellhop)[-1]
    assert "but its scheduled action is gone. It stays as it is. `/scale web 2` sets it." in seen(bellhop)[-1]
    assert "its scheduled action is gone." in bellhop.slack.messages("C0OPS")[0]["text"]


@pytest.mark.parametrize(("size", "said"), [(2, "`web` is back at 2, as planned."), (4, "its desired capacity is 4.")])
def test_a_check_that_comes_after_the_return_tells_how_it_went(size: int, said: str, bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 60)
    bellhop.clock.advance(3 * 3600)
    bellhop.scaling.planned.clear()
    bellhop.scaling.put(web(desired=size))
    pass_by(bellhop, 600)
    assert said in seen(bellhop)[-1]


def test_where_it_did_not_go_back_the_person_is_called(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 7200 + 299)
    assert "due to go back" not in "\n".join(seen(bellhop))
    pass_by(bellhop, 2)
    assert bellhop.watch.next_due() is None
    assert "was due to go back to 2" in seen(bellhop)[-1]
    assert "but its desired capacity is 4" in seen(bellhop)[-1]


@pytest.mark.parametrize("late", [119, 170])
def test_a_return_that_starts_two_minutes_late_is_no_alarm_to_anybody(late: int, bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    pass_by(bellhop, 7200 + late)
    bellhop.scaling.put(web())
    pass_by(bellhop, 600)
    assert "`web` is back at 2, as planned." in seen(bellhop)[-1]
    assert "was due" not in "\n".join(seen(bellhop))


def test_a_timer_that_an_older_bellhop_set_for_a_return_looks_twice_too(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4 for 2h")
    bellhop.scaling.arrive("web")
    bellhop.clock.advance(7200 + 60)
    parts.follower(bellhop.parts).check_returned(the_change(bellhop).id)
    assert "due to go back" not in "\n".join(seen(bellhop))


def test_of_a_group_that_another_one_replaced_it_says_that_it_is_gone(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(arn="arn:first:autoScalingGroupName/web"))
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.put(web(desired=4, arn="arn:second:autoScalingGroupName/web"))
    pass_by(bellhop, 4)
    assert "The group no longer exists." in told(bellhop)


def test_an_undo_that_is_seen_before_it_is_stored_is_still_called_an_undo(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web 4")
    bellhop.scaling.put(web(desired=2))
    pass_by(bellhop, 4)
    assert "Somebody has set the desired capacity to 2 since." in told(bellhop)
    changes = Changes(bellhop.table, bellhop.clock)
    undone = changes.change(the_change(bellhop).id, lambda known: replace(known, undone_by="undo"))
    bellhop.watch.put(to_text(Timer(FOLLOW, f"{undone.id}:{undone.step + 1}", bellhop.clock())))
    pass_by(bellhop, 1)
    assert told(bellhop).endswith("Undone.")


@pytest.mark.parametrize("lifecycle", ["Standby", "Terminating:Retained"])
def test_an_instance_that_waits_for_somebody_keeps_no_change_from_being_done(lifecycle: str, bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(desired=3))
    type_in(bellhop, "/scale web 2")
    bellhop.scaling.put(web(instances=(*web().instances, Instance("i-3", lifecycle))))
    pass_by(bellhop, 4)
    assert "Done in" in told(bellhop)


@pytest.mark.parametrize(
    ("status", "percent", "said"),
    [
        ("InProgress", 50, "`▰▰▰▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱` 50% replaced, 1 to go · InProgress"),
        ("Successful", 100, "The instance refresh finished in"),
        ("Failed", 50, "ended as Failed at 50%. Health &lt;checks&gt;"),
        ("Cancelled", 0, "ended as Cancelled. Health &lt;checks&gt;"),
    ],
)
def test_a_refresh_is_followed_to_its_end(status: str, percent: int, said: str, bellhop: Bellhop) -> None:
    ts = start_refresh(bellhop)
    bellhop.scaling.refreshed["web"] = (Refresh("r", status, percent, 1, "Health <checks>"),)
    pass_by(bellhop, 4)
    (message,) = [message for message in bellhop.slack.messages("C0OPS") if message["ts"] == ts]
    assert said in message["text"]


def test_of_a_refresh_that_failed_the_person_is_told_in_the_thread(bellhop: Bellhop) -> None:
    start_refresh(bellhop)
    bellhop.scaling.refreshed["web"] = (Refresh("r", "Failed", 50, 1, "Health checks"),)
    pass_by(bellhop, 4)
    assert seen(bellhop)[-1].startswith("<@U0ANA> The instance refresh of `web` did not finish.")
    type_in(bellhop, "/scale web history")
    assert "— _partly done after" in seen(bellhop)[-1]
