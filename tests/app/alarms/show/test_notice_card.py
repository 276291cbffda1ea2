"""Notices: whatever is no alarm is shown as it came, whole or saying how much is missing."""

import json
import re

import pytest

from app.alarms.read.envelopes import records
from app.alarms.read.sources import read
from app.alarms.read.transition import Notice
from app.alarms.show.notice_card import notice_card
from app.slack.messages.newer import FOLDED, without
from tests.app.alarms.alarm_support import (
    ALL_PAYLOADS,
    above_the_fold,
    assert_slack_takes,
    buttons,
    folded,
    message_for,
    notice,
    payload,
    seen_in_blocks,
    seen_in_text,
)
from tests.app.alarms.notice_support import TOLD, fact, one_line, sns


def test_unknown_json_shows_its_short_fields_and_all_of_it() -> None:
    body = payload("unknown_json")
    message = message_for(sns(json.dumps(body), "Build 4711"))
    shown = seen_in_blocks(message)
    assert "*Build 4711*" in shown
    assert "*Service*\ncheckout" in shown
    assert "*Ratio*\n0.25" in shown
    assert "*Name*\ntest, deploy" in shown
    assert "Build 4711: Ok false, Name test, deploy, Service checkout" in seen_in_text(message)


def test_a_bare_string_is_shown_with_its_links() -> None:
    message = message_for(sns("Backup done, see https://b.example/1.", "Nightly"))
    assert "Backup done, see <https://b.example/1>." in seen_in_blocks(message)
    assert seen_in_text(message) == ":incoming_envelope: Nightly: Backup done, see https://b.example/1."


@pytest.mark.parametrize("empty", ["", " \n"])
def test_an_empty_message_is_said_to_be_one(empty: str) -> None:
    message = message_for(sns(empty))
    assert "empty message" in seen_in_blocks(message)
    assert seen_in_text(message) == ":incoming_envelope: Message without a subject: empty message"
    assert_slack_takes(message)


@pytest.mark.parametrize(
    "body", ["x" * 200_000, "<&>" * 66_000, "line\n" * 40_000, json.dumps([f'&"\\{n}' for n in range(30_000)])]
)
def test_a_message_of_200_kb_is_shortened_and_says_by_how_much(body: str) -> None:
    message = message_for(sns(body))
    assert_slack_takes(message)
    found = re.search(r"([\d,]+) of ([\d,]+) characters not shown", seen_in_blocks(message))
    assert found
    cut, whole = (int(number.replace(",", "")) for number in found.groups())
    assert 150_000 < cut < whole


def test_what_is_cut_and_what_is_shown_make_up_the_whole() -> None:
    body = "".join(f"{n:06} " for n in range(20_000))
    shown = seen_in_blocks(message_for(sns(body)))
    numbers = re.findall(r"\d{6}", shown)
    cut = int(re.search(r"([\d,]+) of", shown)[1].replace(",", ""))  # type: ignore[index]
    assert numbers == [f"{n:06}" for n in range(len(numbers))]
    assert abs(len(body) - cut - 7 * len(numbers)) < 7


def test_a_message_full_of_links_loses_none_of_them() -> None:
    body = "http://a " * 900
    assert seen_in_blocks(message_for(sns(body))).count("<http://a>") == 900


def test_a_message_that_begins_with_much_space_is_not_called_empty() -> None:
    message = message_for(sns(" " * 20_000 + "here"))
    assert "here" in seen_in_text(message)
    assert "empty" not in seen_in_blocks(message)


ACTIVITY = ["AutoScalingGroupName", "EC2InstanceId", "StatusCode", "AccountId", "Description", "Cause"]
EVENT = ["account", "region"]
FACTS = {
    "asg_launch": ACTIVITY,
    "asg_launch_error": [*ACTIVITY, "StatusMessage"],
    "asg_terminate": ACTIVITY,
    "asg_terminate_error": [*ACTIVITY, "StatusMessage"],
    "asg_test": ["AutoScalingGroupName", "AccountId"],
    "asg_event_launch_unsuccessful": ["detail.AutoScalingGroupName", "detail.StatusMessage", "detail.Cause", *EVENT],
    "backup": ["detail.state", "detail.resourceArn", "detail.backupVaultName", "detail.statusMessage", *EVENT],
    "budget": [],
    "codebuild": ["detail.project-name", "detail.build-status", *EVENT],
    "codepipeline": ["detail.pipeline", "detail.state", "detail.stage", "detail.action", *EVENT],
    "ec2": ["detail-type", "detail.instance-id", "detail.instance-action", *EVENT],
    "ecs": ["detail.group", "detail.lastStatus", "detail.clusterArn", "detail.stoppedReason", *EVENT],
    "ecs_deployment": ["detail.eventName", "detail.reason", *EVENT],
    "eventbridge_configuration": ["detail.alarmName", "detail.state.value", "detail.configuration.description", *EVENT],
    "guardduty": ["detail.title", "detail.type", "detail.severity", "detail.description", *EVENT],
    "health": ["detail.eventTypeCode", "detail.service", "detail.affectedEntities.0.entityValue", *EVENT],
    "rds": ["detail.SourceIdentifier", "detail.EventID", "detail.Message", *EVENT],
    "securityhub": ["detail.findings.0.Title", "detail.findings.0.Resources.0.Id", *EVENT],
    "unknown_json": ["service", "build"],
}


@pytest.mark.parametrize("kind", FACTS)
def test_the_facts_of_a_notice_are_in_the_blocks_and_in_the_text(kind: str) -> None:
    body, message = payload(kind), message_for(payload(kind))
    facts = body.split() if isinstance(body, str) else [fact(body, path) for path in FACTS[kind]]
    assert not [each for each in facts if each not in one_line(seen_in_blocks(message))]
    assert not [each for each in facts if each not in one_line(seen_in_text(message))]


def test_no_kind_of_notice_is_without_its_facts() -> None:
    shown = {name for name in ALL_PAYLOADS if isinstance(read(records(payload(name))[0]), Notice)}
    untold = shown - set(FACTS) - set(TOLD) - {"malformed", "lambda_on_failure"}
    assert untold == set(), "say in TOLD (notice_support.py) what must be seen of each"


@pytest.mark.parametrize("name", ["x" * 10_000, "🔥" * 3_000])
def test_a_name_too_long_for_a_link_is_shown_without_one(name: str) -> None:
    event = payload("codepipeline")
    event["detail"]["pipeline"] = name
    message = message_for(event)
    assert buttons(message) == []
    assert_slack_takes(message)


def test_a_message_without_a_subject_is_called_by_its_first_line() -> None:
    assert notice(sns("Nightly backup\n\nAll went well.")).title == "Nightly backup"
    assert notice(sns("All went well.")).title == "Message without a subject"
    assert notice(sns("x" * 500 + "\nAll went well.")).title == "Message without a subject"


@pytest.mark.parametrize("body", [None, True, 12, 1.5, [], {}, "null"])
def test_json_of_any_kind_is_shown(body: object) -> None:
    message = message_for(sns(json.dumps(body)))
    assert_slack_takes(message)
    shown = json.dumps(body, indent=2) if body not in ([], {}, None) else "empty message"
    assert (body if isinstance(body, str) else shown) in seen_in_blocks(message)


def test_a_subject_and_a_body_that_would_ping_do_not() -> None:
    message = message_for(sns('{"<!here>": "<!channel>"} <!everyone>', "<!channel> *look*"))
    assert_slack_takes(message)
    assert "<!channel>" in seen_in_blocks(message)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2026-11-10T02:46:30.001Z", "<!date^1794278790^{time_secs} {date_short_pretty}|2026-11-10 02:46:30 UTC>"),
        ("2026-11-10T03:46:30+0100", "<!date^1794278790^{time_secs} {date_short_pretty}|2026-11-10 02:46:30 UTC>"),
        ("Sat, 14 Nov 2026 15:05:40 GMT", "<!date^1794668740^{time_secs} {date_short_pretty}|2026-11-14 15:05:40 UTC>"),
        ("2026-02-31T00:00:00Z", "2026-02-31T00:00:00Z"),
        ("Sat, 31 Feb 2026 15:05:40 GMT", "Sat, 31 Feb 2026 15:05:40 GMT"),
        ("at 2026-11-10T02:46:30Z", "at 2026-11-10T02:46:30Z"),
    ],
)
def test_a_time_that_stands_alone_is_told_in_each_readers_zone(written: str, shown: str) -> None:
    message = message_for(sns(json.dumps({"began": written}), "A job"))
    assert f"*Began*\n{shown}" in seen_in_blocks(message)
    assert f"Began {shown}" in seen_in_text(message)


def test_an_event_whose_fields_tell_all_of_it_shows_no_json() -> None:
    event = payload("ec2")
    shown = seen_in_blocks(message_for(event))
    assert "*Action*\nterminate" in shown
    assert "```" not in shown
    more = message_for({**event, "detail": {**event["detail"], "spot-request": "sir-1"}})
    assert '"spot-request": "sir-1"' in folded(more)


def test_where_slack_does_not_fold_the_json_stands_open_below() -> None:
    event = payload("guardduty_bitcoin")
    message = message_for(event)
    opened = without(message, {FOLDED})
    assert "m6i.large" in folded(message)
    assert "m6i.large" not in above_the_fold(message)
    assert "m6i.large" in above_the_fold(opened)
    assert [block["type"] for block in opened.block_dicts()][-1] == "section"


def test_a_webhook_shows_the_json_open_because_nobody_can_ask_slack_there() -> None:
    card = notice_card(notice(payload("guardduty_bitcoin")), folds=False)
    assert "m6i.large" in above_the_fold(card)
    assert_slack_takes(card)
