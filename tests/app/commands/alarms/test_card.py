"""The card of one alarm, as a message."""

from __future__ import annotations

import json
from datetime import timedelta

from app.alarms.decide.incident import Incident
from app.alarms.read.described import seen
from app.alarms.show.layout import BLOCKS_LIMIT
from app.aws.alarm import Alarm, HistoryItem, MuteRule
from app.commands.alarms.card import Facts, alarm_card
from tests.app.commands.alarms.world import NOON, arn_of, metric_alarm
from tests.fakes.aws import HOME


def of(alarm: Alarm) -> Incident:
    latest = seen(alarm, HOME, NOON)
    return Incident("", latest, latest.changed_at)


def test_a_value_within_its_limit_is_not_said_to_be_beyond_it() -> None:
    text = str(alarm_card(of(metric_alarm("a", "OK", value=12)), Facts()).block_dicts()[0])
    assert "Now *12 %* (ALARM if &gt; 80 %)" in text


def test_a_composite_says_its_rule() -> None:
    both = metric_alarm("both", AlarmRule=f'ALARM("{arn_of("a")}") OR ALARM(b)', MetricName="", Dimensions=[])
    assert "Rule: `ALARM(" in str(alarm_card(of(both), Facts()).block_dicts()[0])


def test_whatever_aws_sent_it_fits_a_message() -> None:
    long = metric_alarm("n" * 255, AlarmDescription="&" * 5000, StateReason="<" * 1023)
    history = [HistoryItem(long.name, NOON, "StateUpdate", "&" * 900)] * 10
    rules = [MuteRule("r" * 255, (long.name,), NOON + timedelta(hours=1))] * 5
    message = alarm_card(of(long), Facts(history=history, rules=rules, link="https://x.slack.com/1"))
    assert len(json.dumps(message.block_dicts(), ensure_ascii=False)) <= BLOCKS_LIMIT
