"""Every word of /scale, typed in Slack, seen in AWS, told in Slack: all over HTTP, in one process.

What is marked `kinds` holds for whatever can be scaled; what only one kind has, or lacks, is in its own file.
What is marked `deployed` goes through the deployed zip too, at least once for each kind of change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest

from app.aws.scaling import Capacity
from tests.flows.desk import Desk
from tests.flows.in_process import MODELS, in_process

IN_PROCESS, DEPLOYED, GROUP = "in process", "deployed", "group"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "desk" in metafunc.fixturenames:
        has = metafunc.definition.get_closest_marker
        kinds = has("kinds")
        without = (GROUP, *kinds.kwargs.get("without", ())) if kinds else MODELS
        others = [kind for kind in MODELS if kind not in without]
        metafunc.parametrize("desk", [IN_PROCESS, *([DEPLOYED] if has("deployed") else []), *others], indirect=True)


@pytest.fixture
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    if request.param != DEPLOYED:
        with in_process(monkeypatch, GROUP if request.param == IN_PROCESS else request.param) as world:
            yield Desk(world)
        return
    yield Desk(request.getfixturevalue("sandbox"))


@pytest.mark.deployed
@pytest.mark.kinds
def test_the_list(desk: Desk) -> None:
    desk.types("/scale")
    desk.reads("`web`: desired 2, 2 in service (min 1, max 8)", "`worker`: desired 1")


@pytest.mark.deployed
def test_the_card_says_what_bears_on_the_groups_size(desk: Desk) -> None:
    desk.types("/scale web")
    text = desk.reads("`web`: desired 2, 2 in service (min 1, max 8)")["text"]
    assert "us-east-1a" in text
    assert "*Alarms*: " in text


@pytest.mark.parametrize(
    ("words", "size"),
    [("4", 4), ("+2", 4), ("x2", 4), ("x1.2", 3), ("+50%", 3), ("150%", 3), ("200%", 4)],
)
@pytest.mark.kinds
def test_sizes(words: str, size: int, desk: Desk) -> None:
    desk.types(f"/scale web {words}")
    desk.wants(size)
    desk.reads(f"<@U0ANA> set *web* from 2 to {size} (min 1, max 8).", "Done in")


@pytest.mark.deployed
@pytest.mark.kinds
def test_a_step_is_followed_to_its_end(desk: Desk) -> None:
    desk.types("/scale web +2")
    desk.wants(4)
    desk.reads("<@U0ANA> set *web* from 2 to 4 (min 1, max 8).", "Done in")


@pytest.mark.deployed
@pytest.mark.kinds
def test_bounds_and_size_at_once(desk: Desk) -> None:
    desk.types("/scale web min=2 max=12 10")
    desk.comes_to(Capacity(2, 12, 10))
    desk.reads("set *web* from 2 to 10, and its limits from min 1, max 8 to min 2, max 12")


@pytest.mark.deployed
@pytest.mark.kinds
def test_a_size_for_a_time_goes_back_by_itself(desk: Desk) -> None:
    desk.types("/scale web 4 for 2h because the sale")
    desk.wants(4)
    back = desk.planned()
    assert back.name.startswith("bellhop-back-")
    assert (back.minimum, back.maximum, back.desired) == (1, 8, 2)
    assert abs(back.at - desk.now() - timedelta(hours=2)) < timedelta(minutes=2)
    desk.reads("set *web* from 2 to 4", "because the sale, until <!date", "then back to 2")
    desk.things.pass_by("web", 7300)
    desk.wants(2)
    assert desk.sizes() == Capacity(1, 8, 2)


@pytest.mark.kinds
def test_what_somebody_changed_meanwhile_does_not_go_back(desk: Desk) -> None:
    desk.types("/scale web 4 for 30m")
    told = desk.reads("set *web* from 2 to 4", "Done in")
    desk.things.move("web", 3)
    desk.sleeps(1800, until=lambda: not desk.things.planned("web"))
    desk.reads_below(told, "`web` was due to go back to 2", "somebody has changed it since")
    desk.things.pass_by("web", 3600)
    assert desk.sizes() == Capacity(1, 8, 3)


@pytest.mark.kinds
def test_that_it_is_back_is_said(desk: Desk) -> None:
    desk.types("/scale web 4 for 30m")
    told = desk.reads("set *web* from 2 to 4", "Done in")
    desk.sleeps(2400, until=lambda: "Back at 2, as planned" in desk.text_of(told))
    desk.reads_below(told, "`web` is back at 2, as planned.")
    assert desk.sizes() == Capacity(1, 8, 2)


@pytest.mark.kinds
def test_what_is_suspended_is_shown_and_resumed_by_a_press(desk: Desk) -> None:
    desk.types(f"/scale web suspend {desk.things.process}")
    told = desk.reads(f"suspended `{desk.things.process}` on *web*")
    assert desk.things.suspended("web") == {desk.things.process}
    desk.types("/scale web")
    desk.reads(f"Suspended: `{desk.things.process}`")
    desk.presses(told, "scale_do:0")
    desk.reads(f"resumed `{desk.things.process}` on *web*")
    assert desk.things.suspended("web") == set()


@pytest.mark.kinds
def test_a_later_change_takes_the_return_off(desk: Desk) -> None:
    desk.types("/scale web 4 for 2h")
    desk.planned()
    desk.types("/scale web 5")
    desk.wants(5)
    desk.has_nothing_planned()
    desk.reads("set *web* from 4 to 5", "The way back to 2")


@pytest.mark.kinds
def test_a_size_at_a_time_of_day_in_the_persons_zone(desk: Desk) -> None:
    desk.types("/scale web 6 at 18:00")
    desk.presses(desk.reads("wants to schedule *web* to go to 6", "18:00 Europe/Lisbon"), "scale_confirm")
    planned = desk.planned()
    assert (planned.desired, planned.at > desk.now()) == (6, True)
    assert planned.at.astimezone(UTC).strftime("%H:%M") in ("18:00", "17:00"), "18:00 in Lisbon"
    desk.reads("scheduled *web* to go to 6 at <!date")
    assert desk.sizes().desired == 2


@pytest.mark.kinds
def test_a_size_in_a_while(desk: Desk) -> None:
    desk.types("/scale web 6 in 30m")
    assert abs(desk.planned().at - desk.now() - timedelta(minutes=30)) < timedelta(minutes=2)
    desk.things.pass_by("web", 1900)
    desk.wants(6)
    assert desk.sizes() == Capacity(1, 8, 6)


@pytest.mark.deployed
def test_a_size_every_weekday_and_the_schedule_with_its_button(desk: Desk) -> None:
    desk.types("/scale web 6 every weekday 08:00")
    desk.presses(desk.reads("wants to schedule *web* to go to 6", "08:00 Europe/Lisbon"), "scale_confirm")
    desk.planned()
    (action,) = desk.groups.actions("web")
    assert (action["Recurrence"], action["TimeZone"]) == ("0 8 * * 1,2,3,4,5", "Europe/Lisbon")
    desk.reads("scheduled *web* to go to 6 every weekday at 08:00 Europe/Lisbon")
    desk.types("/scale web schedule")
    listed = desk.reads("every weekday at 08:00", "schedule delete NAME")
    desk.presses(listed, "scale_do:0")
    desk.has_nothing_planned()
    desk.reads("deleted the scheduled action")


@pytest.mark.kinds
def test_the_schedule_of_all_groups_and_deletion_by_name(desk: Desk) -> None:
    desk.types("/scale web 6 in 1h")
    name = desk.planned().name
    desk.types("/scale schedule")
    desk.reads(name)
    desk.types(f"/scale web schedule delete {name}")
    desk.has_nothing_planned()


@pytest.mark.deployed
def test_processes_are_suspended_and_resumed(desk: Desk) -> None:
    desk.types("/scale web suspend launch AZRebalance")
    asked = desk.reads("Until it is resumed, Auto Scaling launches no instance. Go ahead?")
    desk.presses(asked, "scale_confirm")
    told = desk.reads("suspended `Launch`, `AZRebalance` on *web*")
    assert {each["ProcessName"] for each in desk.group()["SuspendedProcesses"]} == {"Launch", "AZRebalance"}
    desk.types("/scale web 4")
    desk.reads("set *web* from 2 to 4", "Launch is suspended on this group")
    desk.presses(told, "scale_do:0")
    desk.reads("resumed `Launch`, `AZRebalance` on *web*")
    desk.types("/scale web suspend lunch")
    desk.reads("Did you mean `/scale web suspend Launch`?")


HOURS = 4 * 3600


def launches_take_long(desk: Desk) -> None:
    """Longer than any look at them: until the test lets the time pass."""
    desk.sandbox.control("autoscaling", {"group": "web", "seconds_per_launch": 600})


@pytest.mark.deployed
def test_a_refresh_is_started_and_followed_to_its_end(desk: Desk) -> None:
    desk.types("/scale web refresh")
    shown = desk.reads("*web* has had no instance refresh")
    desk.presses(shown, "scale_do:0")
    asked = desk.reads("wants to start an instance refresh of *web*", "Go ahead?")
    launches_take_long(desk)
    desk.presses(asked, "scale_confirm")
    desk.reads("started an instance refresh of *web*", "% replaced")
    desk.things.pass_by("web", HOURS)
    desk.reads("started an instance refresh of *web*", "The instance refresh finished")


@pytest.mark.deployed
def test_a_refresh_to_another_version_is_rolled_back(desk: Desk) -> None:
    launches_take_long(desk)
    template = {"LaunchTemplateName": "shop", "Version": "2"}
    desk.scaling.start_instance_refresh(AutoScalingGroupName="web", DesiredConfiguration={"LaunchTemplate": template})
    desk.types("/scale web refresh rollback")
    desk.presses(desk.reads("wants to roll back the instance refresh of *web*"), "scale_confirm")
    desk.reads("rolled back the instance refresh of *web*")
    desk.things.pass_by("web", HOURS)
    desk.reads("rolled back the instance refresh of *web*", "The instance refresh finished")


def test_a_refresh_without_another_version_has_nothing_to_go_back_to(desk: Desk) -> None:
    desk.scaling.start_instance_refresh(AutoScalingGroupName="web")
    desk.types("/scale web refresh rollback")
    desk.reads("Auto Scaling can roll back only an instance refresh that was started with a desired configuration")


@pytest.mark.deployed
def test_a_refresh_is_cancelled(desk: Desk) -> None:
    desk.types("/scale web refresh cancel")
    desk.reads("No instance refresh is running on `web`")
    launches_take_long(desk)
    desk.scaling.start_instance_refresh(AutoScalingGroupName="web")
    desk.types("/scale web refresh cancel")
    desk.presses(desk.reads("wants to cancel the instance refresh of *web*"), "scale_confirm")
    desk.reads("cancelled the instance refresh of *web*")


@pytest.mark.deployed
@pytest.mark.kinds
def test_undo_by_word_and_history(desk: Desk) -> None:
    desk.types("/scale web 3 because of the queue")
    desk.wants(3)
    desk.reads("set *web* from 2 to 3", "Done in")
    desk.types("/scale web undo", user="U0BO")
    desk.wants(2)
    desk.reads("<@U0BO> set *web* from 3 to 2 (min 1, max 8), undoing the change that <@U0ANA> made")
    desk.types("/scale history")
    assert "because of the queue — _undone by bo_" in desk.reads("Newest first")["text"]
    desk.types("/scale web history", user="U0BO")
    desk.reads("set *web* from 2 to 3", "Newest first", user="U0BO")


@pytest.mark.kinds
def test_undo_by_button_is_refused_once_somebody_else_has_changed_it(desk: Desk) -> None:
    desk.types("/scale web 4")
    told = desk.reads("set *web* from 2 to 4", "Done in")
    desk.comes_to(Capacity(1, 8, 4))
    desk.things.move("web", 5)
    desk.presses(told, "scale_undo")
    desk.reads("somebody has changed it since: it is at 5 (min 1, max 8) now")
    assert desk.sizes().desired == 5


@pytest.mark.deployed
@pytest.mark.kinds
def test_a_dry_run_only_says_what_would_happen_and_its_button_does_it(desk: Desk) -> None:
    desk.types("/scale dry-run web 4")
    shown = desk.reads("would set *web* from 2 to 4. Nothing changed.")
    assert desk.sizes().desired == 2
    desk.presses(shown, "scale_do:0")
    desk.wants(4)


@pytest.mark.kinds
def test_outside_the_bounds_is_refused_with_a_button_that_moves_them(desk: Desk) -> None:
    desk.types("/scale web 10")
    refusal = desk.reads("`web` may have 1 to 8, not 10")
    assert desk.sizes().desired == 2
    desk.presses(refusal, "scale_do:0")
    desk.comes_to(Capacity(1, 10, 10))


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("-1", "That removes half of its capacity or more."),
        ("-25%", "That removes half of its capacity or more."),
        ("50%", "50% of 2 is 1; +50% would be 3."),
    ],
)
@pytest.mark.kinds
def test_what_takes_half_away_is_asked_again_and_done_by_a_press(words: str, asked: str, desk: Desk) -> None:
    desk.types(f"/scale web {words}")
    question = desk.reads(f"wants to set *web* from 2 to 1. {asked} Go ahead?")
    assert desk.sizes().desired == 2
    desk.presses(question, "scale_confirm")
    desk.wants(1)
    desk.reads("<@U0ANA> set *web* from 2 to 1 (min 1, max 8).", "Done in")


@pytest.mark.deployed
@pytest.mark.kinds(without=["dynamodb"])  # test_scale_numbers.py has what it says
def test_to_zero_is_asked_again_and_done_by_a_press(desk: Desk) -> None:
    desk.types("/scale worker 0")
    asked = desk.reads("wants to set *worker* from 1 to 0. That leaves no instances. Go ahead?")
    assert desk.sizes("worker").desired == 1
    desk.presses(asked, "scale_confirm", user="U0BO")
    desk.wants(0, "worker")
    desk.reads("set *worker* from 1 to 0", "confirmed by <@U0BO>", "Done in")


@pytest.mark.kinds
def test_a_name_is_completed_and_several_are_a_choice(desk: Desk) -> None:
    desk.types("/scale wor")
    desk.reads("`worker`: desired 1")
    desk.types("/scale w 3")
    which = desk.reads("`w` matches 2 groups")
    desk.presses(which, "scale_do:0")
    desk.wants(3)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/scale help", "`/scale` lists the groups"),
        ("/scale web frob", "`frob` is not a size"),
        ("/scale undo", "Which group?"),
        ("/scale nowhere 4", "There is no Auto Scaling group `nowhere`"),
    ],
)
@pytest.mark.kinds
def test_help_and_mistakes_say_what_to_type(command: str, said: str, desk: Desk) -> None:
    desk.types(command)
    desk.reads(said)


def test_a_failing_launch_is_told_in_a_line_and_goes_on_to_its_end(desk: Desk) -> None:
    desk.sandbox.control("autoscaling", {"group": "web", "launch_failure": True})
    desk.types("/scale web 4")
    told = desk.reads("set *web* from 2 to 4", "No t3.micro capacity in us-east-1")
    assert "2 of 4 in service" in told["text"]
    desk.sandbox.control("autoscaling", {"group": "web", "launch_failure": ""})
    desk.reads("set *web* from 2 to 4", "Done in", "No t3.micro capacity in us-east-1")


@pytest.mark.deployed
def test_what_passes_at_aws_is_tried_again_and_acts_once(desk: Desk) -> None:
    seen = len(desk.sandbox.control("aws/calls"))
    for error in ("ScalingActivityInProgress", "ResourceContention", "Throttling"):
        desk.sandbox.control("aws/faults", {"operation": "SetDesiredCapacity", "error": error})
    desk.types("/scale web +2")
    desk.wants(4)
    desk.reads("set *web* from 2 to 4", "Done in")
    calls = [call for call in desk.sandbox.control("aws/calls")[seen:] if call["operation"] == "SetDesiredCapacity"]
    assert [call["error"] for call in calls if not call["error"]] == [""], "it was accepted once"


@pytest.mark.deployed
def test_an_answer_of_awss_that_is_lost_does_not_make_it_twice(desk: Desk) -> None:
    desk.sandbox.control("aws/faults", {"operation": "SetDesiredCapacity", "error": "drop_after_work", "count": 3})
    desk.types("/scale web +2")
    desk.wants(4)
    desk.reads("set *web* from 2 to 4")
    assert desk.sizes().desired == 4


def test_a_group_with_an_operator_is_refused_early(desk: Desk) -> None:
    desk.sandbox.control("autoscaling", {"group": "web", "operator": "eks.amazonaws.com"})
    desk.types("/scale web 4")
    desk.reads("`web` is managed by `eks.amazonaws.com`, and only that service can change it")
