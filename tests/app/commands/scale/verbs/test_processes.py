"""Suspending and resuming Auto Scaling's processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.commands.scale.buttons import CONFIRM, DO
from sandbox.slack.threaded import RunningSlack
from tests.app.commands.scale.talk import newest
from tests.app.commands.scale.test_approve import pressed
from tests.app.people import seen, type_in
from tests.fakes.bellhop import Bellhop, listening
from tests.fakes.clock import SetClock
from tests.fakes.scaling import web


@pytest.fixture
def bellhop(slack: RunningSlack, clock: SetClock) -> Iterator[Bellhop]:
    made = Bellhop(slack, clock, (web(), web(name="plain", desired=6)))
    with listening(made):
        yield made


def test_what_is_not_suspended_is_not_resumed_and_nobody_is_told_it_was(bellhop: Bellhop) -> None:
    type_in(bellhop, "/scale web resume Launch")
    assert bellhop.scaling.done == []
    assert seen(bellhop)[-1] == "`Launch` is not suspended on `web`. Nothing changed."


def test_the_way_back_of_a_suspension_leaves_what_was_suspended_before(bellhop: Bellhop) -> None:
    bellhop.scaling.suspend("web", ["AlarmNotification"])
    type_in(bellhop, "/scale web suspend AlarmNotification AZRebalance")
    pressed(bellhop, newest(bellhop), f"{DO}:0")
    assert bellhop.scaling.done[1:] == ["suspend AZRebalance of web", "resume AZRebalance of web"]


def label_and_text(bellhop: Bellhop) -> tuple[str, str]:
    """Of the question: the button that says yes, and what is asked."""
    question = newest(bellhop)
    (row,) = (block for block in question["blocks"] if block["type"] == "actions")
    assert row["elements"][0]["style"] == "danger"
    return row["elements"][0]["text"]["text"], question["text"]


@pytest.mark.parametrize(
    ("words", "label", "consequences"),
    [
        ("Launch", "Suspend Launch", "launches no instance."),
        ("Terminate", "Suspend Terminate", "terminates no instance."),
        ("HealthCheck", "Suspend HealthCheck", "notices no unhealthy instance."),
        ("ReplaceUnhealthy", "Suspend ReplaceUnhealthy", "replaces no unhealthy instance."),
        (
            *("Terminate Launch AZRebalance", "Suspend Terminate, Launch, AZRebalance"),
            "launches no instance and terminates no instance.",
        ),
    ],
)
def test_what_keeps_a_group_with_instances_alive_is_suspended_only_by_a_button_that_names_it(
    words: str, label: str, consequences: str, bellhop: Bellhop
) -> None:
    type_in(bellhop, f"/scale web suspend {words}")
    assert bellhop.scaling.done == []
    shown, text = label_and_text(bellhop)
    assert (shown, text.endswith(f"Until it is resumed, Auto Scaling {consequences} Go ahead?")) == (label, True)
    pressed(bellhop, newest(bellhop), CONFIRM)
    assert bellhop.scaling.done == [f"suspend {words} of web"]


@pytest.mark.parametrize("instances", [0, 2])
def test_all_processes_are_suspended_only_by_a_button_that_names_them(instances: int, bellhop: Bellhop) -> None:
    group = web()
    bellhop.scaling.put(web(minimum=0, desired=instances, instances=group.instances[:instances]))
    type_in(bellhop, "/scale web suspend all")
    assert bellhop.scaling.done == []
    label, text = label_and_text(bellhop)
    assert label == "Suspend all processes"
    assert "wants to suspend all processes on *web*. Until they are resumed, Auto Scaling does nothing for this" in text


def test_what_a_group_without_instances_does_not_need_is_suspended_at_once(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(minimum=0, desired=0, instances=()))
    type_in(bellhop, "/scale web suspend Launch")
    assert bellhop.scaling.done == ["suspend Launch of web"]
    assert "does not replace failed instances" in seen(bellhop)[0]


def test_resuming_asks_nothing(bellhop: Bellhop) -> None:
    bellhop.scaling.put(web(suspended=("Launch", "Terminate")))
    type_in(bellhop, "/scale web resume all")
    assert bellhop.scaling.done == ["resume Launch Terminate of web"]
