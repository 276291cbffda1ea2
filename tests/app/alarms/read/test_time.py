"""However long, whatever it is made of and wherever it stands: a record's time grows with its length, and no faster."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest

from app.alarms.decide.decision import Arrived
from app.alarms.read.envelopes import Record, queue_body, records
from app.alarms.read.sources import read
from app.alarms.read.transition import Notice
from app.alarms.read.untrusted import parsed, pretty
from app.alarms.show.layout import one_line
from app.alarms.show.notice_card import notice_card
from app.store.codec import encode
from tests.app.alarms.alarm_support import card, incident, payload
from tests.app.growth import SIZE, assert_linear
from tests.thorough import every_third

pytestmark = pytest.mark.slow

# What makes a search begin again and again, or go back and forth.
UNITS = [
    " ",
    "\n",
    " \n",
    "7",
    "1.",
    "[1 (",
    "[1",
    "&lt;",
    "https://a",
    "http://",
    ".",
    "ANOMALY_DETECTION_BAND(",
    "ANOMALY_DETECTION_BAND(m1, ",
    "1 out of the last 1 datapoints ",
    "was less than the threshold ",
    "less than the lower threshold [",
    ":scalingPolicy:",
    "runbook ",
    "\\",
    "percent",
    "*`_~",
    "\ud83d",
]
KINDS = ["metric", "math", "composite", "log_contributor", "promql", "lambda_action", "eventbridge_contributor"]
NOTICES = ["asg_launch_error", "health", "securityhub", "guardduty", "unknown_json", "step_functions", "cost_anomaly"]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all texts in it."""
    if isinstance(value, str):
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def with_text(body: Any, paths: Sequence[tuple[Any, ...]], text: str) -> Any:
    changed = copy.deepcopy(body)
    for *path, last in paths:
        at = changed
        for key in path:
            at = at[key]
        at[last] = text
    return changed


def take_in(body: Any) -> None:
    """All that is done with a record before Slack gets it."""
    text = json.dumps(body)
    (record,) = records({"Records": [{"eventSource": "aws:sqs", "messageId": "m", "body": text}]})
    queue_body(record)
    seen = read(record)
    if isinstance(seen, Notice):
        notice_card(seen).block_dicts()
    else:
        shown = incident(seen)
        card(shown).block_dicts()
        encode(shown)
    assert Arrived(record, seen).lease


@pytest.mark.parametrize("name", every_third([*KINDS, *NOTICES]))
def test_all_texts_of_a_record_may_be_long_at_once(name: str) -> None:
    body = payload(name)
    kind = type(read(Record("r", body)))
    free = [path for path in places(body) if type(read(Record("r", with_text(body, [path], "x")))) is kind]
    assert len(free) > 2
    for unit in UNITS:
        texts = partial(with_text, body, free)
        assert_linear(lambda size: take_in(texts(unit * (size // len(unit)))), unit)  # noqa: B023


@pytest.mark.parametrize("name", [*KINDS, *NOTICES])
@pytest.mark.parametrize("unit", [" ", "7"])
def test_a_text_without_which_it_is_no_alarm_may_be_long(name: str, unit: str) -> None:
    body = payload(name)
    for path in places(body):
        assert_linear(lambda size: take_in(with_text(body, [path], unit * size)), str(path))  # noqa: B023


WIDE: dict[str, Callable[[int], Any]] = {
    "tags": lambda count: {**payload("metric"), "AlarmTags": [{"Key": f"k{n}", "Value": "v"} for n in range(count)]},
    "dimensions": lambda count: {
        **payload("metric"),
        "Trigger": {
            **payload("metric")["Trigger"],
            "Dimensions": [{"name": f"d{n}", "value": "v"} for n in range(count)],
        },
    },
    "metrics": lambda count: {
        **payload("math"),
        "Trigger": {**payload("math")["Trigger"], "Metrics": payload("math")["Trigger"]["Metrics"] * count},
    },
    "children": lambda count: {
        **payload("composite"),
        "TriggeringChildren": payload("composite")["TriggeringChildren"] * count,
    },
    "actions": lambda count: {**payload("metric"), "AlarmActions": [f"arn:{n}" for n in range(count)]},
    "names": lambda count: {**payload("metric"), **{f"name {n}": "" for n in range(count)}},
    "resources": lambda count: {**payload("ec2"), "resources": [f"arn:aws:ec2:::i-{n}" for n in range(count)]},
    "affected": lambda count: {
        **payload("health"),
        "resources": [f"i-{n}" for n in range(count)],
        "detail": {
            **payload("health")["detail"],
            "affectedEntities": [{"entityValue": f"e-{n}"} for n in range(count)],
        },
    },
    "resources of a finding": lambda count: {
        **payload("securityhub"),
        "detail": {"findings": payload("securityhub")["detail"]["findings"] * count},
    },
    "names that decide": lambda count: {f"status{n}": f"state {n}" for n in range(count)},
    "anything": lambda count: {"list": [{str(n): n} for n in range(count)]},
}


@pytest.mark.parametrize("name", WIDE)
def test_any_list_of_a_record_may_be_long(name: str) -> None:
    assert_linear(lambda size: take_in(WIDE[name](size // 20)))


@pytest.mark.parametrize("wrap", ["[", '{"a":', '{"Type":"Notification","Message":'])
def test_nesting_costs_no_more_than_its_length(wrap: str) -> None:
    end = "]" if wrap == "[" else "}"

    def nested(size: int) -> None:
        for depth in (10, 90, 150, 900, size // len(wrap)):
            take_in(
                parsed(
                    wrap * depth + ",".join(["1"] * (size // 2)) * (wrap == "[") + '""' * (wrap != "[") + end * depth
                )
            )

    assert_linear(nested)


@pytest.mark.parametrize("depth", [1, 15, 90, 500])
def test_what_is_shown_of_json_is_not_many_times_as_long_as_it(depth: int) -> None:
    written = "[" * depth + ",".join(["1"] * 100_000) + "]" * depth
    assert len(pretty(parsed(written))) <= 25 * len(written)


def test_blanks_before_no_end_of_a_line_are_passed_over_once() -> None:
    assert_linear(lambda size: one_line(" " * size + "x"))


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\nb", "a b"), ("a  \r\n\t b", "a b"), (" a ", " a "), ("a\n\n", "a"), ("", ""), ("a\u2028 \u2029b", "a b")],
)
def test_an_end_of_a_line_becomes_one_space(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_record_that_nobody_can_read_costs_only_itself() -> None:
    for body in ("[" * 500_000, '{"AlarmName": ' + "1" * 5000 + "}", '{"a": NaN, "b": 1e999}', "\ud800", "\uffff" * 10):
        (record,) = records({"Records": [{"eventSource": "aws:sqs", "messageId": "m", "body": body}]})
        assert isinstance(read(record), Notice)
        assert json.loads(queue_body(record))["MessageId"] == "m"


def test_the_sizes_that_are_measured_are_larger_than_what_is_cut() -> None:
    assert SIZE > 20_000
    assert isinstance(read(Record("r", "x" * SIZE)), Notice)
