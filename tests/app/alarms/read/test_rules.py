"""Composite alarms' rules."""

from app.alarms.read.rules import in_words, named
from tests.app.alarms.alarm_support import payload, transition
from tests.app.growth import assert_linear

ARN = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:"


def test_alarms_are_called_by_their_names() -> None:
    assert named(f'ALARM("{ARN}a:b") AND NOT OK({ARN}c)') == 'ALARM("a:b") AND NOT OK(c)'
    alarm = transition(payload("composite_many"))
    assert "arn:" not in alarm.rule + alarm.reason


def test_a_rule_of_many_alarms_is_a_sentence_with_those_in_alarm_first() -> None:
    rule = " OR ".join(f"ALARM(w{number})" for number in range(9))
    assert in_words(rule, {"w7"}) == "ALARM of any of 9: w7, w0, w1, w2, w3 and 4 more"
    assert in_words(rule.replace("OR", "AND")).startswith("ALARM of all of 9: w0")


def test_a_short_or_a_mixed_rule_stays_as_it_is() -> None:
    short = "ALARM(a) OR ALARM(b)"
    mixed = " OR ".join(f"ALARM(w{number})" for number in range(9)) + " AND OK(x)"
    nested = f"({mixed}) OR ALARM(y)"
    for rule in (short, mixed, nested, "", "TRUE"):
        assert in_words(rule) == rule


def test_a_rule_of_any_length_takes_no_longer() -> None:
    for unit in ("ALARM(", 'ALARM("', "NOT ", "ALARM(a) OR ", "arn:aws:cloudwatch:"):
        assert_linear(lambda size: in_words(named(unit * (size // len(unit)))), unit)  # noqa: B023
