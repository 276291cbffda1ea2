"""Where an alarm is: said in words, or by the ARN that a button carries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.base.errors import Wrong
from app.config.configuration import Configuration
from app.listeners.elsewhere import arn_there, at_place, known_as, there
from app.listeners.services import Services
from sandbox.slack.threaded import RunningSlack
from tests.fakes.bellhop import ALARMS, Bellhop
from tests.fakes.clock import SetClock
from tests.fakes.elsewhere import PROD, ROLE

BOTH = replace(PROD, regions=("eu-west-1", "us-west-2"))
ARN = "arn:aws:cloudwatch:eu-west-1:210987654321:alarm:web"


@pytest.fixture
def services(slack: RunningSlack, clock: SetClock) -> Services:
    return Bellhop(slack, clock, configuration=Configuration(ALARMS, accounts=(BOTH,)), roles=ROLE).parts


def test_a_place_in_the_words_is_where_it_is_looked(services: Services) -> None:
    text, seen = at_place("web OK in prod eu-west-1", services)
    assert (text, seen.place, known_as("web", seen), arn_there("web", seen)) == (
        "web OK",
        "prod/eu-west-1",
        "prod/eu-west-1:web",
        ARN,
    )
    assert at_place("web OK", services) == ("web OK", services)
    assert at_place("web OK in us-east-1", services)[1] is services
    assert (known_as("web", services), arn_there("web", services)) == ("web", "")


def test_a_place_of_several_regions_has_to_be_said_with_one(services: Services) -> None:
    with pytest.raises(Wrong, match="`in prod/eu-west-1` or `in prod/us-west-2`"):
        at_place("web OK in prod", services)


def test_an_arn_leads_there_and_never_anywhere_else(services: Services) -> None:
    assert there("", services) is services
    assert there(ARN, services).place == "prod/eu-west-1"
    with pytest.raises(Wrong, match="account 999999999999, eu-west-1"):
        there(ARN.replace("210987654321", "999999999999"), services)
