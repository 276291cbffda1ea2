"""The worker dies at every step of deleting or editing an alarm and of the undo: no definition is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.commands.alarms.audit.buttons import FIX
from app.commands.alarms.buttons import UNDO
from app.commands.alarms.make.buttons import EDIT
from app.commands.alarms.make.draft import Draft
from app.commands.alarms.make.form import last_look
from app.commands.alarms.make.subject import Subject
from app.slack.interactions import Caller
from app.slack.messages.buttons import carrying
from sandbox.slack.threaded import running_slack
from tests.app.people import press
from tests.fakes.bellhop import listening
from tests.fakes.dying import Deaths, points
from tests.fakes.mortal import MortalWorker
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


def edit(bellhop: MortalWorker) -> None:
    """The form's last look is submitted."""
    draft = Draft(threshold="9", datapoints="1", periods="3", period="60", missing="missing")
    view = last_look(Subject({EDIT: "old"}, "old", "old", before=DEFINITION), draft, [], Caller("U0ANA", "C0OPS"))
    payload = {
        "type": "view_submission",
        "user": {"id": "U0ANA", "username": "ana"},
        "team": {"id": "T0SANDBOX"},
        "view": {"id": "V1", "state": {"values": {}}, **view.to_dict()},
    }
    bellhop.edge(bellhop.interaction(payload))
    bellhop.live()


def undo(bellhop: MortalWorker) -> None:
    message = bellhop.slack.messages("C0OPS")[0]
    press(bellhop, {**message, "channel": "C0OPS"}, UNDO)
    bellhop.live()


Change = Callable[[MortalWorker], None]


def played(monkeypatch: pytest.MonkeyPatch, change: Change, at: int, after: bool) -> tuple[list[str], Any]:
    """The calls that were made, and the alarm, its tags and the messages once it is changed and as it was."""
    with running_slack() as slack, monkeypatch.context() as patch:
        deaths = Deaths()
        bellhop = MortalWorker(slack, deaths, patch)
        for name in ("define", "delete", "tags"):
            bellhop.make_mortal(patch, bellhop.cloudwatch, name)
        bellhop.cloudwatch.define(DEFINITION, TAGS)
        deaths.calls.clear()
        deaths.at, deaths.after = at, after
        with listening(bellhop):
            change(bellhop)
            changed = bellhop.cloudwatch._alarms.get("old")
            undo(bellhop)
        now = bellhop.cloudwatch._alarms["old"].item
        kept = {name: now[name] for name in DEFINITION}
        texts = [message["text"].partition(" Undone by ")[0] for message in slack.messages("C0OPS")]
        return list(deaths.calls), (
            changed and changed.item["Threshold"],
            kept,
            bellhop.cloudwatch.tagged["old"],
            texts,
            bellhop.jobs.dead_letters,
        )


@pytest.mark.parametrize(("change", "words", "threshold"), [(delete, "deleted", None), (edit, "edited", 9.0)])
def test_whoever_dies_at_any_step_loses_no_definition(
    change: Change,
    words: str,
    threshold: float | None,
    monkeypatch: pytest.MonkeyPatch,
    figure: Callable[[str], None],
) -> None:
    calls, whole = played(monkeypatch, change, 0, False)
    assert whole[:3] == (threshold, DEFINITION, TAGS)
    assert len(whole[3]) == 1
    places = list(points(calls))
    wrong = {place: end for place in places if (end := played(monkeypatch, change, *place)[1]) != whole}
    figure(f"an alarm {words}, and that undone: {len(places)} places to die{TRIED}")
    assert wrong == {}
