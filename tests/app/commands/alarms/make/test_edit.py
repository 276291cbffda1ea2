"""`/alarms edit`: the form of an alarm that is there, with what it would have done before and after, and Undo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.aws.alarm_definition import definition_of
from app.base.errors import Later
from app.commands.alarms.buttons import UNDO
from app.commands.alarms.make.buttons import OPEN
from app.config.configuration import Configuration
from app.config.guards import Guard
from app.slack.messages.buttons import DO_IT_NOW
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.alarms.make.talk import HEARING, open_edit, put_in, send, two_weeks, values_of, words_of
from tests.app.people import by_name, modal_of, press, seen, type_in
from tests.fakes.bellhop import ALARMS, Bellhop, listening
from tests.fakes.clock import SetClock

pytestmark = pytest.mark.slow

POLICY = "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:autoScalingGroupName/web:policyName/out"
HOT: dict[str, Any] = {
    "AlarmName": "hot",
    "ActionsEnabled": True,
    "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:pager"],
    "AlarmDescription": "Runbook: https://wiki/hot",
    "Namespace": "AWS/EC2",
    "MetricName": "CPUUtilization",
    "Dimensions": [{"Name": "AutoScalingGroupName", "Value": "web"}],
    "Statistic": "Average",
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 80.0,
    "EvaluationPeriods": 1,
    "Period": 300,
}
MATH: dict[str, Any] = {
    **{key: HOT[key] for key in ("AlarmName", "ComparisonOperator", "Threshold", "EvaluationPeriods", "AlarmActions")},
    "ActionsEnabled": True,
    "Metrics": [
        {
            "Id": "m1",
            "MetricStat": {
                "Metric": {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization", "Dimensions": HOT["Dimensions"]},
                "Period": 300,
                "Stat": "Average",
            },
            "ReturnData": False,
        },
        {"Id": "e1", "Expression": "m1 * 2", "ReturnData": True},
    ],
}


def spiky(ago: int) -> float:
    """One period at 90 % every hundred, last 45 minutes ago."""
    return 90.0 if ago % 100 == 10 else 20.0


def world(slack: RunningSlack, clock: SetClock, *guards: Guard, **changes: Any) -> Bellhop:
    bellhop = Bellhop(slack, clock, configuration=Configuration(ALARMS, guards=guards), home=HEARING)
    bellhop.cloudwatch.measured["CPUUtilization"] = two_weeks(clock(), spiky)
    bellhop.cloudwatch.define({**HOT, **changes})
    return bellhop


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    running = world(slack, clock)
    with listening(running):
        yield running


def hot(bellhop: Bellhop) -> dict[str, Any]:
    return dict(definition_of(bellhop.cloudwatch.named(["hot"])[0].item))


def changed(bellhop: Bellhop, **values: str) -> dict[str, Any]:
    """The message of a change."""
    open_edit(bellhop, "hot")
    send(bellhop, **values)
    send(bellhop)
    message: dict[str, Any] = next(each for each in bellhop.slack.messages("C0OPS") if UNDO in str(each.get("blocks")))
    return {**message, "channel": "C0OPS"}


def test_the_form_has_what_the_alarm_has_and_shows_what_that_did(bellhop: Bellhop) -> None:
    form = open_edit(bellhop, "hot")
    assert values_of(form) == {
        "threshold": "80",
        "datapoints": "1",
        "periods": "1",
        "period": "300",
        "missing": "missing",
    }
    assert "it would have gone off *41 times*" in words_of(form)
    assert "That is more than once a day." in words_of(form)


def test_the_last_look_says_before_and_after(bellhop: Bellhop) -> None:
    open_edit(bellhop, "hot")
    send(bellhop, datapoints="2", periods="3")
    words = words_of(modal_of(bellhop))
    assert "`hot`: CPUUtilization average of web &gt; 80 % for 2 of 3 periods of 5 min." in words
    assert "it would *not* have gone off" in words
    assert (
        "As it is now: CPUUtilization average of web &gt; 80 % for 1 of 1 period of 5 min. It would have gone off 41 "
        "times in the last 14 days." in words
    )


def test_only_the_test_is_changed_and_undo_puts_it_back(bellhop: Bellhop) -> None:
    before = hot(bellhop)
    message = changed(bellhop, threshold="95.5")
    test = {"Threshold": 95.5, "DatapointsToAlarm": 1, "TreatMissingData": "missing"}
    assert hot(bellhop) == {**before, **test}
    assert by_name(message["text"]) == (
        ":pencil2: ana changed the alarm `hot` to: CPUUtilization average of web &gt; 95.5 % for 1 of 1 period of "
        "5 min. Before: CPUUtilization average of web &gt; 80 % for 1 of 1 period of 5 min. It would not have gone off "
        "in the last 14 days."
    )
    press(bellhop, message, UNDO, "U0BO")
    bellhop.work()
    assert hot(bellhop) == before


def test_what_is_like_that_already_is_not_put(bellhop: Bellhop) -> None:
    open_edit(bellhop, "hot")
    send(bellhop)
    assert "The alarm is like that already." in words_of(modal_of(bellhop))


@pytest.mark.parametrize("when", ["before the last look", "after it"])
def test_a_change_of_somebody_else_in_between_is_not_lost(when: str, bellhop: Bellhop) -> None:
    open_edit(bellhop, "hot")
    if when == "after it":
        send(bellhop, threshold="95")
    bellhop.cloudwatch.define({**HOT, "Threshold": 70.0})
    send(bellhop, **({} if when == "after it" else {"threshold": "95"}))
    told = seen(bellhop)[-1] if when == "after it" else words_of(modal_of(bellhop))
    assert told.startswith("Somebody has changed the alarm `hot` since you opened the form.")
    assert hot(bellhop)["Threshold"] == 70.0


def test_an_alarm_that_was_deleted_meanwhile_stays_deleted(bellhop: Bellhop) -> None:
    open_edit(bellhop, "hot")
    send(bellhop, threshold="95")
    bellhop.cloudwatch.remove("hot")
    send(bellhop)
    assert seen(bellhop)[-1] == "There is no alarm `hot` any more. Nothing was done."


def test_an_open_form_never_turns_into_that_of_another_alarm(bellhop: Bellhop) -> None:
    open_edit(bellhop, "hot")
    bellhop.cloudwatch.remove("hot")
    bellhop.cloudwatch.define({**HOT, "AlarmName": "hot-2"})
    assert "There is no alarm `hot` any more. Nothing was done." in words_of(put_in(bellhop, "missing", "ignore"))


@pytest.mark.parametrize(
    ("threshold", "typed"),
    [
        (1e16, "10000000000000000"),
        (1e-5, "0.00001"),
        (-2.5e-7, "-0.00000025"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_a_threshold_however_large_or_small_is_in_the_form_and_stays(
    threshold: float, typed: str, slack: RunningSlack, clock: SetClock
) -> None:
    running = world(slack, clock, Threshold=threshold)
    with listening(running):
        assert values_of(open_edit(running, "hot"))["threshold"] == typed
        send(running, datapoints="2", periods="3")
        send(running)
        assert (hot(running)["Threshold"], hot(running)["EvaluationPeriods"]) == (threshold, 3)


def test_what_it_cannot_read_it_names_all_the_same(bellhop: Bellhop) -> None:
    elsewhere = {**MATH["Metrics"][0], "AccountId": "999999999999"}
    bellhop.cloudwatch.define({**MATH, "Metrics": [elsewhere, MATH["Metrics"][1]]})
    open_edit(bellhop, "hot")
    send(bellhop, threshold="7")
    words = words_of(modal_of(bellhop))
    assert "`hot`: `m1 * 2 &gt; 7 for 1 of 1 period of 5 min, where m1 is" in words
    assert "As it is now: `m1 * 2 &gt; 80 for" in words
    send(bellhop)
    assert "changed the alarm `hot` to: `m1 * 2 &gt; 7 for" in seen(bellhop)[-1]
    assert "Before: `m1 * 2 &gt; 80 for" in seen(bellhop)[-1]


def test_a_change_of_missing_data_alone_is_said(bellhop: Bellhop) -> None:
    text = by_name(changed(bellhop, missing="notBreaching")["text"])
    assert "for 1 of 1 period of 5 min; missing data counts as good. Before: " in text
    assert "for 1 of 1 period of 5 min; missing data is left out (INSUFFICIENT_DATA if all is missing). It" in text


def test_undo_of_an_edit_refuses_where_somebody_else_changed_it(bellhop: Bellhop) -> None:
    message = changed(bellhop, threshold="95")
    bellhop.cloudwatch.define({**HOT, "Threshold": 70.0})
    press(bellhop, message, UNDO)
    bellhop.work()
    assert hot(bellhop)["Threshold"] == 70.0
    assert seen(bellhop)[-1].startswith("The alarm `hot` has been changed since")


def test_of_metric_math_the_periods_length_stays(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.define(MATH)
    assert "period" not in values_of(open_edit(bellhop, "hot"))
    send(bellhop, threshold="150")
    send(bellhop)
    assert (hot(bellhop)["Threshold"], hot(bellhop)["Metrics"]) == (150.0, MATH["Metrics"])
    assert "Period" not in hot(bellhop)


def test_what_auto_scaling_sets_itself_is_left_to_it(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.define({**HOT, "AlarmName": "TargetTracking-web-AlarmHigh-1"})
    form = open_edit(bellhop, "TargetTracking-web-AlarmHigh-1")
    assert "belongs to a target-tracking policy" in words_of(form)


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ({"AlarmName": "hot", "AlarmRule": 'ALARM("web-5xx")'}, "`hot` is a composite alarm"),
        ({**HOT, "ComparisonOperator": "GreaterThanUpperThreshold", "ThresholdMetricId": "e1"}, "no fixed threshold"),
    ],
)
def test_what_has_no_threshold_is_refused_in_words(definition: dict[str, Any], words: str, bellhop: Bellhop) -> None:
    bellhop.cloudwatch.remove("hot")
    bellhop.cloudwatch.define(definition)
    assert words in words_of(open_edit(bellhop, "hot"))


def test_a_part_of_a_name_opens_the_one_that_has_it_or_names_all(bellhop: Bellhop) -> None:
    assert "Alarm `hot`" in words_of(open_edit(bellhop, "ho"))
    assert "`web-5xx`, `web-high-cpu`" in words_of(open_edit(bellhop, "web-"))
    assert "There is no alarm `nothing`." in words_of(open_edit(bellhop, "nothing"))
    assert "Alarm `hot`" in words_of(open_edit(bellhop, '"hot"'))


def test_an_alarm_elsewhere_is_not_taken_for_one_of_the_same_name_here(bellhop: Bellhop) -> None:
    form = open_edit(bellhop, "arn:aws:cloudwatch:us-east-1:999999999999:alarm:hot")
    assert "999999999999" in words_of(form)
    assert "Alarm `hot`" not in words_of(form)
    bellhop.slack.act(
        user="U0ANA",
        channel="C0OPS",
        text="@bellhop alarms edit arn:aws:cloudwatch:us-east-1:999999999999:alarm:hot",
    )
    bellhop.work()
    assert "999999999999" in seen(bellhop)[-1]
    assert OPEN not in str(bellhop.slack.messages("C0OPS")[-1].get("blocks"))


@pytest.mark.parametrize(
    ("guard", "changes", "may"),
    [
        (Guard(alarm="hot", may=("edit",)), {}, True),
        (Guard(alarm="hot"), {}, False),
        (Guard(alarm="hot", may=("edit",), users=("U0BO",)), {}, False),
        (Guard(group="web", users=("U0BO",)), {}, True),
        (Guard(group="web", users=("U0BO",)), {"AlarmActions": [POLICY]}, False),
    ],
)
def test_guards_are_asked_before_the_form_is_shown(
    guard: Guard, changes: dict[str, Any], may: bool, slack: RunningSlack, clock: SetClock
) -> None:
    bellhop = world(slack, clock, guard, **changes)
    with listening(bellhop):
        assert ("Alarm `hot`" in words_of(open_edit(bellhop, "hot"))) is may


def test_the_card_of_an_alarm_has_a_button_that_opens_it(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms hot")
    card = {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}
    press(bellhop, card, OPEN)
    bellhop.work()
    assert values_of(modal_of(bellhop))["threshold"] == "80"


def test_periods_of_a_minute_are_looked_at_as_long_as_cloudwatch_keeps_them(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.measured["CPUUtilization"] = two_weeks(bellhop.clock(), spiky, step=60)
    open_edit(bellhop, "hot")
    put_in(bellhop, "period", "60")
    start, end = bellhop.cloudwatch.spans[-1]
    assert (end - start).total_seconds() == 14 * 86_400 + 3 * 60
    bellhop.cloudwatch.define({**HOT, "Period": 10})
    assert "In the last 3 hours it would" in words_of(open_edit(bellhop, "hot"))
    start, end = bellhop.cloudwatch.spans[-1]
    assert (end - start).total_seconds() == 3 * 3600 - 60, "nothing is asked for that CloudWatch has no longer"


def test_a_lost_answer_is_looked_for_and_the_alarm_put_once(bellhop: Bellhop) -> None:
    bellhop.cloudwatch.deaths.append(Later("AWS did not answer.", maybe_done=True))
    open_edit(bellhop, "hot")
    send(bellhop, threshold="95")
    send(bellhop)
    bellhop.clock.advance(60)
    bellhop.work()
    assert hot(bellhop)["Threshold"] == 95.0
    assert [text for text in seen(bellhop) if "changed the alarm `hot`" in text] == [seen(bellhop)[-1]]


def test_a_late_one_asks_first(bellhop: Bellhop) -> None:
    open_edit(bellhop, "hot")
    send(bellhop, threshold="95")
    modal = modal_of(bellhop)
    bellhop.slack.act(user="U0ANA", view_id=modal["id"], values={})
    bellhop.clock.advance(16 * 60)
    bellhop.work()
    assert hot(bellhop)["Threshold"] == 80.0
    assert "Do you still want it?" in seen(bellhop)[-1]
    message = {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}
    press(bellhop, message, DO_IT_NOW)
    bellhop.work()
    assert hot(bellhop)["Threshold"] == 95.0


def test_without_a_name_it_says_what_to_type(bellhop: Bellhop) -> None:
    type_in(bellhop, "/alarms edit")
    assert seen(bellhop)[-1] == "Which alarm? Try `/alarms edit ALARM`."
