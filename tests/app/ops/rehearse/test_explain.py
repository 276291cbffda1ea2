"""Why an alarm goes where it goes: each route in turn, with what keeps it from matching."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.alarms.decide.routing import targets_of
from app.alarms.read.transition import State, Transition
from app.config.routes import Route
from app.ops.rehearse.explain import explained

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALARM = Transition(
    "arn:aws:cloudwatch:us-east-1:123456789012:alarm:web-5xx",
    "web-5xx",
    "123456789012",
    "us-east-1",
    State.ALARM,
    NINE,
    tags=(("team", "web"),),
)


def lines(*routes: Route) -> list[str]:
    return list(explained(ALARM, routes, "#alarms"))


def test_the_alarm_is_said_with_all_that_routes_ask_for() -> None:
    assert lines()[0] == (
        "web-5xx, ALARM at 2026-11-23 09:00:00 UTC; account 123456789012, region us-east-1, tags team=web"
    )
    assert lines()[1] == "  No route matches, so it goes to [slack] channel (#alarms)."


@pytest.mark.parametrize(
    ("route", "says"),
    [
        (Route(alarm="shop-*", drop=True), 'alarm = "shop-*" → drop: doesn\'t match: alarm is web-5xx'),
        (Route(tags={"team": "shop"}), 'tags.team = "shop" → [slack] channel: doesn\'t match: tag team is web'),
        (Route(tags={"stage": "prod"}), 'tags.stage = "prod" → [slack] channel: doesn\'t match: tag stage is not set'),
        (Route(account="1", region="x"), "doesn't match: account is 123456789012, region is us-east-1"),
        (Route(states=("OK", "INSUFFICIENT_DATA")), "doesn't match: state is ALARM"),
        (Route(source="aws.*"), 'source = "aws.*" → [slack] channel: doesn\'t match: is for notices'),
        (Route(severity=("high",)), "severity = high → [slack] channel: doesn't match: is for notices"),
    ],
)
def test_a_route_that_does_not_match_says_what_keeps_it_from_that(route: Route, says: str) -> None:
    found = lines(route)
    assert says in found[1]
    assert found[2].startswith("  No route matches")
    assert [target.channel for target in targets_of(ALARM, (route,), "#alarms", NINE)] == [""]


def test_below_the_first_match_nothing_is_tried_unless_it_says_also() -> None:
    found = lines(Route(alarm="web-*", channel="#web", also=True), Route(), Route(alarm="web-*"))
    assert found[1:] == [
        '  1. alarm = "web-*" → #web: matches, and with `also` the next ones count too',
        "  2. every alarm → [slack] channel: matches",
        '  3. alarm = "web-*" → [slack] channel: not tried: the route above matches, and has no `also`',
    ]
