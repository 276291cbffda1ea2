"""Whose account and region it is."""

import json
from typing import Any

import pytest

from tests.app.alarms.alarm_support import notice, payload
from tests.app.alarms.notice_support import sns

ENVELOPE = {"detail-type": "X", "source": "acme", "account": "111122223333", "region": "eu-west-1"}
THEIRS = "444455556666"


@pytest.mark.parametrize(
    "detail",
    [
        {"accountId": THEIRS},
        {"affectedAccount": THEIRS, "accountId": "111122223333"},
        {"findings": [{"AwsAccountId": THEIRS}]},
        {"findings": [{"cloud": {"account": {"uid": THEIRS}}, "metadata": {"uid": "x"}}]},
        {"awsAccountId": THEIRS},
        {"recipientAccountId": THEIRS, "userIdentity": {"accountId": "777788889999"}},
    ],
)
def test_what_is_affected_comes_before_the_envelope(detail: dict[str, Any]) -> None:
    seen = notice({**ENVELOPE, "detail": detail})
    assert (seen.account, seen.told_by) == (THEIRS, "111122223333")


def test_who_did_it_is_not_whose_it_is() -> None:
    seen = notice({**ENVELOPE, "detail": {"userIdentity": {"accountId": THEIRS}, "x": 1}})
    assert (seen.account, seen.told_by) == ("111122223333", "")


def test_a_region_of_the_event_comes_before_the_envelopes() -> None:
    assert notice({**ENVELOPE, "detail": {"eventRegion": "us-west-2"}}).region == "us-west-2"
    assert notice({**ENVELOPE, "detail": {"region": "here"}}).region == ""


def test_a_known_message_is_of_its_topics_account_and_region() -> None:
    topic = {"TopicArn": "arn:aws:sns:eu-west-2:123456789012:alerts"}
    seen = notice({**sns(json.dumps(payload("ssm_run_command"))), **topic})
    assert (seen.account, seen.region) == ("123456789012", "eu-west-2")
    assert "systems-manager/run-command/0c1d2e3f" in seen.url
    assert notice({**sns('{"n": 1}'), **topic}).account == ""
