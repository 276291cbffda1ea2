"""A desk whose queues are another account's acts on nothing there, and says so."""

from __future__ import annotations

import logging

import pytest

from app.config.home import Home
from app.ops.home import home_of_desk
from tests.app.conftest import Stubbed

QUEUES = Home("222222222222", "us-east-1")


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


def test_the_account_is_that_of_the_credentials_and_a_difference_is_said(
    stubbed: Stubbed, caplog: pytest.LogCaptureFixture
) -> None:
    stubbed("sts").add_response("get_caller_identity", {"Account": "111111111111"}, {})
    assert home_of_desk(QUEUES) == Home("111111111111", "us-east-1")
    (line,) = said(caplog)
    assert line.startswith("The queues are in the account 222222222222, your AWS credentials are of 111111111111:")


def test_where_both_are_the_same_nothing_is_said(stubbed: Stubbed, caplog: pytest.LogCaptureFixture) -> None:
    stubbed("sts").add_response("get_caller_identity", {"Account": "222222222222"}, {})
    assert home_of_desk(QUEUES) == QUEUES
    assert not said(caplog)


def test_where_nobody_says_whose_they_are_no_alarm_counts_as_ones_own(
    stubbed: Stubbed, caplog: pytest.LogCaptureFixture
) -> None:
    stubbed("sts").add_client_error("get_caller_identity", "ExpiredToken", "over", 400)
    assert home_of_desk(QUEUES) == Home("", "us-east-1")
    assert said(caplog)[0].endswith("or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")


def test_without_queues_nobody_is_asked(stubbed: Stubbed) -> None:
    stubbed("sts")
    assert home_of_desk(Home("", "us-east-1")) == Home("", "us-east-1")
