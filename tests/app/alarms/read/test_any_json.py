"""Any JSON at all, in any envelope: at least one record, each shown, and nothing ever raises."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.alarms.read.envelopes import came_from_queue, queue_body, records
from app.alarms.read.sources import read
from app.alarms.read.transition import Notice
from app.alarms.show.notice_card import notice_card
from tests.app.alarms.alarm_support import (
    ALL_PAYLOADS,
    assert_slack_takes,
    buttons,
    card,
    incident,
    message_for,
    notice,
    payload,
)

pytestmark = pytest.mark.slow

ALARM_WORDS = st.sampled_from(
    ["ALARM", "OK", "2026-11-10T02:45:55.640+0000", "web", "<!channel>", "0001-01-01T00:00:00+2359"]
)
TEXTS = st.text(max_size=40) | ALARM_WORDS
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5), max_leaves=25
)


def assert_every_record_shows(event: object) -> None:
    found = records(event)
    assert found
    for record in found:
        assert record.id
        seen = read(record)
        assert_slack_takes(notice_card(seen) if isinstance(seen, Notice) else card(incident(seen)))
        queue_body(record)
    came_from_queue(event)


@pytest.mark.slow
@given(event=JSON)
@settings(max_examples=150, deadline=None)
def test_any_json_is_shown(event: object) -> None:
    assert_every_record_shows(event)
    assert_every_record_shows({"Records": [{"eventSource": "aws:sqs", "messageId": "m", "body": json.dumps(event)}]})
    assert_every_record_shows({"Records": [{"EventSource": "aws:sns", "Sns": event}, event]})


def damaged(value: Any, where: list[Any], damage: object) -> Any:
    """A copy of a JSON value in which one place holds something else."""
    if not where:
        return damage
    if isinstance(value, dict):
        return {**value, where[0]: damaged(value[where[0]], where[1:], damage)}
    return [*value[: where[0]], damaged(value[where[0]], where[1:], damage), *value[where[0] + 1 :]]


@st.composite
def damaged_payloads(draw: st.DrawFn) -> object:
    value = whole = payload(draw(st.sampled_from(ALL_PAYLOADS)))
    where: list[Any] = []
    while isinstance(value, dict | list) and value and (not where or draw(st.booleans())):
        where.append(draw(st.sampled_from(list(value) if isinstance(value, dict) else range(len(value)))))
        value = value[where[-1]]
    return damaged(whole, where, draw(JSON))


@pytest.mark.slow
@given(event=damaged_payloads())
@settings(max_examples=300, deadline=None)
def test_a_true_payload_with_one_wrong_place_is_shown(event: object) -> None:
    assert_every_record_shows(event)


@given(
    length=st.integers(1, 300_000), unit=st.sampled_from(["x", "&", '"', "é", "😀", "\n", "a b\n", "https://a.b/& "])
)
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize(
    "field", ["AlarmDescription", "NewStateReason", "AlarmRule", "AWSAccountId", "Region", "AlarmArn"]
)
def test_a_field_of_any_length_is_shown(field: str, length: int, unit: str) -> None:
    assert_every_record_shows({**payload("composite"), field: (unit * length)[:300_000]})


@pytest.mark.parametrize("name", ALL_PAYLOADS)
def test_every_stored_payload_is_shown(name: str) -> None:
    assert_every_record_shows(payload(name))


def test_brackets_nested_a_hundred_thousand_deep_are_shown() -> None:
    assert_every_record_shows({"Type": "Notification", "MessageId": "m", "Message": "[" * 100_000})
    assert_every_record_shows({"Type": "Notification", "MessageId": "m", "Message": "[" * 900 + "]" * 900})


def test_an_address_deeper_inside_is_found_too() -> None:
    link = "https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/shop/view"
    assert notice({"approval": {"links": [{"review": link}]}}).url == link


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/console.aws.amazon.com/",
        "https://console.aws.amazon.com.evil.example/",
        "https://console.aws.amazon.com@evil.example/",
        "http://console.aws.amazon.com/",
        "https://console.aws.amazon.com/ two",
        "https://console.aws.amazon.com/" + "x" * 3000,
    ],
)
def test_no_other_address_becomes_a_button(address: str) -> None:
    message = message_for({"link": address})
    assert buttons(message) == []
    assert_slack_takes(message)
