"""What /forcealarm offers: a whole request for exactly one alarm, which works once."""

from __future__ import annotations

import pytest

from app.base.errors import Wrong
from app.commands.forcealarm import offer_acts_on
from app.commands.forcealarm.find import Unclear
from app.commands.forcealarm.offers import OFFER, VALUE_LIMIT, offer, request_in
from app.commands.forcealarm.request import Request
from app.slack.interactions import ButtonClick, Caller
from tests.app.commands.forcealarm.test_find import offered, pressed
from tests.app.commands.scale.talk import newest
from tests.app.people import press, seen, type_in
from tests.fakes.aws import alarm
from tests.fakes.bellhop import Bellhop

GUEST = "U0EVE"


@pytest.fixture
def bellhop(listening_bellhop: Bellhop) -> Bellhop:
    return listening_bellhop


def click(value: str) -> ButtonClick:
    return ButtonClick(Caller("U0ANA", "C0OPS"), OFFER, value)


def value_of(asked: Request) -> str:
    """What the button for it carries."""
    (button,) = offer(Unclear("Which?", [asked]), "mark").message.block_dicts()[-1]["elements"]
    return str(button["value"])


@pytest.mark.parametrize("asked", [Request("web"), Request("a <b>", "OK"), Request("web", "ALARM", "it is so")])
def test_a_button_carries_the_whole_request(asked: Request) -> None:
    assert request_in(click(value_of(asked))) == ("mark", asked, "")


def test_a_long_reason_is_left_out_rather_than_the_message() -> None:
    value = value_of(Request("web", "ALARM", "<" * 900))
    assert len(value) <= VALUE_LIMIT
    assert request_in(click(value)) == ("mark", Request("web", "ALARM"), "")


@pytest.mark.parametrize("value", ["", "web ALARM", "{}", '{"alarm":"web","state":"RED"}'])
def test_a_button_that_cannot_be_told_does_nothing_and_says_so(value: str) -> None:
    with pytest.raises(Wrong, match="another version of Bellhop"):
        request_in(click(value))
    assert offer_acts_on(click(value)) == ""


def test_a_button_acts_on_the_alarm_that_it_changes() -> None:
    assert offer_acts_on(click('{"alarm":"API ok rate","state":"ALARM"}')) == "alarm:API"
    assert offer_acts_on(click('{"alarm":"API","state":""}')) == ""


def test_a_button_works_once(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cup ALARM")
    message = newest(bellhop)
    for _ in range(2):
        assert press(bellhop, message, f"{OFFER}:0")["ok"]
        bellhop.work()
    assert len(bellhop.cloudwatch.changes) == 1, seen(bellhop)
    assert seen(bellhop)[-1] == "You have already pressed this button. It works only once."


def test_a_button_for_an_alarm_that_is_gone_says_so(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cup ALARM")
    bellhop.cloudwatch.remove("web-high-cpu")
    bellhop.cloudwatch.add(alarm("web-high-cpu-2"))
    pressed(bellhop)
    assert seen(bellhop)[-1] == "The alarm `web-high-cpu` no longer exists. Nothing was done."
    assert bellhop.cloudwatch.changes == []


def test_a_button_that_only_shows_an_alarm_may_be_pressed_by_a_guest(bellhop: Bellhop) -> None:
    type_in(bellhop, "/forcealarm web-high-cup", user=GUEST)
    assert offered(bellhop) == ["web-high-cpu"]
    pressed(bellhop, GUEST)
    assert "*web-high-cpu* is in *OK*" in seen(bellhop, user=GUEST)[-1]


def test_long_names_are_told_apart_on_the_buttons_and_stand_whole_in_the_text(bellhop: Bellhop) -> None:
    start = "prod-eu-central-1-checkout-service-blue-load-balancer-unhealthy-host-count-high"
    for name in ("a", "b"):
        bellhop.cloudwatch.add(alarm(f"{start}-{name}"))
    type_in(bellhop, "/forcealarm prod ALARM")
    first, second = offered(bellhop)
    assert (first[:8], first[-14:]) == ("1. prod-", "t-high-a ALARM")
    assert second.endswith("t-high-b ALARM")
    assert seen(bellhop)[0].splitlines()[1:] == [f"1. `{start}-a ALARM`", f"2. `{start}-b ALARM`"]
    pressed(bellhop)
    assert bellhop.cloudwatch.changes[0][:2] == (f"{start}-a", "ALARM")
