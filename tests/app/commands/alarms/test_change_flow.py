"""Guards, lost answers and presses of two people, for whatever changes an alarm; tests of the audit have the rest."""

from __future__ import annotations

from typing import Any

import pytest

from app.base.errors import Later
from app.commands.alarms.audit.buttons import FIX
from app.commands.alarms.buttons import UNDO
from app.config.configuration import Configuration
from app.config.guards import Guard
from app.slack.messages.buttons import carrying
from sandbox.slack.threaded import RunningSlack
from tests.app.people import by_name, press, seen
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock

OFF: dict[str, Any] = {"AlarmName": "off", "ActionsEnabled": False, "MetricName": "m", "Namespace": "n", "Period": 60}
OFF |= {"AlarmActions": ["arn:aws:sns:us-east-1:123456789012:x"], "Statistic": "Sum", "Threshold": 1.0}
POLICY = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/web:policyName/out"
STOP = "arn:aws:automate:us-east-1:ec2:stop"


def enable(bellhop: Bellhop, fix: str = "enable", user: str = "U0ANA") -> None:
    payload = {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower()},
        "team": {"id": "T0SANDBOX"},
        "channel": {"id": "C0OPS"},
        "container": {"message_ts": "1.0", "channel_id": "C0OPS"},
        "actions": [{"type": "button", "action_id": f"{FIX}:0", "value": carrying({"fix": fix, "alarm": "off"})}],
    }
    bellhop.clock.advance(1)
    bellhop.edge(bellhop.interaction(payload))
    bellhop.work()


def undo(bellhop: Bellhop, user: str = "U0ANA") -> None:
    message = next(each for each in bellhop.slack.messages("C0OPS") if UNDO in str(each["blocks"]))
    press(bellhop, {**message, "channel": "C0OPS"}, UNDO, user)
    bellhop.work()


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    listening_bellhop.cloudwatch.define(OFF)
    return listening_bellhop


def is_enabled(bellhop: Bellhop) -> bool:
    return bellhop.cloudwatch.named(["off"])[0].actions_enabled


@pytest.mark.parametrize(
    ("guard", "may"),
    [
        (Guard(alarm="other-*"), True),
        (Guard(alarm="off"), False),
        (Guard(alarm="off", may=("mute", "force")), False),
        (Guard(alarm="off", may=("edit",)), True),
        (Guard(alarm="off", may=("edit",), users=("U0BO",)), False),
        (Guard(group="web", users=("U0BO",)), True),
    ],
)
def test_a_guard_without_edit_lets_nobody_change_it(
    guard: Guard, may: bool, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=(guard,)))
    bellhop.cloudwatch.define(OFF)
    with listening(bellhop):
        enable(bellhop)
    assert is_enabled(bellhop) is may
    assert seen(bellhop)[-1].startswith("Nothing was done: ") is not may


def test_a_guard_of_the_group_that_it_scales_counts_and_guests_may_not(slack: RunningSlack, clock: SetClock) -> None:
    guard = Guard(group="web", users=("U0BO",))
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=(guard,)))
    bellhop.cloudwatch.define({**OFF, "AlarmActions": [POLICY]})
    with listening(bellhop):
        enable(bellhop)
        enable(bellhop, user="U0EVE")
        assert not is_enabled(bellhop)
        enable(bellhop, user="U0BO")
        assert is_enabled(bellhop)


@pytest.mark.parametrize("action", [POLICY, STOP])
def test_a_guard_of_the_group_counts_also_for_whoever_makes_the_alarm_again(
    action: str, slack: RunningSlack, clock: SetClock
) -> None:
    """A deleted alarm scales nothing, and what an undo makes does."""
    guard = Guard(group="web", users=("U0BO",))
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=(guard,)))
    bellhop.cloudwatch.define({**OFF, "AlarmActions": [action], "Dimensions": [{"Name": "InstanceId", "Value": "i-1"}]})
    with listening(bellhop):
        enable(bellhop, "delete")
        assert bellhop.cloudwatch.named(["off"]) != ()
        enable(bellhop, "delete", user="U0BO")
        undo(bellhop)
        assert bellhop.cloudwatch.named(["off"]) == ()
        undo(bellhop, "U0BO")
        assert bellhop.cloudwatch.named(["off"]) != ()


def test_deleting_and_making_again_are_edits_of_their_own(slack: RunningSlack, clock: SetClock) -> None:
    guards = (Guard(alarm="off", may=("delete",)), Guard(alarm="off", may=("create",), users=("U0BO",)))
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=guards))
    bellhop.cloudwatch.define(OFF)
    with listening(bellhop):
        enable(bellhop)
        assert not is_enabled(bellhop)
        enable(bellhop, "delete")
        assert bellhop.cloudwatch.named(["off"]) == ()
        undo(bellhop)
        assert bellhop.cloudwatch.named(["off"]) == ()
        undo(bellhop, "U0BO")
        assert bellhop.cloudwatch.named(["off"]) != ()


def test_two_people_undo_it_once(bellhop: Bellhop) -> None:
    enable(bellhop)
    message = next(each for each in bellhop.slack.messages("C0OPS") if UNDO in str(each["blocks"]))
    for user in ("U0ANA", "U0BO"):
        press(bellhop, {**message, "channel": "C0OPS"}, UNDO, user)
    bellhop.work()
    assert not is_enabled(bellhop)
    assert by_name(seen(bellhop, user="U0BO")[-1]) == "ana has already undone that."


def test_a_lost_answer_is_looked_for_and_the_change_made_once(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.deaths.append(Later("AWS did not answer.", maybe_done=True))
    enable(bellhop)
    bellhop.clock.advance(60)
    bellhop.work()
    assert is_enabled(bellhop)
    assert [by_name(text) for text in seen(bellhop) if "enabled" in text] == [
        ":bell: ana enabled the actions of `off`."
    ]


def test_an_alarm_that_is_there_again_or_gone_is_not_undone(bellhop: Bellhop) -> None:
    enable(bellhop, "delete")
    bellhop.cloudwatch.define({**OFF, "Threshold": 9.0})
    undo(bellhop)
    assert seen(bellhop)[-1].startswith("There is an alarm `off` again, and an undo would replace it.")
    bellhop.cloudwatch.remove("off")
    undo(bellhop)
    assert bellhop.cloudwatch.named(["off"])[0].item["Threshold"] == 1.0


def test_a_change_that_somebody_else_makes_between_the_look_and_the_write_is_kept(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = bellhop.cloudwatch.named

    def somebody_is_faster(names: Any) -> Any:
        found = decided(names)
        bellhop.cloudwatch.define({**OFF, "Threshold": 9.0})
        return found

    monkeypatch.setattr(bellhop.cloudwatch, "named", somebody_is_faster)
    enable(bellhop)
    assert seen(bellhop)[-1].startswith("Somebody else has just changed the alarm `off`. Nothing was done.")
    assert not decided(["off"])[0].actions_enabled
    assert decided(["off"])[0].item["Threshold"] == 9.0


def test_a_change_at_the_same_moment_is_said_with_the_change_and_with_its_undo(
    bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = bellhop.cloudwatch.set_actions

    def both(alarm: str, enabled: bool) -> None:
        switch(alarm, enabled)
        bellhop.cloudwatch.define({**OFF, "ActionsEnabled": enabled, "Threshold": 9.0})

    with monkeypatch.context() as patch:
        patch.setattr(bellhop.cloudwatch, "set_actions", both)
        enable(bellhop)
    told = seen(bellhop)[-1]
    assert ":warning: Somebody else changed `off` at the same moment" in told
    bellhop.cloudwatch.define({**OFF, "ActionsEnabled": True})
    monkeypatch.setattr(bellhop.cloudwatch, "set_actions", both)
    undo(bellhop)
    assert "Undone by" in seen(bellhop)[-1]
    assert ":warning: Somebody else changed `off` at the same moment" in seen(bellhop)[-1]


def test_an_undo_puts_back_what_was_there_when_it_was_done_not_when_it_was_first_tried(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.faults.append(Later("AWS is busy."))
    enable(bellhop)
    assert not is_enabled(bellhop)
    theirs = {**OFF, "Threshold": 2.0}
    bellhop.cloudwatch.define(theirs)
    bellhop.clock.advance(60)
    bellhop.work()
    assert is_enabled(bellhop)
    undo(bellhop)
    now = bellhop.cloudwatch.named(["off"])[0].item
    assert (now["ActionsEnabled"], now["Threshold"]) == (False, 2.0)
