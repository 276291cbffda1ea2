"""Whose credentials a desk has."""

from __future__ import annotations

from app.aws.desk.caller import account
from tests.app.conftest import Stubbed


def test_the_account_is_that_of_the_credentials(stubbed: Stubbed) -> None:
    stubbed("sts").add_response("get_caller_identity", {"Account": "111111111111"}, {})
    assert account() == "111111111111"
