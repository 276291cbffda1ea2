"""The group that a Scale button names: exactly that one, and only one that is ours."""

from __future__ import annotations

import pytest

from app.alarms.read.regions import groups_arn
from app.base.errors import Wrong
from app.commands.scale.pressed import require_ours
from app.config.home import NOWHERE, Home
from app.slack.interactions import ButtonClick, Caller
from app.slack.messages.buttons import DETAILS, scale_button
from tests.app.card_actions.places import PLACES, Place, arrive
from tests.fakes.aws import HOME
from tests.fakes.bellhop import Bellhop
from tests.menus import elements_of

OURS = groups_arn(HOME.region, HOME.account)


def press(bellhop: Bellhop, value: str, home: Home = HOME, **beside: str) -> None:
    click = ButtonClick(Caller("U0ANA", "C0ALARMS"), "scale_open:0", value, beside=beside)
    require_ours(click, bellhop.parts.processor, home)


def button(arn: str) -> str:
    return scale_button("web", arn=arn).value or ""


@pytest.mark.parametrize("arn", [OURS, f"{OURS}4d6f:autoScalingGroupName/web", ""])
def test_a_group_of_our_account_and_region_is_ours(arn: str, bellhop: Bellhop) -> None:
    press(bellhop, button(arn))


@pytest.mark.parametrize("place", [PLACES["another account"], PLACES["another region"], PLACES["another partition"]])
def test_a_group_elsewhere_is_refused_by_what_the_button_carries(place: Place, bellhop: Bellhop) -> None:
    with pytest.raises(Wrong, match=f"account {place.account}, {place.region}"):
        press(bellhop, button(groups_arn(place.region, place.account)))


def test_what_scale_itself_shows_is_ours_also_where_the_account_is_unknown(bellhop: Bellhop) -> None:
    press(bellhop, button(f"{OURS}4d6f:autoScalingGroupName/web"), NOWHERE)


@pytest.mark.parametrize("name", ["web", '{"group": 1', "[1]", "4", "null"])
def test_an_old_button_that_is_on_no_card_means_our_group(name: str, bellhop: Bellhop) -> None:
    press(bellhop, name)


def test_an_old_button_is_refused_if_its_cards_alarm_is_elsewhere(bellhop: Bellhop) -> None:
    arrive(bellhop, "SNS", PLACES["another account"])
    (posted,) = bellhop.slack.messages("C0ALARMS")
    (incident_id,) = {each["value"] for each in elements_of(posted) if "value" in each}
    with pytest.raises(Wrong, match="account 222222222222, us-east-1"):
        press(bellhop, "web", **{DETAILS: incident_id})
