"""The group that a Scale button names: exactly that one, and only one that is ours."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.commands.scale.pressed import pressed_group
from app.slack.interactions import ButtonClick, Caller
from app.slack.messages.buttons import DETAILS, NamedGroup, scale_button
from tests.app.card_actions.places import PLACES, Place, arrive
from tests.fakes.aws import HOME
from tests.fakes.bellhop import Bellhop


def pressed(bellhop: Bellhop, value: str, **beside: str) -> str:
    click = ButtonClick(Caller("U0ANA", "C0ALARMS"), "scale_open:0", value, beside=beside)
    return pressed_group(click, bellhop.parts.processor, HOME)


@pytest.mark.parametrize("named", [NamedGroup("web", HOME.account, HOME.region), NamedGroup("web")])
def test_a_group_of_our_account_and_region_is_ours(named: NamedGroup, bellhop: Bellhop) -> None:
    assert pressed(bellhop, scale_button(named).value or "") == "web"


@pytest.mark.parametrize("place", [PLACES["another account"], PLACES["another region"], PLACES["another partition"]])
def test_a_group_elsewhere_is_refused_by_what_the_button_carries(place: Place, bellhop: Bellhop) -> None:
    with pytest.raises(Wrong, match=place.account):
        pressed(bellhop, scale_button(NamedGroup("web", place.account, place.region)).value or "")


@pytest.mark.parametrize("name", ["web", '{"group": 1', "[1]", "4", "null"])
def test_an_old_button_carries_nothing_but_the_name(name: str, bellhop: Bellhop) -> None:
    assert pressed(bellhop, name) == name


def test_an_old_button_is_refused_if_its_cards_alarm_is_elsewhere(bellhop: Bellhop) -> None:
    arrive(bellhop, "SNS", PLACES["another account"])
    (posted,) = bellhop.slack.messages("C0ALARMS")
    (incident_id,) = {each.get("value") for each in posted["blocks"][-2]["elements"]} - {None}
    with pytest.raises(Wrong, match="account 222222222222, us-east-1"):
        pressed(bellhop, "web", **{DETAILS: incident_id})
