"""What each action of an alarm does, in words and on a button."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.aws.alarm import Alarm
from app.aws.sns import Subscribers, Subscription
from app.base.errors import BellhopError, Later, Refused
from app.listeners.alarm_actions import audience, told, who
from app.listeners.alarm_effects import effects_of
from tests.app.commands.forcealarm.policies import ARN, OF_SERVICE, OUT, POLICIES, STEPS, STOPS, TRACKS, calling
from tests.fakes.aws import TOPIC, FakeTopics, alarm
from tests.fakes.scaling import FakeAutoScaling, web

HERE = "us-east-1:123456789012"
STOP_BY_WORKFLOW = f"arn:aws:swf:{HERE}:action/actions/AWS_EC2.InstanceId.Stop/1.0"


def of(alarm: Alarm, **group: object) -> list[tuple[str, str]]:
    scaling = FakeAutoScaling(web(**group))
    scaling.policy["web"] = POLICIES
    effects = effects_of(alarm, "ALARM", scaling)
    said = told(alarm, "ALARM", effects, audience(alarm, ["ALARM"], FakeTopics()))
    return [(each.words, each.label) for each in said]


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
        (STEPS, "scale `web` from 2 to 6 (+4, policy `out`)", "scale web"),
        (TRACKS, "scale `web` as far as its policy `cpu-50` decides (CPU at 50)", "scale web"),
        (
            calling(OF_SERVICE),
            "scale `ecs/service/shop/web` as far as its policy `more-tasks` decides",
            "scale ecs/service/shop/web",
        ),
        (
            calling(ARN.format(name="gone")),
            "scale nothing, since there is no such policy (policy `gone` of `web`)",
            "",
        ),
        (calling(f"arn:aws:lambda:{HERE}:function:fix-it"), "run the Lambda function `fix-it`", "run fix-it"),
        (calling(f"arn:aws:lambda:{HERE}:function:f:7"), "run the Lambda function `f` (version `7`)", "run f"),
        (calling(f"arn:aws:lambda:{HERE}:function:f:live"), "run the Lambda function `f` (alias `live`)", "run f"),
        (
            calling(f"arn:aws:ssm:{HERE}:opsitem:1"),
            "open an OpsItem in Systems Manager (severity 1)",
            "open an OpsItem",
        ),
        (
            calling(f"arn:aws:ssm:{HERE}:opsitem:2#CATEGORY=Cost"),
            "open an OpsItem in Systems Manager (severity 2, category Cost)",
            "open an OpsItem",
        ),
        (
            calling("arn:aws:ssm-incidents::123456789012:responseplan/all-hands"),
            "start an incident in Incident Manager (response plan `all-hands`)",
            "start an incident",
        ),
        (
            calling(f"arn:aws:aiops:{HERE}:investigation-group:a1"),
            "start a CloudWatch investigation (group `a1`)",
            "start an investigation",
        ),
        (calling("arn:aws:new:::thing"), "trigger `new:::thing`", "trigger new:::thing"),
        (calling(TOPIC), "notify the topic `bellhop-alarms` (1 queue)", ""),
    ],
)
def test_what_an_action_does_is_said_in_words_and_on_a_button(alarm: Alarm, words: str, label: str) -> None:
    assert of(alarm) == [(words, label)]


@pytest.mark.parametrize(
    ("subscribers", "words"),
    [
        (Subscribers(), " (nobody: it has no confirmed subscription)"),
        (Subscribers((Subscription("email", "a", False),)), " (nobody: it has no confirmed subscription)"),
        (Subscribers((Subscription("sqs", "a"), Subscription("sqs", "b"))), " (2 queues)"),
        (
            Subscribers(
                (
                    *(Subscription("email", each) for each in "ab"),
                    Subscription("email-json", "c"),
                    Subscription("x", "d"),
                )
            ),
            " (3 e-mail addresses, 1 x)",
        ),
        (Subscribers((Subscription("lambda", "a"),), has_more=True), " (1 Lambda function, and more)"),
        (None, " (Bellhop cannot see who is subscribed)"),
    ],
)
def test_who_is_subscribed_is_told_by_kind(subscribers: Subscribers | None, words: str) -> None:
    assert who(subscribers) == words


@pytest.mark.parametrize("fault", [Refused("AWS does not allow that."), Later("AWS is busy.")])
def test_a_topic_that_nobody_may_look_at_fails_nothing(fault: BellhopError) -> None:
    topics = FakeTopics()
    topics.faults.append(fault)
    assert audience(alarm(), ["ALARM"], topics) == {TOPIC: None}


def test_each_topic_is_asked_once_and_at_most_five() -> None:
    topics = FakeTopics()
    audience(alarm(), ["ALARM", "OK"], topics)
    assert topics.asked == [TOPIC]
    audience(calling(*(f"arn:aws:sns:{HERE}:t{number}" for number in range(9))), ["ALARM"], topics)
    assert len(topics.asked) == 1 + 5


def test_a_policy_that_does_nothing_is_told_with_the_reason_and_gets_no_button() -> None:
    nothing = "scale nothing, since {} (policy `out` of `web`)"
    assert of(STEPS, suspended=("AlarmNotification",)) == [(nothing.format("AlarmNotification is suspended"), "")]
    assert of(STEPS, desired=8) == [("leave `web` at 8 (policy `out`)", "scale web")]
    scaling = FakeAutoScaling(web())
    scaling.policy["web"] = (replace(OUT, is_enabled=False),)
    (said,) = told(STEPS, "ALARM", effects_of(STEPS, "ALARM", scaling), {})
    assert (said.words, said.label) == (nothing.format("the policy is disabled"), "")


def test_several_are_said_each_once() -> None:
    several = calling(TOPIC, *STOPS.actions["ALARM"], STOP_BY_WORKFLOW, *STEPS.actions["ALARM"])
    assert [label for _, label in of(replace(several, instance="i-1"))] == ["", "stop i-1", "scale web"]


def test_names_are_escaped() -> None:
    hostile = calling(
        *(f"arn:aws:sns:{HERE}:<!here>", OF_SERVICE.replace("more-tasks", "<!here>")),
        *(f"arn:aws:ssm:{HERE}:opsitem:<!here>#CATEGORY=<!here>", "arn:aws:automate:us-east-1:ec2:<!here>"),
        *(f"arn:aws:lambda:{HERE}:function:<!here>:<!here>", f"arn:aws:aiops:{HERE}:investigation-group:<!here>"),
        *("arn:aws:ssm-incidents::1:response-plan/<!here>", "arn:aws:<!here>:x"),
    )
    said = of(hostile)
    assert len(said) == 8
    assert not [words for words, _ in said if "<" in words or "&lt;!here&gt;" not in words]
