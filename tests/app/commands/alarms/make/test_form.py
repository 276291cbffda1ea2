"""The form's inputs: what Slack is told, and what it keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from app.commands.alarms.make.draft import Draft
from app.commands.alarms.make.form import form, last_look
from app.commands.alarms.make.subject import proposed
from app.slack.interactions import Caller
from sandbox.slack.limits import problems
from tests.app.commands.alarms.make.test_subject import EDITED, NEW

ANA = Caller("U0ANA", "C0OPS", thread_ts="1.0")
DRAFT = proposed(NEW, Draft())


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def test_another_metrics_inputs_are_other_blocks_so_that_slack_shows_what_is_proposed() -> None:
    cpu = inputs(form(NEW, DRAFT, [], ANA).to_dict())
    other = inputs(form(NEW, proposed(NEW, Draft(metric="net-in")), [], ANA).to_dict())
    assert cpu.keys() & other.keys() == {"metric"}


def test_what_is_no_number_is_no_initial_value() -> None:
    shown = inputs(form(NEW, replace(DRAFT, threshold="x", periods="1.5"), [], ANA).to_dict())
    assert "initial_value" not in shown["threshold:cpu"]["element"]
    assert "initial_value" not in shown["periods:cpu"]["element"]


def test_a_period_that_is_not_on_the_list_can_stay() -> None:
    shown = inputs(form(EDITED, replace(proposed(EDITED, Draft()), period="120"), [], ANA).to_dict())
    element = shown["period"]["element"]
    assert element["initial_option"]["value"] == "120"
    assert [option["text"]["text"] for option in element["options"]][:3] == ["1 min", "2 min", "5 min"]


def test_a_form_carries_where_it_was_opened_and_the_last_look_all_that_will_be_put() -> None:
    about = json.loads(form(NEW, DRAFT, [], ANA, taken="web").to_dict()["private_metadata"])
    where = {"channel": "C0OPS", "thread": "1.0"}
    assert about == {"new": "group:web", "for": "cpu", "taken": "web", "seen": NEW.mark, **where}
    last = json.loads(last_look(EDITED, Draft(threshold="9"), [], ANA).to_dict()["private_metadata"])
    assert last == {"edit": "hot", "threshold": "9", "seen": EDITED.mark, "channel": "C0OPS", "thread": "1.0"}


def test_slack_takes_the_longest_names() -> None:
    long = replace(NEW, about={"new": "queue:" + "q" * 255}, name="q" * 255)
    draft = replace(DRAFT, name="n" * 255)
    assert problems(form(long, draft, [], ANA, problem="p", taken="n" * 255).to_dict()) == []
    assert problems(last_look(long, draft, [], ANA).to_dict()) == []
