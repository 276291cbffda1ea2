"""What the buttons of a card share: whether its alarm is ours to act on."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.card_actions.incident import own
from app.config.home import NOWHERE, Home
from tests.app.alarms.alarm_support import incident, payload, transition
from tests.fakes.aws import HOME

INCIDENT = incident(transition(payload("metric")))


def test_an_alarm_of_our_account_and_region_is_ours() -> None:
    assert own(INCIDENT, HOME) is INCIDENT


@pytest.mark.parametrize("home", [Home("222222222222", "us-east-1"), Home("123456789012", "eu-west-1")])
def test_an_alarm_elsewhere_is_refused_with_where_it_is_and_where_bellhop_runs(home: Home) -> None:
    with pytest.raises(Wrong) as refused:
        own(INCIDENT, home)
    assert "is in account 123456789012, us-east-1." in str(refused.value)
    assert f"Bellhop runs in account {home.account}, {home.region}" in str(refused.value)


def test_who_does_not_know_its_own_account_acts_on_no_alarm_and_says_how_to_fix_that() -> None:
    with pytest.raises(Wrong, match="BELLHOP_WATCH_QUEUE_URL"):
        own(INCIDENT, NOWHERE)
