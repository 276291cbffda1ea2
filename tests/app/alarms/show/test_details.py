"""What CloudWatch says: its reason, the description, tags and counts, folded below the card or in its thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.alarms.show.details import details
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.alarm_support import (
    assert_slack_takes,
    card,
    incident,
    message_for,
    payload,
    seen_in_blocks,
    transition,
)
from tests.app.alarms.ringing import cards, cloudwatch_says, replies, ring
from tests.fakes.bellhop import Bellhop


def test_a_missing_reason_is_said() -> None:
    assert "*Reason*\nCloudWatch gave no reason." in seen_in_blocks(message_for(payload("promql")))


def test_the_description_is_shown_and_its_links_are_alive() -> None:
    blocks = "\n".join(str(block) for block in message_for(payload("metric")).block_dicts())
    assert (
        "The web servers are busy. Runbook: <https://wiki.example.com/runbooks/web-cpu?from=alarm&amp;team=web>"
        in blocks
    )


def test_tags_are_shown_up_to_a_number() -> None:
    latest = replace(transition(payload("metric")), tags=tuple((f"key{n}", f"<value{n}>") for n in range(20)))
    shown = seen_in_blocks(card(incident(latest)))
    assert "key0: <value0>" in shown
    assert "and 8 more" in shown


def test_the_beginning_stands_beside_a_later_change() -> None:
    latest = transition(payload("metric"))
    began = latest.changed_at - timedelta(minutes=5)
    shown = seen_in_blocks(card(incident(latest, began_at=began, changed=3)))
    assert f"*Started*\n<!date^{int(began.timestamp())}^" in shown
    assert "*State changes*\n3" in shown


@pytest.mark.parametrize("kind", ["metric", "metric_ok", "composite", "promql", "hostile_name", "metric_tags"])
def test_slack_takes_them_in_a_thread(kind: str) -> None:
    latest = replace(transition(payload(kind)), reason='"<&>\n' * 2400, description="https://a.example/&&& " * 500)
    assert_slack_takes(details(incident(latest)))


def test_they_come_into_the_thread_once_it_is_over(bellhop: Bellhop, slack: RunningSlack) -> None:
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (card,) = cards(slack)
    assert replies(slack, card["ts"]) == []
    ring(bellhop, cloudwatch_says("ALARM", "OK", 60))
    first, over = replies(slack, card["ts"])
    assert first.startswith("What CloudWatch says of `web-high-cpu`: Threshold Crossed")
    assert over.startswith(":large_green_circle: ALARM → *OK*")


def test_where_slack_folds_nothing_they_are_the_first_reply_and_come_once(
    bellhop: Bellhop, slack: RunningSlack
) -> None:
    slack.lack_blocks("container")
    ring(bellhop, cloudwatch_says("OK", "ALARM"))
    (card,) = cards(slack)
    assert [block["type"] for block in card["blocks"]] == ["section", "actions", "data_visualization"]
    assert [line.startswith("What CloudWatch says of") for line in replies(slack, card["ts"])] == [True]
    ring(bellhop, cloudwatch_says("ALARM", "INSUFFICIENT_DATA", 60))
    ring(bellhop, cloudwatch_says("INSUFFICIENT_DATA", "OK", 90))
    assert [line.startswith("What CloudWatch says of") for line in replies(slack, card["ts"])] == [True, False, False]
