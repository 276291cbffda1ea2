"""The worker dies at every step of deleting an alarm and of its undo: no definition is lost, and it ends as asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.commands.alarms.audit.buttons import FIX
from app.commands.alarms.change_buttons import UNDO
from app.slack.messages.buttons import carrying
from sandbox.slack.threaded import running_slack
from tests.app.people import press
from tests.fakes.bellhop import listening
from tests.fakes.dying import Deaths, points
from tests.flows.test_scale_killed import MortalWorker
from tests.thorough import TRIED

DEFINITION: dict[str, Any] = {
    "AlarmName": "old",
    "ActionsEnabled": True,
    "MetricName": "m",
    "Namespace": "n",
    "Statistic": "Sum",
    "Period": 60,
    "Threshold": 1.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 3,
}
TAGS = {"team": "shop"}


def delete(bellhop: MortalWorker) -> None:
    payload = {
        "type": "block_actions",
        "user": {"id": "U0ANA", "username": "ana"},
        "team": {"id": "T0SANDBOX"},
        "channel": {"id": "C0OPS"},
        "container": {"message_ts": "1.0", "channel_id": "C0OPS"},
        "actions": [{"type": "button", "action_id": f"{FIX}:0", "value": carrying({"fix": "delete", "alarm": "old"})}],
    }
    bellhop.edge(bellhop.interaction(payload))
    bellhop.live()


def undo(bellhop: MortalWorker) -> None:
    message = bellhop.slack.messages("C0OPS")[0]
    press(bellhop, {**message, "channel": "C0OPS"}, UNDO)
    bellhop.live()


def played(monkeypatch: pytest.MonkeyPatch, at: int, after: bool) -> tuple[list[str], Any]:
    """The calls that were made, and the alarm, its tags and the messages once it is deleted and made again."""
    with running_slack() as slack, monkeypatch.context() as patch:
        deaths = Deaths()
        bellhop = MortalWorker(slack, deaths, patch)
        for name in ("define", "delete", "tags"):
            bellhop._make_mortal(patch, type(bellhop.cloudwatch), name)
        bellhop.cloudwatch.define(DEFINITION, TAGS)
        deaths.calls.clear()
        deaths.at, deaths.after = at, after
        with listening(bellhop):
            delete(bellhop)
            there = bellhop.cloudwatch._alarms.get("old")
            undo(bellhop)
        now = bellhop.cloudwatch._alarms["old"].item
        kept = {name: now[name] for name in DEFINITION}
        texts = [message["text"].partition(" Undone by ")[0] for message in slack.messages("C0OPS")]
        return list(deaths.calls), (there, kept, bellhop.cloudwatch.tagged["old"], texts, bellhop.jobs.dead_letters)


def test_whoever_dies_at_any_step_loses_no_definition(
    monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    calls, whole = played(monkeypatch, 0, False)
    assert whole[:3] == (None, DEFINITION, TAGS)
    assert len(whole[3]) == 1
    places = list(points(calls))
    wrong = {place: end for place in places if (end := played(monkeypatch, *place)[1]) != whole}
    figure(f"an alarm deleted and made again: {len(places)} places to die{TRIED}")
    assert wrong == {}
