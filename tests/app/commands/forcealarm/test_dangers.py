"""What an alarm's actions do besides telling people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.alarm import Alarm
from app.commands.forcealarm.dangers import dangers
from app.listeners.alarm_effects import effects_of
from tests.app.commands.forcealarm.policies import OF_SERVICE, POLICIES, STEPS, STOPS, TRACKS, calling
from tests.fakes.scaling import FakeAutoScaling, web

ACCOUNT = "us-east-1:123456789012"
STOP_BY_WORKFLOW = f"arn:aws:swf:{ACCOUNT}:action/actions/AWS_EC2.InstanceId.Stop/1.0"
TOPIC = f"arn:aws:sns:{ACCOUNT}:alarms"


def of(alarm: Alarm, **group: object) -> list[tuple[str, str]]:
    scaling = FakeAutoScaling(web(**group))
    scaling.policy["web"] = POLICIES
    return [(each.words, each.label) for each in dangers(alarm, "ALARM", effects_of(alarm, "ALARM", scaling))]


def instance(verb: str, name: str = "i-9") -> Alarm:
    return replace(calling(f"arn:aws:automate:us-east-1:ec2:{verb}"), instance=name)


@pytest.mark.parametrize(
    ("alarm", "words", "label"),
    [
        *((instance(verb), f"{verb} the instance `i-9`", f"{verb} i-9") for verb in ("stop", "terminate", "reboot")),
        (instance("recover"), "recover the instance `i-9`", "recover i-9"),
        (STOPS, "stop the instance `i-1` of `web`", "stop i-1"),
        (replace(calling(STOP_BY_WORKFLOW), instance="i-9"), "stop the instance `i-9`", "stop i-9"),
        (instance("stop", ""), "stop an instance", "stop an instance"),
        (STEPS, "scale `web` from 2 to 6", "scale web"),
        (TRACKS, "scale `web` as far as its policy decides", "scale web"),
        (
            calling(OF_SERVICE),
            "scale `ecs/service/shop/web` as far as its policy decides",
            "scale ecs/service/shop/web",
        ),
        (calling(f"arn:aws:lambda:{ACCOUNT}:function:fix-it"), "run the Lambda function `fix-it`", "run fix-it"),
        (calling(f"arn:aws:ssm:{ACCOUNT}:opsitem:1"), "open an OpsItem in Systems Manager", "open an OpsItem"),
        (
            calling("arn:aws:ssm-incidents::123456789012:response-plan/all-hands"),
            "start an incident in Incident Manager",
            "start an incident",
        ),
        (calling("arn:aws:new:::thing"), "trigger `new:::thing`", "trigger new:::thing"),
    ],
)
def test_what_an_action_does_is_said_in_words_and_on_a_button(alarm: Alarm, words: str, label: str) -> None:
    assert of(alarm) == [(words, label)]


@pytest.mark.parametrize(
    "alarm",
    [
        calling(TOPIC),
        calling(),
        replace(STEPS, actions_enabled=False),
        calling("arn:aws:automate:us-east-1:ec2:stop", state="OK"),
    ],
)
def test_telling_people_is_no_danger_and_neither_is_what_does_not_run(alarm: Alarm) -> None:
    assert of(alarm) == []


def test_a_policy_that_does_nothing_is_no_danger() -> None:
    assert of(STEPS, suspended=("AlarmNotification",)) == []


def test_several_are_said_each_once() -> None:
    alarm = replace(calling(TOPIC, *STOPS.actions["ALARM"], STOP_BY_WORKFLOW, *STEPS.actions["ALARM"]), instance="i-1")
    assert [label for _, label in of(alarm)] == ["stop i-1", "scale web"]
