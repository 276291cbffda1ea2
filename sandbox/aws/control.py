"""The control endpoints of the AWS half: the load on a group, how its launches go, faults, a storm of alarms."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from sandbox.aws.autoscaling import AutoScaling
from sandbox.aws.autoscaling_control import apply
from sandbox.aws.control_body import bad_request
from sandbox.aws.front_faults import FrontFaults, parse_front_fault
from sandbox.aws.graphs import Graphs
from sandbox.aws.land import Land
from sandbox.aws.mute_rules import MuteRules
from sandbox.aws.protocol import AwsError
from sandbox.aws.storm import MOST, NOT_A_NUMBER, Storm

NO_OBJECT = "Send a JSON object with a group's name: {keys}."
NO_GROUP = "There is no group {name!r} here; there are {names}."
LOAD_KEYS = '{"group": "web", "percent": 90}'
AUTOSCALING_KEYS = '{"group": "web", "launch_failure": true, "seconds_per_launch": 4, "advance_seconds": 60}'
AUTOSCALING = "autoscaling"  # by boto3's name; what a fault is about that names no service
# What `?account=` and `?region=` name: without them, the first account and its region.
LandOf = Callable[[web.Request], Land]
CLOUDWATCH_KEYS = {"mute_rules", "graphs", "advance_seconds"}


def control_routes(
    land_of: LandOf, put_load: Callable[[], Awaitable[None]], changed: Callable[[], None]
) -> list[web.RouteDef]:
    """`POST /control/load` and `POST /control/autoscaling`; both answer `{"ok": true}` or 400 with an `error`."""

    async def set_load(request: web.Request) -> web.Response:
        land = land_of(request)
        body = await _load_body(request, land.autoscaling)
        percent = body.get("percent")
        if percent is not None and not isinstance(percent, int | float):
            raise bad_request(f"percent is {percent!r}, not a number.")
        try:
            land.load.set(body.get("service") or body["group"], percent)
        except AwsError as wrong:
            raise bad_request(wrong.message) from wrong
        await put_load()
        changed()
        return web.json_response({"ok": True})

    async def set_autoscaling(request: web.Request) -> web.Response:
        model = land_of(request).autoscaling
        body = await _body(request, model, AUTOSCALING_KEYS)
        try:
            apply(model, body)
        except ValueError as wrong:
            raise bad_request(str(wrong)) from wrong
        changed()
        return web.json_response({"ok": True})

    return [web.post("/control/load", set_load), web.post("/control/autoscaling", set_autoscaling)]


def fault_routes(faults: Mapping[str, FrontFaults]) -> list[web.RouteDef]:
    """`/control/aws/faults`: faults at each service; with it, `/control/aws/calls`."""

    async def add(request: web.Request) -> web.Response:
        try:
            given = await request.json()
            _of_service(faults, given.pop("service", AUTOSCALING)).faults.append(parse_front_fault(given))
        except (ValueError, TypeError, AttributeError) as wrong:
            raise bad_request(f"{wrong}.") from wrong
        return web.json_response({"ok": True})

    async def left(request: web.Request) -> web.Response:
        return web.json_response([vars(fault) for each in faults.values() for fault in each.faults])

    async def clear(request: web.Request) -> web.Response:
        for each in faults.values():
            each.faults.clear()
        return web.json_response({"ok": True})

    return [
        web.post("/control/aws/faults", add),
        web.get("/control/aws/faults", left),
        web.delete("/control/aws/faults", clear),
        *_call_routes(faults),
    ]


def _call_routes(faults: Mapping[str, FrontFaults]) -> list[web.RouteDef]:
    """`/control/aws/calls`: the calls that Auto Scaling got, or `?service=`."""

    def asked(request: web.Request) -> FrontFaults:
        try:
            return _of_service(faults, request.query.get("service", AUTOSCALING))
        except ValueError as wrong:
            raise bad_request(f"{wrong}.") from wrong

    async def calls(request: web.Request) -> web.Response:
        return web.json_response(asked(request).calls)

    async def forget_calls(request: web.Request) -> web.Response:
        asked(request).calls.clear()
        return web.json_response({"ok": True})

    return [web.get("/control/aws/calls", calls), web.delete("/control/aws/calls", forget_calls)]


def _of_service(faults: Mapping[str, FrontFaults], service: str) -> FrontFaults:
    if service not in faults:
        raise ValueError(f"there is no service {service!r}; there are {', '.join(faults)}")
    return faults[service]


def cloudwatch_routes(
    mute_rules: MuteRules, graphs: Graphs, settle: Callable[[], Awaitable[None]]
) -> list[web.RouteDef]:
    """`POST /control/cloudwatch`: mute rules are refused, their time advances, graphs fail."""

    async def set_cloudwatch(request: web.Request) -> web.Response:
        body = await request.json()
        if unknown := set(body) - CLOUDWATCH_KEYS:
            raise bad_request(f"unknown key {sorted(unknown)[0]!r}; there are {', '.join(sorted(CLOUDWATCH_KEYS))}.")
        mute_rules.refuses = body.get("mute_rules", "ok") == "refuse"
        graphs.fails = body.get("graphs", "ok") == "fail"
        mute_rules.clock.advance(float(body.get("advance_seconds", 0)))
        await settle()
        return web.json_response({"ok": True})

    return [web.post("/control/cloudwatch", set_cloudwatch)]


def account_routes(add: Callable[[], Awaitable[dict[str, str]]]) -> list[web.RouteDef]:
    """`POST /control/account`: the second account's world; it answers which account, region and role that is."""

    async def add_account(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, **await add()})

    return [web.post("/control/account", add_account)]


def storm_routes(storm: Storm) -> list[web.RouteDef]:
    """`POST /control/storm`: `{"alarms": 50}` sets that many off, `{"alarms": null}` lets them recover."""

    async def set_storm(request: web.Request) -> web.Response:
        count = _count(await request.text())
        if count is None:
            await storm.let_recover()
        else:
            await storm.set_off(count)
        return web.json_response({"ok": True})

    return [web.post("/control/storm", set_storm)]


def _count(body: str) -> int | None:
    """How many alarms a storm should have; None to end it."""
    try:
        count = json.loads(body)["alarms"]
    except (ValueError, KeyError, TypeError):
        count = False
    if count is None or (type(count) is int and 1 <= count <= MOST):
        return count
    raise bad_request(f"{NOT_A_NUMBER}.")


async def _load_body(request: web.Request, model: AutoScaling) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    is_service = isinstance(body, dict) and isinstance(body.get("service"), str)
    return body if is_service else await _body(request, model, LOAD_KEYS)


async def _body(request: web.Request, model: AutoScaling, keys: str) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("group"), str):
        raise bad_request(NO_OBJECT.format(keys=keys))
    if body["group"] not in model.groups:
        raise bad_request(NO_GROUP.format(name=body["group"], names=", ".join(model.groups)))
    return body
