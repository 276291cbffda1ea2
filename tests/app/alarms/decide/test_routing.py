"""Routes: which channels hear of an alarm and who is called; nobody is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.alarms.decide.quiet import is_quiet
from app.alarms.decide.routing import called_at_all, is_dropped, targets_of
from app.alarms.read.transition import State, Transition
from app.config.routes import Quiet, Route, Step, quiet_hours

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALARM = Transition(
    "arn", "shop-web-cpu", "123456789012", "eu-west-1", State.ALARM, NINE, State.OK, tags=(("team", "shop"),)
)


def channels(*routes: Route, alarm: Transition = ALARM) -> list[str]:
    return [target.channel for target in targets_of(alarm, routes, "#alarms", NINE)]


@pytest.mark.parametrize(
    ("conditions", "matches"),
    [
        ({"alarm": "shop-*"}, True),
        ({"alarm": "SHOP-*"}, False),
        ({"alarm": "*-cpu"}, True),
        ({"tags": {"team": "shop"}}, True),
        ({"tags": {"team": "shop", "stage": "prod"}}, False),
        ({"account": "123456789012"}, True),
        ({"account": "210987654321"}, False),
        ({"region": "eu-west-1"}, True),
        ({"region": "us-east-1"}, False),
        ({"states": ("ALARM",)}, True),
        ({"states": ("OK", "INSUFFICIENT_DATA")}, False),
        ({"alarm": "shop-*", "region": "us-east-1"}, False),
    ],
)
def test_a_route_matches_when_all_it_names_does(conditions: dict[str, Any], matches: bool) -> None:
    assert channels(Route(channel="#shop", **conditions)) == (["#shop"] if matches else [""])


def test_the_first_match_wins() -> None:
    assert channels(Route(alarm="shop-*", channel="#shop"), Route(channel="#rest")) == ["#shop"]


def test_also_goes_on_to_the_next_match() -> None:
    first = Route(alarm="shop-*", channel="#shop", also=True)
    assert channels(first, Route(region="us-east-1", channel="#us"), Route(channel="#rest")) == ["#shop", "#rest"]


def test_what_a_route_drops_goes_nowhere_but_to_the_routes_before_it_that_go_on() -> None:
    everything = Route(alarm="shop-*", channel="#shop", also=True)
    assert channels(Route(alarm="shop-*", drop=True), everything) == []
    assert channels(everything, Route(drop=True), Route(channel="#rest")) == ["#shop"]
    assert channels(Route(alarm="web-*", drop=True)) == [""]


def test_two_routes_to_one_channel_are_one_message_that_calls_everybody() -> None:
    routes = (Route(channel="#a", mention=("U0ANA",), also=True), Route(channel="#a", mention=("S0OPS",)))
    (target,) = targets_of(ALARM, routes, "#alarms", NINE)
    assert target.mention == "<@U0ANA> <!subteam^S0OPS>"


def test_people_are_called_when_an_alarm_goes_off_and_for_nothing_else() -> None:
    routes = (Route(mention=("U0ANA",)),)
    over = replace(ALARM, new=State.OK, old=State.ALARM)
    assert targets_of(ALARM, routes, "#alarms", NINE)[0].mention == "<@U0ANA>"
    assert targets_of(over, routes, "#alarms", NINE)[0].mention == ""


def test_in_quiet_hours_nobody_is_called_and_the_card_says_who_would_have_been() -> None:
    (target,) = targets_of(ALARM, (Route(mention=("S0OPS",), quiet="08:00-10:00 UTC"),), "#alarms", NINE)
    assert (target.mention, target.note) == ("", "Quiet hours: user group S0OPS not mentioned.")


@pytest.mark.parametrize(
    ("written", "hour", "quiet"),
    [
        ("22:00-07:00 Europe/Berlin", 22, True),
        ("22:00-07:00 Europe/Berlin", 20, False),
        ("22:00-07:00 Europe/Berlin", 21, True),
        ("22:00-07:00 Europe/Berlin", 6, False),
        ("22:00-07:00 Europe/Berlin", 5, True),
        ("09:00-17:00 UTC", 9, True),
        ("09:00-17:00 UTC", 17, False),
        ("22:30-07:00 Asia/Kolkata", 17, True),
        ("22:30-07:00 Asia/Kolkata", 16, False),
    ],
)
def test_quiet_hours_are_those_of_their_time_zone_and_may_go_over_midnight(
    written: str, hour: int, quiet: bool
) -> None:
    hours = quiet_hours(written)
    assert isinstance(hours, Quiet)
    assert is_quiet(hours, NINE.replace(hour=hour)) is quiet


@pytest.mark.parametrize(("month", "quiet"), [(1, [20, 21, 22]), (7, [19, 20, 21])])
def test_quiet_hours_go_with_summer_time(month: int, quiet: list[int]) -> None:
    hours = quiet_hours("21:00-00:00 Europe/Berlin")
    assert isinstance(hours, Quiet)
    assert [hour for hour in range(24) if is_quiet(hours, datetime(2026, month, 15, hour, 30, tzinfo=UTC))] == quiet


def test_whom_its_routes_mention_now_or_later_is_known_whatever_the_hour() -> None:
    routes = (
        Route(alarm="shop-*", mention=("U0ANA", "S0OPS"), also=True, quiet="00:00-23:59 UTC"),
        Route(alarm="*", escalate=(Step(15, ("U0BO",)), Step(30, ("U0ANA",)))),
        Route(alarm="*", mention=("U0EVE",)),
    )
    assert called_at_all(ALARM, routes) == ("U0ANA", "S0OPS", "U0BO")


@pytest.mark.parametrize(
    ("routes", "dropped"),
    [
        ((), False),
        ((Route(alarm="shop-*", drop=True),), True),
        ((Route(alarm="shop-*", drop=True, also=True), Route(alarm="*")), False),
        ((Route(alarm="other-*", drop=True),), False),
    ],
)
def test_an_alarm_is_dropped_if_no_route_shows_it(routes: tuple[Route, ...], dropped: bool) -> None:
    assert is_dropped(ALARM, routes) is dropped


def test_a_name_with_brackets_names_itself_though_a_glob_means_them_otherwise() -> None:
    named = Route(alarm="[prod] web", channel="#shop")
    assert channels(named, alarm=replace(ALARM, name="[prod] web")) == ["#shop"]
    assert channels(named, alarm=replace(ALARM, name="p web")) == ["#shop"]
    assert channels(named, alarm=replace(ALARM, name="web")) == [""]
