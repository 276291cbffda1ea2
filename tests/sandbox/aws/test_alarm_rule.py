"""Which rules of composite alarms the sandbox's CloudWatch understands."""

import pytest

from sandbox.aws.alarm_rule import parse_rule

STATES = {"a": "ALARM", "b": "OK", "c d": "INSUFFICIENT_DATA"}


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("ALARM(a)", True),
        ("ALARM(b)", False),
        ('INSUFFICIENT_DATA("c d")', True),
        ("ALARM(a) AND ALARM(b)", False),
        ("ALARM(a) OR ALARM(b) AND ALARM(b)", True),  # AND binds stronger
        ("(ALARM(a) OR ALARM(b)) AND ALARM(b)", False),
        ("NOT ALARM(b) AND NOT OK(a)", True),
        ("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a)", True),
        ("TRUE", True),
        ("FALSE OR NOT TRUE", False),
    ],
)
def test_a_rule_is_asked_for_the_states_of_its_alarms(rule: str, holds: bool) -> None:
    assert parse_rule(rule).holds(STATES.__getitem__) is holds


def test_a_rule_knows_the_alarms_that_it_names_once_each() -> None:
    rule = parse_rule('ALARM(a) AND (OK(b) OR ALARM("a")) AND NOT OK("c d")')
    assert rule.names == ("a", "b", "c d")


@pytest.mark.parametrize("wrong", ["", "ALARM(a", "ALARM()", "ALARM(a) XOR ALARM(b)", "RED(a)", "ALARM(a))", "NOT"])
def test_what_is_no_rule_is_refused_with_the_place(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"Unsupported token '.+' at char \d+"):
        parse_rule(wrong)
