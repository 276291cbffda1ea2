"""Which route of a bellhop.toml an alarm matches, and why the others don't. No IO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.alarms.decide.routing import unmet
from app.alarms.read.transition import Transition
from app.config.routes import Route

TITLE = "{name}, {state} at {at:%Y-%m-%d %H:%M:%S} UTC; account {account}, region {region}, tags {tags}"
NO_TAGS = "none"
MATCHES, MATCHES_AND_GOES_ON = "matches", "matches, and with `also` the next ones count too"
IS_NOT = "doesn't match: {why}"
NOT_TRIED = "not tried: the route above matches, and has no `also`"
FOR_NOTICES = "is for notices"
IS = "{key} is {found}"
TAG_IS, NO_TAG = "tag {name} is {found}", "tag {name} is not set"
DEFAULT = "No route matches, so it goes to [slack] channel ({channel})."
LINE = "  {number}. {written}: {says}"
ANY = "every alarm"


def explained(transition: Transition, routes: Sequence[Route], default: str) -> Iterator[str]:
    """A line for the alarm, and one for each route from the top, as they are tried."""
    tags = ", ".join(f"{name}={value}" for name, value in transition.tags) or NO_TAGS
    yield TITLE.format(
        name=transition.name,
        state=transition.new,
        at=transition.changed_at,
        account=transition.account,
        region=transition.region,
        tags=tags,
    )
    is_over, matched = False, False
    for number, route in enumerate(routes, start=1):
        reasons = unmet(route, transition)
        says = NOT_TRIED if is_over else IS_NOT.format(why=", ".join(_why(route, transition, reasons)))
        if not is_over and not reasons:
            matched, is_over = True, not route.also
            says = MATCHES_AND_GOES_ON if route.also else MATCHES
        yield LINE.format(number=number, written=written(route), says=says)
    if not matched:
        yield "  " + DEFAULT.format(channel=default)


def written(route: Route) -> str:
    """What it asks for, as in bellhop.toml."""
    asks = {"alarm": "" if route.alarm == "*" else route.alarm, "account": route.account, "region": route.region}
    parts = [f'{key} = "{value}"' for key, value in asks.items() if value]
    parts += [f'tags.{name} = "{value}"' for name, value in route.tags.items()]
    parts += [f"states = {', '.join(route.states)}"] if route.states else []
    parts += [f'source = "{route.source}"'] if route.source else []
    parts += [f"severity = {', '.join(route.severity)}"] if route.severity else []
    goes = "drop" if route.drop else route.channel or "[slack] channel"
    return f"{', '.join(parts) or ANY} → {goes}"


def _why(route: Route, transition: Transition, reasons: Sequence[str]) -> Iterator[str]:
    if route.is_for_notices:
        yield FOR_NOTICES
        return
    found = {
        "alarm": transition.name,
        "account": transition.account,
        "region": transition.region,
        "states": str(transition.new),
    }
    for key in reasons:
        if key == "tags":
            yield from _why_tags(route, dict(transition.tags))
        else:
            yield IS.format(key="state" if key == "states" else key, found=found[key])


def _why_tags(route: Route, tags: dict[str, str]) -> Iterator[str]:
    for name, value in route.tags.items():
        if tags.get(name) != value:
            yield TAG_IS.format(name=name, found=tags[name]) if name in tags else NO_TAG.format(name=name)
