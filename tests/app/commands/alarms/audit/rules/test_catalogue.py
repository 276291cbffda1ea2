"""The table of rules."""

from __future__ import annotations

import re

from app.commands.alarms.audit.rules.catalogue import RULES, rule_of


def test_each_rule_has_its_own_key_by_which_a_stored_finding_knows_it() -> None:
    assert len({rule.key for rule in RULES}) == len(RULES)
    assert [rule_of(rule.key) for rule in RULES] == list(RULES)
    assert rule_of("of-another-version") is None


def test_each_says_what_and_why_in_a_line() -> None:
    for rule in RULES:
        assert "{name}" in rule.says
        assert re.fullmatch(r"[A-Z][^\n]{10,140}\.", rule.why)


def test_those_that_notify_nobody_come_first() -> None:
    assert [rule.is_deaf for rule in RULES] == sorted((rule.is_deaf for rule in RULES), reverse=True)
