"""`/alarms tune` against the sandbox's CloudWatch over HTTP: its alarm, its history, the change and Undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.commands.alarms.buttons import TUNED, UNDO
from sandbox.slack.threaded import RunningSlack
from tests.app.alarms.ringing import BEGAN, cloudwatch_says, ring
from tests.app.commands.alarms.audit.world import NOW, Front, World, led_fronts, world
from tests.app.people import press, type_in
from tests.fakes.bellhop import listening
from tests.fakes.clock import SetClock
from tests.sandbox.aws.conftest import Fronts

A_DAY = 24 * 60
CROSSED = "Threshold Crossed: 1 datapoint [9.0] was greater than the threshold (1.0)."
# Minutes ago, and for how many.
BLIPS = [(300 * number + 60, 1) for number in range(1, 12)]
LASTED = [(200, 20), (2000, 15)]


@pytest.fixture(scope="module")
def fronts() -> Iterator[Fronts]:
    with led_fronts() as running:
        yield running


@pytest.fixture
def planted(fronts: Fronts, slack: RunningSlack, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> World:
    """An alarm that went off at these times, which the sandbox remembers and Bellhop was told of."""
    made = world(fronts, slack, clock)
    made.put("busy", since=timedelta(days=40))
    minutes = [0.0] * (15 * A_DAY)
    for ago, lasts in sorted([*BLIPS, *LASTED], reverse=True):
        minutes[-ago : -ago + lasts] = [9.0] * lasts
        begun = NOW - timedelta(minutes=ago - 1)
        for old, new, at in (("OK", "ALARM", begun), ("ALARM", "OK", begun + timedelta(minutes=lasts))):
            data = {"oldState": {"stateValue": old}, "newState": {"stateValue": new, "stateReason": CROSSED}}
            fronts.alarms.record(
                fronts.alarms.by_name["busy"], "StateUpdate", f"Alarm updated from {old} to {new}", data, at.timestamp()
            )
            ring(made.bellhop, cloudwatch_says(old, new, (at - BEGAN).total_seconds(), "busy"))

    def values(
        self: Front, queries: Sequence[Mapping[str, Any]], start: datetime, end: datetime
    ) -> tuple[tuple[datetime, float], ...]:
        """ministack answers that in the sandbox."""
        begin = NOW - timedelta(minutes=len(minutes))
        every = ((begin + timedelta(minutes=at), value) for at, value in enumerate(minutes))
        return tuple(pair for pair in every if start <= pair[0] < end)

    monkeypatch.setattr(Front, "values", values)
    return made


def test_what_is_suggested_is_set_in_cloudwatch_and_undone(planted: World) -> None:
    bellhop = planted.bellhop
    with listening(bellhop):
        type_in(bellhop, "/alarms tune busy")
        told = {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}
        assert (
            "`busy` went off *13 times* in 15 days; 11 were over within 5 min without anybody acting." in told["text"]
        )
        assert "With *2 of 2 datapoints* instead of 1 of 1 it would have gone off *twice*" in told["text"]
        press(bellhop, told, TUNED)
        bellhop.work()
        (tuned,) = planted.described("busy")
        assert (tuned["DatapointsToAlarm"], tuned["EvaluationPeriods"], tuned["Threshold"]) == (2, 2, 1.0)
        message = {**bellhop.slack.messages("C0OPS")[-1], "channel": "C0OPS"}
        press(bellhop, message, UNDO, "U0BO")
        bellhop.work()
        (undone,) = planted.described("busy")
        assert (undone.get("DatapointsToAlarm"), undone["EvaluationPeriods"]) == (None, 1)
