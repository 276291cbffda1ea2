"""What people are told about what Bellhop can't reach."""

from __future__ import annotations

from app.alarms.show.elsewhere import no_access
from app.config.home import NOWHERE
from tests.fakes.aws import HOME


def test_it_is_said_where_it_is_where_bellhop_runs_and_what_to_do() -> None:
    said = no_access("web", "222222222222", "eu-west-1", HOME)
    assert "`web` is in account 222222222222, eu-west-1. Bellhop runs in account 123456789012, us-east-1" in said
    assert "nothing was done" in said
    assert "Open it in the AWS console of that account instead." in said


def test_a_place_that_nobody_named_is_unknown() -> None:
    assert "in account unknown, unknown" in no_access("web", "", "", HOME)


def test_without_an_account_of_its_own_bellhop_says_which_setting_names_it() -> None:
    assert "BELLHOP_WATCH_QUEUE_URL" in no_access("web", "222222222222", "eu-west-1", NOWHERE)
