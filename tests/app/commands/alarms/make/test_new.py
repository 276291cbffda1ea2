"""`/alarms new`: the form, what it shows of the past, the last look, and the alarm with its message and Undo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.aws.alarm_definition import Metric, definition_of
from app.base.errors import Refused, Wrong
from app.commands.alarms.buttons import UNDO
from app.commands.alarms.make.buttons import BACK, CHANGED, OPEN
from app.config.configuration import Configuration
from app.config.guards import Guard
from app.slack.messages.newer import CHART
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.alarms.make.talk import (
    HEARING,
    block_of,
    kinds_of,
    open_new,
    put_in,
    send,
    two_weeks,
    values_of,
    words_of,
)
from tests.app.people import by_name, modal_of, press, seen, type_in
from tests.fakes.aws import TOPIC, alarm
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web

pytestmark = pytest.mark.slow

NAME = "web-high-cpu-2"  # the world has a web-high-cpu
TARGETS = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/shop/0123456789abcdef"
TARGET_GROUP = ("TargetGroup", "targetgroup/shop/0123456789abcdef")
BALANCER = ("LoadBalancer", "app/front/0123456789abcdef")


def spiky(ago: int) -> float:
    """Fifteen minutes at 90 % every thousand periods, last 45 minutes ago."""
    return 90.0 if ago % 1000 in (10, 11, 12) else 20.0


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    running = Bellhop(slack, clock, home=HEARING)
    running.cloudwatch.measured["CPUUtilization"] = two_weeks(clock(), spiky)
    with listening(running):
        yield running


def go_back(bellhop: Bellhop) -> None:
    bellhop.clock.advance(1)
    assert bellhop.slack.act(user="U0ANA", view_id=modal_of(bellhop)["id"], action_id=BACK)["ok"]
    bellhop.work()


def test_the_form_proposes_an_alarm_and_shows_what_it_would_have_done(bellhop: Bellhop) -> None:
    form = open_new(bellhop)
    assert values_of(form) == {
        "metric": "cpu",
        "statistic": "Average",
        "comparison": "GreaterThanThreshold",
        "threshold": "80",
        "datapoints": "2",
        "periods": "3",
        "period": "300",
        "missing": "missing",
        "name": NAME,
    }
    words = words_of(form)
    assert "Auto Scaling group `web`" in words
    assert "In the last 14 days it would have gone off *5 times*, for 1 h 15 min in all; last at <!date^" in words
    assert "In the last 3 hours: 20 % to 90 %, now 20 %." in words
    assert kinds_of(form)[-1] == CHART


def test_it_opens_at_once_before_anything_is_looked_up(bellhop: Bellhop) -> None:
    assert bellhop.slack.act(user="U0ANA", channel="C0OPS", command="/alarms new web")["ok"]
    assert "Loading `web` and its last two weeks" in words_of(modal_of(bellhop))
    assert bellhop.cloudwatch.queried == []


def test_the_chart_is_of_the_last_three_hours_with_the_threshold(bellhop: Bellhop) -> None:
    chart = open_new(bellhop)["view"]["blocks"][-1]["chart"]
    values, threshold = chart["series"]
    points = {point["label"]: point["value"] for point in values["data"]}
    assert len(points) == 18
    assert [value for value in points.values() if value > 80] == [90.0, 90.0], "none of the highest is lost"
    assert {point["value"] for point in threshold["data"]} == {80.0}


def test_a_metric_is_looked_at_once_however_long_its_past(bellhop: Bellhop) -> None:
    open_new(bellhop)
    assert len(bellhop.cloudwatch.queried) == 1
    ((start, end),) = bellhop.cloudwatch.spans
    assert (end - start).total_seconds() == 14 * 86_400 + 5 * 300


def test_what_is_asked_of_aws_does_not_grow_with_the_account(bellhop: Bellhop) -> None:
    for number in range(1000):
        bellhop.cloudwatch.add(alarm(f"other-{number}"))
    bellhop.cloudwatch.asked.clear()
    open_new(bellhop)
    assert (len(bellhop.cloudwatch.asked), len(bellhop.cloudwatch.queried)) == (1, 1)
    send(bellhop)
    send(bellhop)
    assert bellhop.cloudwatch.named([NAME]) != ()
    assert bellhop.cloudwatch.pages == []
    assert len(bellhop.cloudwatch.asked) <= 10
    assert len(bellhop.cloudwatch.queried) == 3


def test_another_threshold_shows_another_past_and_keeps_what_was_put_in(bellhop: Bellhop) -> None:
    open_new(bellhop)
    put_in(bellhop, "threshold", "95")
    form = put_in(bellhop, "statistic", "Maximum")
    assert "it would *not* have gone off. The highest value was 90 %" in words_of(form)
    assert (values_of(form)["threshold"], values_of(form)["statistic"]) == ("95", "Maximum")


def test_another_metric_has_other_proposals_and_a_threshold_by_its_own_values(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.measured["NetworkIn"] = two_weeks(bellhop.clock(), lambda ago: 1_000_000.0 + ago)
    open_new(bellhop)
    form = put_in(bellhop, "metric", "net-in")
    found = values_of(form)
    assert (found["metric"], found["threshold"], found["name"]) == ("net-in", "1300000", "web-high-network-in")


def test_a_name_that_somebody_chose_stays_with_another_metric(bellhop: Bellhop) -> None:
    open_new(bellhop)
    found = values_of(put_in(bellhop, "metric", "status", name="mine"))
    assert (found["name"], found["threshold"], found["comparison"]) == ("mine", "1", "GreaterThanOrEqualToThreshold")


def test_the_last_look_says_all_that_is_put_and_then_it_is_put(bellhop: Bellhop) -> None:
    open_new(bellhop)
    send(bellhop, threshold="85", datapoints="3")
    last = modal_of(bellhop)
    assert (
        "`web-high-cpu-2`: CPUUtilization average of web &gt; 85 % for 3 of 3 periods of 5 min. Missing data"
        in words_of(last)
    )
    assert "It notifies Bellhop of ALARM and OK." in words_of(last)
    assert "*5 times*" in words_of(last)
    assert CHART in kinds_of(last)
    assert bellhop.cloudwatch.named([NAME]) == ()
    send(bellhop)
    assert bellhop.slack.state("U0ANA")["views"] == []
    (alarm,) = bellhop.cloudwatch.named([NAME])
    assert definition_of(alarm.item) == {
        "AlarmName": NAME,
        "ActionsEnabled": True,
        "AlarmActions": [TOPIC],
        "OKActions": [TOPIC],
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}],
        "Statistic": "Average",
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 85.0,
        "DatapointsToAlarm": 3,
        "EvaluationPeriods": 3,
        "Period": 300,
        "TreatMissingData": "missing",
    }
    assert bellhop.cloudwatch.tagged[NAME] == {"bellhop:made-by": "ana U0ANA"}


def made(bellhop: Bellhop) -> dict[str, Any]:
    open_new(bellhop)
    send(bellhop)
    send(bellhop)
    message: dict[str, Any] = next(each for each in bellhop.slack.messages("C0OPS") if UNDO in str(each["blocks"]))
    return message


def test_the_channel_has_one_message_with_its_chart_and_undo_deletes_the_alarm(bellhop: Bellhop) -> None:
    message = made(bellhop)
    assert [block["type"] for block in message["blocks"]] == ["section", CHART, "actions"]
    assert by_name(message["text"]) == (
        ":bell: ana made the alarm `web-high-cpu-2`: CPUUtilization average of web &gt; 80 % for 2 of 3 periods of "
        "5 min. It would have gone off 5 times in the last 14 days."
    )
    press(bellhop, {**message, "channel": "C0OPS"}, UNDO, "U0BO")
    bellhop.work()
    assert bellhop.cloudwatch.named([NAME]) == ()
    assert "Undone by bo" in by_name(seen(bellhop)[-1])


def test_undo_refuses_where_somebody_changed_the_alarm_meanwhile(bellhop: Bellhop) -> None:
    message = made(bellhop)
    (alarm,) = bellhop.cloudwatch.named([NAME])
    bellhop.cloudwatch.define({**definition_of(alarm.item), "Threshold": 99.0})
    press(bellhop, {**message, "channel": "C0OPS"}, UNDO)
    bellhop.work()
    assert bellhop.cloudwatch.named([NAME])[0].item["Threshold"] == 99.0
    assert seen(bellhop)[-1].startswith("The alarm `web-high-cpu-2` has been changed since")


def test_undo_takes_an_alarm_for_the_same_although_cloudwatch_writes_it_otherwise(bellhop: Bellhop) -> None:
    message = made(bellhop)
    (alarm,) = bellhop.cloudwatch.named([NAME])
    less = {key: value for key, value in definition_of(alarm.item).items() if key != "TreatMissingData"}
    bellhop.cloudwatch.define(less)
    press(bellhop, {**message, "channel": "C0OPS"}, UNDO)
    bellhop.work()
    assert bellhop.cloudwatch.named([NAME]) == ()


def test_a_name_that_is_taken_is_told_in_the_form_with_all_that_was_put_in(bellhop: Bellhop) -> None:
    open_new(bellhop)
    send(bellhop, name="web-high-cpu", threshold="70")
    form = modal_of(bellhop)
    assert "There is an alarm `web-high-cpu` already." in words_of(form)
    assert (values_of(form)["name"], values_of(form)["threshold"]) == ("web-high-cpu", "70")
    answer = send(bellhop)
    assert list(answer["response"]["errors"].values()) == [
        "There is an alarm of this name. Choose another, or change that one with /alarms edit."
    ]
    send(bellhop, name="web-hot")
    send(bellhop)
    assert bellhop.cloudwatch.named(["web-hot"]) != ()


def test_a_name_that_was_taken_after_the_last_look_is_not_replaced(bellhop: Bellhop) -> None:
    open_new(bellhop)
    send(bellhop)
    bellhop.cloudwatch.define(
        {"AlarmName": NAME, "MetricName": "m", "Namespace": "n", "Period": 60, "Statistic": "Sum"}
    )
    send(bellhop)
    assert (
        seen(bellhop)[-1]
        == "There is an alarm `web-high-cpu-2` already. Nothing was done. Try again with another name."
    )
    assert bellhop.cloudwatch.named([NAME])[0].item["MetricName"] == "m"


@pytest.mark.parametrize(
    ("values", "block", "text"),
    [
        ({"threshold": "x"}, "threshold:cpu", "Enter a number, such as 80 or 0.5."),
        ({"datapoints": "4"}, "datapoints:cpu", "At most 3, since it looks at no more periods."),
        ({"periods": "289"}, "periods:cpu", "All periods together last one day at most for periods of that length."),
    ],
)
def test_what_cloudwatch_would_refuse_is_told_under_its_input(
    values: dict[str, str], block: str, text: str, bellhop: Bellhop
) -> None:
    open_new(bellhop)
    answer = send(bellhop, **values)
    errors = answer["response"]["errors"] if answer["response"] else modal_of(bellhop)["errors"]
    assert errors[block] in (text, "Must be a number.")


def test_a_name_that_is_typed_and_taken_is_told_before_it_is_sent(bellhop: Bellhop) -> None:
    open_new(bellhop)
    form = put_in(bellhop, "threshold", "70", name="web-high-cpu")
    assert "There is an alarm `web-high-cpu` already." in words_of(form)
    assert send(bellhop)["response"]["errors"].keys() == {"name:cpu"}


def test_what_is_no_number_shows_no_past_until_it_is_one(bellhop: Bellhop) -> None:
    open_new(bellhop)
    form = put_in(bellhop, "statistic", "Maximum", periods="")
    assert "Something is missing or is no number" in words_of(form)


def test_from_the_last_look_one_can_go_back_with_what_was_put_in(bellhop: Bellhop) -> None:
    open_new(bellhop)
    send(bellhop, threshold="85", name="web-hot")
    go_back(bellhop)
    assert {"threshold": "85", "name": "web-hot"}.items() <= values_of(modal_of(bellhop)).items()


def test_a_metric_without_values_says_that_nobody_can_tell(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.measured["CPUUtilization"] = []
    words = words_of(open_new(bellhop))
    assert "CloudWatch has no value of this metric in the last 14 days, so nobody can tell" in words
    send(bellhop)
    send(bellhop)
    assert seen(bellhop)[-1].endswith("for 2 of 3 periods of 5 min.")


def test_what_cloudwatch_refuses_to_tell_is_no_reason_not_to_make_it(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.faults.append(Refused("AWS does not allow Bellhop to look at a metric."))
    assert "CloudWatch told no values" in words_of(open_new(bellhop))


def test_what_cloudwatch_refuses_to_put_is_told_to_the_person(bellhop: Bellhop) -> None:
    open_new(bellhop)
    send(bellhop)
    original = bellhop.cloudwatch.define

    def refuse(*_: Any, **__: Any) -> None:
        raise Wrong("AWS refused to put the alarm: you have too many.")

    bellhop.cloudwatch.define = refuse  # type: ignore[method-assign]
    send(bellhop)
    bellhop.cloudwatch.define = original  # type: ignore[method-assign]
    assert seen(bellhop)[-1] == "AWS refused to put the alarm: you have too many."


@pytest.mark.parametrize(
    ("guard", "may"),
    [
        (Guard(alarm="web-*", may=("create",)), True),
        (Guard(alarm="web-*"), False),
        (Guard(alarm="web-*", may=("create",), users=("U0BO",)), False),
        (Guard(alarm="other-*"), True),
    ],
)
def test_a_guard_without_create_lets_nobody_make_an_alarm_of_such_a_name(
    guard: Guard, may: bool, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=(guard,)), home=HEARING)
    with listening(bellhop):
        open_new(bellhop)
        send(bellhop)
        assert ("Nothing was done" in words_of(modal_of(bellhop))) is not may


@pytest.mark.parametrize(
    ("words", "head"),
    [
        ("https://sqs.us-east-1.amazonaws.com/123456789012/orders", "SQS queue `orders`"),
        ("queue:orders", "SQS queue `orders`"),
        ("arn:aws:lambda:us-east-1:123456789012:function:orders", "Lambda function `orders`"),
        ('"my group"', "Auto Scaling group `my group`"),
        ("the web group", "There is no Auto Scaling group `web group`"),
    ],
)
def test_a_thing_is_named_in_the_words_of_the_command(words: str, head: str, bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(name="my group"))
    names = {"AWS/SQS": "QueueName", "AWS/Lambda": "FunctionName"}
    bellhop.cloudwatch.listed = tuple(Metric(of, "m", ((name, "orders"),)) for of, name in names.items())
    assert head in words_of(open_new(bellhop, words))


def test_a_guest_sees_no_form(bellhop: Bellhop) -> None:
    assert "You are a guest" in words_of(open_new(bellhop, user="U0EVE"))


def test_without_a_topic_of_its_own_bellhop_makes_no_alarms(slack: RunningSlack, clock: SetClock) -> None:
    bellhop = Bellhop(slack, clock)
    with listening(bellhop):
        assert "BELLHOP_ALARM_TOPIC_ARN is not set" in words_of(open_new(bellhop))


def test_the_metrics_of_a_target_group_are_offered_with_its_load_balancer(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(targets=(TARGETS,)))
    bellhop.cloudwatch.listed = (Metric("AWS/ApplicationELB", "RequestCount", (BALANCER, TARGET_GROUP)),)
    form = open_new(bellhop)
    offered = [option["value"] for option in block_of(form, "metric")["element"]["options"]]
    assert offered == ["cpu", "net-in", "net-out", "status", "requests-0", "5xx-0", "latency-0", "unhealthy-0"]
    put_in(bellhop, "metric", "5xx-0")
    send(bellhop)
    send(bellhop)
    made = definition_of(bellhop.cloudwatch.named(["web-5xx-2"])[0].item)
    assert made["MetricName"] == "HTTPCode_Target_5XX_Count"
    assert made["Dimensions"] == [{"Name": name, "Value": value} for name, value in (BALANCER, TARGET_GROUP)]
    assert made["TreatMissingData"] == "notBreaching"


@pytest.mark.parametrize("when", ["before the last look", "after it"])
def test_what_is_put_is_on_what_was_shown_and_on_nothing_else(when: str, bellhop: Bellhop) -> None:
    other = TARGETS.replace("shop", "api")
    bellhop.scaling.put(web(targets=(TARGETS, other)))
    open_new(bellhop)
    put_in(bellhop, "metric", "requests-0", threshold="80")
    put_in(bellhop, "threshold", "80")
    if when == "after it":
        send(bellhop)
    bellhop.scaling.put(web(targets=(other, TARGETS)))
    send(bellhop)
    told = seen(bellhop)[-1] if when == "after it" else words_of(modal_of(bellhop))
    assert told.startswith("What can be watched of `web` has changed since you opened the form.")
    assert bellhop.cloudwatch.named(["web-requests-per-target"]) == ()


@pytest.mark.parametrize("when", ["in the form", "before the last look", "after it"])
def test_a_group_that_is_gone_is_not_taken_for_another_of_a_like_name(when: str, bellhop: Bellhop) -> None:
    open_new(bellhop)
    if when == "after it":
        send(bellhop)
    bellhop.scaling.remove("web")
    bellhop.scaling.put(web(name="web-eu"))
    if when == "in the form":
        put_in(bellhop, "statistic", "p95")
    else:
        send(bellhop)
    told = seen(bellhop)[-1] if when == "after it" else words_of(modal_of(bellhop))
    assert told == "`group:web` is not there any more. Nothing was done."
    assert bellhop.cloudwatch.named([NAME]) == ()


def test_a_percentile_is_put_as_an_extended_statistic(bellhop: Bellhop) -> None:
    open_new(bellhop)
    put_in(bellhop, "statistic", "p95")
    send(bellhop)
    send(bellhop)
    made = definition_of(bellhop.cloudwatch.named([NAME])[0].item)
    assert (made["ExtendedStatistic"], "Statistic" in made) == ("p95", False)


def test_said_in_a_mention_it_is_a_button_that_opens_the_form(bellhop: Bellhop) -> None:
    bellhop.slack.act(user="U0ANA", channel="C0OPS", text="@bellhop alarms new web")
    bellhop.work()
    (message,) = [each for each in bellhop.slack.messages("C0OPS") if OPEN in str(each.get("blocks"))]
    assert message["text"] == "A new alarm needs a form, which Slack opens from a button."
    press(bellhop, {**message, "channel": "C0OPS"}, OPEN)
    bellhop.work()
    assert values_of(modal_of(bellhop))["name"] == NAME


def test_where_slack_opens_no_form_a_button_does(bellhop: Bellhop) -> None:
    bellhop.slack.fault("views.open", "error", error="expired_trigger_id")
    type_in(bellhop, "/alarms new web")
    assert seen(bellhop)[-1] == "A new alarm needs a form, which Slack opens from a button."


def test_without_a_name_it_says_what_to_type(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms new")
    assert seen(bellhop)[-1] == "On what? Try `/alarms new GROUP`."


def test_where_slack_takes_no_chart_in_a_form_the_words_are_left(bellhop: Bellhop) -> None:
    bellhop.slack.fault("views.update", "error", error="invalid_arguments", count=1)
    form = open_new(bellhop)
    assert "*5 times*" in words_of(form)
    assert CHART not in kinds_of(form)


def test_with_a_screen_reader_alone_one_can_make_an_alarm(bellhop: Bellhop) -> None:
    form = open_new(bellhop)
    inputs = [block for block in form["view"]["blocks"] if block["type"] == "input"]
    assert all(block["label"]["text"] for block in inputs)
    (look,) = [each for block in form["view"]["blocks"] if block["type"] == "actions" for each in block["elements"]]
    assert (look["action_id"].partition(":")[0], look["accessibility_label"]) == (
        CHANGED,
        "Show what it would have done web",
    )
    send(bellhop)
    last = modal_of(bellhop)
    (again,) = [each for block in last["view"]["blocks"] if block["type"] == "actions" for each in block["elements"]]
    assert again["accessibility_label"] == f"Change it {NAME}"
    for told in (words_of(form), words_of(last)):
        assert "5 times" in told, "what the chart shows is said too"
        assert "In the last 3 hours: 20 % to 90 %" in told
    send(bellhop)
    (message,) = [each for each in bellhop.slack.messages("C0OPS") if UNDO in str(each["blocks"])]
    assert "5 times" in message["text"]
    assert message["blocks"][-1]["elements"][0]["accessibility_label"] == f"Undo {NAME}"
