"""How much an audit asks of AWS, and what it says it could not read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.aws.alarm import Page, alarms_in
from app.aws.alarm_definition import Metric
from app.aws.alarm_facts import StateChange
from app.aws.door import AwsError
from app.aws.scaling import Group
from app.aws.sns import Subscribers, Subscription, Topics
from app.base.deadline import ending
from app.base.errors import Refused
from app.commands.alarms.audit import read
from app.commands.alarms.audit.read import Reader, audience_of, past_of
from app.commands.alarms.audit.report import Report, filled
from app.commands.alarms.audit.rules.hearing import NO_LISTENER
from app.commands.alarms.audit.show import page
from app.commands.alarms.audit.snapshot import Audience, Snapshot
from tests.app.commands.alarms.audit.rules.planted import HOME, NOW
from tests.fakes.aws import ALARM_ARN, FakeCloudWatch, FakeTopics
from tests.fakes.bellhop import Bellhop

TOPICS = tuple(f"arn:aws:sns:us-east-1:123456789012:topic-{number}" for number in range(100))


class Account(FakeCloudWatch):
    """Ten thousand alarms, without data and flapping; `calls` counts what was asked."""

    def __init__(self, alarms: int, now: datetime) -> None:
        super().__init__()
        self.calls: list[str] = []
        self._now = now
        self._items = [self._item(number) for number in range(alarms)]

    def page(self, state: str = "", prefix: str = "", after: str = "", most: int = 100) -> Page:
        self.calls.append("alarms")
        start = int(after or 0)
        end = start + 100
        alarms = alarms_in({"MetricAlarms": self._items[start:end]})
        return Page(tuple(alarms), str(end) if end < len(self._items) else "")

    def silent(self, metrics: Sequence[Metric], start: datetime, end: datetime) -> frozenset[Metric]:
        self.calls.append("metrics")
        assert len(metrics) <= 500
        return frozenset(metrics)

    def state_changes(self, since: datetime) -> Iterator[Sequence[StateChange]]:
        for number in range(100_000):
            self.calls.append("history")
            at = self._now - timedelta(minutes=number)
            yield [StateChange(f"alarm-{each:05}", at, "ALARM") for each in range(100)]

    def active_rules(self, alarm: str = "") -> tuple[str, ...]:
        return ()

    def _item(self, number: int) -> Mapping[str, Any]:
        old = self._now - timedelta(days=100)
        return {
            "AlarmName": f"alarm-{number:05}",
            "AlarmArn": f"{ALARM_ARN}alarm-{number:05}",
            "StateValue": "INSUFFICIENT_DATA",
            "StateTransitionedTimestamp": self._now - timedelta(days=2),
            "AlarmConfigurationUpdatedTimestamp": old,
            "AlarmActions": [TOPICS[number % 100]],
            "Namespace": "AWS/SQS",
            "MetricName": f"m{number}",
            "Period": 60,
            "Statistic": "Sum",
            "Threshold": 1.0,
        }


def large(bellhop: Bellhop, alarms: int = 10_000) -> Account:
    account = Account(alarms, bellhop.clock())
    object.__setattr__(bellhop.parts, "cloudwatch", account)
    for number in range(1000):
        bellhop.scaling.put(Group(f"group-{number}", 0, 1, 1))
    return account


def audited(bellhop: Bellhop) -> tuple[Report, Snapshot]:
    reader = Reader(bellhop.parts)
    snapshot = reader.snapshot()
    return filled(Report(), snapshot, reader.notes), snapshot


@pytest.mark.slow
def test_ten_thousand_alarms_and_a_thousand_groups_take_a_bounded_number_of_calls(
    bellhop: Bellhop, figure: Callable[[str], None]
) -> None:
    account, begun = large(bellhop), time.process_time()
    report, _ = audited(bellhop)
    counted = {name: account.calls.count(name) for name in ("alarms", "metrics", "history")}
    assert counted == {"alarms": 100, "metrics": 20, "history": 60}
    assert len(bellhop.topics.asked) == 60
    assert report.alarms == 10_000
    assert report.groups == 1001
    assert len(page(report, "r1").text) < 4000
    assert len(report.notes) == 2  # topics and history
    figure(f"an audit of 10,000 alarms and 1,000 groups: {counted}, {time.process_time() - begun:.1f} s of CPU")


def test_more_alarms_than_it_may_read_are_said_to_be_more(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "ALARM_PAGES", 3)
    large(bellhop, 1000)
    report, snapshot = audited(bellhop)
    assert (report.alarms, snapshot.is_whole) == (300, False)
    assert report.notes[0] == "Bellhop read the first 300 alarms, by name; there are more, which it had no time for."
    assert "unwatched" not in {count.rule for count in report.counts}


def test_without_time_each_part_ends_early_and_says_so(bellhop: Bellhop) -> None:
    account = large(bellhop)
    with ending(lambda: 4.0):
        report, _ = audited(bellhop)
    assert account.calls == ["alarms", "history"]
    assert bellhop.topics.asked == []
    said = "\n".join(report.notes)
    assert "the first 100 alarms" in said
    assert "0 of 100 topics" in said
    assert "0 of 100 metrics" in said
    assert "the changes since" in said


def test_what_may_not_be_read_is_told_and_the_rest_goes_on(bellhop: Bellhop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise Refused("AWS does not allow it.")

    large(bellhop, 100)
    for name in ("silent", "active_rules", "state_changes"):
        monkeypatch.setattr(Account, name, refuse)
    monkeypatch.setattr(type(bellhop.scaling), "groups", refuse)
    report, _ = audited(bellhop)
    assert [note.split(" could not")[0] for note in report.notes] == [
        "The Auto Scaling groups",
        "Bellhop looked at 60 of 100 topics; what the others lead to is not known.",
        "Which metrics have data",
        "The mute rules",
        "The history of the alarms",
    ]
    assert {count.rule for count in report.counts} == {"stuck"}


class Answering(Topics):
    def __init__(self, answer: Subscribers | Refused) -> None:
        self._answer = answer

    def subscribers(self, topic: str) -> Subscribers:
        if isinstance(self._answer, Refused):
            raise self._answer
        return self._answer


def gone(code: str) -> Refused:
    refused = Refused("AWS refused")
    refused.__cause__ = AwsError(code, "Topic does not exist")
    return refused


MAIL = Subscription("email", "a@example.com")
OURS = Subscription("sqs", "arn:aws:sqs:us-east-1:123456789012:bellhop-alarms")
FUNCTION = Subscription("lambda", "arn:aws:lambda:us-east-1:123456789012:function:bellhop-alarms")
PENDING = Subscription("sqs", OURS.endpoint, is_confirmed=False)


@pytest.mark.parametrize(
    ("answer", "audience"),
    [
        (Subscribers(()), Audience(False, False)),
        (Subscribers((MAIL,)), Audience(True, False)),
        (Subscribers((MAIL, OURS)), Audience(True, True)),
        (Subscribers((FUNCTION,)), Audience(True, True)),
        (Subscribers((PENDING,)), Audience(False, False)),
        (Subscribers((MAIL,), has_more=True), None),
        (Subscribers((OURS,), has_more=True), Audience(True, True)),
        (gone("NotFound"), Audience(False, False)),
        (gone("AuthorizationError"), None),
        (Refused("AWS does not allow it."), None),
    ],
)
def test_who_hears_a_topic(answer: Any, audience: Audience | None) -> None:
    assert audience_of(TOPICS[0], Answering(answer), HOME) == audience


def test_the_fake_s_unknown_topic_is_not_taken_for_a_dead_one() -> None:
    assert audience_of("arn:aws:sns:us-east-1:999999999999:x", FakeTopics(), HOME) is None
    assert NO_LISTENER.is_deaf


def test_how_often_each_was_over_at_once_is_counted_from_the_newest_change_on() -> None:
    def change(minutes: float, state: str, name: str = "a") -> StateChange:
        return StateChange(name, NOW - timedelta(minutes=minutes), state)

    newest_first = [
        change(0, "ALARM"),  # it lasts
        change(10, "OK"),
        change(12, "ALARM", "b"),
        change(15, "ALARM"),
        change(30, "INSUFFICIENT_DATA"),
        change(36, "ALARM"),
    ]
    found = past_of(newest_first, NOW - timedelta(days=1))
    assert {name: len(times) for name, times in found.went_off.items()} == {"a": 3, "b": 1}
    assert found.at_once == {"a": 1, "b": 0}
