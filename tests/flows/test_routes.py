"""Routes through the deployed zip, while Slack fails: where an alarm goes, who is called, and that none is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows.deployed import deployed_with
from tests.flows.test_alarms import ALARMS, own_alarm, payload, publish, set_state, shown
from tests.flows.until import until
from tests.sandbox_process import SandboxProcess

OPS = "C0OPS"
PATIENCE = 90
TOML = """
[slack]
channel = "#alarms"

[[route]]
alarm = "routed-both-*"
channel = "#ops"
mention = "U0BO"
also = true

[[route]]
alarm = "routed-both-*"
channel = "#alarms"

[[route]]
alarm = "routed-quiet-*"
channel = "#ops"
mention = "U0BO"
quiet = "00:00-23:59 UTC"

[[route]]
alarm = "routed-nowhere-*"
channel = "#nowhere"

[[route]]
alarm = "routed-uninvited-*"
channel = "#random"

[[route]]
tags = { team = "shop" }
channel = "#ops"
"""


@pytest.fixture(scope="module", autouse=True)
def routed(sandbox: SandboxProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    file: Path = tmp_path_factory.mktemp("bellhop") / "bellhop.toml"
    file.write_text(TOML, encoding="utf-8")
    with deployed_with(sandbox, "alarms", "worker", BELLHOP_CONFIG=str(file)):
        yield


@pytest.fixture(autouse=True)
def failing(sandbox: SandboxProcess) -> None:
    """Each kind of fault hits the next calls."""
    for kind in ("status", "ratelimited", "drop_after_work"):
        sandbox.control("faults", {"method": "chat.postMessage", "kind": kind, "retry_after": 1, "count": 1})
    sandbox.control("faults", {"method": "chat.update", "kind": "status", "count": 1})


def cards(sandbox: SandboxProcess, channel: str, name: str) -> list[dict[str, Any]]:
    return [message for message in sandbox.messages(channel) if name in message["text"]]


def arrives(sandbox: SandboxProcess, channel: str, name: str) -> dict[str, Any]:
    """The one card of an alarm in a channel, once it is there."""
    until(lambda: cards(sandbox, channel, name), f"{name} in {channel}", PATIENCE)
    (card,) = cards(sandbox, channel, name)
    return card


def test_two_channels_hear_of_it_and_the_first_calls_somebody_on_alarm_only(sandbox: SandboxProcess) -> None:
    name = own_alarm(sandbox, "routed-both")
    set_state(sandbox, name, "ALARM")
    assert "<@U0BO>" in arrives(sandbox, OPS, name)["text"] + shown(arrives(sandbox, OPS, name))
    assert "<@U0BO>" not in arrives(sandbox, ALARMS, name)["text"] + shown(arrives(sandbox, ALARMS, name))
    set_state(sandbox, name, "OK")
    until(lambda: f"OK: {name}" in arrives(sandbox, OPS, name)["text"], "green in #ops", PATIENCE)
    until(lambda: f"OK: {name}" in arrives(sandbox, ALARMS, name)["text"], "green in #alarms", PATIENCE)


def test_in_quiet_hours_it_says_whom_it_would_have_called(sandbox: SandboxProcess) -> None:
    name = own_alarm(sandbox, "routed-quiet")
    set_state(sandbox, name, "ALARM")
    card = arrives(sandbox, OPS, name)
    assert "<@U0BO>" not in card["text"]
    assert "uiet" in shown(card)
    set_state(sandbox, name, "OK")


@pytest.mark.parametrize(("kind", "channel"), [("nowhere", "#nowhere"), ("uninvited", "#random")])
def test_a_channel_that_cannot_be_posted_in_costs_no_alarm(kind: str, channel: str, sandbox: SandboxProcess) -> None:
    name = own_alarm(sandbox, f"routed-{kind}")
    set_state(sandbox, name, "ALARM")
    assert f"Meant for {channel}" in shown(arrives(sandbox, ALARMS, name))
    set_state(sandbox, name, "OK")


def test_tags_choose_a_route(sandbox: SandboxProcess) -> None:
    message = payload("metric", AlarmTags=[{"Key": "team", "Value": "shop"}], AlarmTagsStatus="SUCCESS")
    publish(sandbox, json.dumps(message))
    arrives(sandbox, OPS, message["AlarmName"])
    assert cards(sandbox, ALARMS, message["AlarmName"]) == []


def test_without_a_match_it_goes_to_the_default_channel_uncalled(sandbox: SandboxProcess) -> None:
    name = own_alarm(sandbox, "unrouted")
    set_state(sandbox, name, "ALARM")
    assert "<@U0BO>" not in shown(arrives(sandbox, ALARMS, name))
    assert cards(sandbox, OPS, name) == []
    set_state(sandbox, name, "OK")
