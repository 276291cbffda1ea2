"""What decides stands before the fold and in the notification, from any JSON, and no fact stands twice."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.alarms.read.notices import NO_TITLE
from app.alarms.read.ranking import Rank, rank_of
from app.alarms.read.sources import read
from app.alarms.read.transition import Notice
from app.alarms.show.notice_card import notice_card
from tests.app.alarms.alarm_support import (
    ALL_PAYLOADS,
    above_the_fold,
    assert_slack_takes,
    folded,
    message_for,
    notice,
    only_record,
    payload,
    seen_in_text,
)
from tests.app.alarms.notice_support import TOLD, one_line, sns

NOTICES = [name for name in ALL_PAYLOADS if name != "lambda_on_failure" and "event_s" not in name]
NOTICES = [name for name in NOTICES if isinstance(read(only_record(payload(name))), Notice)]


@pytest.mark.parametrize("kind", TOLD)
def test_what_decides_is_seen_at_a_glance_and_heard_in_the_notification(kind: str) -> None:
    message = message_for(payload(kind))
    blocks, text = one_line(above_the_fold(message)), one_line(seen_in_text(message))
    assert [fact for fact in TOLD[kind] if fact not in blocks] == []
    assert [fact for fact in TOLD[kind] if fact not in text] == []
    assert_slack_takes(message)


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        ("codepipeline_rule", ":x:"),
        ("codepipeline_stage", ":white_check_mark:"),
        ("guardduty_bitcoin", ":rotating_light:"),
        ("securityhub_action", ":warning:"),
        ("cloudtrail_denied", ":x:"),
        ("cloudtrail", ":incoming_envelope:"),
        ("ecs_out_of_memory", ":x:"),
        ("access_analyzer", ":warning:"),
    ],
)
def test_a_failure_and_a_grave_finding_do_not_look_like_a_success(kind: str, sign: str) -> None:
    assert seen_in_text(message_for(payload(kind))).startswith(sign)


@pytest.mark.parametrize("kind", NOTICES)
def test_no_json_stands_before_the_fold(kind: str) -> None:
    assert not re.search(r"```|[{\[]\s*\"|Key='", above_the_fold(message_for(payload(kind))))


@pytest.mark.parametrize("kind", NOTICES)
def test_no_fact_stands_twice(kind: str) -> None:
    seen = notice(payload(kind))
    values = [value for _, value in seen.fields if len(value) > 3 and not re.fullmatch(r"[\d.]+|true|false", value)]
    assert len({*values, seen.body, seen.title}) == len(values) + 2
    assert [
        value for value in values if re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", one_line(seen.title))
    ] == []
    left = {value for value in _scalars(json.loads(seen.rest)) if len(value) > 3} if seen.rest else set()
    assert left & {*values, seen.title, seen.account, seen.region} - {""} == set()


@pytest.mark.parametrize("kind", NOTICES)
def test_what_names_itself_is_not_called_without_a_subject(kind: str) -> None:
    assert notice(payload(kind)).title != NO_TITLE or kind == "unknown_json"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ({"content": {"title": "Deploy stuck"}, "id": "7"}, "Deploy stuck"),
        ({"MessageType": "REBALANCE", "name": "fleet-a"}, "REBALANCE"),
        ({"notificationType": "QuotaReached", "n": 1}, "QuotaReached"),
        ({"jobName": "nightly-import", "status": "DEAD"}, "nightly-import"),
        ({"deep": {"er": {"queueName": "orders-in"}}, "id": 4}, "orders-in"),
        ({"Type": "com.example.stuck", "n": 1}, "com.example.stuck"),
    ],
)
def test_a_message_is_called_by_what_names_it(body: dict[str, Any], title: str) -> None:
    assert notice(sns(json.dumps(body))).title == title


# Services that are in no table.
UNKNOWN = {
    "queue": {
        "id": "a1",
        "ver": "2",
        "job": {"jobName": "import-9", "state": "DEAD", "lastError": "lock wait timeout"},
    },
    "scanner": {"scan": {"id": "77", "findings": [{"severity": "critical", "title": "Root key in image"}]}},
    "robot": {
        "robotId": "r-1",
        "telemetry": {"ts": 1795168000000, "health": {"verdict": "BROKEN", "reason": "arm jam"}},
    },
    "broker": {"source": "broker", "cluster": {"name": "kafka-7"}, "outcome": "partition lost", "count": 12},
    "shop": {"order": {"id": 99, "paymentResult": "DECLINED", "message": "Card expired", "amount": 12.5}},
    "ci": {"pipeline": {"id": 1, "conclusion": "failure", "headline": "main is red"}, "token": "x"},
    "iot": {"thing": {"thingName": "pump-3", "levels": {"priority": "P1", "problem": "dry run"}}},
    "vault": {"meta": {"uuid": "u"}, "auth": {"success": False, "displayName": "ci-bot", "errorMessage": "no policy"}},
    "etl": {"runs": [{"runId": "1", "result": "SKIPPED"}, {"runId": "2", "result": "OOM", "cause": "too many rows"}]},
    "mail": {"event": {"recipient": "a@example.com", "status": "deferred", "description": "greylisted by the peer"}},
}


@pytest.mark.parametrize("service", UNKNOWN)
def test_a_service_that_nobody_knows_is_told_by_what_its_names_mean(service: str) -> None:
    detail = UNKNOWN[service]
    event = {"id": "e", "detail-type": "Something", "source": f"acme.{service}", "detail": detail}
    for message in (message_for(sns(json.dumps(detail))), message_for(event)):
        missing = [each for each in _deciding(detail) if each not in above_the_fold(message)]
        assert missing == []
        assert [each for each in _deciding(detail) if each not in seen_in_text(message)] == []
        assert "```" not in above_the_fold(message)


# What a name like an outcome, a severity, a name or a message ends with; the code has a list of its own.
ENDINGS = "severity priority status state result outcome verdict name title message reason error cause description"
STYLES: tuple[Callable[[list[str]], str], ...] = (
    lambda words: words[0] + "".join(map(str.capitalize, words[1:])),
    lambda words: "".join(map(str.capitalize, words)),
    lambda words: "_".join(words),
    lambda words: "-".join(words),
    lambda words: "_".join(words).upper(),
)
BEGINNINGS = st.sampled_from([[], ["job"], ["build"], ["last", "run"], ["id"]])


def spelled(style: Callable[[list[str]], str], before: list[str], ending: str) -> str:
    return style([*before, ending])


DECIDING = st.builds(spelled, st.sampled_from(STYLES), BEGINNINGS, st.sampled_from(ENDINGS.split()))
OTHERS = st.sampled_from(["id", "version", "source", "requestId", "size", "tags", "items", "flags", "list", "arn"])
WORDS = st.text("abcdefghijklmnop", min_size=5, max_size=12)
SCALARS = WORDS | st.integers(10_000, 99_999)
FILLING = {f"plain{number}": f"filling{number}" for number in range(12)}  # more than stand there if nothing decides


def deep(names: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.dictionaries(names, SCALARS, max_size=3),
        lambda inner: st.dictionaries(OTHERS, inner | st.lists(inner, max_size=2), max_size=3),
        max_leaves=6,
    )


DEEP = deep(OTHERS | DECIDING)


@pytest.mark.slow
@given(
    name=DECIDING,
    value=SCALARS | st.booleans() | st.integers(101, 999) | st.lists(WORDS, min_size=1, max_size=3),
    around=deep(OTHERS),
    path=st.lists(OTHERS, max_size=3),
    is_listed=st.booleans(),
    is_event=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_named_like_what_decides_stands_before_the_fold(
    name: str, value: Any, around: dict[str, Any], path: list[str], is_listed: bool, is_event: bool
) -> None:
    body: Any = {name: value}
    for each in reversed(path):
        body = {each: [around, body] if is_listed else body}
    event = {"source": "acme", "detail-type": "Anything", "detail": {**FILLING, **around, **body}}
    message = message_for(event if is_event else sns(json.dumps(event["detail"]), "Anything"))
    shown, heard = (re.split(r"[\s,:*`]+", text) for text in (above_the_fold(message), seen_in_text(message)))
    told = {_written(each) for each in (value if isinstance(value, list) else [value])}
    assert (told - {*shown}, told - {*heard}) == (set(), set())


@pytest.mark.slow
@given(body=DEEP)
@example(body={"id": [{"size": "aaaaa"}, {"size": {"id": "aaaab"}}]})  # a name of a value, and of what has values
@settings(max_examples=100, deadline=None)
def test_nothing_is_lost(body: dict[str, Any]) -> None:
    message = notice_card(notice(sns(json.dumps(body), "Anything")))
    seen = above_the_fold(message) + folded(message)
    assert [value for value in _scalars(body) if value not in seen] == []


def _deciding(value: Any, name: str = "") -> list[str]:
    if isinstance(value, dict):
        return [each for key, inner in value.items() for each in _deciding(inner, key)]
    if isinstance(value, list):
        return [each for inner in value for each in _deciding(inner, name)]
    return [_written(value)] if rank_of(name) <= Rank.MESSAGE else []


def _scalars(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [each for inner in value.values() for each in _scalars(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in _scalars(inner)]
    return [_written(value)]


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
