"""Why nothing is triggered: disabled, muted, suppressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.aws.alarm import MuteRule
from app.base.errors import Refused
from app.listeners.silence import (
    DISABLED,
    MUTED,
    SHORT_DISABLED,
    SHORT_MUTED,
    SHORT_SUPPRESSED,
    SUPPRESSED,
    Silence,
    silence_of,
)
from app.slack.messages.text import moment
from tests.fakes.aws import FakeCloudWatch, alarm

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
COMPOSITE = replace(alarm("web-down"), is_composite=True, suppressor="deploying")
ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:deploying"


def test_an_alarm_whose_actions_run_is_not_silent() -> None:
    assert silence_of(alarm(), FakeCloudWatch()) is None


def test_disabled_actions_are_the_first_reason() -> None:
    disabled = replace(COMPOSITE, actions_enabled=False)
    assert silence_of(disabled, FakeCloudWatch(alarm("deploying", "ALARM"))) == Silence(DISABLED, short=SHORT_DISABLED)


def test_the_rule_that_mutes_it_is_named() -> None:
    cloudwatch = FakeCloudWatch()
    cloudwatch.mute("nightly", "web-high-cpu", NOON, NOON + timedelta(hours=1), "")
    until = f" until {moment(NOON + timedelta(hours=1))}"
    words = {"who": "the rule `nightly`", "until": until}
    assert silence_of(alarm(), cloudwatch) == Silence(MUTED.format(**words), short=SHORT_MUTED.format(**words))
    assert silence_of(alarm("web-5xx"), cloudwatch) is None


@pytest.mark.parametrize("named", ["deploying", ARN])
def test_a_suppressor_counts_while_it_is_in_alarm(named: str) -> None:
    composite = replace(COMPOSITE, suppressor=named)
    told = Silence(SUPPRESSED.format(suppressor="`deploying`"), short=SHORT_SUPPRESSED.format(suppressor="`deploying`"))
    assert silence_of(composite, FakeCloudWatch(alarm("deploying", "ALARM"))) == told
    assert silence_of(composite, FakeCloudWatch(alarm("deploying", "OK"))) is None
    assert silence_of(composite, FakeCloudWatch()) is None


def test_where_mute_rules_cannot_be_listed_it_is_a_doubt() -> None:
    cloudwatch = FakeCloudWatch()
    cloudwatch.takes_rules = False
    silence = silence_of(alarm(), cloudwatch)
    assert silence
    assert not silence.is_sure
    assert silence.why.startswith("Bellhop cannot tell whether the alarm is muted: AWS does not allow")


def test_a_rule_that_comes_again_or_cannot_be_looked_at_has_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    cloudwatch = FakeCloudWatch()
    cloudwatch.mute("nightly", "web-high-cpu", NOON, NOON + timedelta(hours=1), "")
    words = {"who": "the rule `nightly`", "until": ""}
    told = Silence(MUTED.format(**words), short=SHORT_MUTED.format(**words))
    for look in (lambda _: None, lambda name: MuteRule(name, ("web-high-cpu",)), refuse):
        monkeypatch.setattr(cloudwatch, "rule", look)
        assert silence_of(alarm(), cloudwatch) == told


def refuse(rule: str) -> MuteRule | None:
    raise Refused("AWS does not allow Bellhop to look at that rule.")
