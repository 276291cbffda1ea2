"""Alarms that nobody hears; test_planted.py has most of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.commands.alarms.audit.buttons import Fix
from app.commands.alarms.audit.finding import Rule
from app.commands.alarms.audit.rules.hearing import DISABLED, ELSEWHERE, NO_ACTION, NO_LISTENER
from app.commands.alarms.audit.snapshot import Audience
from app.config.home import Home
from tests.app.commands.alarms.audit.rules.planted import HOME, names, snapshot, watched

DEAD, MAIL = "arn:aws:sns:us-east-1:123456789012:dead", "arn:aws:sns:us-east-1:123456789012:mail"
KNOWN = {DEAD: Audience(False, False), MAIL: Audience(True, False)}


def test_with_alarm_events_bellhop_hears_all_but_a_dead_topic_and_disabled_actions_stay_faults() -> None:
    alarms = (
        watched("none", actions=()),
        watched("mailed", actions=(MAIL,)),
        watched("dead", actions=(DEAD,)),
        watched("off", is_enabled=False),
    )
    without = snapshot(*alarms, audience=KNOWN)
    having = replace(without, home=replace(HOME, hears_events=True))
    found = [names(rule, having) for rule in (NO_ACTION, NO_LISTENER, DISABLED, ELSEWHERE)]
    assert found == [[], ["dead"], ["off"], []]
    found = [names(rule, without) for rule in (NO_ACTION, NO_LISTENER, DISABLED, ELSEWHERE)]
    assert found == [["none"], ["dead"], ["off"], ["mailed"]]


@pytest.mark.parametrize("rule", [NO_ACTION, NO_LISTENER, DISABLED, ELSEWHERE])
def test_each_alarm_has_one_cause(rule: Rule) -> None:
    given = snapshot(
        watched("both", actions=(DEAD,), is_enabled=False),
        watched("neither", actions=(), is_enabled=False),
        watched("scales", actions=(DEAD, "arn:aws:automate:us-east-1:ec2:stop")),
        audience=KNOWN,
    )
    expected = {"no-action": ["neither"], "disabled": ["both"]}
    assert names(rule, given) == expected.get(rule.key, [])


def test_what_cannot_be_put_again_and_what_has_no_topic_to_add_gets_no_button() -> None:
    alarms = (watched("logs", kind="log", actions=()), watched("plain", actions=()))
    assert [found.fix for found in NO_ACTION.find(snapshot(*alarms))] == [Fix.NONE, Fix.NOTIFY]
    nowhere = snapshot(*alarms, home=Home("123456789012", "us-east-1"))
    assert [found.fix for found in NO_ACTION.find(nowhere)] == [Fix.NONE, Fix.NONE]
    assert names(ELSEWHERE, replace(nowhere, alarms=(watched(actions=(MAIL,)),), audience=KNOWN)) == []
